"""Clicks of the robot on hand-made masks, and against distances computed by brute force."""

from __future__ import annotations

import doctest

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from py_frontend import Click
from training.evaluation import metrics, robot
from training.evaluation.robot import next_click

SHAPES = st.tuples(st.integers(1, 9), st.integers(1, 9))


def squared_depth(error: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Squared distance of each pixel to the nearest one, or padding, outside the error."""
    padded = np.pad(error, 1)
    outside = np.argwhere(~padded)
    places = np.argwhere(np.ones_like(padded))
    steps = ((places[:, None] - outside) ** 2).sum(axis=2)
    depth: NDArray[np.int64] = steps.min(axis=1).reshape(padded.shape)
    return depth[1:-1, 1:-1]


@given(st.data())
def test_click_is_the_deepest_error_by_brute_force(data: st.DataObject) -> None:
    shape = data.draw(SHAPES)
    truth = data.draw(arrays(np.int8, shape, elements=st.sampled_from([-1, 0, 1])))
    mask = data.draw(arrays(np.bool_, shape))
    missing = squared_depth((truth == 1) & ~mask)
    false = squared_depth((truth == 0) & mask)
    depth = missing if missing.max() > false.max() else false
    y, x = np.argwhere(depth == depth.max())[0]
    assert next_click(truth, mask) == Click(int(x), int(y), bool(missing.max() > false.max()))


@given(st.data())
def test_no_pixel_of_an_error_is_clicked_twice(data: st.DataObject) -> None:
    truth = data.draw(arrays(np.int8, (5, 6), elements=st.sampled_from([0, 1])))
    mask = np.zeros((5, 6), bool)
    clicks: list[Click] = []
    for _ in range(int(truth.sum())):
        clicks.append(next_click(truth, mask, clicks))
    assert {(click.y, click.x) for click in clicks} == {tuple(place) for place in np.argwhere(truth).tolist()}


def test_ignored_pixels_are_no_error() -> None:
    truth = np.full((5, 5), -1, np.int8)
    truth[2, 2] = 0
    assert next_click(truth, np.ones((5, 5), bool)) == Click(2, 2, False)


def test_equal_depths_are_clicked_as_false() -> None:
    truth = np.array([[1, 0, 0]], np.int8)
    assert next_click(truth, np.array([[0, 0, 1]], bool)) == Click(2, 0, False)


def test_image_border_counts_as_an_edge() -> None:
    assert next_click(np.ones((3, 7), np.int8), np.zeros((3, 7), bool)) == Click(1, 1, True)


def test_arguments_stay_as_they_were() -> None:
    truth, mask = np.ones((3, 3), np.int8), np.zeros((3, 3), bool)
    next_click(truth, mask, [Click(1, 1)])
    assert truth.all()
    assert not mask.any()


def test_doctests() -> None:
    for module in (robot, metrics):
        assert doctest.testmod(module).failed == 0
