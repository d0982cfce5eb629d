"""Crops of the image."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from py_frontend import Box, FrontendError
from py_frontend.raster import Raster, halve, pyramid_level
from py_frontend.validation import check_image
from tests.unit.py_frontend.strategies import boxes_in

IMAGE = np.random.default_rng(3).integers(0, 256, (45, 70, 3), np.uint8)


@given(boxes_in(Box.of(IMAGE)), st.integers(8, 40))
def test_crops_agree_with_opencv(box: Box, side: int) -> None:
    crop = Raster(IMAGE).crop(box, side, "centres", antialias=False)
    expected = cv2.resize(IMAGE[box.slices].astype(np.float32), (side, side)) / 255
    assert crop.shape == (1, 3, side, side)
    assert crop.dtype == np.float32
    assert np.abs(crop[0].transpose(1, 2, 0) - expected).max() < 2e-6


def test_transparency_is_ignored() -> None:
    see_through = np.dstack((IMAGE, np.zeros(IMAGE.shape[:2], np.uint8)))
    box = Box(3, 4, 60, 41)
    expected = Raster(IMAGE).crop(box, 16, "corners", False)
    assert np.array_equal(Raster(see_through).crop(box, 16, "corners", False), expected)


@given(st.integers(1, 600), st.integers(1, 9), st.integers(0, 99))
def test_halving_averages_blocks(height: int, width: int, seed: int) -> None:
    image = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)
    padded = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge").astype(int)
    expected = (padded[::2, ::2] + padded[1::2, ::2] + padded[::2, 1::2] + padded[1::2, 1::2] + 2) // 4
    half = halve(image.view(np.uint32)[..., 0])
    assert np.array_equal(half.view(np.uint8).reshape(expected.shape), expected)


@pytest.mark.parametrize("size", [(64, 64), (65, 63), (200, 90), (513, 700)])
def test_the_pyramid_stays_on_the_grid(size: tuple[int, int]) -> None:
    """A ramp sampled through the pyramid keeps its values: no level is shifted."""
    height, width = size
    ramp = np.zeros((height, width, 3), np.uint8)
    ramp[..., 0] = np.linspace(0, 255, width).round()
    ramp[..., 1] = np.linspace(0, 255, height).round()[:, None]
    box = Box.of(ramp)
    fine = Raster(ramp).crop(box, 16, "centres", antialias=False)
    averaged = Raster(ramp).crop(box, 16, "centres", antialias=True)
    assert pyramid_level(box, 16) >= 1
    assert np.abs(fine - averaged)[0, :2, 1:-1, 1:-1].max() < 2.5 / 255


def test_antialiasing_averages_fine_stripes() -> None:
    stripes = np.zeros((256, 256, 3), np.uint8)
    stripes[:, ::2] = 255
    crop = Raster(stripes).crop(Box.of(stripes), 32, "centres", antialias=True)
    assert np.abs(crop - 0.5).max() < 0.01


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (IMAGE.astype(np.float32), "image-type"),
        (IMAGE[..., 0], "image-shape"),
        (IMAGE[..., :2], "image-shape"),
        (IMAGE[:0], "image-empty"),
        (np.lib.stride_tricks.as_strided(IMAGE, (20000, 20000, 3), (0, 0, 1)), "image-too-large"),
    ],
    ids=["float", "grey", "two channels", "no rows", "400 megapixels"],
)
def test_unusable_images_are_refused(image: np.ndarray, code: str) -> None:
    with pytest.raises(FrontendError) as caught:
        Raster(image)
    assert caught.value.code == code


def test_a_large_image_is_told_how_far_to_shrink() -> None:
    huge = np.lib.stride_tricks.as_strided(IMAGE, (20000, 20000, 3), (0, 0, 1))
    with pytest.raises(FrontendError, match=r"20000x20000 .* 50 megapixels.* 7071x7071"):
        check_image(huge)


def test_a_list_is_not_an_image() -> None:
    with pytest.raises(FrontendError, match="type list"):
        Raster([[1]])  # type: ignore[arg-type]


def test_a_contiguous_rgba_image_is_not_copied() -> None:
    image = np.zeros((4, 4, 4), np.uint8)
    raster = Raster(image)
    image[...] = 255
    assert raster.crop(raster.box, 8, "centres", False).min() == 1
