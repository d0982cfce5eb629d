"""Bilinear resampling as two matrix products, one per axis.

Bilinear resampling of an axis-aligned box is separable: rows and columns are each multiplied by a
matrix whose line i holds the two weights of output sample i. Written as
``max(0, 1 - |position - sample|)`` the matrix is differentiable in the position, works for a whole
batch of boxes and exports to ONNX as arithmetic and MatMul, which every runtime computes exactly
and quickly; Resize and RoiAlign differ between runtimes in their rounding of coordinates.
"""

from __future__ import annotations

import torch
from torch import Tensor


def resize_corners(maps: Tensor, height: int, width: int) -> Tensor:
    """Resample (B, C, h, w) to (B, C, height, width), the corner pixels of both grids coinciding.

    Sample i of m lies at i·(n − 1)/(m − 1) of n, or at 0 when m is 1.
    """
    rows = _corner_positions(maps.shape[-2], height, maps)
    columns = _corner_positions(maps.shape[-1], width, maps)
    return _sample(maps, rows, columns)


def resize_centres(maps: Tensor, height: int, width: int) -> Tensor:
    """Resample (B, C, h, w) to (B, C, height, width), the outer edges of both grids coinciding.

    Sample i of m lies at (i + ½)·n/m − ½ of n, held within 0…n − 1.
    """
    rows = _centre_positions(maps.shape[-2], height, maps)
    columns = _centre_positions(maps.shape[-1], width, maps)
    return _sample(maps, rows, columns)


def roi_align(maps: Tensor, box: Tensor, scale: float, height: int, width: int) -> Tensor:
    """Cut one box out of each map and resample it bilinearly, one sample per output pixel.

    Equals the aligned RoiAlign of detection networks wherever a bin is no longer than one pixel of
    the map, which holds for every Focus Crop.

    Parameters
    ----------
    maps : (B, C, h, w)
    box : (B, 4), x0, y0, x1, y1 in pixels of the frame, pixel edges at whole numbers
    scale : pixels of the map per pixel of the frame
    height, width : size of the result

    Returns
    -------
    (B, C, height, width); zeros for a box without area.
    """
    x0, y0, x1, y1 = (box[:, i : i + 1] * scale for i in range(4))
    rows = _bin_centres(y0, y1, height).clamp(0, maps.shape[-2] - 1)
    columns = _bin_centres(x0, x1, width).clamp(0, maps.shape[-1] - 1)
    has_area = ((x1 > x0) & (y1 > y0)).to(maps.dtype)
    return _sample(maps, rows, columns) * has_area[:, :, None, None]


def _bin_centres(start: Tensor, end: Tensor, count: int) -> Tensor:
    """Return (B, count) positions of bin centres, in samples: pixel p covers p … p + 1."""
    steps = (torch.arange(count, dtype=start.dtype, device=start.device) + 0.5) / count
    return start + (end - start) * steps[None, :] - 0.5


def _corner_positions(source: int, target: int, like: Tensor) -> Tensor:
    step = (source - 1) / (target - 1) if target > 1 else 0.0
    return (torch.arange(target, dtype=like.dtype, device=like.device) * step)[None, :]


def _centre_positions(source: int, target: int, like: Tensor) -> Tensor:
    positions = (torch.arange(target, dtype=like.dtype, device=like.device) + 0.5) * (source / target) - 0.5
    return positions.clamp(0, source - 1)[None, :]


def _sample(maps: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Read (B, C, h, w) at (B or 1, m) row and (B or 1, n) column positions."""
    by_row = _weights(rows, maps.shape[-2])[:, None]
    by_column = _weights(columns, maps.shape[-1])[:, None].transpose(-1, -2)
    return by_row @ (maps @ by_column)


def _weights(positions: Tensor, samples: int) -> Tensor:
    """Return (B, m, samples) bilinear weights of positions within 0…samples − 1."""
    grid = torch.arange(samples, dtype=positions.dtype, device=positions.device)
    return (1 - (positions[:, :, None] - grid).abs()).clamp(min=0)
