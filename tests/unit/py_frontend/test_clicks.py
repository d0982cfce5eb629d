"""Clicks and disk maps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from py_frontend import Box, Click, FrontendError
from py_frontend.clicks import click_maps, disk_maps, frame_points
from py_frontend.config import Grid


def test_clicks_take_whole_numbers_of_any_kind() -> None:
    click = Click(np.int64(3), np.uint8(4))  # type: ignore[arg-type]
    assert click == Click(3, 4, True)
    assert type(click.x) is int


@pytest.mark.parametrize("x", [1.5, "1", None, float("nan")])
def test_clicks_refuse_other_coordinates(x: Any) -> None:
    with pytest.raises(FrontendError, match="whole pixels") as caught:
        Click(x, 0)
    assert caught.value.code == "click-type"


def test_the_grids_map_a_box_as_named() -> None:
    box, corner = Box(10, 20, 14, 22), [Click(10, 20), Click(14, 22)]
    assert frame_points(corner, box, 8, "corners").tolist() == [[0, 0], [8, 8]]
    assert frame_points(corner, box, 8, "centres").tolist() == [[0.5, 1.5], [8.5, 9.5]]


@given(
    st.lists(st.tuples(st.floats(-9, 30), st.floats(-9, 30), st.booleans()), max_size=6),
    st.sampled_from([0, 1, 2, 3, 5]),
)
def test_disks_are_drawn_by_distance(clicks: list[tuple[float, float, bool]], radius: int) -> None:
    points = np.array([click[:2] for click in clicks], float).reshape(-1, 2)
    positive = np.array([click[2] for click in clicks], bool)
    maps = disk_maps(points, positive, (20, 17), radius)
    rows, columns = np.mgrid[:20, :17]
    for sign, drawn in zip((True, False), maps, strict=True):
        expected = np.zeros((20, 17), bool)
        for x, y in points[positive == sign]:
            dy, dx = (rows - y).astype(np.float32), (columns - x).astype(np.float32)
            expected |= dy * dy + dx * dx <= radius**2
        assert np.array_equal(drawn, expected)


@pytest.mark.parametrize("grid", ["corners", "centres"])
def test_fault_10_15_a_click_up_left_of_the_crop_is_dropped_only_on_request(grid: Grid) -> None:
    near, box = [Click(9, 9)], Box(10, 10, 26, 26)
    drawn = click_maps(near, box, 16, 3, grid, drop_corner=False)
    dropped = click_maps(near, box, 16, 3, grid, drop_corner=True)
    assert drawn[0, 0, 0] == 1
    assert not dropped.any()
    beside = [Click(9, 12)]
    assert click_maps(beside, box, 16, 3, grid, drop_corner=True)[0].any()
