"""Prompts for whole batches: disk maps, and clicks carried from one crop to the other."""

from __future__ import annotations

import torch
from torch import Tensor


def disk_maps(clicks: Tensor, side: int, radius: float) -> Tensor:
    """Draw clicks as disks.

    Parameters
    ----------
    clicks : (B, 2, n, 2) x, y in frame pixels, positive ones first; NaN where unused
    side : side of the frame in pixels
    radius : in frame pixels; a pixel exactly that far away is inside

    Returns
    -------
    (B, 2, side, side) float, 1 inside a disk and 0 elsewhere.
    """
    used = int((~clicks[..., 0].isnan()).sum(-1).max()) if clicks.numel() else 0
    grid = torch.arange(side, dtype=clicks.dtype, device=clicks.device)
    maps = torch.zeros(*clicks.shape[:2], side, side, device=clicks.device)
    for index in range(used):
        x, y = clicks[:, :, index, 0], clicks[:, :, index, 1]
        dx = (grid - x[..., None]) ** 2
        dy = (grid - y[..., None]) ** 2
        # A comparison with NaN is false, so unused places draw nothing.
        maps.masked_fill_(dy[..., :, None] + dx[..., None, :] <= radius**2, 1.0)
    return maps


def clicks_in_box(clicks: Tensor, box: Tensor, side: int) -> Tensor:
    """Express clicks of a frame in the pixels of a box of that frame, resampled to `side` pixels.

    Pixel centres are whole numbers and pixel p covers p − ½ … p + ½ in both.

    Parameters
    ----------
    clicks : (B, 2, n, 2) x, y in frame pixels
    box : (B, 4) x0, y0, x1, y1, pixel edges at whole numbers
    """
    origin = box[:, None, None, :2]
    size = box[:, None, None, 2:] - origin
    return (clicks + 0.5 - origin) * side / size - 0.5
