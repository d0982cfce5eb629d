"""Crops of a store against the annotator's own sampling."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from py_frontend import Box
from py_frontend.formats.coco_rle import encode
from py_frontend.raster import Raster
from tests.unit.drawn_shard import drawn_picture
from training.data.reading import read_images, read_masks
from training.data.shards import Picture
from training.data.store import Store
from training.errors import TrainingError

CPU = torch.device("cpu")


def picture(image: np.ndarray, *masks: np.ndarray, kinds: tuple[str, ...] | None = None) -> Picture:
    kinds = kinds or ("whole",) * len(masks)
    return Picture("drawn", image, tuple({**encode(mask)} for mask in masks), kinds, None)


def store_of(*pictures: Picture) -> Store:
    return Store.of(pictures, CPU)


def window(*sides: float) -> torch.Tensor:
    return torch.tensor([sides], dtype=torch.float64)


PICTURES = [picture(image, *masks) for image, masks in (drawn_picture(seed) for seed in range(3))]
NUMBER = torch.tensor([1])
STRAIGHT, MIRRORED = torch.tensor([False]), torch.tensor([True])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_images_are_sampled_as_the_annotator_samples_them(data: st.DataObject) -> None:
    x0, y0 = data.draw(st.integers(0, 150)), data.draw(st.integers(0, 110))
    box = Box(x0, y0, data.draw(st.integers(x0 + 1, 160)), data.draw(st.integers(y0 + 1, 120)))
    side = data.draw(st.sampled_from([8, 32, 128]))
    expected = Raster(PICTURES[1].image).crop(box, side, "centres", antialias=True)
    windows = window(box.x0, box.y0, box.x1, box.y1)
    crop = read_images(store_of(*PICTURES), NUMBER, windows, STRAIGHT, side).numpy()
    np.testing.assert_allclose(crop, expected, atol=1e-6)


def test_mirrored_crops_are_mirrored() -> None:
    store, windows = store_of(*PICTURES), window(10, 5, 120, 100)
    for read in (read_images, read_masks):
        straight, turned = (read(store, NUMBER, windows, each, 32) for each in (STRAIGHT, MIRRORED))
        torch.testing.assert_close(straight, turned.flip(-1), atol=1e-6, rtol=0)


@pytest.mark.parametrize("finer", [1, 2])
def test_masks_at_their_own_scale_stay_as_they_are(finer: int) -> None:
    mask = np.random.default_rng(0).random((32, 32)) < 0.4
    store = store_of(picture(np.zeros((32, 32, 3), np.uint8), mask))
    read = read_masks(store, torch.tensor([0]), window(0, 0, 32, 32), STRAIGHT, 32)
    np.testing.assert_array_equal(read[0].numpy(), mask)
    solid = mask & False
    solid[8:20, 4:30] = True
    store = store_of(picture(np.zeros((32, 32, 3), np.uint8), solid))
    read = read_masks(store, torch.tensor([0]), window(0, 0, 32, 32), STRAIGHT, 32, finer)
    np.testing.assert_array_equal(read[0].numpy(), solid)


def test_shrunk_masks_keep_what_fills_half_a_pixel() -> None:
    mask = np.zeros((96, 96), bool)
    mask[30:60, 33:63] = True
    store = store_of(picture(np.zeros((96, 96, 3), np.uint8), mask))
    read = read_masks(store, torch.tensor([0]), window(0, 0, 96, 96), STRAIGHT, 32, finer=2)[0]
    expected = mask.reshape(32, 3, 32, 3).mean((1, 3)) >= 0.5
    assert (read.numpy() != expected).sum() == 0


def test_the_empty_mask_reads_as_nothing() -> None:
    store = store_of(*PICTURES)
    nothing = torch.tensor([store.nothing])
    assert not read_masks(store, nothing, window(0, 0, 160, 120), STRAIGHT, 16).any()


def test_fault_10_9_masks_are_resampled_one_by_one() -> None:
    """Between two objects that touch no third one may appear, as it does when ids are interpolated."""
    first, second = np.zeros((2, 90, 90), bool)
    first[:, :40], second[:, 40:80] = True, True
    store = store_of(picture(np.zeros((90, 90, 3), np.uint8), first, second, first | second))
    windows, straight = window(0, 0, 90, 90).expand(3, 4), STRAIGHT.expand(3)
    one, other, both = read_masks(store, torch.arange(3), windows, straight, 128)
    assert not (one & other).any()
    torch.testing.assert_close(one | other, both)


def test_fault_10_21_focus_crops_are_cut_from_the_photograph() -> None:
    """Stripes of one pixel survive in a Focus Crop; in the Target Crop's frame they are long gone."""
    image = np.zeros((512, 512, 3), np.uint8)
    image[:, ::2] = 255
    store = store_of(picture(image, np.ones((512, 512), bool)))
    assert read_images(store, NUMBER - 1, window(100, 100, 164, 164), STRAIGHT, 256).std() > 0.2
    assert read_images(store, NUMBER - 1, window(0, 0, 512, 512), STRAIGHT, 128).std() < 0.02


def test_kinds_weigh_within_a_photograph_and_photographs_weigh_the_same(shard: Path) -> None:
    image, masks = drawn_picture(0)
    many = picture(image, *masks, *masks, kinds=("whole", "stuff", "part", "region"))
    store = store_of(many, picture(image, masks[0]))
    shares = torch.diff(store.share, prepend=torch.zeros(1))
    assert shares[4].item() == pytest.approx(0.5)
    assert (shares[0] / shares[1]).item() == pytest.approx(1 / 0.3)


def test_photographs_without_masks_are_refused() -> None:
    with pytest.raises(TrainingError, match="none of the 1 photographs has a mask"):
        store_of(picture(np.zeros((40, 50, 3), np.uint8)))
