"""Polygons to masks: a pixel is inside when its centre is."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .model import Region

Ring = NDArray[np.float64]
"""Corners ``(n, 2)`` x, y of a closed line, the first not repeated. Pixel p spans p to p + 1."""


def fill(rings: Iterable[Ring], height: int, width: int) -> Region:
    """Fill rings by the even-odd rule, so that a ring within a ring is a hole.

    Rings may lie partly outside the picture; lines that are run through twice cancel out.

    Examples
    --------
    >>> fill([np.array([[1, 0], [3, 0], [3, 2], [1, 2]])], 3, 4).mask().astype(int)
    array([[0, 1, 1, 0],
           [0, 1, 1, 0],
           [0, 0, 0, 0]])
    """
    edges = [_edges(ring) for ring in rings if len(ring) > 2]
    if not edges:
        return Region.nothing(height, width)
    start, end = np.concatenate([edge[0] for edge in edges]), np.concatenate([edge[1] for edge in edges])
    y0, y1 = (int(y) for y in np.clip((np.floor(start[:, 1].min()), np.ceil(end[:, 1].max())), 0, height))
    x0, x1 = (
        int(np.clip(x, 0, width))
        for x in (
            np.floor(min(start[:, 0].min(), end[:, 0].min())),
            np.ceil(max(start[:, 0].max(), end[:, 0].max())),
        )
    )
    rows, columns = _crossings(start, end, y0, y1)
    shape = (y1 - y0, x1 - x0 + 1)
    places = rows * shape[1] + np.clip(columns - x0, 0, x1 - x0)
    toggles = np.bincount(places, minlength=shape[0] * shape[1]).astype(np.uint8).reshape(shape) & 1
    inside = np.bitwise_xor.accumulate(toggles, axis=1)[:, :-1].view(np.bool_)
    return Region.at(inside, x0, y0, height, width)


def _edges(ring: Ring) -> tuple[Ring, Ring]:
    """Both ends of each edge, the upper first: an edge and its reverse give the very same numbers."""
    following = np.roll(ring, -1, axis=0)
    down = (following[:, 1] > ring[:, 1])[:, None]
    return np.where(down, ring, following), np.where(down, following, ring)


def _crossings(start: Ring, end: Ring, y0: int, y1: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows, counted from `y0`, and first columns to the right of where edges cross rows' centres."""
    first = np.clip(np.ceil(start[:, 1] - 0.5), y0, y1).astype(np.intp)
    last = np.clip(np.ceil(end[:, 1] - 0.5), y0, y1).astype(np.intp)
    count = last - first
    edge = np.arange(len(count)).repeat(count)
    rows = np.arange(len(edge)) - (np.cumsum(count) - count - first).repeat(count)
    rise = end[:, 1] - start[:, 1]
    slope = (end[:, 0] - start[:, 0]) / np.where(rise > 0, rise, 1)
    across = start[edge, 0] + (rows + 0.5 - start[edge, 1]) * slope[edge]
    return rows - y0, np.ceil(across - 0.5).astype(np.intp)
