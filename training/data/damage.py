"""Damaged masks to correct: what an annotator finds in a pre-annotated data set."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def damage(mask: Mask, rng: np.random.Generator) -> Mask:
    """Return a (H, W) bool mask that differs from a given one as a careless annotation would.

    One of three kinds, each seen in real annotation sets: blobs added or bitten off along the
    border and elsewhere, a coarse polygon instead of the outline, or the mask shifted. The empty
    mask is only ever given blobs.
    """
    kinds = (_blobs, _blobs, _polygon, _shifted) if mask.any() else (_blobs,)
    return kinds[rng.integers(len(kinds))](mask, rng)


def _blobs(mask: Mask, rng: np.random.Generator) -> Mask:
    """Add or remove one to four smooth blobs, most of them on the border (as in DAVIS-585's Algorithm 1)."""
    damaged = mask.copy()
    extent = max(np.sqrt(mask.sum()), 0.1 * max(mask.shape))
    border = mask ^ cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    for _ in range(rng.integers(1, 5)):
        rows, columns = np.nonzero(border if border.any() and rng.random() < 0.65 else np.ones_like(mask))
        pick = rng.integers(rows.size)
        blob = _blob(mask.shape, (rows[pick], columns[pick]), extent * rng.uniform(0.1, 0.45), rng)
        damaged = damaged | blob if rng.random() < 0.5 else damaged & ~blob
    return damaged


def _blob(shape: tuple[int, ...], centre: tuple[int, int], radius: float, rng: np.random.Generator) -> Mask:
    """Draw a star-shaped region whose outline wobbles round a circle."""
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    phases = rng.uniform(0, 2 * np.pi, 3)
    wobble = sum(np.sin(order * angles + phase) for order, phase in zip((1, 2, 3), phases, strict=True))
    radii = radius * (1 + 0.25 * wobble)
    outline = np.stack([centre[1] + radii * np.cos(angles), centre[0] + radii * np.sin(angles)], axis=1)
    canvas = np.zeros(shape, np.uint8)
    cv2.fillPoly(canvas, [np.rint(outline).astype(np.int32)], 1)
    return canvas.astype(bool)


def _polygon(mask: Mask, rng: np.random.Generator) -> Mask:
    """Replace the outline by a polygon with far too few corners."""
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    tolerance = rng.uniform(0.02, 0.08) * np.sqrt(mask.sum())
    canvas = np.zeros(mask.shape, np.uint8)
    cv2.fillPoly(canvas, [cv2.approxPolyDP(contour, tolerance, True) for contour in contours], 1)
    return canvas.astype(bool)


def _shifted(mask: Mask, rng: np.random.Generator) -> Mask:
    """Move the mask by up to a seventh of its extent."""
    dx, dy = rng.uniform(-0.15, 0.15, 2) * np.sqrt(mask.sum())
    matrix = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
    moved = cv2.warpAffine(mask.astype(np.uint8), matrix, mask.shape[::-1], flags=cv2.INTER_NEAREST)
    return moved.astype(bool)
