"""Learning of the Refiner alone; the Segmentor, whose answers were recorded, stays as it is."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.swa_utils import AveragedModel

from training.data.samples import boundary_target
from training.errors import TrainingError
from training.losses import boundary_cross_entropy, boundary_weighted_focal, cross_entropy_and_dice
from training.networks.interface import ClickNetwork, Refined
from training.networks.sampling import roi_align
from training.refining.config import RefiningConfig
from training.refining.records import FocusBatch, Records
from training.schedule import rate_factor
from training.state import running_mean
from training.validation import ious

_REPORT_STEPS = 100


@dataclass(frozen=True)
class Progress:
    """How far it is: ``loss`` is the mean since the last report."""

    steps: int
    samples_per_second: float
    loss: float


def tune(
    network: ClickNetwork,
    frame_side: int,
    records: Records,
    config: RefiningConfig,
    seconds: float,
    report: Callable[[Progress], None] = lambda progress: None,
) -> int:
    """Teach ``network.refiner`` for some seconds; the network ends with averaged weights.

    Returns
    -------
    int
        Meetings learned from, each time counted.

    Raises
    ------
    TrainingError
        The loss is no longer a number; the network is as it was then.
    """
    before = copy.deepcopy(network.state_dict())
    refiner: nn.Module = network.refiner  # type: ignore[assignment]
    average = AveragedModel(refiner, multi_avg_fn=running_mean(config.average), use_buffers=True)
    optimiser = torch.optim.AdamW(refiner.parameters(), lr=config.rate, weight_decay=1e-4)
    random, began, losses = np.random.default_rng(config.seed), time.monotonic(), list[float]()
    network.eval()
    refiner.train()
    while (spent := time.monotonic() - began) < seconds:
        for group in optimiser.param_groups:
            group["lr"] = config.rate * rate_factor(spent / seconds, config.warm_up)
        batch = records.batch(random.integers(len(records), size=config.batch))
        loss = _learn(network, optimiser, changed(batch, frame_side, config.colour, random), config)
        if not math.isfinite(loss):
            network.load_state_dict(before)
            raise TrainingError(f"the loss is {loss} at step {len(losses)}: try a lower rate")
        average.update_parameters(refiner)
        losses.append(loss)
        if len(losses) % _REPORT_STEPS == 0:
            rate = len(losses) * config.batch / (time.monotonic() - began)
            report(Progress(len(losses), rate, float(np.mean(losses[-_REPORT_STEPS:]))))
    refiner.load_state_dict(average.module.state_dict())
    network.eval()
    return len(losses) * config.batch


def _learn(network: ClickNetwork, optimiser: Optimizer, batch: FocusBatch, config: RefiningConfig) -> float:
    """Take one step; return the loss. Nothing is learned from a loss that is not finite."""
    refined = network.refine(batch.image, batch.prompt, batch.coarse, batch.feature, batch.box)
    loss = refining_loss(refined, batch, config)
    value = float(loss.detach())
    if math.isfinite(value):
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
    return value


def refining_loss(refined: Refined, batch: FocusBatch, config: RefiningConfig) -> Tensor:
    """Return the weighted sum of the focal loss, cross-entropy with Dice, and the boundary's loss, ()."""
    boundary = boundary_target(batch.target[:, 0] > 0)[:, None].float()
    mask = (refined.refined, batch.target, batch.ignored, boundary)
    return (
        boundary_weighted_focal(*mask)
        + config.plain * cross_entropy_and_dice(*mask)
        + config.boundary * boundary_cross_entropy(refined.boundary, boundary)
    )


def compare(network: ClickNetwork, frame_side: int, records: Records, size: int = 20) -> tuple[float, float]:
    """Return the mean IoU in the Focus Crop, of the coarse mask and of the refined one."""
    coarse, refined = list[Tensor](), list[Tensor]()
    network.eval()
    with torch.no_grad():
        for places in np.array_split(np.arange(len(records)), max(1, len(records) // size)):
            batch = records.batch(places)
            sides = batch.target.shape[-2:]
            scale = batch.coarse.shape[-1] / frame_side
            aligned = roi_align(batch.coarse, batch.box, scale, *sides)
            coarse.append(ious(aligned, batch.target, batch.ignored))
            fed = (batch.image, batch.prompt, batch.coarse, batch.feature, batch.box)
            refined.append(ious(network.refine(*fed).refined, batch.target, batch.ignored))
    return float(torch.cat(coarse).mean()), float(torch.cat(refined).mean())


def changed(batch: FocusBatch, frame_side: int, colour: float, random: np.random.Generator) -> FocusBatch:
    """Change brightness and tint, and mirror half of the meetings."""
    count = len(batch.box)
    draws = torch.from_numpy(2 * random.random((count, 4, 1, 1), np.float32) - 1)
    image = batch.image * (1 + colour * draws[:, :1]) + colour / 2 * draws[:, 1:]
    maps = batch._replace(image=image.clamp(0, 1))._asdict()
    x0, y0, x1, y1 = maps.pop("box").unbind(1)
    mirrored = torch.from_numpy(random.random(count) < 0.5)
    left, right = torch.where(mirrored, frame_side - x1, x0), torch.where(mirrored, frame_side - x0, x1)
    # The Segmentor's features of a mirrored crop are nearly, not exactly, the mirrored features.
    turned = {
        name: torch.where(mirrored[:, None, None, None], each.flip(-1), each) for name, each in maps.items()
    }
    return FocusBatch(box=torch.stack([left, y0, right, y1], 1), **turned)
