"""Which masks of a labeller are kept: sure and steady ones, neither tiny nor huge, each thing once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.datasets.packing import without_crumbs

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Keeping:
    """What is kept.

    A mask must pass one of the pairs of ``sure``, least predicted IoU and least stability; the second
    pair lets more whole objects through. ``smallest`` and ``largest`` are shares of the picture;
    ``overlap`` is the IoU from which two masks are the same thing, ``known`` the one from which a mask
    repeats a label; ``ignored`` the largest share of a mask in ignored pixels; ``most`` masks are kept.
    """

    sure: tuple[tuple[float, float], ...] = ((0.88, 0.92), (0.90, 0.86))
    fewest_pixels: int = 200
    smallest: float = 0.003
    largest: float = 0.7
    speck: float = 0.05
    overlap: float = 0.7
    known: float = 0.8
    ignored: float = 0.2
    most: int = 16


@dataclass(frozen=True)
class Proposal:
    """A mask, (H, W) bool, and how sure its labeller is."""

    mask: Mask
    predicted_iou: float
    stability: float

    @property
    def area(self) -> int:
        """Pixels of the mask."""
        return int(np.count_nonzero(self.mask))


def stability(logits: NDArray[np.float32]) -> float:
    """Return the IoU of a mask at thresholds one above and one below zero; 0 for an empty mask.

    Examples
    --------
    >>> stability(np.array([[3, 0.5], [-0.5, -4]], np.float32))
    0.3333333333333333
    """
    wide = np.count_nonzero(logits > -1)
    return float(np.count_nonzero(logits > 1) / wide) if wide else 0.0


def propose(logits: NDArray[np.float32], predicted: float, keeping: Keeping) -> Proposal | None:
    """Return a tidied mask if it is sure, steady and of a usable size."""
    steady = stability(logits)
    if not any(predicted >= iou and steady >= least for iou, least in keeping.sure):
        return None
    mask = without_crumbs(_filled(logits > 0), keeping.speck)
    area, pixels = np.count_nonzero(mask), mask.size
    fewest = max(keeping.fewest_pixels, keeping.smallest * pixels)
    return Proposal(mask, predicted, steady) if fewest <= area <= keeping.largest * pixels else None


def _filled(mask: Mask) -> Mask:
    """Fill holes smaller than a five-hundredth of the mask."""
    holes = ~mask
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(holes.astype(np.uint8), connectivity=4)
    small = stats[:, cv2.CC_STAT_AREA] * 500 < np.count_nonzero(mask)
    small[0] = False
    return np.asarray(mask | small[pieces]) if count > 1 else mask


def choose(
    proposals: Sequence[Proposal], labels: Sequence[Mask], ignore: Mask | None, keeping: Keeping
) -> list[Proposal]:
    """Return what is new among proposals, the largest first.

    Of several masks of one thing the surest stays, by the product of predicted IoU and stability. If
    more than ``most`` are left, the larger and surer of them stay.
    """
    chosen: list[Proposal] = []
    for each in sorted(proposals, key=lambda each: -each.predicted_iou * each.stability):
        repeats = any(iou(each.mask, other.mask) > keeping.overlap for other in chosen)
        known = any(iou(each.mask, label) > keeping.known for label in labels)
        in_ignored = 0 if ignore is None else np.count_nonzero(each.mask & ignore)
        if not (repeats or known or in_ignored > keeping.ignored * each.area):
            chosen.append(each)
    chosen.sort(key=lambda each: -each.predicted_iou * each.area**0.5)
    return sorted(chosen[: keeping.most], key=lambda each: -each.area)


def iou(one: Mask, other: Mask) -> float:
    """Return the intersection over union of two masks, 0 if both are empty."""
    union = np.count_nonzero(one | other)
    return np.count_nonzero(one & other) / union if union else 0.0
