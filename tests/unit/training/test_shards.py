from __future__ import annotations

import io
import tarfile
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from tests.unit.drawn_shard import drawn_picture
from training.data.shards import read_shards
from training.data.store import Store
from training.errors import TrainingError


def test_pictures_come_back_with_their_masks(shard: Path) -> None:
    pictures = read_shards([shard])
    assert [picture.key for picture in pictures] == [f"drawn-{index}" for index in range(6)]
    image, masks = drawn_picture(3)
    np.testing.assert_array_equal(pictures[3].image, image)
    np.testing.assert_array_equal(pictures[3].mask(1), masks[1])
    assert pictures[3].ignored()[:, 60:90].all()
    assert not pictures[3].ignored()[:, :60].any()
    assert not pictures[2].ignored().any()


def test_missing_shard_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"absent\.tar"):
        read_shards([tmp_path / "absent.tar"])


def test_no_shards_say_so() -> None:
    with pytest.raises(TrainingError, match="no training shards"):
        read_shards([])


def archive_of(path: Path, **entries: bytes) -> Path:
    """Write a shard whose members are called as the entries, with a dot for each underscore."""
    with tarfile.open(path, "w") as archive:
        for name, content in entries.items():
            member = tarfile.TarInfo(name.replace("_", "."))
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def test_picture_without_annotation_is_named(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "half.tar", lonely_png=b"abc")
    with pytest.raises(TrainingError, match=r"lonely has no \.json"):
        read_shards([path])


def test_picture_that_does_not_decode_is_named(tmp_path: Path) -> None:
    annotation = b'{"key": "broken", "masks": []}'
    path = archive_of(tmp_path / "broken.tar", broken_png=b"not a picture", broken_json=annotation)
    with pytest.raises(TrainingError, match=r"broken\.tar:broken\.png is not a picture"):
        read_shards([path])


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_a_shard_that_was_cut_off_is_named(shard: Path, tmp_path: Path, share: float) -> None:
    content = shard.read_bytes()
    path = tmp_path / "cut.tar"
    path.write_bytes(content[: int(share * len(content)) // 512 * 512 + 100])
    with pytest.raises(TrainingError, match=r"cannot read the shard .*cut\.tar"):
        read_shards([path])


PNG = cv2.imencode(".png", np.zeros((4, 5, 3), np.uint8))[1].tobytes()


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (b"{", "cannot read the shard"),
        (b'{"key": "a"}', r"a\.png: its \.json entry is not of the format: KeyError\('masks'\)"),
        (b'{"masks": []}', r"a\.png: its \.json entry is not of the format: KeyError\('key'\)"),
        (b"[1, 2]", r"a\.png: its \.json entry is not of the format"),
        (
            b'{"key": "a", "masks": [{"size": [5, 4], "counts": "T0", "kind": "whole"}]}',
            r"a mask of size \[5, 4\] for a picture of \(4, 5\)",
        ),
    ],
)
def test_annotations_of_another_form_are_named(tmp_path: Path, annotation: bytes, message: str) -> None:
    path = archive_of(tmp_path / "odd.tar", a_png=PNG, a_json=annotation)
    with pytest.raises(TrainingError, match=message):
        read_shards([path])


def test_a_damaged_mask_is_named_with_its_photograph(tmp_path: Path) -> None:
    annotation = b'{"key": "a-7", "masks": [{"size": [4, 5], "counts": "53", "kind": "whole"}]}'
    path = archive_of(tmp_path / "odd.tar", a_png=PNG, a_json=annotation)
    with pytest.raises(TrainingError, match="a mask of a-7 is damaged"):
        Store.of(read_shards([path]), torch.device("cpu"))
