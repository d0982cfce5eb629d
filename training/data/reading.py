"""Crops of many photographs and masks at once, sampled as the annotator samples them."""

from __future__ import annotations

import torch
from torch import Tensor

from training.data.store import LEVELS, Store


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

    def line(rows: Tensor) -> Tensor:
        begin = start[:, None] + rows * size[:, 1:]
        one, other = (_bytes(store.pixels, begin[:, :, None] + each[:, None, :]) for each in (column, right))
        return torch.lerp(one, other, x_weight[:, None, :, None])

    blended = torch.lerp(line(row), line(below), y_weight[:, :, None, None]).div_(255)
    return blended.permute(0, 3, 1, 2)[:, :3]


def read_masks(
    store: Store, masks: Tensor, windows: Tensor, mirrored: Tensor, side: int, finer: int = 1
) -> Tensor:
    """Sample windows of masks to square frames: set where at least half of a pixel is set.

    Parameters
    ----------
    masks : (B,) int64, `Store.nothing` for none
    windows, mirrored, side : see `read_images`
    finer : places per axis at which a frame pixel is read, each bilinearly; a frame pixel that
        covers several image pixels needs two

    Returns
    -------
    (B, S, S) bool
    """
    box, start = store.mask_box[masks], store.mask_start[masks]
    width = box[:, 2] - box[:, 0]
    xs, ys = _places(windows, mirrored, side * finer)
    columns, rows = _taps(xs, box[:, 0], box[:, 2]), _taps(ys, box[:, 1], box[:, 3])
    share = torch.zeros(len(masks), side * finer, side * finer, device=store.device)
    for row, row_weight in rows:
        begin = start[:, None] + row * width[:, None]
        for column, column_weight in columns:
            places = begin[:, :, None] + column[:, None, :]
            inside = store.inside.index_select(0, places.flatten()).view(places.shape)
            share += inside * (row_weight[:, :, None] * column_weight[:, None, :])
    if finer > 1:
        share = torch.nn.functional.avg_pool2d(share[:, None], finer)[:, 0]
    return share >= 0.5


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


def _taps(places: Tensor, low: Tensor, high: Tensor) -> list[tuple[Tensor, Tensor]]:
    """Return two (index from `low`, weight) of places (B, S); beyond low…high the weight is 0."""
    lower = places.floor()
    taps = []
    for index, weight in ((lower.long(), 1 - (places - lower)), (lower.long() + 1, places - lower)):
        known = (index >= low[:, None]) & (index < high[:, None])
        taps.append((torch.where(known, index - low[:, None], 0), (weight * known).float()))
    return taps


def _bytes(pixels: Tensor, places: Tensor) -> Tensor:
    """Read pixels at (B, S, S) places as (B, S, S, 4) float 0-255."""
    words = pixels.index_select(0, places.flatten())
    return words.view(torch.uint8).view(*places.shape, 4).float()
