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
