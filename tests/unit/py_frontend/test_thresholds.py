"""Where an enlarged map exceeds a threshold, against enlarging it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from py_frontend import Box
from py_frontend.resampling import resize
from py_frontend.thresholds import spans_above

SIDES, ENLARGED = st.integers(1, 40), st.integers(1, 200)


def smooth(seed: int, height: int, width: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=(height, width)).astype(np.float32)
    return cv2.GaussianBlur(noise, (0, 0), 1.5).reshape(height, width)


@given(st.integers(0, 999), SIDES, SIDES, ENLARGED, ENLARGED, st.sampled_from([0, 0.1, -1]))
def test_regions_above_equal_resizing_and_comparing(
    seed: int, h: int, w: int, height: int, width: int, threshold: float
) -> None:
    values, box = smooth(seed, h, w), Box(3, 2, 3 + width, 2 + height)
    plain = resize(values, height, width, "centres")
    region = spans_above(values, box, box.x1 + 5, threshold)
    clear = np.abs(plain - threshold) > 1e-6
    assert np.array_equal(region.array(box)[clear], (plain > threshold)[clear])
    assert region.inside(box).area == region.area


@pytest.mark.parametrize("value", [-1, 0, 1])
def test_level_maps_are_all_or_nothing(value: float) -> None:
    box = Box(0, 0, 9, 7)
    region = spans_above(np.full((3, 4), value, np.float32), box, 9, 0.0)
    assert region.area == (box.area if value > 0 else 0)


def test_the_cost_follows_the_outline() -> None:
    """An object of a hundred times the pixels has ten times the runs, not a hundred."""
    values = -np.hypot(*np.mgrid[-1:1:32j, -1:1:32j]).astype(np.float32)
    small, large = (spans_above(values, Box(0, 0, side, side), side, -0.7) for side in (400, 4000))
    assert large.area / small.area == pytest.approx(100, rel=0.02)
    assert len(large.edges) / len(small.edges) == pytest.approx(10, rel=0.02)
