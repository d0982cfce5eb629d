"""Boxes: half-open rectangles of image pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Box:
    """Pixels with ``x0 <= x < x1`` and ``y0 <= y < y1``.

    A box without pixels (``x1 <= x0`` or ``y1 <= y0``) is empty; its sides still say where it lies.

    Examples
    --------
    >>> box = Box(x0=2, y0=1, x1=5, y1=3)
    >>> box.width, box.height, (2, 1) in box, (5, 1) in box
    (3, 2, True, False)
    """

    x0: int
    y0: int
    x1: int
    y1: int

    @classmethod
    def of(cls, array: NDArray[np.generic]) -> Box:
        """Box of a whole array ``[H, W, ...]``."""
        return cls(0, 0, array.shape[1], array.shape[0])

    @property
    def width(self) -> int:
        """Number of columns, 0 when empty."""
        return max(self.x1 - self.x0, 0)

    @property
    def height(self) -> int:
        """Number of rows, 0 when empty."""
        return max(self.y1 - self.y0, 0)

    @property
    def area(self) -> int:
        """Number of pixels."""
        return self.width * self.height

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index that cuts the box out of an array ``[H, W, ...]``."""
        return slice(self.y0, self.y0 + self.height), slice(self.x0, self.x0 + self.width)

    def __contains__(self, point: tuple[int, int]) -> bool:
        """Whether the pixel ``(x, y)`` lies in the box."""
        x, y = point
        return self.x0 <= x < self.x1 and self.y0 <= y < self.y1

    def intersection(self, other: Box) -> Box:
        """Pixels in both boxes (possibly an empty box).

        Examples
        --------
        >>> Box(0, 0, 4, 4).intersection(Box(2, 3, 9, 9))
        Box(x0=2, y0=3, x1=4, y1=4)
        """
        return Box(
            max(self.x0, other.x0), max(self.y0, other.y0), min(self.x1, other.x1), min(self.y1, other.y1)
        )

    def union(self, other: Box) -> Box:
        """Smallest box around both; an empty box counts as nothing.

        Examples
        --------
        >>> Box(0, 0, 2, 2).union(Box(4, 1, 5, 3)), Box(0, 0, 2, 2).union(Box(9, 9, 9, 9))
        (Box(x0=0, y0=0, x1=5, y1=3), Box(x0=0, y0=0, x1=2, y1=2))
        """
        if not self.area or not other.area:
            return self if self.area else other
        return Box(
            min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1)
        )

    def within(self, outer: Box) -> Box:
        """Return the same box in the coordinates of ``outer``'s upper left corner."""
        return self.moved(-outer.x0, -outer.y0)

    def moved(self, dx: int, dy: int) -> Box:
        """Shift the box by whole pixels."""
        return Box(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)


EMPTY = Box(0, 0, 0, 0)


def bounds(mask: NDArray[np.bool_], inside: Box | None = None) -> Box:
    """Smallest box with every set pixel of a mask.

    Parameters
    ----------
    mask
        ``(H, W)`` bool.
    inside
        Where to look; by default everywhere.

    Returns
    -------
    Box
        `EMPTY` when no pixel is set.

    Examples
    --------
    >>> bounds(np.array([[0, 0, 0], [0, 1, 1]], bool))
    Box(x0=1, y0=1, x1=3, y1=2)
    """
    if inside is not None:
        found = bounds(mask[inside.slices])
        return found.moved(inside.x0, inside.y0) if found.area else EMPTY
    rows = np.flatnonzero(mask.any(axis=1))
    if not rows.size:
        return EMPTY
    y0, y1 = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(mask[y0:y1].any(axis=0))
    return Box(int(columns[0]), y0, int(columns[-1]) + 1, y1)
