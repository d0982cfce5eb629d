"""Files that cannot be read: the message names the file and the fault, and nothing else is ever raised."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from py_frontend import FrontendError
from py_frontend.formats import FORMATS, MaskObject, Picture, Region, png, read, write

MASK = np.zeros((9, 12), bool)
MASK[2:7, 3:9] = True
SIZES = {"a.jpg": (12, 9)}
PICTURE = Picture("a.jpg", 12, 9, (MaskObject(Region.of(MASK), "Tom", "cat", "#010203", 1),), ("cat",))


def files_of(format: str) -> dict[str, bytes]:
    return dict(write(format, [PICTURE]).files)


def only(format: str) -> tuple[str, Any]:
    [(name, data)] = files_of(format).items()
    return name, json.loads(data)


def refusal(format: str, files: dict[str, bytes]) -> str | None:
    """Read files; return the message if they are refused."""
    try:
        read(format, files, SIZES)
    except FrontendError as error:
        return str(error)
    return None


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.data())
@settings(max_examples=30)
def test_cut_files_never_raise_anything_else(format: str, data: st.DataObject) -> None:
    files = files_of(format)
    name = data.draw(st.sampled_from(sorted(files)))
    files[name] = files[name][: data.draw(st.integers(0, len(files[name]) - 1))]
    assert name in (refusal(format, files) or name)


JSON_FORMATS = ["coco", "polygons", "label-studio", "labelme", "w3c"]
OTHER_VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, -1, 10**9, 0.5, "x", [], {}, True, [[1]], [1, "a"], 1e400]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, entry in entries:
        yield from places(entry, (*path, key))


@pytest.mark.parametrize("format", JSON_FORMATS)
@given(data=st.data())
@settings(max_examples=60)
def test_altered_json_is_read_or_refused_by_name(format: str, data: st.DataObject) -> None:
    name, document = only(format)
    document = copy.deepcopy(document)
    path = data.draw(st.sampled_from(list(places(document))))
    at = document
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = data.draw(OTHER_VALUES)
    assert name in (refusal(format, {name: json.dumps(document).encode()}) or name)


@pytest.mark.parametrize(
    ("data", "code", "text"),
    [
        (b'{"images": [', "file-broken", "line 1, column"),
        (b'{"images": [], "annotations": ["\xff"]}', "file-broken", "UTF-8"),
        (b"[" * 100_000, "file-broken", "nested too deep"),
        (b"{}", "format-unknown", "readable are"),
        (b"[]", "format-unknown", "readable are"),
        (b"", "format-unknown", "readable are"),
        (b"\x00\x01\x02", "format-unknown", "readable are"),
        (b"<html/>", "format-unknown", "readable are"),
        (b"<annotations><image", "file-broken", "not whole XML"),
        (b"<annotations/>", "file-broken", "holds no images"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><annotations>&b;</annotations>', "file-broken", "entities"),
    ],
)
def test_unreadable_files_are_named(data: bytes, code: str, text: str) -> None:
    with pytest.raises(FrontendError, match=text) as caught:
        read(None, {"x.file": data}, SIZES)
    assert caught.value.code == code
    assert str(caught.value).startswith("x.file")


@pytest.mark.parametrize(
    "format", ["coco", "png", "index-png", "polygons", "label-studio", "cvat", "labelme"]
)
def test_another_size_is_refused(format: str) -> None:
    with pytest.raises(FrontendError, match=r"12x9 pixels, but a\.jpg has 10x10") as caught:
        read(format, files_of(format), {"a.jpg": (10, 10)})
    assert caught.value.code == "file-size"


def test_a_turned_photo_is_called_so() -> None:
    with pytest.raises(FrontendError, match="before the photo was turned upright"):
        read("coco", files_of("coco"), {"a.jpg": (9, 12)})


@pytest.mark.parametrize("format", ["yolo", "w3c"])
def test_formats_without_a_size_need_the_picture(format: str) -> None:
    with pytest.raises(FrontendError, match="is not open") as caught:
        read(format, files_of(format), {})
    assert caught.value.code == "file-picture"


def test_unknown_classes_are_refused() -> None:
    name, document = only("coco")
    document["annotations"][0]["category_id"] = 5
    with pytest.raises(FrontendError, match=r"category_id 5 is not .* 1 \(cat\)") as caught:
        read("coco", {name: json.dumps(document).encode()}, SIZES)
    assert caught.value.code == "file-category"
    with pytest.raises(FrontendError, match="class 3 is not in the list of 1 classes") as caught:
        read("yolo", {"a.txt": b"3 0 0 1 0 1 1", "classes.txt": b"cat\n"}, SIZES)
    assert caught.value.code == "file-category"


def test_cut_rle_is_refused_with_its_place() -> None:
    name, document = only("coco")
    document["annotations"][0]["segmentation"]["counts"] = "13"
    with pytest.raises(FrontendError, match=r"annotations\[0\]\.segmentation: runs of 4 pixels") as caught:
        read("coco", {name: json.dumps(document).encode()}, SIZES)
    assert caught.value.code == "mask-rle"


def test_what_is_no_mask_is_passed_over_and_said() -> None:
    name, document = only("coco")
    document["annotations"][0]["segmentation"] = []
    [picture] = read("coco", {name: json.dumps(document).encode()}, SIZES)
    assert [loss.text for loss in picture.losses] == ["has a box but no mask and is passed over"]
    [picture] = read("yolo", {"a.txt": b"0 .5 .5 .2 .2"}, SIZES)
    assert "is a box" in picture.losses[0].text
    shape = {"label": "dot", "shape_type": "point", "points": [[1, 2]]}
    labelme = {"shapes": [shape], "imagePath": "a.jpg", "imageWidth": 12, "imageHeight": 9}
    [picture] = read(None, {"a.json": json.dumps(labelme).encode()}, SIZES)
    assert picture.losses[0].text == "is a point, not a mask, and is passed over"


@pytest.mark.parametrize(
    "options", [{"nothing": 1}, {"segmentation": "xml"}, {"tolerance": -1}, {"tolerance": "1"}]
)
def test_unknown_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(FrontendError) as caught:
        write("coco", [PICTURE], options)
    assert caught.value.code == "format-option"


def test_unknown_formats_are_refused() -> None:
    with pytest.raises(FrontendError, match="known are coco") as caught:
        write("gif", [PICTURE])
    assert caught.value.code == "format-unknown"


def test_the_only_open_picture_takes_a_file_with_another_name() -> None:
    [picture] = read(None, {"mask.png": png.encode_mask(MASK)}, SIZES)
    assert picture.name == "a.jpg"
    assert picture.objects[0].region == Region.of(MASK)


@pytest.mark.parametrize("name", ['"', "'", '"cat', "'cat", r'"c\x"'])
def test_class_names_with_broken_quotes_are_refused(name: str) -> None:
    with pytest.raises(FrontendError, match=r"data\.yaml.*name") as caught:
        read("yolo", {"a.txt": b"0 0 0 1 0 1 1", "data.yaml": f"names:\n  0: {name}".encode()}, SIZES)
    assert caught.value.code == "file-broken"


@pytest.mark.parametrize(
    "text",
    [
        "names: [cat, 'dog']",
        'names:\n  - cat\n  - "dog"',
        "names:\n  0: cat # first\n  1: dog\nnc: 2",
        "path: x\nnames:\n- cat\n- dog",
    ],
)
def test_class_lists_are_read_as_people_write_them(text: str) -> None:
    [picture] = read("yolo", {"a.txt": b"1 0 0 1 0 1 1", "data.yaml": text.encode()}, SIZES)
    assert picture.categories == ("cat", "dog")
    assert picture.objects[0].category == "dog"
