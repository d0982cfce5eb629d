"""Batched shapes against plain definitions and OpenCV."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from training.data.samples import seeded
from training.data.shapes import bounding_boxes, depth, narrowed, pick, widened

CPU = torch.device("cpu")
MASKS = st.tuples(st.integers(1, 3), st.integers(1, 24), st.integers(1, 24)).flatmap(
    lambda shape: npst.arrays(bool, shape)
)


def true_depth(mask: np.ndarray) -> np.ndarray:
    """Distance of each set pixel to the nearest unset one, the outside being unset, by looking at all."""
    unset = np.argwhere(~np.pad(mask, 1)) - 1
    set_ = np.argwhere(mask)
    result = np.zeros(mask.shape)
    distances = np.sqrt(((set_[:, None] - unset[None]) ** 2).sum(-1))
    result[mask] = distances.min(1) if len(set_) else 0
    return result


@settings(max_examples=60, deadline=None)
@given(MASKS)
def test_depth_is_the_euclidean_distance(masks: np.ndarray) -> None:
    expected = np.stack([true_depth(mask) for mask in masks])
    np.testing.assert_allclose(depth(torch.from_numpy(masks)).numpy(), expected, atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(MASKS, st.integers(0, 5))
def test_widening_and_narrowing_are_square_neighbourhoods(masks: np.ndarray, reach: int) -> None:
    kernel = np.ones((2 * reach + 1,) * 2, np.uint8)
    tensor = torch.from_numpy(masks)
    wide = widened(tensor, torch.full((len(masks),), reach)).numpy()
    narrow = narrowed(tensor, reach).numpy()
    for mask, larger, smaller in zip(masks.astype(np.uint8), wide, narrow, strict=True):
        np.testing.assert_array_equal(larger, cv2.dilate(mask, kernel))
        np.testing.assert_array_equal(smaller, cv2.erode(mask, kernel))


@settings(max_examples=60, deadline=None)
@given(MASKS)
def test_bounding_boxes_hold_all_set_pixels(masks: np.ndarray) -> None:
    for mask, box in zip(masks, bounding_boxes(torch.from_numpy(masks)).tolist(), strict=True):
        rows, columns = np.nonzero(mask)
        ends = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1] if rows.size else [0] * 4
        assert box == ends


@settings(max_examples=60, deadline=None)
@given(MASKS, st.integers(0, 999))
def test_picks_lie_on_set_pixels(masks: np.ndarray, seed: int) -> None:
    for mask, points in zip(masks, pick(torch.from_numpy(masks), 5, seeded(CPU, seed)), strict=True):
        assert bool(points.isnan().all()) == (not mask.any())
        if mask.any():
            columns, rows = np.clip(np.rint(points.numpy()).astype(int), 0, np.array(mask.shape[::-1]) - 1).T
            assert mask[rows, columns].all()


def test_picks_are_equally_likely() -> None:
    mask = torch.zeros(1, 6, 6, dtype=torch.bool)
    mask[0, 1:3, 2:6] = True
    points = pick(mask, 8000, seeded(CPU, 3))[0].round().long()
    counts = torch.bincount(points[:, 1] * 6 + points[:, 0], minlength=36)[mask[0].flatten()]
    assert counts.sum() == 8000
    assert ((counts - 1000).abs() < 150).all()
