"""Every format read back: exactly where it can hold the mask, with the loss named where it cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from py_frontend.formats import FORMATS, MaskObject, Picture, Region, read, write
from py_frontend.formats.index_png import voc_palette
from tests.unit.py_frontend.strategies import MASKS, blobs

EXACT: list[tuple[str, dict[str, Any]]] = [
    ("coco", {}),
    ("coco", {"segmentation": "counts"}),
    ("coco", {"segmentation": "polygons", "tolerance": 0}),
    ("png", {}),
    ("index-png", {}),
    ("index-png", {"values": "objects"}),
    ("polygons", {"tolerance": 0}),
    ("yolo", {"tolerance": 0}),
    ("label-studio", {}),
    ("label-studio", {"kind": "bitmask"}),
    ("cvat", {}),
    ("labelme", {}),
    ("w3c", {"tolerance": 0}),
]
NAMED = {"coco", "png", "polygons", "label-studio", "labelme", "w3c"}
COLORED = {"coco", "polygons"}


def ids(case: tuple[str, dict[str, Any]]) -> str:
    return "-".join([case[0], *map(str, case[1].values())])


@pytest.mark.parametrize("case", EXACT, ids=ids)
@given(mask=st.one_of(MASKS, blobs()).filter(np.any))
def test_masks_come_back_exactly(case: tuple[str, dict[str, Any]], mask: np.ndarray) -> None:
    format, options = case
    item = MaskObject(Region.of(mask), "Tom", "cat", "#0a141e", 1)
    picture = Picture("street/photo.one.jpg", mask.shape[1], mask.shape[0], (item,), ("dog", "cat"))
    written = write(format, [picture], options)
    size = (picture.width, picture.height)
    [again] = read(None, dict(written.files), {picture.name: size})
    assert (again.name, again.width, again.height) == (picture.name, *size)
    [back] = again.objects
    assert back.region == item.region
    if options.get("values") != "objects":
        assert back.category == "cat"
    if format in NAMED:
        assert back.name == "Tom"
    if format in COLORED:
        assert back.color == item.color


@pytest.mark.parametrize("case", EXACT, ids=ids)
def test_many_objects_of_many_pictures_come_back(case: tuple[str, dict[str, Any]]) -> None:
    format, options = case
    pictures = [sample("a.jpg", 40, 30), sample("b/c.png", 21, 50), sample("d.webp", 9, 9)]
    files = dict(write(format, pictures, options).files)
    sizes = {picture.name: (picture.width, picture.height) for picture in pictures}
    found = {picture.name: picture for picture in read(None, files, sizes)}
    for picture in pictures:
        masks = [item.region for item in found[picture.name].objects]
        assert masks == [item.region for item in picture.objects]


def sample(name: str, width: int, height: int) -> Picture:
    """Three objects side by side, one with a hole, with different classes."""
    masks = np.zeros((3, height, width), bool)
    for place, mask in enumerate(masks):
        mask[1 : height - 1, place * width // 3 : (place + 1) * width // 3] = True
    masks[1, height // 2, width // 2] = False
    items = [
        MaskObject(Region.of(mask), category=f"class {place}", id=place + 1)
        for place, mask in enumerate(masks)
    ]
    return Picture(name, width, height, tuple(items), ("class 0", "class 1", "class 2"))


PIERCED = np.zeros((20, 30), bool)
PIERCED[1:10, 1:20] = True
PIERCED[2:4, 2:4] = PIERCED[6:8, 12:14] = False
PIERCED[15:18, 22:28] = True

LOSSES = [
    ("yolo", {"shape": "fill"}, "2 holes filled, 1 part dropped"),
    ("yolo", {"shape": "split"}, "2 holes filled, becomes 2 objects"),
    ("yolo", {"shape": "bridge"}, None),
    ("label-studio", {"kind": "polygon"}, "2 holes filled, becomes 2 regions"),
    ("label-studio", {}, None),
    ("cvat", {"kind": "polygon"}, "2 holes filled"),
    ("cvat", {}, None),
    ("labelme", {"kind": "polygon"}, "2 holes filled"),
    ("labelme", {}, None),
    ("coco", {"segmentation": "polygons"}, "written as RLE, because as a polygon 2 holes would be filled"),
    ("coco", {}, None),
    ("polygons", {}, None),
    ("w3c", {}, None),
    ("png", {}, None),
    ("index-png", {}, None),
]


@pytest.mark.parametrize(("format", "options", "text"), LOSSES)
def test_losses_are_named_per_object(format: str, options: dict[str, Any], text: str | None) -> None:
    picture = Picture("a.jpg", 30, 20, (MaskObject(Region.of(PIERCED), category="ring", id=1),), ("ring",))
    losses = write(format, [picture], options).losses
    assert [(loss.picture, loss.object, loss.text) for loss in losses] == (
        [("a.jpg", "ring", text)] if text else []
    )


@pytest.mark.parametrize(("format", "kind"), [("cvat", "polygon"), ("labelme", "polygon")])
def test_grouped_parts_come_back_as_one_object(format: str, kind: str) -> None:
    parted = PIERCED.copy()
    parted[1:10, 1:20] = True
    picture = Picture("a.jpg", 30, 20, (MaskObject(Region.of(parted), category="two", id=4),))
    files = dict(write(format, [picture], {"kind": kind, "tolerance": 0}).files)
    [again] = read(format, files, {"a.jpg": (30, 20)})
    assert [item.region for item in again.objects] == [Region.of(parted)]


@pytest.mark.parametrize("format", FORMATS)
def test_empty_objects_are_left_out_and_named(format: str) -> None:
    empty = MaskObject(Region.nothing(4, 5), "nobody", id=7)
    full = MaskObject(Region.of(np.ones((4, 5), bool)), category="all", id=8)
    losses = write(format, [Picture("a.jpg", 5, 4, (empty, full))]).losses
    assert losses[0].object == "nobody"
    assert "no pixels" in losses[0].text
    assert len(losses) == 1


@pytest.mark.parametrize("format", FORMATS)
def test_objects_without_a_class_are_written(format: str) -> None:
    bare = MaskObject(Region.of(np.ones((4, 5), bool)), id=1)
    files = dict(write(format, [Picture("a.jpg", 5, 4, (bare,))]).files)
    [again] = read(format, files, {"a.jpg": (5, 4)})
    assert again.objects[0].region == bare.region


def test_overlapped_pixels_are_counted() -> None:
    lower, upper = np.zeros((4, 4), bool), np.zeros((4, 4), bool)
    lower[:3], upper[2:] = True, True
    items = tuple(
        MaskObject(Region.of(mask), category=name, id=place)
        for place, (name, mask) in enumerate((("low", lower), ("high", upper)), 1)
    )
    picture = Picture("a.jpg", 4, 4, items)
    [loss] = write("index-png", [picture]).losses
    assert (loss.object, loss.text) == ("low", "4 of 12 pixels lie under later objects")
    same = tuple(replace(item, category="low") for item in items)
    [merged] = write("index-png", [replace(picture, objects=same)]).losses
    assert merged.text == "2 objects of class 'low' become one area"


@pytest.mark.parametrize("format", ["yolo", "index-png"])
def test_pictures_that_share_a_file_name_are_named(format: str) -> None:
    written = write(format, [sample("a.jpg", 20, 10), sample("a.png", 20, 10), sample("b.png", 20, 10)])
    shared = [loss.text for loss in written.losses if not loss.object and " for their file" in loss.text]
    assert len(shared) == 1
    assert shared[0].startswith("2 pictures have a.")


def test_the_palette_is_vocs() -> None:
    palette = voc_palette()
    assert palette[[0, 1, 7, 15, 20, 255]].tolist() == [
        [0, 0, 0],
        [128, 0, 0],
        [128, 128, 128],
        [192, 128, 128],
        [0, 64, 128],
        [224, 224, 192],
    ]


def test_altered_names_in_file_names_are_reported() -> None:
    item = MaskObject(Region.of(np.ones((2, 2), bool)), "a/b", "c.d", id=5)
    written = write("png", [Picture("p.jpg", 2, 2, (item,))])
    assert [name for name, _ in written.files] == ["p.5.c-d.a-b.png"]
    assert written.losses[0].text == "'c.d', 'a/b' is altered in its file name"
