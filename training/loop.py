"""The training loop: data, clicks, step, and once in a while a report, a check and a checkpoint."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from py_frontend import Config
from training.checkpoint_io import save_weights
from training.config import TrainingConfig
from training.data.batch import Batch
from training.data.samples import draw_batch, seeded
from training.data.shards import read_shards
from training.data.store import Store
from training.errors import TrainingError
from training.networks import variant
from training.networks.sampling import resize_centres
from training.pictures import draw_predictions
from training.schedule import rate_factor
from training.state import TrainingState, fresh_state, load_state, save_state
from training.step import forward_some, losses
from training.validation import VALIDATION_SEED, validate

_REPORT_SECONDS = 10.0
_SAVE_SECONDS = 50.0
_CHECK_SECONDS = 240.0
_VALIDATION_SIZE = 64
_DRAWING, _LEARNING = 0, 1


@dataclass(frozen=True)
class Places:
    """Folders of one run: where the shards and pretrained trunks lie, and where results go."""

    data: Path
    pretrained: Path | None
    run: Path


def train(
    config: TrainingConfig, places: Places, device: torch.device, seconds: float | None, resume: bool
) -> TrainingState:
    """Train until the schedule or the time is over; write checkpoints, a log and pictures.

    Parameters
    ----------
    seconds : length of the schedule in seconds of training, counted over all resumed parts. With
        it the learning rate follows whichever is further, the samples or the time.

    Raises
    ------
    TrainingError
        Shards, pretrained weights or the checkpoint to resume from are missing or do not fit.
    """
    frontend = variant(config.variant).config
    config = replace_sides(config, frontend)
    places.run.mkdir(parents=True, exist_ok=True)
    state = fresh_state(config, places.pretrained, device)
    if resume:
        load_state(places.run / "state.pt", state, config)
    store = Store.of(read_shards([places.data / name for name in config.shards]), device)
    held_out = Store.of(read_shards([places.data / name for name in config.validation]), device)
    check = draw_batch(held_out, config.sample, _VALIDATION_SIZE, seeded(device, VALIDATION_SEED))
    run = _Run(config, frontend, places.run, store, check, seconds)
    run.go(state)
    return state


def replace_sides(config: TrainingConfig, frontend: Config) -> TrainingConfig:
    """Sample at the sides that the variant's own pipeline samples at."""
    sample = replace(config.sample, side=frontend.frame_side, focus_side=frontend.refiner_side)
    return type(config)(
        **{**{name: getattr(config, name) for name in config.__struct_fields__}, "sample": sample}
    )


class _Clock:
    """Seconds trained so far, in all parts of a run, and what is due."""

    def __init__(self, before: float) -> None:
        self._began = time.monotonic() - before
        self._last: dict[str, float] = {}

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self._began

    def due(self, task: str, every: float) -> float:
        """Return the seconds since a task was due last (or since the start), 0 until it is due again."""
        now = time.monotonic()
        since = now - self._last.setdefault(task, now)
        if since < every:
            return 0.0
        self._last[task] = now
        return since


@dataclass
class _Run:
    """What stays the same during one run."""

    config: TrainingConfig
    frontend: Config
    folder: Path
    store: Store
    check: Batch
    seconds: float | None

    def go(self, state: TrainingState) -> None:
        """Take steps until the schedule is over, with the next samples drawn while the network learns."""
        with ThreadPoolExecutor(1) as ahead:
            drawn = ahead.submit(self._draw, state.step)
            clock = _Clock(state.elapsed)
            recent: list[dict[str, Tensor]] = []
            while self._progress(state) < 1:
                fresh = drawn.result()
                drawn = ahead.submit(self._draw, state.step + 1)
                recent.append(self.step(state, fresh))
                state.elapsed = clock.elapsed
                if seconds := clock.due("report", _REPORT_SECONDS):
                    self._report(state, recent, seconds)
                    recent = []
                if clock.due("save", _SAVE_SECONDS):
                    save_state(self.folder / "state.pt", state, self.config)
                if clock.due("check", _CHECK_SECONDS):
                    self._check(state)
        save_state(self.folder / "state.pt", state, self.config)
        self._check(state)

    def _draw(self, step: int) -> Batch:
        generator = seeded(self.store.device, self.config.seed, step, _DRAWING)
        return draw_batch(self.store, self.config.sample, self.config.fresh, generator)

    def _progress(self, state: TrainingState) -> float:
        by_samples = state.step * self.config.batch / self.config.samples
        return max(by_samples, state.elapsed / self.seconds if self.seconds else 0.0)

    def step(self, state: TrainingState, fresh: Batch) -> dict[str, Tensor]:
        """Learn from fresh and from carried samples, some of which the pool keeps; return the losses."""
        config, device = self.config, self.store.device
        factor = rate_factor(self._progress(state), config.warm_up)
        for group in state.optimiser.param_groups:
            group["lr"] = group["peak"] * factor
        generator = seeded(device, config.seed, state.step, _LEARNING)
        # Channel dropout and the like draw from torch's own generator; seeding it by step keeps a
        # resumed run equal to an uninterrupted one.
        torch.manual_seed(state.step)
        batch, previous = state.pool.join(fresh)
        places = torch.randperm(len(batch), generator=generator, device=device)[: config.refined]
        state.network.train()
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            segmented, refined = forward_some(state.network, batch, previous, self.frontend, places)
        parts = losses(segmented, refined, batch, places, config.loss)
        logits = resize_centres(segmented.coarse.float(), *batch.image.shape[-2:])
        state.pool.carry(batch, logits, config.batch - config.fresh, generator)
        self._learn(state, parts["total"])
        return {name: value.detach() for name, value in parts.items()}

    def _learn(self, state: TrainingState, total: Tensor) -> None:
        """Take one step of the optimiser.

        Raises
        ------
        TrainingError
            The loss is not a number: the state on disk is the last good one.
        """
        if not bool(total.isfinite()):
            raise TrainingError(
                f"the loss is {float(total)} at step {state.step}; go on from the last checkpoint with a"
                " lower rate, or look at the shards"
            )
        state.optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(state.network.parameters(), self.config.clip)
        state.optimiser.step()
        state.average.update_parameters(state.network)
        state.step += 1

    def _report(self, state: TrainingState, recent: list[dict[str, Tensor]], seconds: float) -> None:
        means = {name: float(torch.stack([each[name] for each in recent]).mean()) for name in recent[0]}
        rate = len(recent) * self.config.batch / seconds
        progress = self._progress(state)
        shown = "  ".join(f"{name} {value:.4f}" for name, value in means.items())
        print(
            f"step {state.step}  {shown}  {rate:.1f} samples/s  {100 * progress:.1f} %"
            f"  {state.elapsed / 60:.1f} min",
            flush=True,
        )
        self._log({"step": state.step, "elapsed": state.elapsed, "samples_per_second": rate, **means})

    def _check(self, state: TrainingState) -> None:
        """Score the averaged weights, and leave them with a picture of what they do."""
        averaged = state.averaged
        scores = validate(averaged, self.check, self.frontend)
        print("  ".join(f"{name} {value:.3f}" for name, value in scores.items()), flush=True)
        self._log({"step": state.step, "elapsed": state.elapsed, **scores})
        record = {
            "variant": self.config.variant,
            "samples": state.step * self.config.batch,
            "seconds": round(state.elapsed),
            "start": self.config.trunk or "random",
            "origin": self.config.origin,
            "validation": {name: round(value, 4) for name, value in scores.items()},
        }
        save_weights(self.folder / f"{self.config.variant}.safetensors", averaged.state_dict(), record)
        draw_predictions(self.folder / "predictions.png", averaged, self.check, self.frontend)

    def _log(self, entry: dict[str, float]) -> None:
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(entry) + "\n")
