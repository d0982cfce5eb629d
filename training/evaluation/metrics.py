"""IoU, NoC and NoF, and the counts behind the share of right pixels that a click breaks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MOST_CLICKS = 20
"""Clicks that a sample gets; one that fails counts as if it had needed them all."""


def iou(mask: NDArray[np.bool_], truth: NDArray[np.int8]) -> float:
    """Return intersection over union of a mask and an object.

    Parameters
    ----------
    mask
        ``(H, W)`` bool.
    truth
        ``(H, W)`` int8: 1 object, 0 background, -1 ignored; ignored pixels are in neither part.

    Notes
    -----
    Two empty masks agree: 1. ClickSEG gives not-a-number there.

    Examples
    --------
    >>> iou(np.array([[1, 1, 1, 0]], bool), np.array([[1, 0, -1, 1]], np.int8))
    0.3333333333333333
    """
    wanted = truth == 1
    union = int(np.count_nonzero(wanted | (mask & (truth == 0))))
    return int(np.count_nonzero(wanted & mask)) / union if union else 1.0


def right_pixels(mask: NDArray[np.bool_], truth: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return where a mask agrees with the truth, ``(H, W)`` bool; ignored pixels are never right."""
    right: NDArray[np.bool_] = np.where(mask, truth == 1, truth == 0)
    return right


def clicks_needed(ious: Sequence[float], target: float) -> int:
    """Return the number of the first click whose IoU reaches a target (NoC), 20 where none does.

    Examples
    --------
    >>> clicks_needed([0.5, 0.8, 0.9], 0.8), clicks_needed([0.5, 0.8, 0.9], 0.95)
    (2, 20)
    """
    return next((number for number, value in enumerate(ious, 1) if value >= target), MOST_CLICKS)


def fails(ious: Sequence[float], target: float) -> bool:
    """Return whether no click reaches a target (NoF counts these).

    ClickSEG counts every sample that needs 20 clicks, also one that succeeds with the last.
    """
    return all(value < target for value in ious)


def continued(ious: Sequence[float]) -> list[float]:
    """Return the IoU after each of 20 clicks; a sample that stopped early keeps its last one."""
    return [*ious, *[ious[-1]] * (MOST_CLICKS - len(ious))]
