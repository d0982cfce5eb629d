"""Outlines, filling and simplifying against each other and against OpenCV."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from py_frontend.formats import Region
from py_frontend.formats.contours import parts, signed_area
from py_frontend.formats.filling import fill
from py_frontend.formats.outlines import all_rings, bridged, outlines
from py_frontend.formats.simplify import simplify
from tests.unit.py_frontend.strategies import MASKS, blobs


@given(st.one_of(MASKS, blobs()))
def test_outlines_filled_are_the_mask(mask: np.ndarray) -> None:
    region = Region.of(mask)
    assert fill(all_rings(parts(region)), *mask.shape) == region


@given(st.one_of(MASKS, blobs()))
def test_one_ring_joined_by_bridges_is_the_mask_too(mask: np.ndarray) -> None:
    rings = all_rings(parts(Region.of(mask)))
    if rings:
        assert fill([bridged(rings)], *mask.shape) == Region.of(mask)


@given(st.one_of(MASKS, blobs()))
def test_parts_are_opencvs_components(mask: np.ndarray) -> None:
    count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    found = parts(Region.of(mask))
    assert len(found) == count - 1
    for part in found:
        pixels = fill([part.outer, *part.holes], *mask.shape).mask()
        label = labels[pixels][0]
        assert np.array_equal(pixels, labels == label)


@given(st.one_of(MASKS, blobs()))
def test_outer_rings_run_clockwise_and_holes_do_not(mask: np.ndarray) -> None:
    for part in parts(Region.of(mask)):
        assert signed_area(part.outer) > 0
        assert all(signed_area(hole) < 0 for hole in part.holes)


@given(blobs(), st.floats(0.1, 5))
def test_simplified_rings_stay_within_the_tolerance(mask: np.ndarray, tolerance: float) -> None:
    for part in parts(Region.of(mask)):
        fewer = simplify(part.outer, tolerance)
        assert 3 <= len(fewer) <= len(part.outer)
        line = np.concatenate((fewer, fewer[:1])).astype(np.float32)
        if len(fewer) < len(part.outer):
            for x, y in part.outer:
                assert distance(line, float(x), float(y)) <= tolerance + 1e-3


def distance(line: np.ndarray, x: float, y: float) -> float:
    """Distance of a point to the nearest of a line's segments, by the textbook."""
    best = np.inf
    for (x0, y0), (x1, y1) in zip(line[:-1].tolist(), line[1:].tolist(), strict=True):
        length = (x1 - x0) ** 2 + (y1 - y0) ** 2
        share = (
            0.0 if length == 0 else max(0.0, min(1.0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length))
        )
        best = min(best, np.hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0)))
    return float(best)


def test_the_default_tolerance_keeps_a_disk() -> None:
    rows, columns = np.mgrid[:300, :300]
    disk = (rows - 150) ** 2 + (columns - 140) ** 2 < 120**2
    [part] = outlines(Region.of(disk), 1.4)
    again = fill([part.outer], 300, 300).mask()
    assert len(part.outer) < 60
    assert (again & disk).sum() / (again | disk).sum() > 0.99


def test_a_pixel_is_inside_when_its_centre_is() -> None:
    inside = fill([np.array([[0.4, 0.0], [2.6, 0.0], [2.6, 1.0], [0.4, 1.0]])], 2, 4).mask()
    assert inside.astype(int).tolist() == [[1, 1, 1, 0], [0, 0, 0, 0]]


@given(st.lists(st.tuples(st.floats(-20, 40), st.floats(-20, 40)), min_size=3, max_size=8))
def test_rings_beyond_the_picture_are_cut_off(corners: list[tuple[float, float]]) -> None:
    ring = np.array(corners)
    whole = fill([ring + 50], 150, 150).mask()
    assert np.array_equal(fill([ring], 12, 17).mask(), whole[50:62, 50:67])


@pytest.mark.parametrize("ring", [np.zeros((0, 2)), np.zeros((2, 2))])
def test_rings_without_area_are_nothing(ring: np.ndarray) -> None:
    assert not fill([ring], 3, 4).area
    assert not fill([], 3, 4).mask().any()


@given(st.one_of(MASKS, blobs()), st.data())
def test_regions_join_as_masks_do(mask: np.ndarray, data: st.DataObject) -> None:
    other = np.roll(mask, data.draw(st.integers(0, 5)), axis=1)
    assert np.array_equal(Region.of(mask).union(Region.of(other)).mask(), mask | other)
    assert Region.of(mask).area == mask.sum()
