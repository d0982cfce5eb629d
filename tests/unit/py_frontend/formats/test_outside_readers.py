"""What we write, read by the tools it is for; each test says which package it needs.

Label Studio's SDK, labelme and datumaro pin other versions of OpenCV and Pillow than this repository, so they
are not among its requirements. Their readers need nothing but NumPy and Pillow:
``pip install --no-deps label-studio-sdk labelme``.
"""

from __future__ import annotations

import base64
import importlib.util
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pycocotools.coco import COCO

from py_frontend.formats import MaskObject, Picture, Region, brush_rle, read, write
from tests.unit.py_frontend.strategies import MASKS, blobs

MASK = np.zeros((40, 60), bool)
MASK[3:20, 5:50] = True
MASK[8:12, 9:30] = False
MASK[30:38, 50:60] = True
SIZE = (60, 40)
PICTURE = Picture("a.jpg", 60, 40, (MaskObject(Region.of(MASK), "Tom", "cat", id=1),), ("dog", "cat"))


def document(format: str, options: dict[str, Any] | None = None) -> Any:
    [(_, data)] = write(format, [PICTURE], options).files
    return json.loads(data)


def module_file(package: str, path: str, rest: Callable[[], None] = lambda: None) -> ModuleType:
    """Load one file of an installed package without the rest of it, for which `rest` may put a stand-in."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        pytest.skip(f"needs {package} (pip install --no-deps {package.replace('_', '-')})")
    spec = importlib.util.spec_from_file_location("outside", Path(found.submodule_search_locations[0]) / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    rest()
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("segmentation", ["rle", "counts", "polygons"])
def test_pycocotools_reads_coco(segmentation: str, tmp_path: Path) -> None:
    simple = MASK.copy()
    simple[8:12, 9:30] = True
    picture = Picture("a.jpg", 60, 40, (MaskObject(Region.of(simple), category="cat", id=1),))
    [(_, data)] = write("coco", [picture], {"segmentation": segmentation, "tolerance": 0}).files
    (tmp_path / "coco.json").write_bytes(data)
    coco = COCO(str(tmp_path / "coco.json"))
    [annotation] = coco.loadAnns(coco.getAnnIds())
    assert np.array_equal(coco.annToMask(annotation), simple)
    assert annotation["area"] == simple.sum()
    assert annotation["bbox"] == [5, 3, 55, 35]


@given(st.one_of(MASKS, blobs()))
def test_an_independent_decoder_reads_brush_masks(mask: np.ndarray) -> None:
    rgba = straightforward(brush_rle.encode(Region.of(mask)))
    assert np.array_equal(np.array(rgba).reshape(*mask.shape, 4), np.repeat(mask[..., None] * 255, 4, axis=2))


def test_brush_runs_are_split_where_a_length_field_is_full() -> None:
    mask = np.zeros((300, 400), bool)
    mask[299, 399] = True
    rle = brush_rle.encode(Region.of(mask))
    assert np.array_equal(np.array(straightforward(rle)).reshape(300, 400, 4)[..., 3] > 0, mask)
    assert brush_rle.decode(np.array(rle, np.uint8), 300, 400) == Region.of(mask)


@given(MASKS, st.integers(1, 12), st.randoms())
def test_brush_masks_with_literal_words_are_read(mask: np.ndarray, longest: int, random: Any) -> None:
    """Other writers choose other length fields, and write soft edges word by word."""
    alpha = np.where(mask, np.array([random.randint(1, 255) for _ in mask.ravel()]).reshape(mask.shape), 0)
    values = np.repeat(alpha.ravel(), 4).tolist()
    bits = [f"{len(values):032b}", f"{7:05b}", *(f"{size - 1:04b}" for size in (4, 5, 9, 13))]
    while values:
        take = min(len(values), random.randint(1, longest))
        words, values = values[:take], values[take:]
        same = len(set(words)) == 1 and random.random() < 0.7
        bits += ["1" if same else "0", "00", f"{take - 1:04b}"]
        bits += [f"{word:08b}" for word in (words[:1] if same else words)]
    text = "".join(bits)
    text += "0" * (-len(text) % 8)
    rle = [int(text[place : place + 8], 2) for place in range(0, len(text), 8)]
    assert np.array_equal(brush_rle.decode(np.array(rle, np.uint8), *mask.shape).mask(), mask)


def straightforward(rle: list[int]) -> list[int]:
    """Decode bit by bit, as the format's description reads."""
    bits = "".join(f"{byte:08b}" for byte in rle)
    place = 0

    def take(count: int) -> int:
        nonlocal place
        place += count
        return int(bits[place - count : place], 2)

    size, word = take(32), take(5) + 1
    fields = [take(4) + 1 for _ in range(4)]
    values: list[int] = []
    while len(values) < size:
        repeated = take(1)
        length = take(fields[take(2)]) + 1
        values += [take(word)] * length if repeated else [take(word) for _ in range(length)]
    assert len(bits) - place < 8
    return values


def test_label_studios_own_decoder_reads_brush_masks() -> None:
    brush = module_file("label_studio_sdk", "converter/brush.py")
    [result] = document("label-studio")[0]["annotations"][0]["result"]
    rgba = brush.decode_rle(result["value"]["rle"]).reshape(40, 60, 4)
    assert np.array_equal(rgba[..., 3] > 0, MASK)
    theirs = brush.mask2rle(MASK.astype(np.uint8) * 255)
    assert brush_rle.decode(np.array(theirs, np.uint8), 40, 60) == Region.of(MASK)


def test_bitmasks_are_black_with_the_mask_as_alpha() -> None:
    [result] = document("label-studio", {"kind": "bitmask"})[0]["annotations"][0]["result"]
    data = base64.b64decode(result["value"]["imageDataURL"].partition(",")[2])
    image = np.array(Image.open(io.BytesIO(data)))
    assert not image[..., :3].any()
    assert np.array_equal(image[..., 3], MASK * np.uint8(255))


def test_labelmes_own_decoder_reads_mask_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    def stand_in() -> None:
        """Give the one type that the file imports; importing all of labelme would ask for Qt."""
        monkeypatch.setitem(sys.modules, "labelme", ModuleType("labelme"))
        rest = ModuleType("labelme._label_file")
        monkeypatch.setattr(rest, "ShapeDict", dict, raising=False)
        monkeypatch.setitem(sys.modules, "labelme._label_file", rest)

    decoder = module_file("labelme", "utils/shape.py", stand_in)
    shapes = document("labelme")["shapes"]
    for shape in shapes:
        shape["mask"] = np.array(Image.open(io.BytesIO(base64.b64decode(shape["mask"])))).astype(bool)
    classes, _ = decoder.shapes_to_label((40, 60), shapes, {"_background_": 0, "cat": 1})
    assert np.array_equal(classes == 1, MASK)


@pytest.mark.parametrize(
    ("format", "options", "theirs"),
    [("coco", {}, "coco"), ("cvat", {}, "cvat"), ("cvat", {"kind": "polygon", "tolerance": 0}, "cvat")],
)
def test_datumaro_reads_the_same_masks(
    format: str, options: dict[str, Any], theirs: str, tmp_path: Path
) -> None:
    datumaro = pytest.importorskip("datumaro", reason="needs datumaro, which pins other versions of OpenCV")
    mask = MASK if not options else MASK | (np.cumsum(MASK, axis=1) > 0) & MASK[:, ::-1]
    picture = Picture("a.png", 60, 40, (MaskObject(Region.of(mask), category="cat", id=1),))
    images = tmp_path / "images" / "default" if format == "coco" else tmp_path / "images"
    target = tmp_path / "annotations" if format == "coco" else tmp_path
    images.mkdir(parents=True)
    target.mkdir(exist_ok=True)
    Image.new("RGB", SIZE).save(images / "a.png")
    [(_, data)] = write(format, [picture], options).files
    name = "instances_default.json" if format == "coco" else "annotations.xml"
    (target / name).write_bytes(data)
    [item] = datumaro.Dataset.import_from(str(tmp_path), theirs)
    merged = np.zeros((40, 60), bool)
    for annotation in item.annotations:
        if annotation.type not in (datumaro.AnnotationType.mask, datumaro.AnnotationType.polygon):
            continue  # it makes a box of COCO's bbox, too
        shape = getattr(annotation, "image", None)
        if shape is None:
            points = np.array(annotation.points).reshape(-1, 2)
            canvas = np.zeros((400, 600), np.uint8)
            cv2.fillPoly(canvas, [np.round(points * 10).astype(np.int32)], 1)
            shape = canvas[5::10, 5::10]
        merged |= shape.astype(bool)
    expected = read(format, {name: data}, {"a.png": SIZE})[0].objects
    assert np.array_equal(merged, np.logical_or.reduce([item.region.mask() for item in expected]))
