"""The connected component of a mask under a click, found through runs of set pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .geometry import Box, bounds


@dataclass(frozen=True)
class Component:
    """Pixels that hang together: `pixels` is ``(box.height, box.width)`` bool."""

    box: Box
    pixels: NDArray[np.bool_]


def component_at(mask: NDArray[np.bool_], x: int, y: int) -> Component | None:
    """Find the 8-connected component that contains a pixel.

    Parameters
    ----------
    mask
        ``(H, W)`` bool.
    x, y
        The pixel; it may lie outside the mask.

    Returns
    -------
    Component or None
        Exactly the component's pixels in the smallest box, or None when the pixel is not set.

    Notes
    -----
    The work is proportional to the bounding box of the set pixels. Rows are cut into runs; runs that
    touch, corners included, are joined by hooking each group to its lowest neighbour and shortcutting,
    a logarithmic number of whole-array steps (FocalClick, section 3.3, asks for this component).

    Examples
    --------
    >>> mask = np.array([[1, 0, 0, 1], [0, 1, 0, 0]], bool)
    >>> component_at(mask, 0, 0).box, component_at(mask, 2, 0)
    (Box(x0=0, y0=0, x1=2, y1=2), None)
    """
    if (x, y) not in Box.of(mask) or not mask[y, x]:
        return None
    outer = bounds(mask)
    runs = _Runs.of(mask[outer.slices])
    seed = runs.at(x - outer.x0, y - outer.y0)
    group = runs.groups()
    return runs.paint(group == group[seed], outer)


@dataclass(frozen=True)
class _Runs:
    """Maximal horizontal runs in raster order.

    `start` and `end` (exclusive) are flat positions in rows of length `stride` = width + 1: the extra
    column keeps the last pixel of a row apart from the first of the next.
    """

    start: NDArray[np.intp]
    end: NDArray[np.intp]
    stride: int

    @classmethod
    def of(cls, mask: NDArray[np.bool_]) -> _Runs:
        height, width = mask.shape
        padded = np.zeros((height, width + 1), bool)
        padded[:, :-1] = mask
        flat = padded.reshape(-1)
        changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
        if flat[0]:
            changes = np.concatenate((np.zeros(1, np.intp), changes))
        return cls(changes[::2], changes[1::2], width + 1)

    def at(self, x: int, y: int) -> int:
        """Index of the run that contains a set pixel."""
        return int(np.searchsorted(self.start, y * self.stride + x, "right")) - 1

    def touching(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Pairs of runs in neighbouring rows that share an edge or a corner."""
        first = np.searchsorted(self.end, self.start + self.stride)
        count = np.searchsorted(self.start, self.end + self.stride, "right") - first
        upper = np.arange(len(count)).repeat(count)
        rank = np.arange(len(upper)) - (np.cumsum(count) - count).repeat(count)
        return upper, first.repeat(count) + rank

    def groups(self) -> NDArray[np.intp]:
        """Return, for every run, the lowest run of its component."""
        one, other = self.touching()
        parent = np.arange(len(self.start))
        while one.size:
            low, high = np.minimum(one, other), np.maximum(one, other)
            order = np.argsort(-low, kind="stable")
            parent[high[order]] = low[order]
            parent = _shortcut(parent)
            one, other = parent[one], parent[other]
            apart = one != other
            one, other = one[apart], other[apart]
        return parent

    def paint(self, chosen: NDArray[np.bool_], outer: Box) -> Component:
        """Turn chosen runs into a component in the coordinates around `outer`."""
        start, end = self.start[chosen], self.end[chosen]
        y0, y1 = int(start[0]) // self.stride, int(start[-1]) // self.stride + 1
        x0, x1 = int((start % self.stride).min()), int((end % self.stride).max())
        steps = np.zeros((y1 - y0) * self.stride, np.int8)
        steps[start - y0 * self.stride] = 1
        steps[end - y0 * self.stride] = -1
        rows = np.cumsum(steps, dtype=np.int8).view(bool).reshape(-1, self.stride)
        return Component(Box(x0, y0, x1, y1).moved(outer.x0, outer.y0), rows[:, x0:x1])


def _shortcut(parent: NDArray[np.intp]) -> NDArray[np.intp]:
    """Let every run point to the root of its group."""
    while True:
        grand = parent[parent]
        if np.array_equal(grand, parent):
            return parent
        parent = grand
