"""Shards from a data set: sizes, masks, order, bytes."""

from __future__ import annotations

import json
import tarfile
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tests.unit.training.datasets import miniatures
from training.__main__ import main
from training.data.shards import read_shards
from training.datasets.labelled import Entry, Labelled, LabelledMask
from training.datasets.packing import Packing, dhash, pack, without_crumbs
from training.errors import TrainingError

PACKING = Packing("drawn", "CC0")


def picture(side: int = 300, *masks: np.ndarray, seed: int = 0) -> Labelled:
    image = np.random.default_rng(seed).integers(0, 255, (side, 2 * side, 3)).astype(np.uint8)
    return Labelled(image, tuple(LabelledMask(mask) for mask in masks))


def box(side: int, x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    mask = np.zeros((side, 2 * side), bool)
    mask[y0:y1, x0:x1] = True
    return mask


def entries(count: int) -> list[Entry]:
    mask = box(200, 20, 20, 120, 150)
    return [Entry(f"p{number}", partial(picture, 200, mask, seed=number)) for number in range(count)]


def test_pictures_and_masks_become_smaller_together(tmp_path: Path) -> None:
    mask = box(600, 100, 50, 700, 450)
    ignored = Labelled(picture(600).image, (LabelledMask(mask, "part", "lid"),), box(600, 0, 0, 50, 600))
    report = pack([Entry("a.b", lambda: ignored)], PACKING, tmp_path)
    (packed,) = read_shards(report.shards)
    assert packed.image.shape == (240, 480, 3)
    expected = np.zeros((240, 480), bool)
    expected[20:180, 40:280] = True
    np.testing.assert_array_equal(packed.mask(0), expected)
    assert packed.ignored()[:, :20].all()
    assert (packed.key, packed.kinds, packed.source, packed.licence) == (
        "drawn-a_b",
        ("part",),
        "drawn",
        "CC0",
    )
    assert "1 pictures with 1 masks (1 part) in 1 shards; left out: nothing" in str(report)


def test_annotations_hold_what_the_format_asks_for(tmp_path: Path) -> None:
    (shard,) = pack(entries(1), PACKING, tmp_path).shards
    with tarfile.open(shard) as archive:
        names = archive.getnames()
        content = archive.extractfile(names[1])
        assert content is not None
        annotation = json.load(content)
    assert names[0].rpartition(".")[0] == names[1].removesuffix(".json") == annotation["key"] == "drawn-p0"
    assert annotation.keys() == {*("key", "source", "license", "width", "height", "kind", "masks", "dhash")}
    assert (annotation["width"], annotation["height"], annotation["kind"]) == (400, 200, "whole")
    assert annotation["masks"][0].keys() == {"counts", "size", "kind"}


def test_what_cannot_teach_is_left_out_and_counted(tmp_path: Path) -> None:
    usable, tiny, huge = box(300, 10, 10, 100, 100), box(300, 0, 0, 10, 10), box(300, 0, 0, 600, 299)
    pictures = {
        "good": picture(300, usable, tiny, huge),
        "bare": picture(300, tiny),
        "narrow": picture(120, box(120, 10, 10, 90, 90)),
    }
    report = pack([Entry(name, partial(pictures.get, name)) for name in pictures], PACKING, tmp_path)  # type: ignore[arg-type]
    assert report.pictures == 1
    assert report.masks == {"whole": 1}
    assert report.left_out == {
        "small masks": 2,
        "large masks": 1,
        "pictures without masks": 1,
        "narrow pictures": 1,
    }


def test_nothing_left_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"no picture of drawn is left: .*1 pictures without masks"):
        pack([Entry("bare", picture)], PACKING, tmp_path)


def test_crumbs_are_removed() -> None:
    mask = box(300, 10, 10, 200, 200)
    crumbs = mask | box(300, 400, 10, 410, 20) | box(300, 300, 100, 350, 150)
    np.testing.assert_array_equal(without_crumbs(crumbs, 0.01), mask | box(300, 300, 100, 350, 150))


def test_order_comes_from_the_seed_and_bytes_are_the_same(tmp_path: Path) -> None:
    def packed(folder: str, seed: int) -> tuple[list[bytes], list[str]]:
        report = pack(entries(8), Packing("drawn", "CC0", seed=seed), tmp_path / folder)
        return [path.read_bytes() for path in report.shards], [p.key for p in read_shards(report.shards)]

    first, again, other = packed("first", 3), packed("again", 3), packed("other", 4)
    assert first == again
    assert sorted(first[1]) == sorted(other[1])
    assert first[1] != other[1]
    assert first[1] != sorted(first[1])


def test_shards_keep_their_size(tmp_path: Path) -> None:
    report = pack(entries(12), Packing("drawn", "CC0", shard_bytes=300_000), tmp_path)
    assert len(report.shards) > 2
    assert all(path.stat().st_size <= 300_000 for path in report.shards)
    assert len(read_shards(report.shards)) == report.pictures == 12
    assert [path.name for path in report.shards[:2]] == ["drawn-00000.tar", "drawn-00001.tar"]


def test_shards_are_not_overwritten(tmp_path: Path) -> None:
    pack(entries(1), PACKING, tmp_path)
    with pytest.raises(TrainingError, match="holds shards of drawn already"):
        pack(entries(1), PACKING, tmp_path)


def test_names_that_come_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="come twice, p0"):
        pack(entries(1) * 2, PACKING, tmp_path)


def test_look_alikes_share_their_hash() -> None:
    columns = np.linspace(0, 250, 90).astype(np.uint8)
    ramp = np.repeat(np.broadcast_to(columns, (80, 90))[..., None], 3, axis=2)
    assert dhash(ramp) == dhash(ramp[::2, ::2]) == "ffffffffffffffff"
    assert dhash(ramp[:, ::-1]) == "0000000000000000"


def test_command_makes_shards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    miniatures.folder(tmp_path / "own")
    arguments = ["--layout", "folder", "--root", str(tmp_path / "own"), "--out", str(tmp_path / "shards")]
    assert main(["prepare", *arguments, "--name", "mine", "--licence", "CC BY 4.0"]) == 0
    assert "3 pictures with 5 masks" in capsys.readouterr().out
    pictures = read_shards([tmp_path / "shards" / "mine-00000.tar"])
    assert {picture.key for picture in pictures} == {"mine-a", "mine-b", "mine-c"}
    assert {picture.licence for picture in pictures} == {"CC BY 4.0"}


def test_command_names_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prepare", "--layout", "voc", "--root", str(tmp_path), "--out", str(tmp_path / "o")]) == 1
    assert "ImageSets/Segmentation/train.txt" in capsys.readouterr().err
