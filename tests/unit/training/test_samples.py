from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from py_frontend.formats.coco_rle import encode
from training.clicks import initial_clicks, next_click
from training.data.crops import (
    Window,
    bounding_window,
    focus_window,
    resample_image,
    resample_mask,
    target_window,
)
from training.data.damage import damage
from training.data.loader import batches, make_batch
from training.data.samples import SampleConfig, draw_sample
from training.data.shards import Picture, read_shards
from training.errors import TrainingError

seeds = st.integers(0, 2**32 - 1)


def disk(side: int = 64, radius: int = 15) -> np.ndarray:
    rows, columns = np.mgrid[:side, :side]
    return np.asarray((rows - side // 2) ** 2 + (columns - side // 3) ** 2 <= radius**2)


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_target_crops_lie_in_the_picture(seed: int) -> None:
    window = target_window(disk(), np.random.default_rng(seed))
    assert 0 <= window.x0 < window.x1 <= 64
    assert 0 <= window.y0 < window.y1 <= 64
    assert min(window.width, window.height) >= 24 - 1


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_focus_crops_lie_in_their_target_crop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mask = disk()
    target = target_window(mask, rng)
    focus = focus_window(mask, damage(mask, rng) ^ mask, target, rng)
    assert target.x0 <= focus.x0 < focus.x1 <= target.x1
    assert target.y0 <= focus.y0 < focus.y1 <= target.y1


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_damage_keeps_the_shape_and_can_hit_empty_masks(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert damage(disk(), rng).shape == (64, 64)
    assert damage(np.zeros((30, 40), bool), rng).shape == (30, 40)


def test_bounding_window_is_half_open() -> None:
    mask = np.zeros((10, 12), bool)
    mask[2:5, 3:9] = True
    assert bounding_window(mask) == Window(3, 2, 9, 5)


def test_resampling_a_whole_picture_to_its_own_size_changes_nothing() -> None:
    image = np.random.default_rng(0).integers(0, 256, (32, 32, 3)).astype(np.uint8)
    mask = disk(32, 9)
    whole = Window(0, 0, 32, 32)
    np.testing.assert_array_equal(resample_image(image, whole, 32), image)
    np.testing.assert_array_equal(resample_mask(mask, whole, 32), mask)


def test_first_click_alone_lies_deep_in_the_object() -> None:
    mask = disk()
    for seed in range(40):
        positive, _ = initial_clicks(mask, np.zeros_like(mask), np.random.default_rng(seed))
        x, y = positive[0]
        assert np.hypot(y - 32, x - 21) < 10


def test_negative_clicks_never_lie_on_the_object() -> None:
    mask = disk()
    others = np.zeros_like(mask)
    others[:, 50:] = True
    for seed in range(40):
        _, negative = initial_clicks(mask, others, np.random.default_rng(seed))
        columns, rows = np.rint(negative).astype(int).T
        inside = (rows >= 0) & (rows < 64) & (columns >= 0) & (columns < 64)
        assert not mask[rows[inside], columns[inside]].any()


def test_next_click_goes_into_the_deeper_error_with_its_sign() -> None:
    truth, predicted = np.zeros((2, 40, 40), bool)
    truth[5:25, 5:25] = True
    predicted[30:36, 30:36] = True
    nothing = np.zeros_like(truth)
    click, positive = next_click(predicted, truth, nothing, np.random.default_rng(0))
    assert positive
    assert truth[round(float(click[0, 1])), round(float(click[0, 0]))]
    click, positive = next_click(predicted | truth, truth, nothing, np.random.default_rng(0))
    assert not positive
    click, _ = next_click(truth, truth, nothing, np.random.default_rng(0))
    assert click.shape == (0, 2)
    click, _ = next_click(nothing, truth, truth, np.random.default_rng(0))
    assert click.shape == (0, 2)


def test_samples_have_their_shapes_and_first_clicks(shard: Path) -> None:
    pictures = read_shards([shard])
    for seed in range(20):
        sample = draw_sample(pictures, SampleConfig(), np.random.default_rng(seed))
        assert sample.image.shape == (128, 128, 3)
        assert sample.focus_image.shape == (256, 256, 3)
        assert sample.target.any()
        assert len(sample.positive) + len(sample.negative) >= (0 if sample.start.any() else 1)
        x0, y0, x1, y1 = sample.box
        assert 0 <= x0 < x1 <= 128
        assert 0 <= y0 < y1 <= 128


def test_focus_box_shows_the_same_object_in_both_crops(shard: Path) -> None:
    """Cut the Focus Crop out of the Target Crop's mask: it must match the mask cut from the picture."""
    from training.networks.sampling import roi_align

    pictures = read_shards([shard])
    overlaps = []
    for seed in range(30):
        sample = draw_sample(pictures, SampleConfig(corrected=0), np.random.default_rng(seed))
        target = torch.from_numpy(sample.target[None, None].astype(np.float32))
        cut = roi_align(target, torch.from_numpy(sample.box[None]), 1.0, 256, 256)[0, 0].numpy() >= 0.5
        either = (cut | sample.focus_target).sum()
        overlaps.append((cut & sample.focus_target).sum() / either if either else 1.0)
    assert np.median(overlaps) > 0.95
    assert min(overlaps) > 0.8


def test_batches_depend_on_seed_and_step_alone(shard: Path) -> None:
    pictures = read_shards([shard])
    straight = batches(pictures, SampleConfig(), 2, seed=5, first_step=0, workers=2)
    third = [next(straight) for _ in range(3)][2]
    resumed = next(batches(pictures, SampleConfig(), 2, seed=5, first_step=2, workers=1))
    alone = make_batch(pictures, SampleConfig(), 2, (5, 2))
    for name, tensor in vars(third).items():
        torch.testing.assert_close(tensor, getattr(resumed, name), rtol=0, atol=0, equal_nan=True)
        torch.testing.assert_close(tensor, getattr(alone, name), rtol=0, atol=0, equal_nan=True)


def test_fault_10_8_crops_end_anywhere_not_at_the_right_edge() -> None:
    mask = np.zeros((100, 200), bool)
    mask[40:60, 90:110] = True
    windows = [target_window(mask, np.random.default_rng(seed)) for seed in range(300)]
    cut = [window for window in windows if window != Window(0, 0, 200, 100)]
    assert np.mean([window.x1 < 200 for window in cut]) > 0.8
    left, right = ([getattr(window, side) for window in cut] for side in ("x0", "x1"))
    assert abs(np.mean(left) - (200 - np.mean(right))) < 10


def test_fault_10_9_masks_are_resampled_one_by_one() -> None:
    """Between two objects that touch no third one may appear, as it does when ids are interpolated."""
    first, second = np.zeros((2, 90, 90), bool)
    first[:, :40], second[:, 40:80] = True, True
    whole = Window(0, 0, 90, 90)
    sampled = [resample_mask(mask, whole, 128) for mask in (first, second, first | second)]
    assert not (sampled[0] & sampled[1]).any()
    np.testing.assert_array_equal(sampled[0] | sampled[1], sampled[2])


def test_fault_10_10_ignored_pixels_reach_the_losses(shard: Path) -> None:
    pictures = [picture for picture in read_shards([shard]) if picture.ignore is not None]
    config = SampleConfig(corrected=0, joined=0)
    samples = [draw_sample(pictures, config, np.random.default_rng(seed)) for seed in range(20)]
    assert sum(sample.ignored.any() for sample in samples) > 5
    assert all(not (sample.ignored & sample.target).any() for sample in samples)


def test_fault_10_21_focus_crops_are_cut_from_the_photograph() -> None:
    """Stripes of one pixel survive in a Focus Crop; in the Target Crop's frame they are long gone."""
    image = np.zeros((512, 512, 3), np.uint8)
    image[:, ::2] = 255
    focus = Window(100, 100, 164, 164)
    assert resample_image(image, focus, 256).std() > 60
    assert resample_image(image, Window(0, 0, 512, 512), 128).std() < 5


def test_photographs_without_usable_objects_are_named() -> None:
    blank = Picture("blank", np.zeros((40, 50, 3), np.uint8), (), (), None)
    empty = Picture("empty", blank.image, ({**encode(np.zeros((40, 50), bool))},), ("whole",), None)
    with pytest.raises(TrainingError, match="blank, empty"):
        draw_sample([blank, empty], SampleConfig(), np.random.default_rng(0))
