"""Regions against masks of single pixels."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from py_frontend import Box
from py_frontend.geometry import bounds
from py_frontend.spans import Spans
from tests.unit.py_frontend.strategies import boxes_in, pairs


@given(pairs())
def test_regions_equal_masks(masks: tuple[np.ndarray, np.ndarray]) -> None:
    one, other = masks
    box, (first, second) = Box.of(one), (Spans.of(mask) for mask in masks)
    assert np.array_equal(first.array(box), one)
    assert np.array_equal((first ^ second).array(box), one ^ other)
    assert np.array_equal((first - second).array(box), one & ~other)
    assert (first.area, first.bounds) == (int(np.count_nonzero(one)), bounds(one))
    assert bool(first) == one.any()


@given(pairs(), st.data())
def test_regions_are_cut_to_boxes_as_masks_are(
    masks: tuple[np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    one, other = masks
    image, (first, second) = Box.of(one), (Spans.of(mask) for mask in masks)
    box = data.draw(boxes_in(image))
    cut, replaced = np.zeros_like(one), one.copy()
    cut[box.slices], replaced[box.slices] = other[box.slices], other[box.slices]
    assert np.array_equal(second.inside(box).array(image), cut)
    assert np.array_equal(Spans.of(other[box.slices], box, image.width).edges, second.inside(box).edges)
    assert np.array_equal(first.replaced(box, second.inside(box)).array(image), replaced)
    assert np.array_equal(second.array(box), other[box.slices])
    assert np.array_equal(second.packed(box), np.packbits(other[box.slices], axis=1))
    assert Spans.filled(box, image.width).bounds == box


@given(pairs(), st.data())
def test_regions_are_read_at_any_rows_and_columns(
    masks: tuple[np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    mask = masks[0]
    rows, columns = (
        np.sort(data.draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=30))) for size in mask.shape
    )
    sampled = Spans.of(mask).sampled(rows, columns).array(Box(0, 0, len(columns), len(rows)))
    assert np.array_equal(sampled, mask[rows][:, columns])


@given(pairs(), st.integers(-1, 99), st.integers(-1, 99))
def test_regions_know_their_pixels(masks: tuple[np.ndarray, np.ndarray], x: int, y: int) -> None:
    mask = masks[0]
    assert ((x, y) in Spans.of(mask)) == bool((x, y) in Box.of(mask) and mask[y, x])


def test_rows_of_whole_words_end_where_they_end() -> None:
    for width in (63, 64, 65, 128):
        mask = np.ones((3, width), bool)
        mask[1, ::2] = False
        assert np.array_equal(Spans.of(mask).array(Box.of(mask)), mask)


def test_empty_boxes_have_no_pixels() -> None:
    region = Spans.filled(Box(0, 0, 5, 4), 9)
    for box in (Box(2, 2, 2, 4), Box(2, 2, 4, 2), Box(7, 3, 2, 1)):
        assert region.array(box).shape == (box.height, box.width)
        assert not region.inside(box)
