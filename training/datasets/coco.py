"""COCO's and LVIS's JSON files: instances, and COCO's stuff where its file lies beside.

COCO: ``annotations/instances_SPLIT.json``, ``annotations/stuff_SPLIT.json`` (may be absent) and the pictures
in ``SPLIT/``, with SPLIT as in train2017. LVIS: ``lvis_v1_SPLIT.json`` in the root or in ``annotations/``,
SPLIT as in train; its pictures are COCO's, in ``train2017/`` and ``val2017/`` as each one's address tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
import numpy as np

from py_frontend import FrontendError
from py_frontend.formats.coco_rle import decode
from py_frontend.formats.filling import fill
from training.datasets.labelled import Entry, Labelled, LabelledMask, Mask, existing, labelled
from training.errors import TrainingError

_THINGS_IN_STUFF = "other"
"""Category of COCO's stuff files for all pixels of things."""


class _Rle(msgspec.Struct):
    counts: str | list[int]
    size: tuple[int, int]


class _Annotation(msgspec.Struct):
    image_id: int
    category_id: int
    segmentation: list[list[float]] | _Rle
    iscrowd: int = 0


class _Image(msgspec.Struct):
    id: int
    width: int
    height: int
    file_name: str = ""
    coco_url: str = ""
    license: int | None = None


class _Licence(msgspec.Struct):
    id: int
    name: str


class _Category(msgspec.Struct):
    id: int
    name: str


class _Document(msgspec.Struct):
    images: list[_Image]
    annotations: list[_Annotation]
    categories: list[_Category]
    licenses: list[_Licence] = []


def coco(root: Path, split: str) -> list[Entry]:
    """List the pictures of COCO; crowds become ignored pixels."""
    file = root / "annotations" / f"instances_{split}.json"
    stuff = root / "annotations" / f"stuff_{split}.json"
    document = _parse(file)
    annotated = _by_image(document, "whole")
    if stuff.is_file():
        for number, parts in _by_image(_parse(stuff), "stuff").items():
            annotated[number] += [each for each in parts if each.category != _THINGS_IN_STUFF]
    return _entries(document, annotated, file, lambda image: root / split / image.file_name)


def lvis(root: Path, split: str) -> list[Entry]:
    """List the pictures of LVIS."""
    name = f"lvis_v1_{split}.json"
    file = root / name if (root / name).is_file() else root / "annotations" / name
    document = _parse(file)

    def place(image: _Image) -> Path:
        return root.joinpath(*image.coco_url.split("/")[-2:])

    return _entries(document, _by_image(document, "whole"), file, place)


def _parse(path: Path) -> _Document:
    try:
        return msgspec.json.decode(existing(path).read_bytes(), type=_Document)
    except msgspec.DecodeError as error:
        raise TrainingError(f"{path}: {error}") from error


@dataclass(frozen=True)
class _Part:
    annotation: _Annotation
    kind: str
    category: str


def _by_image(document: _Document, kind: str) -> dict[int, list[_Part]]:
    names = {each.id: each.name for each in document.categories}
    parts: dict[int, list[_Part]] = defaultdict(list)
    for each in document.annotations:
        parts[each.image_id].append(_Part(each, kind, names.get(each.category_id, str(each.category_id))))
    return parts


def _entries(
    document: _Document, parts: dict[int, list[_Part]], file: Path, place: Callable[[_Image], Path]
) -> list[Entry]:
    terms = {each.id: each.name for each in document.licenses}
    entries = []
    for image in document.images:
        terms_of_photograph = terms.get(image.license or 0, "unknown")
        licence = f"annotations CC BY 4.0; photograph: {terms_of_photograph}"
        path = place(image)
        entries.append(Entry(path.stem, partial(_load, image, parts.get(image.id, []), path, file, licence)))
    return entries


def _load(image: _Image, parts: list[_Part], path: Path, file: Path, licence: str) -> Labelled:
    masks = []
    ignore = np.zeros((image.height, image.width), bool)
    for part in parts:
        mask = _mask(part.annotation, image, file)
        if part.annotation.iscrowd and part.kind == "whole":
            ignore |= mask
        else:
            masks.append(LabelledMask(mask, part.kind, part.category))
    return labelled(path, masks, file, ignore, licence)


def _mask(annotation: _Annotation, image: _Image, file: Path) -> Mask:
    """Decode a run-length code, or fill polygons, whose union counts."""
    shape = annotation.segmentation
    try:
        if isinstance(shape, _Rle):
            mask = decode({"size": list(shape.size), "counts": shape.counts})
            if mask.shape != (image.height, image.width):
                raise ValueError(f"a mask of {mask.shape[1]}x{mask.shape[0]}")
            return mask
        rings = [np.array(ring, np.float64).reshape(-1, 2) for ring in shape]
        masks = [fill([ring], image.height, image.width).mask() for ring in rings]
    except (FrontendError, ValueError) as error:
        raise TrainingError(
            f"{file}: an annotation of image {image.id} ({image.width}x{image.height}): {error}"
        ) from error
    return np.logical_or.reduce(masks) if masks else np.zeros((image.height, image.width), bool)
