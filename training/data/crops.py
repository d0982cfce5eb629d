"""Simulated Target Crops and Focus Crops in a photograph's own pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

_SMALLEST_TARGET = 24
_SMALLEST_FOCUS = 12


@dataclass(frozen=True)
class Window:
    """A half-open box in image pixels: rows y0…y1, columns x0…x1."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """Columns, in image pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Rows, in image pixels."""
        return self.y1 - self.y0


def bounding_window(mask: Mask) -> Window:
    """Return the smallest window that holds all set pixels of a mask that has some."""
    rows = np.flatnonzero(mask.any(axis=1))
    columns = np.flatnonzero(mask.any(axis=0))
    return Window(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def target_window(mask: Mask, rng: np.random.Generator) -> Window:
    """Draw a Target Crop for an object.

    A quarter are the whole photograph (what the first click sees), most of the rest surround the
    object as a later look's crop does (FocalClick, section 3.2; expansion 1.05…2.1, narrow ones more
    often, with a shifted centre), some cut through it.
    """
    height, width = mask.shape
    object_box = bounding_window(mask)
    kind = rng.choice(3, p=(0.25, 0.6, 0.15))
    if kind == 0:
        return Window(0, 0, width, height)
    if kind == 1:
        return _around(object_box, 1.05 + 1.05 * rng.random() ** 2, 0.15, _SMALLEST_TARGET, mask.shape, rng)
    rows, columns = np.nonzero(mask)
    pick = rng.integers(rows.size)
    sides = rng.uniform(0.3, 1.0) * np.array([width, height])
    return _centred(columns[pick], rows[pick], sides[0], sides[1], _SMALLEST_TARGET, mask.shape)


def focus_window(mask: Mask, error: Mask, target: Window, rng: np.random.Generator) -> Window:
    """Draw a Focus Crop within a Target Crop.

    Around the largest piece of the error where there is one to correct; else around the largest
    piece of the object (expansion 1.1…2.0, FocalClick section 3.4), or on its border with a side
    of a fifth to a half of the object's.
    """
    rows, columns = slice(target.y0, target.y1), slice(target.x0, target.x1)
    wrong = error if error[rows, columns].any() and rng.random() < 0.7 else mask
    inside = np.zeros_like(mask)
    inside[rows, columns] = wrong[rows, columns]
    if not inside.any():
        return target
    piece = bounding_window(_largest_piece(inside))
    if rng.random() < 0.65:
        window = _around(piece, rng.uniform(1.1, 2.0), 0.15, _SMALLEST_FOCUS, mask.shape, rng)
    else:
        border = inside & ~cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
        ys, xs = np.nonzero(border)
        pick = rng.integers(ys.size)
        share = rng.uniform(0.25, 0.7, 2)
        sides = share * (piece.width, piece.height)
        window = _centred(xs[pick], ys[pick], sides[0], sides[1], _SMALLEST_FOCUS, mask.shape)
    return _intersect(window, target)


def _around(
    box: Window, ratio: float, shift: float, smallest: int, shape: tuple[int, ...], rng: np.random.Generator
) -> Window:
    """Widen a box, each axis a little differently, and move its centre by up to a share of its sides."""
    ratios = ratio * rng.uniform(0.9, 1.1, 2)
    moved = rng.uniform(-shift, shift, 2) * (box.width, box.height)
    centre_x = (box.x0 + box.x1) / 2 + moved[0]
    centre_y = (box.y0 + box.y1) / 2 + moved[1]
    return _centred(centre_x, centre_y, ratios[0] * box.width, ratios[1] * box.height, smallest, shape)


def _centred(
    x: float, y: float, width: float, height: float, smallest: int, shape: tuple[int, ...]
) -> Window:
    """Return the part of a box round (x, y) that lies in the picture, no side below the smallest."""
    width, height = max(width, smallest), max(height, smallest)
    x0, x1 = _clamped(x - width / 2, x + width / 2, smallest, shape[1])
    y0, y1 = _clamped(y - height / 2, y + height / 2, smallest, shape[0])
    return Window(x0, y0, x1, y1)


def _clamped(start: float, end: float, smallest: int, size: int) -> tuple[int, int]:
    low = int(np.clip(round(start), 0, max(size - smallest, 0)))
    high = int(np.clip(round(end), min(low + smallest, size), size))
    return low, high


def _intersect(window: Window, target: Window) -> Window:
    """Clamp a Focus Crop to its Target Crop; without a common area it is the Target Crop."""
    common = Window(
        max(window.x0, target.x0),
        max(window.y0, target.y0),
        min(window.x1, target.x1),
        min(window.y1, target.y1),
    )
    return common if min(common.width, common.height) >= _SMALLEST_FOCUS // 2 else target


def _largest_piece(mask: Mask) -> Mask:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    if count <= 2:
        return mask
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    return np.asarray(labels == largest)


def resample_image(image: NDArray[np.uint8], window: Window, side: int) -> NDArray[np.uint8]:
    """Sample a window of a (H, W, 3) picture to (side, side, 3) as the annotator does.

    The annotator reads from a pyramid of 2×2 means, the level chosen by the crop's area; halving
    the crop as often and then sampling bilinearly differs from it by less than a pixel's phase.
    """
    crop = image[window.y0 : window.y1, window.x0 : window.x1]
    level = max(0, int(np.floor(np.log2(np.sqrt(window.width * window.height) / side))))
    if level:
        size = (max(1, window.width >> level), max(1, window.height >> level))
        crop = np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(crop, (side, side), interpolation=cv2.INTER_LINEAR), np.uint8)


def resample_mask(mask: Mask, window: Window, side: int) -> Mask:
    """Sample a window of a (H, W) mask to (side, side): set where at least half of the pixel is set."""
    crop = mask[window.y0 : window.y1, window.x0 : window.x1].astype(np.float32)
    shrinks = window.width >= side and window.height >= side
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(crop, (side, side), interpolation=method) >= 0.5)
