"""Undo PNG's row filters, whose pixels depend on those to the left, above, and above to the left."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SUB, _UP, _AVERAGE, _PAETH = 1, 2, 3, 4


def unfilter(lines: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    """Return rows of bytes as they were before filtering.

    Parameters
    ----------
    lines
        ``(H, 1 + n)``: each row with its filter's number, 0 to 4, before it.
    step
        Bytes from one pixel to the next.
    """
    filters = lines[:, 0]
    if (filters >= _AVERAGE).any():
        return _by_diagonals(lines, step)
    rows = lines[:, 1:].copy()
    if filters.any():
        for y in np.flatnonzero(filters):
            if filters[y] == _SUB:
                padded = np.zeros(-(-rows.shape[1] // step) * step, np.uint8)
                padded[: rows.shape[1]] = rows[y]
                rows[y] = np.cumsum(padded.reshape(-1, step), axis=0, dtype=np.uint8).ravel()[: rows.shape[1]]
            elif y:
                rows[y] += rows[y - 1]
    return rows


def _by_diagonals(lines: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    """Undo any mix of filters, all rows at once, each one pixel behind the row above it.

    In the skewed picture, pixel x of row y stands in column x + y: what a column depends on lies in the
    two columns before it.
    """
    height, length = lines.shape[0], lines.shape[1] - 1
    width = -(-length // step)
    kind = lines[:, :1].astype(np.int16)
    is_sub, is_up, is_average, is_paeth = (
        -(kind == each).astype(np.int16) for each in (_SUB, _UP, _AVERAGE, _PAETH)
    )
    skewed = _skew(lines[:, 1:], width, step)
    # One row of zeros above the first: columns are ``(1 + height, step)``.
    before = np.zeros((height + 1, step), np.int16)
    last = np.zeros((height + 1, step), np.int16)
    for column in skewed:
        left, up, corner = last[1:], last[:-1], before[:-1]
        guess = left & is_sub
        guess |= up & is_up
        guess |= ((left + up) >> 1) & is_average
        guess |= _paeth(left, up, corner) & is_paeth
        before, last = last, np.zeros((height + 1, step), np.int16)
        np.add(column, guess, out=last[1:])
        last[1:] &= 255
        column[:] = last[1:]
    return _straighten(skewed, width)[:, :length]


def _paeth(left: NDArray[np.int16], up: NDArray[np.int16], corner: NDArray[np.int16]) -> NDArray[np.int16]:
    """Take the neighbour nearest to left + up - corner; left before up before corner."""
    across, down = up - corner, left - corner
    far_left, far_up, far_corner = np.abs(across), np.abs(down), np.abs(across + down)
    upper = np.where(far_up <= far_corner, up, corner)
    return np.where((far_left <= far_up) & (far_left <= far_corner), left, upper)


def _skew(rows: NDArray[np.uint8], width: int, step: int) -> NDArray[np.uint8]:
    """Return ``(width + H - 1, H, step)``: column by column, row y moved right by y pixels."""
    height, length = rows.shape
    wide = np.zeros((height, (width + height) * step), np.uint8)
    wide[:, :length] = rows
    flat = wide.reshape(-1)[: height * (width + height - 1) * step]
    return np.ascontiguousarray(flat.reshape(height, width + height - 1, step).transpose(1, 0, 2))


def _straighten(skewed: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """Undo `_skew`: ``(H, width * step)``."""
    count, height, step = skewed.shape
    wide = np.zeros(height * (count + 1) * step, np.uint8)
    wide[: height * count * step] = skewed.transpose(1, 0, 2).reshape(-1)
    return wide.reshape(height, count + 1, step)[:, :width].reshape(height, width * step)
