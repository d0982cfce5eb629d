"""A teacher's masks beside the labels."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from py_frontend.formats.coco_rle import encode
from training.data.samples import SampleConfig, _choose_objects, draw_batch, seeded
from training.data.shards import Picture, read_shards
from training.data.store import Store
from training.datasets.teacher import join_teacher, read_teacher
from training.errors import TrainingError

CPU = torch.device("cpu")


def write_teacher(path: Path, masks: dict[str, list[np.ndarray]]) -> Path:
    with gzip.open(path, "wt") as lines:
        for key, each in masks.items():
            height, width = each[0].shape
            entries = [{**encode(mask), "area": int(mask.sum())} for mask in each]
            lines.write(json.dumps({"key": key, "width": width, "height": height, "masks": entries}) + "\n")
    return path


@pytest.fixture
def pictures(shard: Path) -> list[Picture]:
    return read_shards([shard])


@pytest.fixture
def halves() -> list[np.ndarray]:
    """A large and a small mask of the drawn pictures' size: 120 * 100 and 30 * 25 pixels, 16 to 1."""
    masks = np.zeros((2, 120, 160), bool)
    masks[0, :, :100] = True
    masks[1, :30, 100:125] = True
    return list(masks)


def test_masks_join_their_pictures_by_key(
    tmp_path: Path, pictures: list[Picture], halves: list[np.ndarray]
) -> None:
    path = write_teacher(tmp_path / "teacher.jsonl.gz", {"drawn-2": halves})
    joined = join_teacher(pictures, path, 0.25)
    assert [len(picture.masks) for picture in joined] == [2, 2, 4, 2, 2, 2]
    assert joined[2].kinds == ("whole", "whole", "teacher", "teacher")
    np.testing.assert_array_equal(joined[2].mask(3), halves[1])
    np.testing.assert_allclose(joined[2].shares(), [0.4, 0.4, 0.16, 0.04])
    assert joined[1] is pictures[1]


def test_store_draws_the_teachers_masks_by_their_weight(
    tmp_path: Path, pictures: list[Picture], halves: list[np.ndarray]
) -> None:
    path = write_teacher(tmp_path / "t.gz", {picture.key: halves for picture in pictures})
    store = Store.of(join_teacher(pictures, path, 1.0), CPU)
    drawn = store.draw_masks(4000, seeded(CPU, 0))
    assert (drawn % 4 >= 2).float().mean() == pytest.approx(0.5, abs=0.03)
    assert len(draw_batch(store, SampleConfig(side=64, focus_side=64), 8, seeded(CPU, 1))) == 8


def test_labels_alone_are_joined(tmp_path: Path, pictures: list[Picture], halves: list[np.ndarray]) -> None:
    path = write_teacher(tmp_path / "t.gz", {picture.key: halves for picture in pictures})
    store = Store.of(join_teacher(pictures, path, 1.0), CPU)
    masks, _ = _choose_objects(store, 1.0, 400, seeded(CPU, 0))
    one, other = masks.T
    is_joined = other != store.nothing
    assert torch.equal(is_joined, one % 4 < 2)
    assert torch.equal(other[is_joined] % 4, 1 - one[is_joined] % 4)
    assert torch.equal(other[is_joined] // 4, one[is_joined] // 4)


def test_no_weight_leaves_the_labels_alone(
    tmp_path: Path, pictures: list[Picture], halves: list[np.ndarray]
) -> None:
    path = write_teacher(tmp_path / "t.gz", {"drawn-2": halves})
    assert join_teacher(pictures, path, 0.0) == pictures


def test_pictures_without_labels_are_taught_by_the_teacher_alone(
    tmp_path: Path, pictures: list[Picture], halves: list[np.ndarray]
) -> None:
    bare = Picture("bare", pictures[0].image, (), (), None)
    joined = join_teacher([bare], write_teacher(tmp_path / "t.gz", {"bare": halves}), 0.25)
    np.testing.assert_allclose(joined[0].shares(), [0.8, 0.2])


def test_mask_of_another_size_is_named(
    tmp_path: Path, pictures: list[Picture], halves: list[np.ndarray]
) -> None:
    path = write_teacher(tmp_path / "t.gz", {"drawn-1": [halves[0][:60]]})
    with pytest.raises(TrainingError, match=r"t\.gz.*\(60, 160\) for drawn-1, a picture of \(120, 160\)"):
        join_teacher(pictures, path, 1.0)


def test_masks_of_other_shards_are_refused(
    tmp_path: Path, pictures: list[Picture], halves: list[np.ndarray]
) -> None:
    path = write_teacher(tmp_path / "t.gz", {"elsewhere": halves})
    with pytest.raises(TrainingError, match="none of the 6 photographs"):
        join_teacher(pictures, path, 1.0)


def test_damaged_files_are_named(tmp_path: Path, halves: list[np.ndarray]) -> None:
    with pytest.raises(TrainingError, match=r"absent\.gz"):
        read_teacher(tmp_path / "absent.gz")
    path = write_teacher(tmp_path / "cut.gz", {"drawn-1": halves})
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(TrainingError, match=r"cut\.gz"):
        read_teacher(path)
    with gzip.open(tmp_path / "odd.gz", "wt") as lines:
        lines.write('{"key": "a", "width": 2, "height": 2, "masks": []}\n{"key": 3}\n')
    with pytest.raises(TrainingError, match=r"odd\.gz, after 1 good"):
        read_teacher(tmp_path / "odd.gz")


def test_pictures_of_tiny_have_teacher_masks(shared: Path) -> None:
    pictures = read_shards([shared / "data/train/tiny.tar"])
    joined = join_teacher(pictures, shared / "data/train/teacher.jsonl.gz", 0.25)
    assert sum(len(picture.masks) for picture in joined) > sum(len(picture.masks) for picture in pictures)
    assert all(picture.mask(len(picture.masks) - 1).any() for picture in joined if picture.masks)
