"""Crops of many photographs and masks at once, sampled as the annotator samples them."""

from __future__ import annotations

import torch
from torch import Tensor

from training.data.store import LEVELS, RIM, Store

_WHOLE = 64
"""Weight of a whole pixel when masks are read: four products of two weights fit 16 bits."""


def read_images(store: Store, pictures: Tensor, windows: Tensor, mirrored: Tensor, side: int) -> Tensor:
    """Sample windows of photographs to square frames.

    Bilinear on half-pixel centres, from the level of the pyramid whose pixels are nearest below a
    frame pixel, as `py_frontend` does it.

    Parameters
    ----------
    pictures : (B,) int64
    windows : (B, 4) x0, y0, x1, y1 in image pixels, not empty, inside the photograph
    mirrored : (B,) bool, left and right change places
    side : S, of the frame in pixels

    Returns
    -------
    (B, 3, S, S) float RGB, 0-1.
    """
    area = (windows[:, 2] - windows[:, 0]) * (windows[:, 3] - windows[:, 1])
    level = (area.sqrt() / side).log2().floor().long().clamp(0, LEVELS - 1)
    start, size = store.level_start[pictures, level], store.level_size[pictures, level]
    shrink = (2.0 ** level.double())[:, None]
    xs, ys = _places(windows, mirrored, side)
    column, right, x_weight = _neighbours((xs + 0.5) / shrink - 0.5, size[:, 1:])
    row, below, y_weight = _neighbours((ys + 0.5) / shrink - 0.5, size[:, :1])

    x_weight = x_weight.repeat_interleave(4, 1)[:, None]

    def line(rows: Tensor) -> Tensor:
        """Blend along rows: (B, S, 4 S), the bytes of a pixel one behind the other."""
        begin = start[:, None] + rows * size[:, 1:]
        one, other = (_words(store.pixels, begin, each).view(torch.uint8).float() for each in (column, right))
        return one.lerp_(other, x_weight)

    blended = line(row).lerp_(line(below), y_weight[:, :, None])
    return blended.view(-1, side, side, 4).permute(0, 3, 1, 2)[:, :3].contiguous().div_(255)


def read_masks(
    store: Store, masks: Tensor, windows: Tensor, mirrored: Tensor, side: int, finer: int = 1
) -> Tensor:
    """Sample windows of masks to square frames: set where at least half of a pixel is set.

    Parameters
    ----------
    masks : (B,) int64, `Store.nothing` for none
    windows, mirrored, side : see `read_images`
    finer : places per axis at which a frame pixel is read, each bilinearly, its place rounded to a 64th
        of a pixel; a frame pixel that covers several image pixels needs two

    Returns
    -------
    (B, S, S) bool
    """
    result = torch.zeros(len(masks), side, side, dtype=torch.bool, device=store.device)
    some = (masks != store.nothing).nonzero()[:, 0]
    if len(some):
        result[some] = _read_masks(store, masks[some], windows[some], mirrored[some], side, finer)
    return result


def _read_masks(
    store: Store, masks: Tensor, windows: Tensor, mirrored: Tensor, side: int, finer: int
) -> Tensor:
    box, start = store.mask_box[masks], store.mask_start[masks]
    width = box[:, 2:3] - box[:, :1] + RIM
    xs, ys = _places(windows, mirrored, side * finer)
    columns, rights = (each.view(-1, side, finer) for each in _corners(xs, box[:, 0], box[:, 2]))
    rows, belows = (each.view(-1, side, finer) for each in _corners(ys, box[:, 1], box[:, 3]))
    share = torch.zeros(len(masks), side, side, dtype=torch.int16, device=store.device)
    for y in range(finer):
        begin, below = start[:, None] + rows[..., y] * width, belows[..., y, None]
        for x in range(finer):
            codes = _words(store.corners, begin, columns[..., x]).short()
            right = rights[:, None, :, x]
            left = _WHOLE - right
            upper = (codes & 1) * left + ((codes >> 1) & 1) * right
            lower = ((codes >> 2) & 1) * left + (codes >> 3) * right
            share += upper * (_WHOLE - below) + lower * below
    return share >= (finer * _WHOLE) ** 2 // 2


def _places(windows: Tensor, mirrored: Tensor, side: int) -> tuple[Tensor, Tensor]:
    """Return the x (B, S) and y (B, S) of frame pixels' centres, pixel centres at whole numbers."""
    steps = (torch.arange(side, device=windows.device, dtype=torch.float64) + 0.5) / side
    x0, y0, x1, y1 = (windows[:, side_, None].double() for side_ in range(4))
    across = torch.where(mirrored[:, None], steps.flip(0), steps)
    xs = torch.maximum(torch.minimum(x0 + across * (x1 - x0) - 0.5, x1 - 1), x0)
    ys = torch.maximum(torch.minimum(y0 + steps * (y1 - y0) - 0.5, y1 - 1), y0)
    return xs, ys


def _neighbours(places: Tensor, size: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return both neighbours of places (B, S) on an axis of `size` (B, 1) pixels, and the second's weight."""
    held = torch.minimum(places.clamp(min=0), (size - 1).double())
    lower = held.long()
    return lower, torch.minimum(lower + 1, size - 1), (held - lower).float()


def _corners(places: Tensor, low: Tensor, high: Tensor) -> tuple[Tensor, Tensor]:
    """Return which code of a mask within low…high to read for places (B, S), and its neighbour's weight."""
    lower = places.floor()
    index = torch.minimum(torch.maximum(lower.long(), low[:, None] - 2), high[:, None]) - low[:, None] + 2
    return index, ((places - lower) * _WHOLE).round().short()


def _words(stored: Tensor, begin: Tensor, columns: Tensor) -> Tensor:
    """Read (B, S, S) of a flat tensor: rows that begin at `begin` (B, S), at `columns` (B, S) of each."""
    number = torch.int32 if stored.numel() < 2**31 else torch.int64
    places = begin.to(number)[:, :, None] + columns.to(number)[:, None, :]
    return stored.index_select(0, places.flatten()).view(places.shape)
