"""Prompts for whole batches: disk maps, and clicks carried from one crop to the other."""

from __future__ import annotations

import math

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
    samples, signs = clicks.shape[:2]
    reach = math.ceil(radius)
    offsets = torch.arange(-reach, reach + 2, device=clicks.device)
    # Only the pixels round each click are looked at: (B, 2, n, k) places per axis, (…, k, k) in all.
    columns, rows = (
        torch.nan_to_num(clicks[..., axis]).floor().long()[..., None] + offsets for axis in (0, 1)
    )
    across, down = columns - clicks[..., 0, None], rows - clicks[..., 1, None]
    # A comparison with NaN is false, so unused places draw nothing.
    inside = down[..., :, None] ** 2 + across[..., None, :] ** 2 <= radius**2
    inside &= _in_frame(rows, side)[..., :, None] & _in_frame(columns, side)[..., None, :]
    frame = torch.arange(samples * signs, device=clicks.device).view(samples, signs, 1, 1, 1) * side**2
    places = frame + rows[..., :, None] * side + columns[..., None, :]
    # What lies outside is written to one spare pixel at the end.
    maps = torch.zeros(samples * signs * side**2 + 1, device=clicks.device)
    maps[torch.where(inside, places, maps.numel() - 1).flatten()] = 1.0
    return maps[:-1].view(samples, signs, side, side)


def _in_frame(places: Tensor, side: int) -> Tensor:
    return (places >= 0) & (places < side)


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
