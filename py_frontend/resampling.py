"""Bilinear resampling of maps, with aligned corners or on half-pixel centres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .config import Grid


@dataclass(frozen=True)
class Axis:
    """Where the samples along one axis are read: between two neighbours, with the upper one's weight."""

    lower: NDArray[np.intp]
    upper: NDArray[np.intp]
    weight: NDArray[np.float32]

    @classmethod
    def at(cls, positions: NDArray[np.floating], size: int) -> Axis:
        """Read at real positions of an axis with `size` samples; beyond its ends the end counts.

        Examples
        --------
        >>> axis = Axis.at(np.array([-0.5, 0.25, 7.0]), 3)
        >>> axis.lower, axis.upper, axis.weight
        (array([0, 0, 2]), array([1, 1, 2]), array([0.  , 0.25, 0.  ], dtype=float32))
        """
        clamped = np.clip(positions, 0, size - 1)
        lower = clamped.astype(np.intp)
        return cls(lower, np.minimum(lower + 1, size - 1), (clamped - lower).astype(np.float32))

    @classmethod
    def between(cls, source: int, target: int, grid: Grid) -> Axis:
        """Resample `source` samples to `target` samples that span the same extent."""
        return cls.at(positions(np.arange(target), source, target, grid), source)


def positions(samples: NDArray[np.generic], source: int, target: int, grid: Grid) -> NDArray[np.floating]:
    """Convert places on one raster to places on another that spans the same extent.

    Parameters
    ----------
    samples
        Places on the raster of `target` samples, whole or not.
    source, target
        Samples of the raster that is read and of the one that is filled.
    grid
        ``"corners"``: first and last samples coincide; computed in float32, as torch does.
        ``"centres"``: the rasters' outer edges coincide.

    Returns
    -------
    numpy.ndarray
        Places on the raster of `source` samples; with ``"centres"`` some lie half a sample outside.

    Examples
    --------
    >>> positions(np.arange(3), 5, 3, "corners"), positions(np.arange(2), 4, 2, "centres")
    (array([0., 2., 4.], dtype=float32), array([0.5, 2.5]))
    """
    if grid == "centres":
        return (samples.astype(np.float64) + 0.5) * (source / target) - 0.5
    scale = np.float32(source - 1) / np.float32(target - 1) if target > 1 else np.float32(0)
    return samples.astype(np.float32) * scale


def resize(values: NDArray[np.float32], height: int, width: int, grid: Grid) -> NDArray[np.float32]:
    """Resample a map bilinearly, without antialiasing.

    Parameters
    ----------
    values
        ``(h, w)`` float32.
    height, width
        Size of the result.
    grid
        See `positions`.

    Returns
    -------
    numpy.ndarray
        ``(height, width)`` float32.

    Examples
    --------
    >>> resize(np.array([[0, 2]], np.float32), 1, 3, "corners")
    array([[0., 1., 2.]], dtype=float32)
    """
    rows, columns = (Axis.between(n, m, grid) for n, m in zip(values.shape, (height, width), strict=True))
    return sample(values, rows, columns)


def sample(values: NDArray[np.float32], rows: Axis, columns: Axis) -> NDArray[np.float32]:
    """Read a map ``(h, w)`` bilinearly at every pair of `rows` and `columns`; float32."""
    if len(rows.lower) < values.shape[0]:
        return _blend(_blend(values, rows, 0), columns, 1)
    return _blend(_blend(values, columns, 1), rows, 0)


def _blend(values: NDArray[np.float32], axis: Axis, along: int) -> NDArray[np.float32]:
    """Interpolate along one axis, with two temporaries of the result's size."""
    result = values.take(axis.lower, axis=along)
    step = values.take(axis.upper, axis=along)
    step -= result
    step *= axis.weight[:, None] if along == 0 else axis.weight
    result += step
    return result


def resize_above(
    values: NDArray[np.float32], height: int, width: int, grid: Grid, threshold: float
) -> NDArray[np.bool_]:
    """Resample a map bilinearly and tell where the result exceeds a threshold.

    Equal to ``resize(values, height, width, grid) > threshold`` up to rounding, but only the cells
    between neighbouring samples that the threshold crosses are interpolated; the others are filled.
    A 32x32 map enlarged to 2 megapixels costs about a tenth of the plain way.

    Examples
    --------
    >>> resize_above(np.array([[-1, 3]], np.float32), 1, 4, "corners", 0.0)
    array([[False,  True,  True,  True]])
    """
    source_height, source_width = values.shape
    # Below about three pixels a cell, picking cells costs more than it saves (measured in Pyodide, too).
    if height < 3 * source_height or width < 3 * source_width:
        return resize(values, height, width, grid) > threshold
    rows, columns = Axis.between(source_height, height, grid), Axis.between(source_width, width, grid)
    above = values > threshold
    upper_rows, upper_columns = _next(source_height), _next(source_width)
    corners = (above, above[upper_rows], above[:, upper_columns], above[upper_rows][:, upper_columns])
    every, some = np.logical_and.reduce(corners), np.logical_or.reduce(corners)
    result: NDArray[np.bool_] = every.take(columns.lower, axis=1).take(rows.lower, axis=0)
    for cells in _cells_by_size(some & ~every, rows, columns):
        _fill_crossed(result, values, threshold, rows, columns, *cells)
    return result


def _next(size: int) -> NDArray[np.intp]:
    return np.minimum(np.arange(1, size + 1), size - 1)


def _cells_by_size(
    crossed: NDArray[np.bool_], rows: Axis, columns: Axis
) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Pixel rows ``(k, h)`` and columns ``(k, w)`` of crossed cells, one pair per cell size."""
    first_row, row_count = _extents(rows, crossed.shape[0])
    first_column, column_count = _extents(columns, crossed.shape[1])
    cell_row, cell_column = np.nonzero(crossed & (row_count > 0)[:, None] & (column_count > 0))
    heights, widths = row_count[cell_row], column_count[cell_column]
    groups = []
    for height in np.flatnonzero(np.bincount(heights)):
        for width in np.flatnonzero(np.bincount(widths[heights == height])):
            members = (heights == height) & (widths == width)
            cell_rows = first_row[cell_row[members], None] + np.arange(height)
            groups.append((cell_rows, first_column[cell_column[members], None] + np.arange(width)))
    return groups


def _extents(axis: Axis, size: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First sample and number of samples that read between each neighbour and the next."""
    first = np.searchsorted(axis.lower, np.arange(size + 1))
    return first[:-1], np.diff(first)


def _fill_crossed(
    result: NDArray[np.bool_],
    values: NDArray[np.float32],
    threshold: float,
    rows: Axis,
    columns: Axis,
    cell_rows: NDArray[np.intp],
    cell_columns: NDArray[np.intp],
) -> None:
    """Interpolate equally large cells and write which of their pixels exceed the threshold."""
    top, bottom = rows.lower[cell_rows[:, :1]], rows.upper[cell_rows[:, :1]]
    left, right = columns.lower[cell_columns[:, :1]], columns.upper[cell_columns[:, :1]]
    across, down = columns.weight[cell_columns], rows.weight[cell_rows]
    upper = values[top, left] + (values[top, right] - values[top, left]) * across
    lower = values[bottom, left] + (values[bottom, right] - values[bottom, left]) * across
    inside = upper[:, None, :] + (lower - upper)[:, None, :] * down[:, :, None]
    result[cell_rows[:, :, None], cell_columns[:, None, :]] = inside > threshold
