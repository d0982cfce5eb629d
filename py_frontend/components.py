"""The connected component of a region under a click."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .spans import Spans

Runs = NDArray[np.int32]


def component_at(region: Spans, x: int, y: int) -> Spans | None:
    """Find the 8-connected component that contains a pixel; None when the region lacks the pixel.

    Notes
    -----
    The work is proportional to the number of runs. Runs that touch, corners included, are joined by hooking
    each group to its lowest neighbour and shortcutting, a logarithmic number of whole-array steps
    (FocalClick, section 3.3, asks for this component).

    Examples
    --------
    >>> region = Spans.of(np.array([[1, 0, 0, 1], [0, 1, 0, 0]], bool))
    >>> component_at(region, 0, 0).bounds, component_at(region, 2, 0)
    (Box(x0=0, y0=0, x1=2, y1=2), None)
    """
    if (x, y) not in region:
        return None
    start, end = region.edges[::2], region.edges[1::2]
    seed = int(np.searchsorted(start, y * region.stride + x, "right")) - 1
    group = _groups(start, end, region.stride)
    chosen = group == group[seed]
    return Spans(np.stack((start[chosen], end[chosen]), axis=1).reshape(-1), region.width)


def _touching(start: Runs, end: Runs, stride: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of runs in neighbouring rows that share an edge or a corner."""
    first = np.searchsorted(end, start + np.int32(stride))
    count = np.searchsorted(start, end + np.int32(stride), "right") - first
    upper = np.arange(len(count)).repeat(count)
    rank = np.arange(len(upper)) - (np.cumsum(count) - count).repeat(count)
    return upper, first.repeat(count) + rank


def _groups(start: Runs, end: Runs, stride: int) -> NDArray[np.intp]:
    """Return, for every run, the lowest run of its component."""
    one, other = _touching(start, end, stride)
    parent = np.arange(len(start))
    while one.size:
        low, high = np.minimum(one, other), np.maximum(one, other)
        order = np.argsort(-low, kind="stable")
        parent[high[order]] = low[order]
        parent = _shortcut(parent)
        one, other = parent[one], parent[other]
        apart = one != other
        one, other = one[apart], other[apart]
    return parent


def _shortcut(parent: NDArray[np.intp]) -> NDArray[np.intp]:
    """Let every run point to the root of its group."""
    while True:
        grand = parent[parent]
        if np.array_equal(grand, parent):
            return parent
        parent = grand
