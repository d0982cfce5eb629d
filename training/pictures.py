"""Pictures of predictions: what the network sees and says, for eyes."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from py_frontend import Config
from training.data.batch import Batch
from training.data.samples import seeded
from training.networks.interface import ClickNetwork
from training.networks.sampling import resize_centres
from training.step import add_clicks, forward

Colour = tuple[int, int, int]

_GREEN: Colour = (60, 200, 60)
_RED: Colour = (220, 60, 60)
_TILE = 192


def draw_predictions(
    path: Path, network: ClickNetwork, batch: Batch, frontend: Config, rows: int = 12
) -> None:
    """Write a sheet: per row the Target Crop with clicks, the coarse mask, the Focus Crop, the refined mask.

    Outlines: green the ground truth, red the prediction.
    """
    network.eval()
    device = batch.image.device
    batch = batch.taken(torch.arange(min(rows, len(batch)), device=device))
    previous = add_clicks(network, batch, frontend, 2, seeded(device, 0))
    with torch.no_grad():
        segmented, refined = forward(network, batch, previous, frontend)
    coarse = resize_centres(segmented.coarse, *batch.image.shape[-2:])
    strips = [
        _strip(batch, index, coarse[index, 0] > 0, refined.refined[index, 0] > 0)
        for index in range(len(batch))
    ]
    cv2.imwrite(str(path), np.concatenate(strips)[..., ::-1])


def _strip(batch: Batch, index: int, coarse: torch.Tensor, refined: torch.Tensor) -> NDArray[np.uint8]:
    scale = _TILE / batch.image.shape[-1]
    clicked = _tile(batch.image[index])
    for sign, colour in enumerate((_GREEN, _RED)):
        for x, y in batch.clicks[index, sign].cpu().numpy():
            if not np.isnan(x):
                cv2.circle(clicked, (int((x + 0.5) * scale), int((y + 0.5) * scale)), 4, colour, -1)
    first = _outlined(clicked, batch.start[index, 0] > 0, _RED)
    second = _outlined(_tile(batch.image[index]), batch.target[index, 0] > 0, _GREEN)
    third = _outlined(_tile(batch.focus_image[index]), batch.focus_target[index, 0] > 0, _GREEN)
    return np.concatenate([first, _outlined(second, coarse, _RED), _outlined(third, refined, _RED)], axis=1)


def _tile(image: torch.Tensor) -> NDArray[np.uint8]:
    pixels = (image.permute(1, 2, 0).cpu().numpy() * 255).astype(np.uint8)
    return np.ascontiguousarray(cv2.resize(pixels, (_TILE, _TILE)), dtype=np.uint8)


def _outlined(tile: NDArray[np.uint8], mask: torch.Tensor, colour: Colour) -> NDArray[np.uint8]:
    resized = cv2.resize(mask.cpu().numpy().astype(np.uint8), (_TILE, _TILE), interpolation=cv2.INTER_NEAREST)
    contours, _ = cv2.findContours(resized, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(tile, contours, -1, colour, 1), np.uint8)
