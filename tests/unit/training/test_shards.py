from __future__ import annotations

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from tests.unit.drawn_shard import drawn_picture
from training.data.shards import read_shards
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


def test_picture_without_annotation_is_named(tmp_path: Path) -> None:
    path = tmp_path / "half.tar"
    with tarfile.open(path, "w") as archive:
        member = tarfile.TarInfo("lonely.png")
        member.size = 3
        archive.addfile(member, io.BytesIO(b"abc"))
    with pytest.raises(TrainingError, match=r"lonely has no \.json"):
        read_shards([path])


def test_picture_that_does_not_decode_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.tar"
    with tarfile.open(path, "w") as archive:
        for name, content in (
            ("broken.png", b"not a picture"),
            ("broken.json", b'{"key": "broken", "masks": []}'),
        ):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    with pytest.raises(TrainingError, match=r"broken\.tar:broken\.png is not a picture"):
        read_shards([path])
