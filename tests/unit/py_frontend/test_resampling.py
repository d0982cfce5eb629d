"""Bilinear resampling against OpenCV and against its own plain form."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from py_frontend.config import Grid
from py_frontend.resampling import Axis, resize

SIDES = st.integers(1, 40)
GRIDS: st.SearchStrategy[Grid] = st.sampled_from(["corners", "centres"])


def smooth(seed: int, height: int, width: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=(height, width)).astype(np.float32)
    return cv2.GaussianBlur(noise, (0, 0), 1.5)


@given(st.integers(0, 999), SIDES, SIDES, st.integers(1, 120), st.integers(1, 120))
def test_half_pixel_centres_agree_with_opencv(seed: int, h: int, w: int, height: int, width: int) -> None:
    values = smooth(seed, h, w)
    expected = cv2.resize(values, (width, height), interpolation=cv2.INTER_LINEAR).reshape(height, width)
    assert np.abs(resize(values, height, width, "centres") - expected).max() < 2e-5


@given(st.integers(0, 999), SIDES, SIDES, st.integers(2, 90), st.integers(2, 90))
def test_aligned_corners_keep_the_corners(seed: int, h: int, w: int, height: int, width: int) -> None:
    values = smooth(seed, h, w)
    resized = resize(values, height, width, "corners")
    assert np.allclose(
        resized[[0, 0, -1, -1], [0, -1, 0, -1]], values[[0, 0, -1, -1], [0, -1, 0, -1]], atol=1e-6
    )


@pytest.mark.parametrize("grid", ["corners", "centres"])
def test_the_same_size_changes_nothing(grid: Grid) -> None:
    values = smooth(1, 7, 11)
    assert np.array_equal(resize(values, 7, 11, grid), values)


def test_positions_beyond_the_ends_read_the_ends() -> None:
    axis = Axis.at(np.array([-3.0, 9.0]), 4)
    assert axis.lower.tolist() == [0, 3]
    assert axis.weight.tolist() == [0, 0]
