"""The training loop: data, clicks, step, and once in a while a report, a check and a checkpoint."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from py_frontend import Config
from training.checkpoint_io import save_weights
from training.config import TrainingConfig
from training.data.loader import Batch, batches, make_batch
from training.data.shards import Picture, read_shards
from training.networks import variant
from training.networks.interface import ClickNetwork
from training.networks.sampling import resize_centres
from training.pictures import draw_predictions
from training.schedule import rate_factor
from training.state import TrainingState, fresh_state, load_state, save_state
from training.step import add_clicks, forward, forward_some, losses

_REPORT_SECONDS = 10.0
_SAVE_SECONDS = 240.0
_VALIDATION_SIZE = 64
_VALIDATION_SEED = 77


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
    pictures = read_shards([places.data / name for name in config.shards])
    held_out = read_shards([places.data / name for name in config.validation])
    check = make_batch(held_out, config.sample, _VALIDATION_SIZE, (_VALIDATION_SEED,)).to(device)
    run = _Run(config, frontend, places.run, device, seconds)
    run.go(state, pictures, check)
    return state


def replace_sides(config: TrainingConfig, frontend: Config) -> TrainingConfig:
    """Sample at the sides that the variant's own pipeline samples at."""
    sample = replace(config.sample, side=frontend.frame_side, focus_side=frontend.refiner_side)
    return type(config)(
        **{**{name: getattr(config, name) for name in config.__struct_fields__}, "sample": sample}
    )


@dataclass
class _Run:
    """What stays the same during one run."""

    config: TrainingConfig
    frontend: Config
    folder: Path
    device: torch.device
    seconds: float | None

    def go(self, state: TrainingState, pictures: list[Picture], check: Batch) -> None:
        began, elapsed_before = time.monotonic(), state.elapsed
        reported = saved = began
        recent: list[dict[str, float]] = []
        for batch in self._batches(pictures, state.step):
            if self._progress(state) >= 1:
                break
            recent.append(self._step(state, batch.to(self.device)))
            now = time.monotonic()
            state.elapsed = elapsed_before + now - began
            if now - reported > _REPORT_SECONDS:
                self._report(state, recent, now - reported)
                recent, reported = [], now
            if now - saved > _SAVE_SECONDS:
                self._save(state, check)
                saved = time.monotonic()
        self._save(state, check)

    def _batches(self, pictures: list[Picture], first_step: int) -> Iterator[Batch]:
        config = self.config
        return batches(pictures, config.sample, config.fresh, config.seed, first_step, workers=2)

    def _progress(self, state: TrainingState) -> float:
        by_samples = state.step * self.config.batch / self.config.samples
        return max(by_samples, state.elapsed / self.seconds if self.seconds else 0.0)

    def _step(self, state: TrainingState, batch: Batch) -> dict[str, float]:
        config = self.config
        factor = rate_factor(self._progress(state), config.warm_up)
        for group in state.optimiser.param_groups:
            group["lr"] = group["peak"] * factor
        rng = np.random.default_rng([config.seed, state.step, 1])
        # Channel dropout and the like draw from torch's generator; seeding it by step keeps a resumed
        # run equal to an uninterrupted one.
        torch.manual_seed(int(rng.integers(2**31)))
        batch, previous = state.pool.join(batch)
        places = torch.from_numpy(rng.permutation(len(batch.image))[: config.refined]).to(self.device)
        state.network.train()
        segmented, refined = forward_some(state.network, batch, previous, self.frontend, places)
        parts = losses(segmented, refined, batch, places, config.loss)
        logits = resize_centres(segmented.coarse, *batch.image.shape[-2:])
        state.pool.carry(batch, logits, config.batch - config.fresh, rng)
        state.optimiser.zero_grad(set_to_none=True)
        parts["total"].backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(state.network.parameters(), config.clip)
        state.optimiser.step()
        state.average.update_parameters(state.network)
        state.step += 1
        return {name: float(value.detach()) for name, value in parts.items()}

    def _report(self, state: TrainingState, recent: list[dict[str, float]], seconds: float) -> None:
        means = {name: float(np.mean([each[name] for each in recent])) for name in recent[0]}
        rate = len(recent) * self.config.batch / seconds
        progress = self._progress(state)
        shown = "  ".join(f"{name} {value:.4f}" for name, value in means.items())
        print(
            f"step {state.step}  {shown}  {rate:.1f} samples/s  {100 * progress:.1f} %"
            f"  {state.elapsed / 60:.1f} min",
            flush=True,
        )
        self._log({"step": state.step, "elapsed": state.elapsed, "samples_per_second": rate, **means})

    def _save(self, state: TrainingState, check: Batch) -> None:
        save_state(self.folder / "state.pt", state, self.config)
        averaged = state.averaged
        scores = validate(averaged, check, self.frontend)
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
        draw_predictions(self.folder / "predictions.png", averaged, check, self.frontend)

    def _log(self, entry: dict[str, float]) -> None:
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(entry) + "\n")


def validate(network: ClickNetwork, check: Batch, frontend: Config) -> dict[str, float]:
    """Return mean IoU on held-out samples after their first clicks and after three more."""
    network.eval()
    scores = {}
    for rounds in (0, 3):
        batch = replace(check, clicks=check.clicks.clone(), click_count=check.click_count.clone())
        rng = np.random.default_rng(_VALIDATION_SEED)
        previous = add_clicks(network, batch, frontend, rounds, rng)
        with torch.no_grad():
            segmented, refined = forward(network, batch, previous, frontend)
        coarse = torch.nn.functional.interpolate(segmented.coarse, batch.target.shape[-2:], mode="bilinear")
        scores[f"coarse_iou@+{rounds}"] = _mean_iou(coarse, batch.target, batch.ignored)
        scores[f"refined_iou@+{rounds}"] = _mean_iou(refined.refined, batch.focus_target, batch.focus_ignored)
    return scores


def _mean_iou(logits: Tensor, target: Tensor, ignored: Tensor) -> float:
    """Return the mean intersection over union of (B, 1, h, w) masks; 1 where both are empty."""
    valid = ignored == 0
    predicted, wanted = (logits > 0) & valid, (target > 0) & valid
    both = (predicted & wanted).sum((1, 2, 3))
    either = (predicted | wanted).sum((1, 2, 3))
    return float(torch.where(either > 0, both / either.clamp(min=1), 1.0).mean())
