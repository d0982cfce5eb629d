"""Where an enlarged map exceeds a threshold, found without enlarging it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .geometry import Box
from .resampling import Axis
from .spans import Spans, toggled


def spans_above(values: NDArray[np.float32], box: Box, width: int, threshold: float) -> Spans:
    """Enlarge a map bilinearly to a box, on half-pixel centres, and tell where it exceeds a threshold.

    Parameters
    ----------
    values
        ``(h, w)`` float32, filling `box`.
    box
        Part of a raster that is `width` pixels wide.
    threshold
        A pixel belongs to the region if its value is larger.

    Notes
    -----
    Equal to ``resize(values, ..., "centres") > threshold`` up to rounding. Along a row of pixels a bilinear
    map is a line between two columns of samples, so each sign change there is one place, and only the cells
    whose four samples disagree have any.

    Examples
    --------
    >>> spans_above(np.array([[-1, 3]], np.float32), Box(2, 0, 6, 1), 8, 0.0).bounds
    Box(x0=4, y0=0, x1=6, y1=1)
    """
    rows = Axis.between(values.shape[0], box.height, "centres")
    row, column = _crossings(values, rows, box.width, threshold)
    every = np.arange(box.height)
    begins, ends = (np.flatnonzero(_down(values, rows, every, side) > threshold) for side in (0, -1))
    row = np.concatenate((row, begins, ends))
    column = np.concatenate((column, np.zeros_like(begins), np.full_like(ends, box.width)))
    edges = (row + box.y0) * (width + 1) + (column + box.x0)
    return Spans(toggled(edges.astype(np.int32)), width)


def _crossings(
    values: NDArray[np.float32], rows: Axis, width: int, threshold: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the pixels, of `width` in a row, before which the map crosses the threshold."""
    row, left = _crossed_rows(values > threshold, rows)
    start, end = _down(values, rows, row, left), _down(values, rows, row, left + 1)
    crosses = (start > threshold) != (end > threshold)
    row, left, start, end = row[crosses], left[crosses], start[crosses], end[crosses]
    place = left + (threshold - start) / (end - start)
    pixel = (place + 0.5) * (width / values.shape[1]) - 0.5
    # A pixel exactly at the place is not above.
    column = np.where(end > start, np.floor(pixel) + 1, np.ceil(pixel))
    return row, column.clip(0, width).astype(np.intp)


def _crossed_rows(above: NDArray[np.bool_], rows: Axis) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of pixels, and left columns of samples, of the cells whose four samples disagree."""
    height = above.shape[0]
    beside = above[:, :-1] != above[:, 1:]
    crossed = beside.copy()
    crossed[:-1] |= beside[1:]
    crossed[:-1] |= above[:-1, :-1] != above[1:, :-1]
    cell, left = np.nonzero(crossed)
    first = np.searchsorted(rows.lower, np.arange(height + 1))
    pixels = np.diff(first)[cell]
    row = np.arange(pixels.sum()) + (first[cell] - np.cumsum(pixels) + pixels).repeat(pixels)
    return row, left.repeat(pixels)


def _down(
    values: NDArray[np.float32], rows: Axis, row: NDArray[np.intp], column: NDArray[np.intp] | int
) -> NDArray[np.float64]:
    """Values at rows of pixels, in columns of samples."""
    result: NDArray[np.float64] = values[rows.lower[row], column].astype(np.float64)
    result += (values[rows.upper[row], column] - result) * rows.weight[row]
    return result
