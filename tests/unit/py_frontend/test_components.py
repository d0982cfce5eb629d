"""The component under a click."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from py_frontend import Box
from py_frontend.components import component_at
from py_frontend.spans import Spans
from tests.unit.py_frontend.strategies import MASKS, blobs


def painted(mask: np.ndarray, x: int, y: int) -> np.ndarray:
    component = component_at(Spans.of(mask), x, y)
    return np.zeros_like(mask) if component is None else component.array(Box.of(mask))


def by_opencv(mask: np.ndarray, x: int, y: int) -> np.ndarray:
    _, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    part: np.ndarray = (labels == labels[y, x]) & mask[y, x]
    return part


@given(st.one_of(MASKS, blobs()), st.data())
def test_components_agree_with_opencv(mask: np.ndarray, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(0, mask.shape[1] - 1)), data.draw(st.integers(0, mask.shape[0] - 1))
    assert np.array_equal(painted(mask, x, y), by_opencv(mask, x, y))


def test_every_pixel_of_dense_noise_agrees_with_opencv() -> None:
    generator = np.random.default_rng(5)
    for density in (0.2, 0.4, 0.5, 0.7):
        mask = generator.random((60, 70)) < density
        for y, x in np.argwhere(mask)[::37]:
            assert np.array_equal(painted(mask, x, y), by_opencv(mask, x, y))


def test_a_spiral_is_one_component() -> None:
    mask = np.zeros((41, 41), bool)
    x, y, dx, dy, length = 20, 20, 1, 0, 2
    while 0 <= x < 41 and 0 <= y < 41:
        for _ in range(length):
            if 0 <= x < 41 and 0 <= y < 41:
                mask[y, x] = True
            x, y = x + dx, y + dy
        dx, dy, length = -dy, dx, length + (2 if dx == 0 else 0)
    assert np.array_equal(painted(mask, 20, 20), by_opencv(mask, 20, 20))
    assert painted(mask, 20, 20).sum() > 300


def test_pixels_that_touch_at_a_corner_are_one() -> None:
    assert painted(np.eye(9, dtype=bool), 0, 0).sum() == 9
    assert painted(np.eye(9, dtype=bool)[::-1], 8, 0).sum() == 9


def test_rows_do_not_join_over_the_edge() -> None:
    mask = np.array([[0, 0, 1], [0, 0, 0], [1, 0, 0], [0, 0, 0]], bool)
    assert painted(mask, 2, 0).sum() == 1
    assert painted(np.array([[0, 0, 1], [1, 0, 0]], bool), 2, 0).sum() == 1


def test_no_component_where_nothing_is_set_or_outside() -> None:
    mask = np.ones((2, 3), bool)
    mask[0, 0] = False
    for x in (0, 3, -1):
        assert component_at(Spans.of(mask), x, 0) is None
