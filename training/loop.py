"""The training loop: data, clicks, step, and once in a while a report, a check and a checkpoint."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
import torch
from lightning_fabric import Fabric
from torch import Tensor

from py_frontend import Config
from training.checkpoint_io import save_weights
from training.config import TrainingConfig
from training.data.batch import Batch
from training.data.samples import draw_batch, seeded
from training.data.shards import Picture, read_shards
from training.data.store import Store
from training.datasets.mixture import Licence, Source, provenance, read_mixture, read_sources
from training.errors import TrainingError
from training.learner import Learner
from training.networks import variant
from training.pictures import draw_predictions
from training.pool import restored_pools
from training.saving import Saver, writing
from training.state import (
    TrainingState,
    fresh_state,
    gathered_pool,
    load_state,
    start_from,
    state_content,
)
from training.validation import VALIDATION_SEED, validate

_REPORT_SECONDS = 10.0
_SAVE_SECONDS = 50.0
_CHECK_SECONDS = 240.0
_VALIDATION_SIZE = 64


@dataclass(frozen=True)
class Places:
    """Where the shards and pretrained trunks of one run lie, and where results go.

    A ``mixture`` of shards in ``data`` takes the place of the settings' own; only pictures of this
    ``licence`` are used.
    """

    data: Path
    pretrained: Path | None
    run: Path
    mixture: Path | None = None
    licence: Licence = "any"
    weights: Path | None = None


@dataclass(frozen=True)
class Limits:
    """How long to train, in seconds.

    ``schedule`` is the length of the schedule, counted over all resumed parts: with it the learning
    rate follows whichever is further, the samples or the time. ``part`` ends this part of the run,
    to be resumed.
    """

    schedule: float | None = None
    part: float | None = None


def train(
    config: TrainingConfig,
    places: Places,
    fabric: Fabric,
    limits: Limits,
    resume: Path | None,
    checked: Callable[[dict[str, Any]], None] = lambda content: None,
) -> TrainingState:
    """Train until the schedule or the time is over; write checkpoints, a log and pictures.

    Parameters
    ----------
    resume : checkpoint to go on from
    checked : is given the content of a checkpoint, but for the samples that come back, after each check

    Raises
    ------
    TrainingError
        Shards, pretrained weights or the checkpoint to resume from are missing or do not fit, the
        loss is no longer a number, or a file cannot be written.
    """
    frontend = variant(config.variant).config
    config = replace_sides(config, frontend)
    with writing(places.run):
        places.run.mkdir(parents=True, exist_ok=True)
    state = begin(config, places.pretrained, fabric)
    if places.weights:
        start_from(places.weights, state, config)
    if resume:
        load_state(resume, state, config, fabric)
    pictures = training_pictures(config, places)
    store, sources = Store.of(pictures, fabric.device), provenance(pictures)
    del pictures  # the store has copies, laid out for the device
    held_out = Store.of(read_shards([places.data / name for name in config.validation]), fabric.device)
    if fabric.is_global_zero:
        for name, each in (("to learn from", store), ("held out", held_out)):
            _tell_of_empty(name, each)
    generator = seeded(fabric.device, VALIDATION_SEED)
    check = draw_batch(held_out, config.sample, _VALIDATION_SIZE, generator)
    learner = Learner(config, frontend, store, state, fabric)
    _Run(learner, fabric, places.run, check, limits, checked, sources).go()
    return state


def training_pictures(config: TrainingConfig, places: Places) -> list[Picture]:
    """Read the pictures to learn from: of the mixture where there is one, else of the settings' shards."""
    shards = Source(tuple(places.data / name for name in config.shards))
    sources = read_mixture(places.mixture, places.data) if places.mixture else [shards]
    return read_sources(sources, places.licence)


def _tell_of_empty(name: str, store: Store) -> None:
    """Print how many photographs and masks are no use, where there are such: they are passed over."""
    boxes = store.mask_box[: len(store.picture)]
    empty, bare = int((boxes[:, 2] <= boxes[:, 0]).sum()), int((store.count == 0).sum())
    if empty or bare:
        print(
            f"{name}: {bare} of {len(store.count)} photographs have no mask,"
            f" {empty} of {len(boxes)} masks are empty; they are passed over",
            flush=True,
        )


def begin(config: TrainingConfig, pretrained: Path | None, fabric: Fabric) -> TrainingState:
    """Build the state that a process begins with, its pools empty."""
    lanes, rest = divmod(config.lanes, fabric.world_size)
    if rest:
        raise TrainingError(
            f"{config.lanes} lanes cannot be dealt out to {fabric.world_size} processes equally: set lanes to"
            " a multiple of them"
        )
    state = fresh_state(config, pretrained, fabric.device)
    state.pools = restored_pools({}, lanes)
    return state


def replace_sides(config: TrainingConfig, frontend: Config) -> TrainingConfig:
    """Sample at the sides that the variant's own pipeline samples at."""
    sample = replace(config.sample, side=frontend.frame_side, focus_side=frontend.refiner_side)
    return msgspec.structs.replace(config, sample=sample)


@dataclass
class _Run:
    """One part of a run. All processes take the same decisions, by a clock that they share."""

    learner: Learner
    fabric: Fabric
    folder: Path
    check: Batch
    limits: Limits
    checked: Callable[[dict[str, Any]], None]
    sources: list[dict[str, str | int]]
    saver: Saver = field(default_factory=Saver)

    @property
    def state(self) -> TrainingState:
        return self.learner.state

    @property
    def config(self) -> TrainingConfig:
        return self.learner.config

    def go(self) -> None:
        state, before = self.state, self.state.elapsed
        began = time.monotonic()
        reported = saved = checked = before
        recent: list[dict[str, Tensor]] = []
        while (progress := self._progress()) < 1 and not self._part_is_over(before):
            recent.append(self.learner.step(progress))
            state.elapsed = self._shared(before + time.monotonic() - began)
            if state.elapsed - reported > _REPORT_SECONDS:
                self._report(recent, state.elapsed - reported)
                recent, reported = [], state.elapsed
            if state.elapsed - saved > _SAVE_SECONDS:
                self._save()
                saved = state.elapsed
            if state.elapsed - checked > _CHECK_SECONDS:
                self._check()
                checked = state.elapsed
        self._save()
        self._check()
        self.saver.wait()

    def _progress(self) -> float:
        by_samples = self.state.step * self.config.batch / self.config.samples
        schedule = self.limits.schedule
        return max(by_samples, self.state.elapsed / schedule if schedule else 0.0)

    def _part_is_over(self, before: float) -> bool:
        return self.limits.part is not None and self.state.elapsed - before >= self.limits.part

    def _shared(self, value: float) -> float:
        if self.fabric.world_size == 1:
            return value
        return float(self.learner.shared_mean(torch.tensor(value, dtype=torch.float64)))

    def _save(self) -> None:
        pool = gathered_pool(self.state, self.fabric)
        if self.fabric.is_global_zero:
            self.saver.save(self.folder / "state.pt", state_content(self.state, self.config, pool))

    def _report(self, recent: list[dict[str, Tensor]], seconds: float) -> None:
        means = torch.stack([torch.stack([each[name] for each in recent]).mean() for name in recent[0]])
        losses = dict(zip(recent[0], self.learner.shared_mean(means).tolist(), strict=True))
        rate = len(recent) * self.config.batch / seconds
        shown = "  ".join(f"{name} {value:.4f}" for name, value in losses.items())
        minutes = self.state.elapsed / 60
        self._print(
            f"step {self.state.step}  {shown}  {rate:.1f} samples/s  {100 * self._progress():.1f} %"
            f"  {minutes:.1f} min"
        )
        self._log({"samples_per_second": rate, **losses})

    def _check(self) -> None:
        """Score the averaged weights, and leave them with a picture of what they do."""
        if not self.fabric.is_global_zero:
            return
        state, averaged, frontend = self.state, self.state.averaged, self.learner.frontend
        scores = validate(averaged, self.check, frontend)
        self._print("  ".join(f"{name} {value:.3f}" for name, value in scores.items()))
        self._log(scores)
        record = {
            "variant": self.config.variant,
            "samples": state.step * self.config.batch,
            "seconds": round(state.elapsed),
            "start": state.start,
            "origin": self.config.origin,
            "sources": self.sources,
            "validation": {name: round(value, 4) for name, value in scores.items()},
        }
        path = self.folder / f"{self.config.variant}.safetensors"
        with writing(path):
            save_weights(path, averaged.state_dict(), record)
        draw_predictions(self.folder / "predictions.png", averaged, self.check, frontend)
        self.checked(state_content(state, self.config, {}))

    def _print(self, line: str) -> None:
        if self.fabric.is_global_zero:
            print(line, flush=True)

    def _log(self, entry: dict[str, float]) -> None:
        if not self.fabric.is_global_zero:
            return
        path = self.folder / "log.jsonl"
        line = json.dumps({"step": self.state.step, "elapsed": self.state.elapsed, **entry})
        with writing(path), path.open("a", encoding="utf-8") as log:
            log.write(line + "\n")
