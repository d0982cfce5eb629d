"""Target Crop and Focus Crop, mended, and the faults of the reference beside them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from py_frontend import Box, Click
from py_frontend.crops import LEAST_FOCUS, better_target_crop, focus_crop, target_crop, widen
from py_frontend.geometry import EMPTY
from py_frontend.reference_crops import reference_focus_crop, reference_target_crop
from py_frontend.spans import Spans
from tests.unit.py_frontend.strategies import boxes_in, clicks_in

IMAGE = Box(0, 0, 97, 64)
CLICKS = st.lists(clicks_in(IMAGE), min_size=1, max_size=4)


def mirrored(box: Box) -> Box:
    return Box(IMAGE.x1 - box.x1, box.y0, IMAGE.x1 - box.x0, box.y1)


def blank() -> Spans:
    return Spans.empty(IMAGE.width)


def filled(*boxes: Box) -> Spans:
    mask = np.zeros((IMAGE.height, IMAGE.width), bool)
    for box in boxes:
        mask[box.slices] = True
    return Spans.of(mask)


@given(boxes_in(IMAGE), st.floats(1, 3), st.integers(0, 20))
def test_widening_has_no_side(box: Box, ratio: float, least: int) -> None:
    assert mirrored(widen(box, ratio, least, IMAGE)) == widen(mirrored(box), ratio, least, IMAGE)


@given(boxes_in(IMAGE), st.sampled_from([1.0, 1.4, 2.0]))
def test_widening_keeps_the_centre_and_the_ratio(box: Box, ratio: float) -> None:
    wide = widen(box, ratio, 0, Box(-999, -999, 999, 999))
    assert wide.x0 + wide.x1 == box.x0 + box.x1
    assert abs(wide.width - ratio * box.width) <= 1
    assert wide.intersection(box) == box


@given(boxes_in(IMAGE), CLICKS)
def test_target_crops_hold_the_object_and_every_click(box: Box, clicks: list[Click]) -> None:
    crop = target_crop(box, clicks, 1.4, IMAGE)
    assert crop.intersection(IMAGE) == crop
    assert crop.intersection(box) == box
    assert all((click.x, click.y) in crop for click in clicks)


def test_target_crop_without_an_object_is_the_image() -> None:
    assert target_crop(EMPTY, [Click(3, 3)], 1.4, IMAGE) == IMAGE


def test_negative_clicks_inside_the_crop_do_not_stretch_it() -> None:
    box = Box(40, 20, 60, 40)
    crop = target_crop(box, [Click(50, 30)], 1.4, IMAGE)
    assert target_crop(box, [Click(50, 30), Click(38, 22, False)], 1.4, IMAGE) == crop
    assert target_crop(box, [Click(50, 30), Click(5, 30, False)], 1.4, IMAGE).x0 == 5
    assert reference_target_crop(box, [Click(50, 30), Click(5, 30, False)], 1.4, IMAGE).x0 > 5


@given(boxes_in(IMAGE), CLICKS, st.data())
def test_a_second_look_keeps_every_click_and_loses_nothing_later_on(
    box: Box, clicks: list[Click], data: st.DataObject
) -> None:
    looked_at = target_crop(box, clicks, 1.4, IMAGE) if len(clicks) > 1 else IMAGE
    seen = data.draw(boxes_in(looked_at))
    better = better_target_crop(looked_at, seen, clicks, 1.4, IMAGE)
    assert better.intersection(IMAGE) == better
    assert better.union(seen) == better
    assert all((click.x, click.y) in better for click in clicks)
    assert len(clicks) == 1 or better.union(looked_at) == better


def test_a_second_look_comes_closer_at_the_first_click_only() -> None:
    seen, click = Box(40, 20, 50, 30), Click(45, 25)
    assert better_target_crop(IMAGE, seen, [click], 1.4, IMAGE) == Box(38, 18, 52, 32)
    assert better_target_crop(IMAGE, seen, [click, click], 1.4, IMAGE) == IMAGE
    assert better_target_crop(IMAGE, Box(2, 2, 90, 60), [click], 1.4, IMAGE) == IMAGE


def test_a_second_look_goes_wider_where_the_crop_cuts_the_object() -> None:
    crop, clicks = Box(20, 0, 60, 40), [Click(30, 10), Click(50, 30)]
    assert better_target_crop(crop, Box(30, 0, 60, 20), clicks, 1.4, IMAGE) == Box(20, 0, 66, 40)
    assert better_target_crop(crop, Box(30, 0, 55, 20), clicks, 1.4, IMAGE) == crop
    assert better_target_crop(crop, EMPTY, clicks, 1.4, IMAGE) == crop


def test_small_objects_get_at_least_ten_pixels() -> None:
    crop = target_crop(Box(50, 30, 51, 31), [Click(50, 30)], 1.4, IMAGE)
    assert (crop.width, crop.height) == (11, 11)


def test_fault_10_12_reference_crops_are_low_and_long() -> None:
    box, clicks = Box(10, 10, 20, 20), [Click(15, 15)]
    assert reference_focus_crop(filled(box), blank(), IMAGE, clicks[0], 1.4, IMAGE) == Box(7, 7, 21, 21)
    assert focus_crop(filled(box), blank(), IMAGE, clicks[0], 1.4) == Box(8, 8, 22, 22)
    assert reference_focus_crop(filled(box), blank(), IMAGE, clicks[0], 1.0, IMAGE) == Box(9, 9, 19, 19)
    assert focus_crop(filled(box), blank(), IMAGE, clicks[0], 1.0) == box
    assert reference_target_crop(box, clicks, 1.4, IMAGE) == Box(8, 8, 23, 23)
    assert target_crop(box, clicks, 1.4, IMAGE) == Box(8, 8, 22, 22)


def test_focus_crop_is_the_changed_component_under_the_click() -> None:
    old = filled(Box(10, 10, 40, 40))
    new = filled(Box(10, 10, 40, 40), Box(40, 20, 60, 40), Box(62, 10, 66, 16))
    assert focus_crop(new, old, IMAGE, Click(50, 30), 1.4) == Box(36, 16, 64, 44)


def test_fault_10_5_a_click_outside_the_difference_keeps_the_zoom_when_mended() -> None:
    old, new = filled(Box(30, 20, 50, 40)), filled(Box(30, 20, 50, 42))
    click = Click(40, 25, False)
    assert reference_focus_crop(new, old, IMAGE, click, 1.4, IMAGE) == IMAGE
    crop = focus_crop(new, old, IMAGE, click, 1.4)
    # 0.4 times the longer side of the prediction (22), widened by 1.4, about the click's pixel.
    assert crop == Box(34, 19, 47, 32)


def test_fault_10_5_with_almost_no_prediction_the_target_crop_sets_the_scale() -> None:
    old, new = filled(Box(30, 20, 50, 40)), blank()
    click = Click(70, 30)
    assert focus_crop(new, old, IMAGE, click, 1.0).width == round(0.4 * IMAGE.width)


def test_fault_10_13_few_pixels_are_found_when_mended() -> None:
    new = filled(Box(50, 30, 53, 32))
    assert reference_focus_crop(new, blank(), IMAGE, Click(51, 31), 1.4, IMAGE) == IMAGE
    crop = focus_crop(new, blank(), IMAGE, Click(51, 31), 1.4)
    assert (crop.width, crop.height) == (20, 20)
    assert (51, 31) in crop


def test_fault_10_14_a_component_outside_the_target_crop_leaves_nothing_unless_mended() -> None:
    old, new = filled(Box(10, 10, 30, 30), Box(80, 50, 95, 62)), filled(Box(10, 10, 30, 30))
    target = Box(0, 0, 40, 40)
    click = Click(85, 55, False)
    assert reference_focus_crop(new, old, target, click, 1.4, IMAGE).area == 0
    inside = focus_crop(new.inside(target), old.inside(target), target, Click(39, 39, False), 1.4)
    assert inside.intersection(target) == inside
    assert min(inside.width, inside.height) >= LEAST_FOCUS


@given(st.data())
def test_mended_focus_crops_are_never_degenerate(data: st.DataObject) -> None:
    target = data.draw(boxes_in(IMAGE))
    generator = np.random.default_rng(data.draw(st.integers(0, 999)))
    shape, density = (target.height, target.width), data.draw(st.sampled_from([0, 0.02, 0.4, 1]))
    new, old = (Spans.of(generator.random(shape) < density, target, IMAGE.width) for _ in range(2))
    click = data.draw(clicks_in(target))
    crop = focus_crop(new, old, target, click, 1.4)
    assert crop.intersection(target) == crop
    assert crop.width >= min(LEAST_FOCUS, target.width)
    assert crop.height >= min(LEAST_FOCUS, target.height)


@pytest.mark.parametrize("shift", [0, 1])
def test_focus_crops_have_no_side(shift: int) -> None:
    box = Box(20, 10, 31 + shift, 30)
    crop = focus_crop(filled(box), blank(), IMAGE, Click(25, 15), 1.4)
    flipped = focus_crop(filled(mirrored(box)), blank(), IMAGE, Click(71, 15), 1.4)
    assert mirrored(crop) == flipped
