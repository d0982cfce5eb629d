"""Training samples: clicks, windows, damage, and what a batch holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.training.test_reading import picture
from training.data.clicks import MOST_CLICKS, initial_clicks, next_clicks
from training.data.damage import damage
from training.data.pasting import Grounds
from training.data.samples import SampleConfig, draw_batch, seeded
from training.data.shapes import narrowed, widened
from training.data.shards import read_shards
from training.data.store import Store
from training.data.windows import focus_windows, target_windows
from training.errors import TrainingError
from training.networks.sampling import roi_align

CPU = torch.device("cpu")
CONFIG = SampleConfig()
SEEDS = st.integers(0, 2**32 - 1)


def disk(side: int = 64, radius: int = 15) -> torch.Tensor:
    rows, columns = np.mgrid[:side, :side]
    return torch.from_numpy((rows - side // 2) ** 2 + (columns - side // 3) ** 2 <= radius**2)


def store_of(shard: Path) -> Store:
    return Store.of(read_shards([shard]), CPU)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_target_crops_lie_in_the_photograph(seed: int) -> None:
    boxes = torch.tensor([[5.0, 8.0, 30.0, 60.0]]).expand(20, 4)
    size = torch.full((20,), 64)
    inside = torch.tensor([[10.0, 20.0]]).expand(20, 2)
    for x0, y0, x1, y1 in target_windows(boxes, inside, size, size, seeded(CPU, seed)).tolist():
        assert 0 <= x0 < x1 <= 64
        assert 0 <= y0 < y1 <= 64
        assert min(x1 - x0, y1 - y0) >= 24 - 1e-3


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_focus_crops_lie_in_their_frame(seed: int) -> None:
    target = disk().expand(12, 64, 64)
    wrong = target ^ damage(target, torch.rand(12, 3, 64, 64), seeded(CPU, seed))
    for x0, y0, x1, y1 in focus_windows(target, wrong, seeded(CPU, seed)).tolist():
        assert 0 <= x0 < x1 <= 64
        assert 0 <= y0 < y1 <= 64


def test_fault_10_8_crops_end_anywhere_not_at_the_right_edge() -> None:
    boxes = torch.tensor([[90.0, 40.0, 110.0, 60.0]]).expand(600, 4)
    inside = torch.tensor([[100.0, 50.0]]).expand(600, 2)
    height, width = torch.full((600,), 100), torch.full((600,), 200)
    windows = target_windows(boxes, inside, height, width, seeded(CPU, 0))
    cut = windows[(windows != torch.tensor([0.0, 0.0, 200.0, 100.0])).any(1)]
    assert (cut[:, 2] < 200).float().mean() > 0.8
    assert abs(cut[:, 0].mean() - (200 - cut[:, 2].mean())) < 6


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_damage_changes_masks_and_can_hit_empty_ones(seed: int) -> None:
    masks = torch.stack([disk(), disk(64, 4), torch.zeros(64, 64, dtype=torch.bool)]).repeat(4, 1, 1)
    damaged = damage(masks, torch.rand(12, 3, 64, 64), seeded(CPU, seed))
    assert damaged.shape == masks.shape
    assert (damaged != masks).any()


def test_damaged_masks_are_still_about_the_object() -> None:
    masks = disk().expand(200, 64, 64)
    damaged = damage(masks, torch.rand(200, 3, 64, 64), seeded(CPU, 1))
    overlap = (masks & damaged).sum((1, 2)) / (masks | damaged).sum((1, 2))
    assert 0.6 < overlap.median() < 0.98


def test_first_click_alone_lies_deep_in_the_object() -> None:
    masks = disk().expand(60, 64, 64)
    clicks = initial_clicks(masks, torch.zeros_like(masks), seeded(CPU, 0))
    assert ((clicks[:, 0, 0] - torch.tensor([21.0, 32.0])).norm(dim=-1) < 10).all()
    single = (~clicks[..., 0].isnan()).sum((1, 2)) == 1
    assert 0.3 < single.float().mean() < 0.75


def test_negative_clicks_never_lie_on_the_object() -> None:
    masks, others = disk().expand(60, 64, 64), torch.zeros(60, 64, 64, dtype=torch.bool)
    others[:, :, 50:] = True
    clicks = initial_clicks(masks, others, seeded(CPU, 0))[:, 1]
    points = clicks[~clicks[..., 0].isnan()].round().long().clamp(0, 63)
    assert len(points) > 60
    assert not disk()[points[:, 1], points[:, 0]].any()
    assert 0.2 < (points[:, 0] >= 50).float().mean() < 0.7


def reference_places(predicted: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, bool]:
    """Where the evaluation's robot may click, by OpenCV's distance transform."""
    depths = [
        cv2.distanceTransform(np.pad(wrong, 1).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[
            1:-1, 1:-1
        ]
        for wrong in (target & ~predicted, predicted & ~target)
    ]
    positive = bool(depths[0].max() > depths[1].max())
    chosen = depths[0 if positive else 1]
    return chosen > chosen.max() / 2, positive


def test_next_clicks_are_spread_as_the_reference_clicker_spreads_them() -> None:
    target = disk().numpy()
    predicted = np.roll(target, 9, axis=1)
    predicted[50:60, 40:60] = True
    places, positive = reference_places(predicted, target)
    count = 4000
    guess, truth = (torch.from_numpy(each).expand(count, 64, 64) for each in (predicted, target))
    clicks, signs = next_clicks(guess, truth, torch.zeros_like(truth), seeded(CPU, 5))
    assert (signs == positive).all()
    columns, rows = clicks.round().long().T.numpy()
    hits = np.zeros(target.shape, int)
    np.add.at(hits, (rows, columns), 1)
    assert hits[places].sum() == count
    expected = count / places.sum()
    # Each place is a fair draw: the squared deviations have the mean that chance gives them.
    assert ((hits[places] - expected) ** 2).mean() / expected == pytest.approx(1, abs=0.35)


def test_nothing_wrong_gives_no_click() -> None:
    target = disk()[None]
    click, _ = next_clicks(target, target, torch.zeros_like(target), seeded(CPU, 0))
    assert click.isnan().all()
    click, _ = next_clicks(torch.zeros_like(target), target, target, seeded(CPU, 0))
    assert click.isnan().all()


def test_batches_have_their_shapes_and_first_clicks(shard: Path) -> None:
    batch = draw_batch(store_of(shard), CONFIG, 24, seeded(CPU, 0))
    assert len(batch) == 24
    assert batch.image.shape == (24, 3, 128, 128)
    assert batch.focus_image.shape == (24, 3, 256, 256)
    assert batch.clicks.shape == (24, 2, MOST_CLICKS, 2)
    assert batch.target.flatten(1).any(1).all()
    torch.testing.assert_close(batch.click_count, (~batch.clicks[..., 0].isnan()).sum(-1))
    corrected = batch.start.flatten(1).any(1)
    assert 0 < corrected.sum() < 16
    assert (batch.click_count[~corrected, 0] >= 1).all()
    assert (batch.click_count[corrected].sum(1) <= 1).all()
    x0, y0, x1, y1 = batch.box.unbind(1)
    assert ((x0 >= 0) & (x0 < x1) & (x1 <= 128) & (y0 >= 0) & (y0 < y1) & (y1 <= 128)).all()


def test_focus_box_shows_the_same_object_in_both_crops(shard: Path) -> None:
    """Cut the Focus Crop out of the Target Crop's mask: it must match the mask cut from the photograph."""
    batch = draw_batch(store_of(shard), replace(CONFIG, corrected=0), 40, seeded(CPU, 3))
    cut = roi_align(batch.target, batch.box, 1.0, 256, 256) >= 0.5
    wanted = batch.focus_target > 0
    either = (cut | wanted).sum((1, 2, 3))
    overlap = torch.where(either > 0, (cut & wanted).sum((1, 2, 3)) / either, 1.0)
    assert overlap.median() > 0.93
    assert overlap.min() > 0.7


def test_batches_depend_on_their_seeds_alone(shard: Path) -> None:
    one, same = (draw_batch(store_of(shard), CONFIG, 3, seeded(CPU, 5, 2)) for _ in range(2))
    other = draw_batch(store_of(shard), CONFIG, 3, seeded(CPU, 5, 3))
    for name, tensor in vars(one).items():
        torch.testing.assert_close(tensor, getattr(same, name), rtol=0, atol=0, equal_nan=True)
    assert not torch.equal(one.image, other.image)


def test_pasted_objects_lie_on_another_photograph_of_the_batch() -> None:
    """A dark and a bright photograph, each with a square of its own grey; both greys meet both grounds."""
    square = np.zeros((64, 64), bool)
    square[20:44, 20:44] = True
    pictures = []
    for ground, object_ in ((0, 100), (255, 160)):
        image = np.full((64, 64, 3), ground, np.uint8)
        image[square] = object_
        pictures.append(picture(image, square))
    config = replace(CONFIG, pasted=0.5, corrected=0, colour=0, joined=0)
    batch = draw_batch(Store.of(pictures, CPU), config, 40, seeded(CPU, 0))
    for images, targets in ((batch.image, batch.target), (batch.focus_image, batch.focus_target)):
        inside = narrowed(targets[:, 0] > 0, 5)
        outside = ~widened(targets[:, 0] > 0, torch.full((40,), 5))
        shown = {
            (round(255 * image[0][within].median().item()), round(255 * image[0][around].median().item()))
            for image, within, around in zip(images, inside, outside, strict=True)
            if within.any() and around.any()
        }
        assert {(100, 0), (100, 255), (160, 0), (160, 255)} <= shown
        assert {object_ for object_, _ in shown} == {100, 160}
    assert not batch.ignored.any()


def test_nothing_is_pasted_unless_asked_for() -> None:
    generator = seeded(CPU, 0)
    grounds = Grounds.drawn(torch.ones(9, dtype=torch.bool), 0.0, generator)
    assert not grounds.are_other.any()
    assert torch.equal(generator.get_state(), seeded(CPU, 0).get_state())
    teachers = Grounds.drawn(torch.zeros(9, dtype=torch.bool), 1.0, generator)
    assert not teachers.are_other.any()


def test_fault_10_10_ignored_pixels_reach_the_losses(shard: Path) -> None:
    pictures = [each for each in read_shards([shard]) if each.ignore is not None]
    config = replace(CONFIG, corrected=0, joined=0)
    batch = draw_batch(Store.of(pictures, CPU), config, 20, seeded(CPU, 0))
    assert batch.ignored.flatten(1).any(1).sum() > 5
    assert not (batch.ignored * batch.target).any()


def test_photographs_without_usable_objects_are_named() -> None:
    dots = np.zeros((40, 50), bool)
    dots[3, 3] = True
    store = Store.of([picture(np.zeros((40, 50, 3), np.uint8), dots)], CPU)
    with pytest.raises(TrainingError, match="drawn"):
        draw_batch(store, CONFIG, 2, seeded(CPU, 0))
