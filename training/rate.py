"""How fast a machine trains: the whole loop beside what the network alone would allow."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import msgspec
import torch
from lightning_fabric import Fabric
from torch import Tensor

from training.config import TrainingConfig
from training.data.store import Store
from training.learner import Learner
from training.loop import Places, begin, replace_sides, training_pictures
from training.networks import variant
from training.step import focus_prompt, losses, segmentor_prompt

_WARM_UP = 4


@dataclass(frozen=True)
class Rate:
    """Samples a second, summed over all processes: of the loop, and of forward and backward alone.

    ``share`` is what forward and backward alone take of the loop's processor time; beside other work it
    tells more than the clock does, with one thread at least: threads that wait for each other work too.
    """

    device: str
    batch: int
    loop: float
    bare: float
    share: float

    def __str__(self) -> str:
        return (
            f"{self.device}, batch {self.batch}: the loop {self.loop:.1f} samples/s,"
            f" forward and backward alone {self.bare:.1f}; ratio {self.loop / self.bare:.2f},"
            f" of processor time {self.share:.2f}"
        )


def measure(config: TrainingConfig, places: Places, fabric: Fabric, steps: int) -> Rate:
    """Time steps of a run, each followed by the bare work on a batch as large.

    The two take turns, so that what else the machine does slows both alike; medians are compared.
    The pictures are those of the settings' first shard, or of the mixture.
    """
    frontend = variant(config.variant).config
    config = msgspec.structs.replace(replace_sides(config, frontend), trunk=None)
    first = msgspec.structs.replace(config, shards=config.shards[:1])
    store = Store.of(training_pictures(first, places), fabric.device)
    learner = Learner(config, frontend, store, begin(config, None, fabric), fabric)
    bare = bare_step(learner)
    times = []
    for _ in range(_WARM_UP + steps):
        times.append((_seconds(lambda: learner.step(0.5), fabric), _seconds(bare, fabric)))
    loop, loop_work, alone, alone_work = (
        median(each[kind] for each in column)
        for column in zip(*times[_WARM_UP:], strict=True)
        for kind in (0, 1)
    )
    name = torch.cuda.get_device_name() if fabric.device.type == "cuda" else "processor"
    return Rate(name, config.batch, config.batch / loop, config.batch / alone, alone_work / loop_work)


def bare_step(learner: Learner) -> Callable[[], None]:
    """Return a function that runs forward, losses and backward on one fixed batch, and nothing else."""
    config, state = learner.config, learner.state
    for _ in range(-(-config.batch // config.fresh)):
        learner.step(0.5)  # each brings fresh samples, until the batch is full
    drawn, previous, places = learner.draw(learner.generators())
    some = drawn.taken(places)
    prompts = segmentor_prompt(drawn, previous, learner.frontend), focus_prompt(some, learner.frontend)

    def step() -> None:
        segmented, refined = learner.network(
            drawn.image, prompts[0], some.focus_image, prompts[1], some.box, places
        )
        parts = losses(segmented, refined, drawn, places, config.loss, learner.shared_mean)
        state.optimiser.zero_grad(set_to_none=True)
        learner.backward(parts["total"])

    return step


def _seconds(work: Callable[[], dict[str, Tensor] | None], fabric: Fabric) -> tuple[float, float]:
    """Return how long some work takes, by the clock and in processor time."""
    began, worked = time.perf_counter(), time.process_time()
    work()
    if fabric.device.type == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - began, time.process_time() - worked
