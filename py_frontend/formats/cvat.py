"""CVAT's XML 1.1 for images: masks and polygons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

import numpy as np

from . import xml_tree
from .filling import fill
from .gallery import Draft, Gallery
from .model import NO_CATEGORY, Loss, MaskObject, Picture, Region, Written, all_categories
from .options import TOLERANCE, Declared, Options
from .outlines import filled_text, outlines, rounded
from .xml_tree import Element

WRITE_OPTIONS: Declared = {"kind": ("mask", "polygon"), "tolerance": TOLERANCE}
READ_OPTIONS: Declared = {}
FILE = "annotations.xml"


def write(pictures: Sequence[Picture], options: Options) -> Written:
    """Write one file.

    CVAT's polygons are single rings: holes are filled, the losses say so, and the parts of an object share
    a group. CVAT has no names for objects.
    """
    root = ElementTree.Element("annotations")
    ElementTree.SubElement(root, "version").text = "1.1"
    labels = ElementTree.SubElement(
        ElementTree.SubElement(ElementTree.SubElement(root, "meta"), "task"), "labels"
    )
    for category in all_categories(pictures):
        label = ElementTree.SubElement(labels, "label")
        ElementTree.SubElement(label, "name").text = category
    losses: list[Loss] = []
    for number, picture in enumerate(pictures):
        size = {"width": str(picture.width), "height": str(picture.height)}
        image = ElementTree.SubElement(root, "image", {"id": str(number), "name": picture.name, **size})
        for order, item in enumerate(picture.objects):
            texts = ["its name is left out"] if item.name else []
            texts += filter(None, [_write_object(image, item, order, options)])
            losses += [Loss(picture.name, item.label, ", ".join(texts))] if texts else []
    data = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Written(((FILE, data),), tuple(losses))


def _write_object(image: Element, item: MaskObject, order: int, options: Options) -> str:
    """Append an object's shapes; return what they lose."""
    common = {
        "label": item.category or NO_CATEGORY,
        "source": "semi-auto",
        "occluded": "0",
        "z_order": str(order),
    }
    if options.choice("kind") == "mask":
        ElementTree.SubElement(image, "mask", common | _mask_attributes(item.region))
        return ""
    found = outlines(item.region, options.number("tolerance"))
    if len(found) > 1:
        common["group_id"] = str(order + 1)
    for part in found:
        points = ";".join(f"{x},{y}" for x, y in rounded(part.outer))
        ElementTree.SubElement(image, "polygon", common | {"points": points})
    return filled_text(found)


def _mask_attributes(region: Region) -> dict[str, str]:
    """Box, and the lengths of runs along the box's rows, beginning with background."""
    flat = region.pixels.ravel()
    edges = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    start = [0, 0] if flat[0] else [0]
    runs = np.diff(np.concatenate((start, edges, [flat.size]))).tolist()
    box = region.box
    sides = {"left": box.x0, "top": box.y0, "width": box.width, "height": box.height}
    return {"rle": ", ".join(map(str, runs)), **{name: str(side) for name, side in sides.items()}}


def read(files: Mapping[str, bytes], gallery: Gallery, options: Options) -> None:
    """Read masks and polygons; shapes of one label and group become one object, others are passed over."""
    for file, data in files.items():
        root = xml_tree.parse(data, file)
        images = root.findall("image")
        labels = [name.text for name in root.findall(".//labels/label/name") if name.text]
        if root.tag != "annotations" or not images:
            raise xml_tree.fault(root, file, "holds no images: export the task as 'CVAT for images 1.1'")
        for image in images:
            where = f"{file}: image {image.get('name')!r}"
            size = (xml_tree.whole(image, "width", where), xml_tree.whole(image, "height", where))
            name = xml_tree.attribute(image, "name", where)
            draft = gallery.open(name, where, size, sole=len(images) == 1)
            draft.declare(labels)
            _read_image(image, draft, where)


def _read_image(image: Element, draft: Draft, where: str) -> None:
    grouped: dict[tuple[str, str], Region] = {}
    shapes = [(index, shape) for index, shape in enumerate(image) if shape.get("label") is not None]
    for index, shape in sorted(shapes, key=lambda pair: _order(pair[1])):
        label = xml_tree.attribute(shape, "label", where)
        if shape.tag not in ("mask", "polygon"):
            draft.pass_over(label, f"is a {shape.tag}, not a mask, and is passed over")
            continue
        region = (
            _from_mask(shape, draft, where) if shape.tag == "mask" else _from_polygon(shape, draft, where)
        )
        group = shape.get("group_id", "0")
        key = (label, group if group != "0" else f"shape {index}")
        grouped[key] = grouped[key].union(region) if key in grouped else region
    for (label, _), region in grouped.items():
        draft.add(MaskObject(region, category=label))


def _order(shape: Element) -> int:
    text = shape.get("z_order", "0")
    return int(text) if text.lstrip("-").isdigit() else 0


def _from_mask(shape: Element, draft: Draft, where: str) -> Region:
    left, top, width, height = (
        xml_tree.whole(shape, side, where) for side in ("left", "top", "width", "height")
    )
    text = xml_tree.attribute(shape, "rle", where)
    try:
        runs = np.array(text.split(",") if text.strip() else [], np.intp)
    except (ValueError, OverflowError) as error:
        raise xml_tree.fault(
            shape, where, f"has an rle that is not a list of numbers: {text[:40]!r}"
        ) from error
    inside = 0 <= left <= left + width <= draft.width and 0 <= top <= top + height <= draft.height
    if not inside or (runs < 0).any() or runs.sum() != width * height:
        raise xml_tree.fault(
            shape,
            where,
            f"at ({left}, {top}) of {width}x{height} pixels has runs of {int(runs.sum())} pixels: it is cut "
            f"off, or does not fit into {draft.width}x{draft.height}",
        )
    values = np.arange(len(runs)) % 2 == 1
    return Region.at(np.repeat(values, runs).reshape(height, width), left, top, draft.height, draft.width)


def _from_polygon(shape: Element, draft: Draft, where: str) -> Region:
    text = xml_tree.attribute(shape, "points", where)
    try:
        ring = np.array([point.split(",") for point in text.split(";")], np.float64)
    except ValueError as error:
        raise xml_tree.fault(shape, where, f"has points {text[:40]!r} instead of x,y;x,y;x,y") from error
    if ring.ndim != 2 or ring.shape[1] != 2 or not np.isfinite(ring).all():
        raise xml_tree.fault(shape, where, f"has points {text[:40]!r} instead of x,y;x,y;x,y")
    return fill([ring], draft.height, draft.width)
