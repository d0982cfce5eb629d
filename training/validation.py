"""Scores on held-out samples while a network trains."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from py_frontend import Config
from training.data.batch import Batch
from training.data.samples import seeded
from training.networks.interface import ClickNetwork
from training.networks.sampling import resize_centres
from training.step import add_clicks, forward

VALIDATION_SEED = 77


def validate(network: ClickNetwork, check: Batch, frontend: Config) -> dict[str, float]:
    """Return mean IoU on held-out samples after their first clicks and after three more."""
    network.eval()
    scores = {}
    for rounds in (0, 3):
        batch = replace(check, clicks=check.clicks.clone(), click_count=check.click_count.clone())
        generator = seeded(batch.image.device, VALIDATION_SEED)
        previous = add_clicks(network, batch, frontend, rounds, generator)
        with torch.no_grad():
            segmented, refined = forward(network, batch, previous, frontend)
        coarse = resize_centres(segmented.coarse, *batch.target.shape[-2:])
        scores[f"coarse_iou@+{rounds}"] = float(ious(coarse, batch.target, batch.ignored).mean())
        found = ious(refined.refined, batch.focus_target, batch.focus_ignored)
        scores[f"refined_iou@+{rounds}"] = float(found.mean())
    return scores


def ious(logits: Tensor, target: Tensor, ignored: Tensor) -> Tensor:
    """Return the intersection over union of (B, 1, h, w) masks, (B,); 1 where both are empty."""
    valid = ignored == 0
    predicted, wanted = (logits > 0) & valid, (target > 0) & valid
    both = (predicted & wanted).sum((1, 2, 3))
    either = (predicted | wanted).sum((1, 2, 3))
    return torch.where(either > 0, both / either.clamp(min=1), 1.0)
