"""Fewer corners for a ring, none of the dropped ones farther away than a tolerance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .filling import Ring


def simplify(ring: Ring, tolerance: float) -> Ring:
    """Drop corners of a ring (Douglas and Peucker, 1973).

    Parameters
    ----------
    ring
        ``(n, 2)`` corners, the first not repeated.
    tolerance
        Largest distance, in the ring's units, from a dropped corner to the line that replaces it; 0 drops
        none.

    Returns
    -------
    numpy.ndarray
        ``(m, 2)`` with m >= 3. A ring that would collapse to a line is returned as it was: nothing that the
        mask holds vanishes.

    Examples
    --------
    >>> simplify(np.array([[0.0, 0], [4, 0], [8, 1], [8, 8], [0, 8]]), 1.4).tolist()
    [[0.0, 0.0], [8.0, 1.0], [8.0, 8.0], [0.0, 8.0]]
    """
    if len(ring) < 4 or tolerance == 0:
        return ring
    away = int(np.argmax(((ring - ring[0]) ** 2).sum(axis=1)))
    closed = np.concatenate((ring, ring[:1]))
    keep = np.zeros(len(closed), np.bool_)
    keep[[0, away]] = True
    _keep_far(closed, keep, [(0, away), (away, len(ring))], tolerance)
    kept = ring[keep[:-1]]
    return kept if len(kept) > 2 else ring


def _keep_far(
    line: Ring, keep: NDArray[np.bool_], stretches: list[tuple[int, int]], tolerance: float
) -> None:
    """Mark the corners to keep within stretches of a line, whose ends are kept."""
    while stretches:
        start, end = stretches.pop()
        if end - start < 2:
            continue
        distance = _distances(line[start + 1 : end], line[start], line[end])
        worst = int(distance.argmax())
        if distance[worst] > tolerance:
            middle = start + 1 + worst
            keep[middle] = True
            stretches += [(start, middle), (middle, end)]


def _distances(points: Ring, start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances of points to the stretch from start to end."""
    x, y = points[:, 0] - start[0], points[:, 1] - start[1]
    dx, dy = float(end[0] - start[0]), float(end[1] - start[1])
    share = np.clip((x * dx + y * dy) / (dx * dx + dy * dy or 1.0), 0.0, 1.0)
    distances: NDArray[np.float64] = np.hypot(x - share * dx, y - share * dy)
    return distances
