"""Boxes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from py_frontend import Box
from py_frontend.geometry import EMPTY, bounds
from tests.unit.py_frontend.strategies import MASKS

SIDES = st.integers(-20, 20)
BOXES = st.builds(Box, SIDES, SIDES, SIDES, SIDES)


def pixels(box: Box) -> set[tuple[int, int]]:
    return {(x, y) for x in range(box.x0, box.x1) for y in range(box.y0, box.y1)}


@given(BOXES, BOXES)
def test_intersection_has_the_common_pixels(one: Box, other: Box) -> None:
    assert pixels(one.intersection(other)) == pixels(one) & pixels(other)


@given(BOXES, BOXES)
def test_union_is_the_smallest_box_around_both(one: Box, other: Box) -> None:
    union = one.union(other)
    both = pixels(one) | pixels(other)
    assert both <= pixels(union)
    if both:
        xs, ys = zip(*both, strict=True)
        assert union == Box(min(xs), min(ys), max(xs) + 1, max(ys) + 1)


@given(BOXES)
def test_area_counts_pixels(box: Box) -> None:
    assert box.area == len(pixels(box)) == box.width * box.height


@given(BOXES, BOXES)
def test_within_moves_the_corner_to_the_origin(box: Box, outer: Box) -> None:
    assert box.within(outer).moved(outer.x0, outer.y0) == box


@given(MASKS)
def test_bounds_are_tight(mask: np.ndarray) -> None:
    box = bounds(mask)
    assert mask[box.slices].sum() == mask.sum()
    if not mask.any():
        assert box == EMPTY
    else:
        part = mask[box.slices]
        assert part[0].any()
        assert part[-1].any()
        assert part[:, 0].any()
        assert part[:, -1].any()
