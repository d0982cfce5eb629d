"""COCO's instance annotations: one JSON file for all pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np

from ..errors import MaskError
from . import coco_rle
from .errors import FormatError, broken
from .filling import Ring, fill
from .gallery import Draft, Gallery
from .json_node import Node, dump
from .model import NO_CATEGORY, Loss, MaskObject, Picture, Region, Written, all_categories
from .options import TOLERANCE, Declared, Options
from .outlines import counted, outlines, rounded

WRITE_OPTIONS: Declared = {"segmentation": ("rle", "counts", "polygons"), "tolerance": TOLERANCE}
READ_OPTIONS: Declared = {}
FILE = "annotations.json"


def write(pictures: Sequence[Picture], options: Options) -> Written:
    """Write one file, masks as compressed RLE, as plain counts or as polygons.

    COCO's polygons have no holes: objects with holes stay RLE, and the losses say so. Names and colours go
    to ``attributes``. Area and box are those of the mask, whatever the segmentation.
    """
    categories = all_categories(pictures)
    numbers = {category: number for number, category in enumerate(categories, 1)}
    annotations: list[object] = []
    losses: list[Loss] = []
    for image, picture in enumerate(pictures, 1):
        for item in picture.objects:
            segmentation, text = _segmentation(item.region, options)
            losses += [Loss(picture.name, item.label, text)] if text else []
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": image,
                    "category_id": numbers[item.category or NO_CATEGORY],
                    "segmentation": segmentation,
                    "area": item.region.area,
                    "bbox": _bbox(item.region),
                    "iscrowd": 0,
                    "attributes": {"name": item.name, "color": item.color, "object": item.id},
                }
            )
    document: dict[str, object] = {
        "info": {"description": "Masks annotated by clicks"},
        "images": [
            {"id": number, "file_name": picture.name, "width": picture.width, "height": picture.height}
            for number, picture in enumerate(pictures, 1)
        ],
        "categories": [{"id": number, "name": name} for name, number in numbers.items()],
        "annotations": annotations,
    }
    return Written(((FILE, dump(document)),), tuple(losses))


def _segmentation(region: Region, options: Options) -> tuple[object, str]:
    """Return the JSON value, and what there is to say about it."""
    kind = options.choice("segmentation")
    if kind == "polygons":
        found = outlines(region, options.number("tolerance"))
        holes = counted(sum(len(part.holes) for part in found), "hole", "would be filled")
        if not holes:
            return [[x for point in rounded(part.outer) for x in point] for part in found], ""
        return region_rle(region), f"written as RLE, because as a polygon {holes}"
    return region_rle(region, compressed=kind == "rle"), ""


def region_rle(region: Region, compressed: bool = True) -> coco_rle.CocoRle:
    """Encode a region; only the columns of its box are looked at."""
    box = region.box
    columns = np.zeros((box.width, region.height), np.bool_)
    columns[:, box.y0 : box.y1] = region.pixels.T
    counts = coco_rle.mask_counts(columns.T)
    counts[0] += box.x0 * region.height
    rest = (region.width - box.x0 - box.width) * region.height
    if len(counts) % 2:
        counts[-1] += rest
    elif rest:
        counts = np.append(counts, rest)
    return {
        "size": [region.height, region.width],
        "counts": coco_rle.compress(counts) if compressed else counts.tolist(),
    }


def _bbox(region: Region) -> list[int]:
    return [region.box.x0, region.box.y0, region.box.width, region.box.height]


def read(files: Mapping[str, bytes], gallery: Gallery, options: Options) -> None:
    """Read masks as compressed RLE, as counts, and as polygons, whose union counts.

    Annotations without a segmentation are passed over.
    """
    for file, data in files.items():
        document = Node.parse(file, data)
        names = _categories(document)
        drafts = {}
        images = document["images"].items()
        for image in images:
            draft = _open(image, gallery, sole=len(images) == 1)
            draft.declare(names.values())
            drafts[image["id"].integer()] = draft
        for annotation in document["annotations"].items():
            number = annotation["image_id"].integer()
            if number not in drafts:
                raise broken(annotation.where, f"image_id {number} is not among the file's images")
            _read_annotation(annotation, drafts[number], names)


def _categories(document: Node) -> dict[int, str]:
    declared = document.get("categories")
    return {entry["id"].integer(): entry["name"].text() for entry in declared.items()} if declared else {}


def _open(image: Node, gallery: Gallery, sole: bool) -> Draft:
    size = (image["width"].integer(), image["height"].integer())
    return gallery.open(image["file_name"].text(), image.where, size, sole)


def _read_annotation(annotation: Node, draft: Draft, names: Mapping[int, str]) -> None:
    category = annotation["category_id"].integer()
    if category not in names:
        known = ", ".join(f"{key} ({name})" for key, name in list(names.items())[:5]) or "none"
        raise FormatError(
            "file-category",
            f"{annotation.where}: category_id {category} is not among the file's categories, which are "
            f"{known}; add it there or correct the number",
        )
    segmentation = annotation.get("segmentation")
    if segmentation is None or segmentation.value == []:
        draft.pass_over(names[category], "has a box but no mask and is passed over")
        return
    name, color, number = _attributes(annotation)
    draft.add(MaskObject(_region(segmentation, draft), name, names[category], color, number))


def _attributes(annotation: Node) -> tuple[str, str | None, int]:
    """Name, colour and number as `write` keeps them; other tools' attributes may be anything."""
    extra = annotation.value.get("attributes") if isinstance(annotation.value, dict) else None
    extra = extra if isinstance(extra, dict) else {}
    name, color, number = (extra.get(key) for key in ("name", "color", "object"))
    return (
        name if isinstance(name, str) else "",
        color if isinstance(color, str) else None,
        number if isinstance(number, int) else 0,
    )


def _region(segmentation: Node, draft: Draft) -> Region:
    if isinstance(segmentation.value, dict):
        return _from_rle(segmentation, draft)
    rings = [_ring(numbers) for numbers in segmentation.items()]
    regions = [fill([ring], draft.height, draft.width) for ring in rings]
    return reduce(Region.union, regions)


def _ring(numbers: Node) -> Ring:
    flat = numbers.numbers()
    if flat.ndim != 1 or len(flat) % 2 or len(flat) < 6:
        raise numbers.fault("a polygon [x, y, x, y, x, y, ...]")
    return flat.reshape(-1, 2)


def _from_rle(segmentation: Node, draft: Draft) -> Region:
    sides = tuple(side.integer() for side in segmentation["size"].items())
    if sides != (draft.height, draft.width):
        raise FormatError(
            "file-size",
            f"{segmentation.where}: size {list(sides)}, but its picture has [{draft.height}, {draft.width}] "
            f"(height, width); the two belong to different pictures or one was scaled",
        )
    try:
        first, columns = coco_rle.decode_columns(segmentation.raw())
    except MaskError as error:
        raise MaskError(error.code, f"{segmentation.where}: {error}") from error
    return Region.at(columns, first, 0, draft.height, draft.width)
