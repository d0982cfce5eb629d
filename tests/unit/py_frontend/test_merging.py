"""Progressive Merge in both rules."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from py_frontend import Box, Click, FrontendError, merge
from py_frontend.components import component_at
from py_frontend.spans import Spans
from tests.unit.py_frontend.strategies import clicks_in, pairs

RADII = st.sampled_from([0, 1, 3, 4.5])


@given(pairs(), st.data())
def test_safe_changes_one_component_of_the_clicks_sign(
    masks: tuple[np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    previous, new = masks
    click, radius = data.draw(clicks_in(Box.of(previous))), data.draw(RADII)
    merged = merge(previous, new, click, "safe", radius)
    changed = merged ^ previous
    difference = new & ~previous if click.positive else previous & ~new
    if not changed.any():
        near = difference & (distance_from(click, previous.shape) <= radius)
        assert not near.any()
        return
    y, x = np.argwhere(changed)[0]
    component = component_at(Spans.of(difference), int(x), int(y))
    assert component is not None
    assert np.array_equal(changed, component.array(Box.of(changed)))
    near = np.where(difference, distance_from(click, previous.shape), np.inf)
    assert near[changed].min() == near.min() <= radius


def distance_from(click: Click, shape: tuple[int, ...]) -> np.ndarray:
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    distance: np.ndarray = np.hypot(rows - click.y, columns - click.x)
    return distance


@given(pairs(), st.data())
def test_safe_positive_never_removes_and_negative_never_adds(
    masks: tuple[np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    previous, new = masks
    click = data.draw(clicks_in(Box.of(previous)))
    merged = merge(previous, new, click, "safe", 3)
    assert not (previous & ~merged if click.positive else merged & ~previous).any()


@given(pairs(), st.data())
def test_safe_merging_twice_with_no_radius_changes_nothing_more(
    masks: tuple[np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    previous, new = masks
    click = data.draw(clicks_in(Box.of(previous)))
    once = merge(previous, new, click, "safe", 0)
    assert np.array_equal(merge(once, new, click, "safe", 0), once)


@given(pairs(), st.data())
def test_reference_follows_its_words(masks: tuple[np.ndarray, np.ndarray], data: st.DataObject) -> None:
    previous, new = masks
    click = data.draw(clicks_in(Box.of(previous)))
    _, labels = cv2.connectedComponents((previous ^ new).astype(np.uint8), connectivity=8)
    part = labels == labels[click.y, click.x]
    expected = previous & ~part if previous[click.y, click.x] else previous | part
    merged = merge(previous, new, click, "reference")
    assert np.array_equal(merged, expected)
    assert np.array_equal(merged[~part], previous[~part])


def test_safe_joins_corners() -> None:
    previous, new = np.zeros((3, 3), bool), np.eye(3, dtype=bool)
    assert np.array_equal(merge(previous, new, Click(0, 0)), new)


def test_safe_does_not_cross_signs_where_reference_does() -> None:
    previous = np.array([[0, 1, 0]], bool)
    new = np.array([[1, 0, 1]], bool)
    assert merge(previous, new, Click(0, 0), "reference").tolist() == [[True, True, True]]
    assert merge(previous, new, Click(0, 0), "safe").tolist() == [[True, True, False]]
    assert merge(previous, new, Click(1, 0, False), "safe").tolist() == [[False, False, False]]


def test_safe_takes_the_nearest_and_breaks_ties_by_row_then_column() -> None:
    new = np.zeros((5, 5), bool)
    new[0, 2] = new[2, 0] = new[2, 4] = new[4, 2] = True
    merged = merge(np.zeros_like(new), new, Click(2, 2), "safe", 2)
    assert np.argwhere(merged).tolist() == [[0, 2]]
    new[0, 2] = False
    assert np.argwhere(merge(np.zeros_like(new), new, Click(2, 2), "safe", 2)).tolist() == [[2, 0]]
    assert not merge(np.zeros_like(new), new, Click(2, 2), "safe", 1.9).any()


def test_fault_10_1_a_click_outside_the_difference_floods_in_reference_only() -> None:
    previous, new = np.zeros((20, 20), bool), np.zeros((20, 20), bool)
    new[2:4, 2:4] = True
    click = Click(15, 15)
    assert merge(previous, new, click, "reference").sum() == 396
    assert merge(previous, new, click, "safe", 5).sum() == 0


def test_fault_10_2_a_positive_click_on_the_mask_removes_in_reference_only() -> None:
    previous = np.ones((1, 6), bool)
    new = np.array([[0, 0, 0, 1, 1, 1]], bool)
    assert merge(previous, new, Click(1, 0), "reference").sum() == 3
    assert merge(previous, new, Click(1, 0), "safe").sum() == 6


@pytest.mark.parametrize(
    ("new", "code"), [(np.zeros((2, 3), bool), "mask-size"), (np.zeros((2, 2), np.uint8), "mask-type")]
)
def test_masks_that_do_not_fit_are_refused(new: np.ndarray, code: str) -> None:
    with pytest.raises(FrontendError) as caught:
        merge(np.zeros((2, 2), bool), new, Click(0, 0))
    assert caught.value.code == code
