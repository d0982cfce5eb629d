"""Label Studio's tasks: brush masks, bitmasks and polygons."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence

import numpy as np

from ..errors import MaskError
from . import brush_rle, png, value_map
from .errors import FormatError, broken
from .filling import fill
from .gallery import Draft, Gallery
from .json_node import Node, dump
from .model import NO_CATEGORY, Loss, MaskObject, Picture, Region, Written
from .options import TOLERANCE, Declared, Options
from .outlines import filled_text, outlines

WRITE_OPTIONS: Declared = {"kind": ("brush", "bitmask", "polygon"), "tolerance": TOLERANCE}
READ_OPTIONS: Declared = {}
FILE = "label-studio.json"

_LABELS = {"brush": "brushlabels", "bitmask": "bitmasklabels", "polygon": "polygonlabels"}
_DATA_URL = "data:image/png;base64,"
_UPLOAD_PREFIX = re.compile(r"^[0-9a-f]{8}-")  # Label Studio puts it before uploaded files' names


def write(pictures: Sequence[Picture], options: Options) -> Written:
    """Write one file of tasks to import, each with one annotation.

    The tags are called ``label`` and ``image``, as in Label Studio's own templates. A polygon there is one
    ring: each part becomes a region of its own, and holes are filled; the losses say so.
    """
    tasks: list[object] = []
    losses: list[Loss] = []
    for picture in pictures:
        results: list[object] = []
        for item in picture.objects:
            values, text = _values(item, options)
            losses += [Loss(picture.name, item.label, text)] if text else []
            results += [
                _result(picture, item, value, f"{item.id}-{n}", options) for n, value in enumerate(values)
            ]
        tasks.append({"data": {"image": picture.name}, "annotations": [{"result": results}]})
    return Written(((FILE, dump(tasks)),), tuple(losses))


def _result(
    picture: Picture, item: MaskObject, value: dict[str, object], identity: str, options: Options
) -> dict[str, object]:
    labels = _LABELS[options.choice("kind")]
    return {
        "id": identity,
        "from_name": "label",
        "to_name": "image",
        "type": labels,
        "original_width": picture.width,
        "original_height": picture.height,
        "image_rotation": 0,
        "meta": {"text": [item.name] if item.name else []},
        "value": {**value, labels: [item.category or NO_CATEGORY]},
    }


def _values(item: MaskObject, options: Options) -> tuple[list[dict[str, object]], str]:
    """Return the JSON values of the object's regions, and what they lose."""
    region = item.region
    if options.choice("kind") == "brush":
        return [{"format": "rle", "rle": brush_rle.encode(region)}], ""
    if options.choice("kind") == "bitmask":
        return [{"imageDataURL": _data_url(region)}], ""
    found = outlines(region, options.number("tolerance"))
    scale = 100 / np.array([region.width, region.height])
    rings = [{"points": (part.outer * scale).round(5).tolist(), "closed": True} for part in found]
    split = f"becomes {len(found)} regions" if len(found) > 1 else ""
    return rings, ", ".join(filter(None, (filled_text(found), split)))


def _data_url(region: Region) -> str:
    """Black where the mask is, transparent elsewhere."""
    pixels = np.zeros((region.height, region.width, 4), np.uint8)
    pixels[..., 3] = region.mask() * np.uint8(255)
    return _DATA_URL + base64.b64encode(png.encode(pixels)).decode()


def read(files: Mapping[str, bytes], gallery: Gallery, options: Options) -> None:
    """Read tasks as they are exported, or a single one; predictions where there is no annotation.

    Of a task's annotations the last that was not cancelled counts. Other shapes are passed over.
    """
    for file, data in files.items():
        document = Node.parse(file, data)
        tasks = document.items() if isinstance(document.value, list) else [document]
        for task in tasks:
            _read_task(task, gallery, sole=len(tasks) == 1)


def _read_task(task: Node, gallery: Gallery, sole: bool) -> None:
    name = _picture_name(task["data"])
    results = _results(task)
    sizes = {
        (result["original_width"].integer(), result["original_height"].integer())
        for result in results
        if result.has("original_width", "original_height")
    }
    if len(sizes) > 1:
        raise FormatError(
            "file-size", f"{task.where}: its regions were made for several sizes, {sorted(sizes)}"
        )
    draft = gallery.open(name, task.where, next(iter(sizes), None), sole)
    for result in results:
        if result.has("value", "type"):
            _read_result(result, draft)


def _picture_name(data: Node) -> str:
    """File name of the first value that looks like an address or a file."""
    texts = [value.value for value in data.members().values() if isinstance(value.value, str)]
    for text in texts:
        last = re.split(r"[/\\=]", text.partition("?d=")[2] or text.partition("?")[0])[-1]
        if "." in last:
            return _UPLOAD_PREFIX.sub("", last)
    raise broken(data.where, "names no picture")


def _results(task: Node) -> list[Node]:
    for key in ("annotations", "predictions"):
        entries = task.get(key)
        valid = [
            entry
            for entry in (entries.items() if entries else [])
            if isinstance(entry.value, dict) and not entry.value.get("was_cancelled")
        ]
        if valid:
            return valid[-1]["result"].items()
    return []


def _read_result(result: Node, draft: Draft) -> None:
    kind, value = result["type"].text(), result["value"]
    labels = value.get(kind)
    names = [label.text() for label in labels.items()] if labels else []
    region = _region(value, draft)
    if region is None:
        draft.pass_over((names or [kind])[0], f"is of type {kind}, which is no mask, and is passed over")
        return
    draft.add(MaskObject(region, _meta_text(result), names[0] if names else None))


def _meta_text(result: Node) -> str:
    meta = result.get("meta")
    texts = meta.value.get("text") if meta and isinstance(meta.value, dict) else None
    return texts[0] if isinstance(texts, list) and texts and isinstance(texts[0], str) else ""


def _region(value: Node, draft: Draft) -> Region | None:
    height, width = draft.height, draft.width
    if value.has("rle"):
        return _from_brush(value["rle"], height, width)
    if value.has("imageDataURL"):
        return _from_bitmask(value["imageDataURL"], height, width)
    if value.has("points"):
        return fill([value["points"].points() * (width / 100, height / 100)], height, width)
    return None


def _from_brush(rle: Node, height: int, width: int) -> Region:
    numbers = rle.numbers()
    if numbers.ndim != 1 or ((numbers < 0) | (numbers > 255)).any():
        raise rle.fault("a list of bytes")
    try:
        return brush_rle.decode(numbers.astype(np.uint8), height, width)
    except MaskError as error:
        raise MaskError(error.code, f"{rle.where}: {error}") from error


def _from_bitmask(url: Node, height: int, width: int) -> Region:
    text = url.text()
    if not text.startswith(_DATA_URL):
        raise broken(url.where, f"{text[:30]!r} is not a PNG data URL")
    try:
        image = png.decode(base64.b64decode(text.removeprefix(_DATA_URL), validate=True), url.where)
    except binascii.Error as error:
        raise broken(url.where, "this data URL is damaged or cut off") from error
    if image.pixels.shape[:2] != (height, width):
        raise FormatError(
            "file-size",
            f"{url.where}: a mask of {image.pixels.shape[1]}x{image.pixels.shape[0]} pixels for a picture of "
            f"{width}x{height}",
        )
    alpha = image.pixels[..., -1] > 0 if image.pixels.shape[2] == 4 else value_map.binary(image, url.where)
    return Region.of(alpha)
