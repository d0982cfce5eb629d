"""LabelMe's files: mask shapes and polygons."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence

from . import png, value_map
from .errors import FormatError, broken
from .filling import fill
from .gallery import Draft, Gallery
from .json_node import Node, dump
from .model import NO_CATEGORY, Loss, MaskObject, Picture, Region, Written, stem
from .options import TOLERANCE, Declared, Options
from .outlines import filled_text, outlines, rounded

WRITE_OPTIONS: Declared = {"kind": ("mask", "polygon"), "tolerance": TOLERANCE}
READ_OPTIONS: Declared = {}

VERSION = "5.5.0"
"""LabelMe's release that writes mask shapes this way; newer ones read it."""


def write(pictures: Sequence[Picture], options: Options) -> Written:
    """Write one file beside each picture, whose pixels it does not repeat.

    LabelMe's polygons are single rings: holes are filled, the losses say so, and the parts of an object
    share a group.
    """
    files, losses = [], []
    for picture in pictures:
        shapes: list[object] = []
        for item in picture.objects:
            found, text = _shapes(item, options)
            shapes += found
            losses += [Loss(picture.name, item.label, text)] if text else []
        document: dict[str, object] = {
            "version": VERSION,
            "flags": {},
            "shapes": shapes,
            "imagePath": picture.name.rpartition("/")[2],
            "imageData": None,
            "imageHeight": picture.height,
            "imageWidth": picture.width,
        }
        files.append((f"{stem(picture.name)}.json", dump(document)))
    return Written(tuple(files), tuple(losses))


def _shapes(item: MaskObject, options: Options) -> tuple[list[object], str]:
    """Return an object's shapes, and what they lose."""
    common = {"label": item.category or NO_CATEGORY, "description": item.name, "flags": {}}
    box = item.region.box
    if options.choice("kind") == "mask":
        image = base64.b64encode(png.encode_mask(item.region.pixels)).decode()
        corners = [[box.x0, box.y0], [box.x1 - 1, box.y1 - 1]]
        return [{**common, "points": corners, "group_id": None, "shape_type": "mask", "mask": image}], ""
    found = outlines(item.region, options.number("tolerance"))
    group = item.id if len(found) > 1 else None
    shape = {**common, "group_id": group, "shape_type": "polygon", "mask": None}
    return [{**shape, "points": rounded(part.outer)} for part in found], filled_text(found)


def read(files: Mapping[str, bytes], gallery: Gallery, options: Options) -> None:
    """Read masks and polygons; shapes of one label and group become one object, others are passed over."""
    for file, data in files.items():
        document = Node.parse(file, data)
        size = (document["imageWidth"].integer(), document["imageHeight"].integer())
        name = document["imagePath"].text()
        draft = gallery.open(name, file, size, sole=len(files) == 1)
        _read_shapes(document["shapes"].items(), draft)


def _read_shapes(shapes: Sequence[Node], draft: Draft) -> None:
    found: dict[tuple[str, object], MaskObject] = {}
    for place, shape in enumerate(shapes):
        label = shape["label"].text()
        kind = shape.get("shape_type")
        region = _region(shape, kind.text() if kind else "polygon", draft)
        if region is None:
            draft.pass_over(label, f"is a {kind.text() if kind else 'shape'}, not a mask, and is passed over")
            continue
        group, name = shape.get("group_id"), shape.get("description")
        key = (label, f"shape {place}" if group is None else group.integer())
        if key in found:
            region = region.union(found[key].region)
        found[key] = MaskObject(region, name.text() if name else "", label)
    for item in found.values():
        draft.add(item)


def _region(shape: Node, kind: str, draft: Draft) -> Region | None:
    if kind == "polygon":
        return fill([shape["points"].points()], draft.height, draft.width)
    if kind == "mask":
        return _from_mask(shape, draft)
    return None


def _from_mask(shape: Node, draft: Draft) -> Region:
    points = shape["points"].points()
    if len(points) != 2:
        raise shape["points"].fault("the two corners of a mask's box")
    (x0, y0), (x1, y1) = points.astype(int).tolist()
    image = shape["mask"]
    try:
        decoded = png.decode(base64.b64decode(image.text(), validate=True), image.where)
    except binascii.Error as error:
        raise broken(image.where, "this PNG text is damaged or cut off") from error
    height, width = decoded.pixels.shape[:2]
    if (width, height) != (x1 - x0 + 1, y1 - y0 + 1):
        raise FormatError(
            "file-size",
            f"{image.where}: a mask of {width}x{height} pixels in a box of {x1 - x0 + 1}x{y1 - y0 + 1}; "
            f"box and mask belong to different versions of the shape",
        )
    return Region.at(value_map.binary(decoded, image.where), x0, y0, draft.height, draft.width)
