"""Clicks, their place in a frame, and the disk maps the networks read."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .config import Grid
from .errors import ClickError
from .geometry import Box


@dataclass(frozen=True)
class Click:
    """One click on an image pixel; positive adds to the object, negative removes.

    Raises
    ------
    ClickError
        A coordinate is not a whole number (code ``click-type``).

    Examples
    --------
    >>> Click(3, 4).positive
    True
    """

    x: int
    y: int
    positive: bool = True

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "x", operator.index(self.x))
            object.__setattr__(self, "y", operator.index(self.y))
        except TypeError:
            raise ClickError(
                "click-type",
                f"click ({self.x!r}, {self.y!r}): x and y must be whole pixels; round them first",
            ) from None
        object.__setattr__(self, "positive", bool(self.positive))


def frame_points(clicks: Sequence[Click], box: Box, side: int, grid: Grid) -> NDArray[np.float64]:
    """Place clicks in the frame to which a box is sampled.

    Parameters
    ----------
    clicks
        In image pixels, inside the box or not.
    box
        Non-empty part of the image that fills the frame.
    side
        Rows and columns of the frame.
    grid
        ``"corners"`` scales without a half pixel, as ClickSEG does; ``"centres"`` maps pixel centres.

    Returns
    -------
    numpy.ndarray
        ``(n, 2)`` float64, rows ``(x, y)`` in frame pixels, not rounded.

    Examples
    --------
    >>> frame_points([Click(12, 10)], Box(10, 10, 14, 14), 8, "corners")
    array([[4., 0.]])
    >>> frame_points([Click(12, 10)], Box(10, 10, 14, 14), 8, "centres")
    array([[4.5, 0.5]])
    """
    points = np.array([(click.x, click.y) for click in clicks], np.float64).reshape(-1, 2)
    shift = 0.5 if grid == "centres" else 0.0
    return (points + shift - (box.x0, box.y0)) * side / (box.width, box.height) - shift


def disk_maps(
    points: NDArray[np.float64], positive: NDArray[np.bool_], shape: tuple[int, int], radius: float
) -> NDArray[np.float32]:
    """Draw maps that are 1 within a radius of any click and 0 elsewhere.

    Parameters
    ----------
    points
        ``(n, 2)`` rows ``(x, y)`` in map pixels; those outside reach in as far as their disk does.
    positive
        ``(n,)`` sign of each click.
    shape
        Rows and columns of a map.
    radius
        In map pixels; a pixel at exactly this distance belongs to the disk.

    Returns
    -------
    numpy.ndarray
        ``(2, *shape)`` float32: positive clicks, negative clicks.

    Notes
    -----
    Distances are rounded to float32 before squaring, as in ClickSEG, so that rims agree to the pixel.

    Examples
    --------
    >>> disk_maps(np.array([[1.0, 0.0]]), np.array([True]), (2, 4), 1)[0]
    array([[1., 1., 1., 0.],
           [0., 1., 0., 0.]], dtype=float32)
    """
    height, width = shape
    maps = np.zeros((2, height, width), np.float32)
    reach = np.arange(-np.ceil(radius) - 1, np.ceil(radius) + 2)
    columns, rows = (np.floor(points[:, axis, None]) + reach for axis in (0, 1))
    dx = (columns - points[:, 0, None]).astype(np.float32)
    dy = (rows - points[:, 1, None]).astype(np.float32)
    inside = (dy * dy)[:, :, None] + (dx * dx)[:, None, :] <= np.float32(radius * radius)
    inside &= ((rows >= 0) & (rows < height))[:, :, None]
    inside &= ((columns >= 0) & (columns < width))[:, None, :]
    which, row, column = np.nonzero(inside)
    sign = np.where(positive, 0, 1)[which]
    maps[sign, rows[which, row].astype(np.intp), columns[which, column].astype(np.intp)] = 1
    return maps


def click_maps(
    clicks: Sequence[Click], box: Box, side: int, radius: float, grid: Grid, drop_corner: bool
) -> NDArray[np.float32]:
    """Draw the disk maps of clicks in the frame to which a box is sampled.

    With `drop_corner`, a click above *and* left of the box draws nothing: ClickSEG recognises
    padding entries by two negative coordinates, and its released weights were trained that way.

    Examples
    --------
    >>> maps = click_maps([Click(1, 1, False)], Box(0, 0, 4, 4), 4, 0, "corners", False)
    >>> maps.shape, maps.sum(axis=(1, 2))
    ((2, 4, 4), array([0., 1.], dtype=float32))
    """
    points = frame_points(clicks, box, side, grid)
    positive = np.array([click.positive for click in clicks], bool)
    if drop_corner:
        kept = (points >= 0).any(axis=1)
        points, positive = points[kept], positive[kept]
    return disk_maps(points, positive, (side, side), radius)
