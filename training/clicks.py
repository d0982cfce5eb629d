"""Simulated clicks: those that begin a training sample, and the one a person would add next."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Points = NDArray[np.float32]

MOST_CLICKS = 24
"""Clicks per sign that a sample can hold."""

_DECAY = 0.8


def initial_clicks(target: Mask, others: Mask, rng: np.random.Generator) -> tuple[Points, Points]:
    """Draw the clicks that a sample begins with.

    Half of the samples begin with one positive click deep inside the object, as annotators do; the
    others with 1 + k positive and n negative ones, k and n falling off as 0.8^k (the published
    recipe has only these).

    Parameters
    ----------
    target : (S, S) bool, the object in the frame, not empty
    others : (S, S) bool, other labelled objects

    Returns
    -------
    Two float32 arrays (n, 2) of x, y in frame pixels: positive clicks, negative clicks.
    """
    first = _deep_point(target, 1.7, rng)
    if rng.random() < 0.5:
        return first, np.empty((0, 2), np.float32)
    more = _uniform_points(_eroded(target, rng), _geometric(rng, MOST_CLICKS - 1), rng)
    return np.concatenate([first, more]), _negative_clicks(target, others, rng)


def next_click(predicted: Mask, target: Mask, ignored: Mask, rng: np.random.Generator) -> tuple[Points, bool]:
    """Choose the next click as the robot of the evaluation does, with some freedom.

    The click goes into the error, missing or false, that is deepest; it is uniform among the pixels
    at least half as deep (padding counts as correct, so the frame's border is an edge).

    Returns
    -------
    The click as a (1, 2) float32 array of x, y, or (0, 2) where nothing is wrong, and whether it
    is positive.
    """
    missing = _depth(target & ~predicted & ~ignored)
    false = _depth(predicted & ~target & ~ignored)
    positive = bool(missing.max() > false.max())
    depth = missing if positive else false
    if depth.max() == 0:
        return np.empty((0, 2), np.float32), positive
    return _pick(depth > depth.max() / 2, rng), positive


def _negative_clicks(target: Mask, others: Mask, rng: np.random.Generator) -> Points:
    """Draw negative clicks from other objects, a ring round the target, and the rest of the background."""
    count = _geometric(rng, MOST_CLICKS)
    background = ~target
    reach = int(np.ceil(0.1 * np.sqrt(target.sum())))
    ring = cv2.dilate(target.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=reach).astype(bool)
    strata = (background, others & background if others.any() else background, ring & background)
    drawn = rng.multinomial(count, (0.1, 0.4, 0.5))
    points = [_uniform_points(region, int(n), rng) for region, n in zip(strata, drawn, strict=True)]
    return np.concatenate(points)


def _geometric(rng: np.random.Generator, most: int) -> int:
    """Draw k from 0…most with probability proportional to 0.8^k."""
    weights = _DECAY ** np.arange(most + 1)
    return int(rng.choice(most + 1, p=weights / weights.sum()))


def _depth(region: Mask) -> NDArray[np.float32]:
    """Return each pixel's distance to the region's edge, the frame's border being an edge."""
    padded = cv2.copyMakeBorder(region.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return np.asarray(cv2.distanceTransform(padded, cv2.DIST_L2, 5)[1:-1, 1:-1], np.float32)


def _deep_point(region: Mask, divisor: float, rng: np.random.Generator) -> Points:
    depth = _depth(region)
    return _pick(depth >= depth.max() / divisor, rng)


def _eroded(target: Mask, rng: np.random.Generator) -> Mask:
    """Keep clicks off the outline nine times out of ten."""
    eroded = cv2.erode(target.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=2).astype(bool)
    return eroded if eroded.sum() > 10 and rng.random() < 0.9 else target


def _uniform_points(region: Mask, count: int, rng: np.random.Generator) -> Points:
    if count == 0 or not region.any():
        return np.empty((0, 2), np.float32)
    return np.concatenate([_pick(region, rng) for _ in range(count)])


def _pick(region: Mask, rng: np.random.Generator) -> Points:
    """Pick one set pixel, and a place within it: real clicks fall between frame pixels."""
    candidates = np.flatnonzero(region)
    row, column = divmod(int(candidates[rng.integers(candidates.size)]), region.shape[1])
    jitter = rng.uniform(-0.5, 0.5, 2)
    return np.array([[column + jitter[0], row + jitter[1]]], np.float32)
