"""Each reader on a miniature in the exact layout of its data set."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.unit.training.datasets import miniatures
from tests.unit.training.datasets.miniatures import BORDER, LEFT, RIGHT, rectangle
from training.datasets.labelled import Labelled
from training.datasets.layouts import LAYOUTS, layout
from training.datasets.licences import is_permissive
from training.errors import TrainingError

MINIATURES = {
    "coco": miniatures.coco,
    "lvis": miniatures.lvis,
    "sbd": miniatures.sbd,
    "voc": miniatures.voc,
    "ade20k": miniatures.ade20k,
    "davis": miniatures.davis,
    "youtube-vos": miniatures.youtube_vos,
    "msra10k": miniatures.msra10k,
    "duts": miniatures.duts,
    "thinobject5k": miniatures.thinobject5k,
    "hflickr": miniatures.hflickr,
    "folder": miniatures.folder,
}


def read(name: str, root: Path) -> dict[str, Labelled]:
    chosen = layout(name)
    return {entry.key: entry.load() for entry in chosen.read(root, chosen.splits[0])}


def made(name: str, root: Path) -> dict[str, Labelled]:
    if name == "sbd":
        pytest.importorskip("scipy")
    MINIATURES[name](root)
    return read(name, root)


def check(picture: Labelled, *masks: np.ndarray, kinds: str = "") -> None:
    assert len(picture.masks) == len(masks)
    for found, expected in zip(picture.masks, masks, strict=True):
        np.testing.assert_array_equal(found.mask, expected)
    if kinds:
        assert [mask.kind for mask in picture.masks] == kinds.split()


def test_every_layout_has_a_miniature() -> None:
    assert MINIATURES.keys() == LAYOUTS.keys()


def test_coco_instances_crowds_and_stuff(tmp_path: Path) -> None:
    pictures = made("coco", tmp_path)
    assert list(pictures) == ["000000000009", "000000000030"]
    first = pictures["000000000009"]
    check(first, LEFT, RIGHT, BORDER, kinds="whole whole stuff")
    assert [mask.category for mask in first.masks] == ["dog", "dog", "sky-other"]
    np.testing.assert_array_equal(first.ignore, BORDER)
    assert not pictures["000000000030"].masks
    assert [is_permissive(picture.licence) for picture in pictures.values()] == [True, False]


def test_coco_without_a_stuff_file_has_its_instances(tmp_path: Path) -> None:
    miniatures.coco(tmp_path)
    (tmp_path / "annotations/stuff_train2017.json").unlink()
    check(read("coco", tmp_path)["000000000009"], LEFT, RIGHT)


def test_lvis_finds_coco_pictures_by_their_address(tmp_path: Path) -> None:
    (picture,) = made("lvis", tmp_path).values()
    check(picture, LEFT, kinds="whole")
    assert picture.masks[0].category == "aerosol_can"
    assert is_permissive(picture.licence)


def test_voc_objects_classes_and_border(tmp_path: Path) -> None:
    picture = made("voc", tmp_path)["2007_000032"]
    check(picture, LEFT, RIGHT)
    assert [mask.category for mask in picture.masks] == ["dog", "person"]
    np.testing.assert_array_equal(picture.ignore, BORDER)


def test_sbd_instances(tmp_path: Path) -> None:
    check(made("sbd", tmp_path)["2008_000002"], LEFT, RIGHT)


def test_ade20k_objects_stuff_and_parts(tmp_path: Path) -> None:
    picture = made("ade20k", tmp_path)["ADE_train_00000005"]
    check(picture, BORDER, LEFT, RIGHT, rectangle(20, 30, 60, 60), kinds="stuff whole whole part")
    assert [mask.category for mask in picture.masks] == ["sky", "person, individual", "counter", "head"]


def test_davis_frames_are_spread_over_the_video(tmp_path: Path) -> None:
    pictures = made("davis", tmp_path)
    assert list(pictures) == [f"bear-{frame:05}" for frame in (0, 2, 5, 8, 10)]
    check(pictures["bear-00005"], LEFT, RIGHT)


def test_davis_of_2016_is_black_and_white(tmp_path: Path) -> None:
    miniatures.write_text(tmp_path / "ImageSets/2016/train.txt", "bus\n")
    miniatures.write_picture(tmp_path / "JPEGImages/480p/bus/00000.jpg")
    miniatures.write_mask(tmp_path / "Annotations/480p/bus/00000.png", RIGHT)
    check(read("davis", tmp_path)["bus-00000"], RIGHT)


def test_youtube_vos_objects_have_their_categories(tmp_path: Path) -> None:
    pictures = made("youtube-vos", tmp_path)
    assert list(pictures) == ["003234408d-00000", "003234408d-00005"]
    check(pictures["003234408d-00005"], LEFT, RIGHT)
    assert [mask.category for mask in pictures["003234408d-00005"].masks] == ["penguin", "seal"]


@pytest.mark.parametrize(
    ("name", "key"),
    [("msra10k", "73"), ("duts", "ILSVRC2012_test_00000004"), ("thinobject5k", "thin")],
)
def test_pictures_with_one_mask(tmp_path: Path, name: str, key: str) -> None:
    check(made(name, tmp_path)[key], LEFT)


def test_duts_has_a_test_split(tmp_path: Path) -> None:
    miniatures.write_picture(tmp_path / "DUTS-TE-Image/a.jpg")
    miniatures.write_mask(tmp_path / "DUTS-TE-Mask/a.png", RIGHT)
    (entry,) = layout("duts").read(tmp_path, "test")
    check(entry.load(), RIGHT)


def test_hflickr_gathers_the_masks_of_a_picture(tmp_path: Path) -> None:
    check(made("hflickr", tmp_path)["f12"], LEFT, RIGHT)


def test_own_folder_takes_numbers_black_and_white_and_files_per_object(tmp_path: Path) -> None:
    pictures = made("folder", tmp_path)
    check(pictures["a"], LEFT, RIGHT)
    np.testing.assert_array_equal(pictures["a"].ignore, BORDER)
    check(pictures["b"], RIGHT)
    check(pictures["c"], LEFT, RIGHT)


@pytest.mark.parametrize("name", MINIATURES)
def test_missing_picture_is_named(tmp_path: Path, name: str) -> None:
    if name == "sbd":
        pytest.importorskip("scipy")
    MINIATURES[name](tmp_path)
    chosen = layout(name)
    entry = chosen.read(tmp_path, chosen.splits[0])[0]
    pictures = [
        path for path in tmp_path.rglob("*") if entry.key.split("-")[-1] == path.stem and path.is_file()
    ]
    picture = next(path for path in pictures if path.suffix == ".jpg" or path.parent.name == "images")
    picture.unlink()
    with pytest.raises(TrainingError, match=picture.name):
        entry.load()


@pytest.mark.parametrize("name", MINIATURES)
def test_picture_of_another_size_is_named(tmp_path: Path, name: str) -> None:
    if name == "sbd":
        pytest.importorskip("scipy")
    MINIATURES[name](tmp_path)
    for path in tmp_path.rglob("*"):
        if path.suffix in (".jpg", ".webp") or (path.parent.name == "images" and path.is_file()):
            path.write_bytes(cv2.imencode(path.suffix, np.zeros((50, 60, 3), np.uint8))[1].tobytes())
    chosen = layout(name)
    with pytest.raises(TrainingError, match=r"a mask of 240x200 for .*, a picture of 60x50"):
        chosen.read(tmp_path, chosen.splits[0])[0].load()


@pytest.mark.parametrize("name", LAYOUTS)
def test_empty_root_is_an_error_that_names_what_was_looked_for(tmp_path: Path, name: str) -> None:
    with pytest.raises(TrainingError, match=str(tmp_path)):
        layout(name).read(tmp_path, layout(name).splits[0])


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("voc", "SegmentationObject/2007_000032.png"),
        ("voc", "SegmentationClass/2007_000032.png"),
        ("sbd", "inst/2008_000002.mat"),
        ("ade20k", "images/training/b/bakery/ADE_train_00000005_seg.png"),
        ("ade20k", "images/training/b/bakery/ADE_train_00000005_atr.txt"),
        ("msra10k", "MSRA10K_Imgs_GT/Imgs/73.png"),
        ("duts", "DUTS-TR/DUTS-TR-Mask/ILSVRC2012_test_00000004.png"),
        ("thinobject5k", "masks/thin.png"),
        ("folder", "masks/a.png"),
    ],
)
def test_missing_mask_is_named(tmp_path: Path, name: str, mask: str) -> None:
    if name == "sbd":
        pytest.importorskip("scipy")
    MINIATURES[name](tmp_path)
    (tmp_path / mask).unlink()
    with pytest.raises(TrainingError, match=Path(mask).name.replace(".", r"\.")):
        read(name, tmp_path)


def test_run_length_code_of_another_size_names_the_image(tmp_path: Path) -> None:
    miniatures.coco(tmp_path)
    path = tmp_path / "annotations/instances_train2017.json"
    document = json.loads(path.read_text())
    document["annotations"][2]["segmentation"]["size"] = [240, 200]
    path.write_text(json.dumps(document))
    with pytest.raises(TrainingError, match=r"instances_train2017\.json: .*image 9 .*200x240"):
        read("coco", tmp_path)


def test_damaged_annotations_name_the_file_and_the_place(tmp_path: Path) -> None:
    miniatures.coco(tmp_path)
    path = tmp_path / "annotations/instances_train2017.json"
    path.write_text(path.read_text().replace('"image_id": 9', '"image_id": "nine"', 1))
    with pytest.raises(TrainingError, match=r"instances_train2017\.json: .*annotations"):
        layout("coco").read(tmp_path, "train2017")


def test_unknown_layout_names_the_known_ones() -> None:
    with pytest.raises(TrainingError, match=r"'cityscapes'.*coco, lvis"):
        layout("cityscapes")


@pytest.mark.parametrize(
    ("licence", "permissive"),
    [
        ("CC BY 4.0 (export metadata)", True),
        ("repository MIT, export says Public Domain", True),
        ("annotations CC BY 4.0; photograph: Attribution License", True),
        ("annotations CC BY 4.0; photograph: United States Government Work", True),
        ("annotations CC BY 4.0; photograph: No known copyright restrictions", False),
        ("annotations CC BY 4.0; photograph: Attribution-NonCommercial License", False),
        ("annotations CC BY 4.0; photograph: Attribution-ShareAlike License", False),
        ("annotations CC BY 4.0; photograph: Attribution-NoDerivs License", False),
        ("annotations CC BY 4.0 (COCO); photographs: Flickr, mostly CC BY / BY-NC / BY-NC-SA", False),
        ("repository MIT; web pictures", False),
        ("Apache-2.0 in the repository; street photographs of third parties", False),
        ("none stated; research use assumed", False),
        ("", False),
    ],
)
def test_licences(licence: str, permissive: bool) -> None:
    assert is_permissive(licence) is permissive
