"""Annotation files for the worker: objects as JSON, their packed pixels one after another in one array."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from py_frontend import formats
from py_frontend.formats import Loss, MaskObject, Picture, Region

Bits = NDArray[np.uint8]


@dataclass(frozen=True)
class Files:
    """JSON text, and the bytes of everything that it lists, one after another."""

    summary: str
    bits: Bits


def write_files(
    format: str, pictures: Sequence[Mapping[str, Any]], options: Mapping[str, object], bits: Bits
) -> Files:
    """Write pictures.

    Parameters
    ----------
    format
        One of `formats.FORMATS`.
    pictures
        Each with ``name``, ``width``, ``height``, ``categories``, and ``objects`` of ``id``, ``name``,
        ``category``, ``color``, and ``box``: the part of the image whose rows follow in `bits`, beginning
        with whole bytes.

    Returns
    -------
    Files
        ``files`` of ``name`` and ``size`` in bytes; ``losses`` of ``object`` and ``text``.
    """
    made, start = [], 0
    for picture in pictures:
        objects = []
        for item in picture["objects"]:
            region, start = _region(item.pop("box"), bits, start, (picture["height"], picture["width"]))
            objects.append(MaskObject(region, **item))
        plain = {name: picture[name] for name in ("name", "width", "height")}
        made.append(Picture(**plain, objects=tuple(objects), categories=tuple(picture["categories"])))
    written = formats.write(format, made, options)
    summary = {
        "files": [{"name": name, "size": len(data)} for name, data in written.files],
        "losses": [
            {"picture": one.picture, "object": one.object, "text": one.text} for one in written.losses
        ],
    }
    return _files(summary, [np.frombuffer(data, np.uint8) for _, data in written.files])


def read_files(format: str | None, files: Mapping[str, Bits], picture: Mapping[str, Any]) -> Files:
    """Read what files hold for one picture, of which `picture` has ``name``, ``width`` and ``height``.

    Returns
    -------
    Files
        ``objects`` of ``name``, ``category``, ``color``, ``box`` and ``size`` in bytes; ``categories``;
        ``losses`` as above.
    """
    sizes = {picture["name"]: (picture["width"], picture["height"])}
    pictures = formats.read(format, {name: data.tobytes() for name, data in files.items()}, sizes)
    ours = [found for found in pictures if found.name == picture["name"]]
    parts = [_packed(item.region) for found in ours for item in found.objects]
    objects = [
        {"name": item.name, "category": item.category, "color": item.color, "box": box, "size": part.size}
        for item, (box, part) in zip((item for found in ours for item in found.objects), parts, strict=True)
    ]
    summary = {
        "objects": objects,
        "categories": list(dict.fromkeys(name for found in ours for name in found.categories)),
        "losses": _told(loss for found in ours for loss in found.losses),
    }
    return _files(summary, [part for _, part in parts])


def _told(losses: Iterable[Loss]) -> list[dict[str, str]]:
    return [asdict(loss) for loss in losses]


def _files(summary: Mapping[str, object], parts: Sequence[Bits]) -> Files:
    return Files(json.dumps(summary), np.concatenate([*parts, np.empty(0, np.uint8)]))


def _region(
    box: Mapping[str, int] | None, bits: Bits, start: int, size: tuple[int, int]
) -> tuple[Region, int]:
    """Take an object's pixels from the common array; returns where the next object's begin."""
    if box is None:
        return Region.nothing(*size), start
    height, stride = box["y1"] - box["y0"], (box["x1"] - box["x0"]) // 8
    rows = bits[start : start + height * stride].reshape(height, stride)
    part = np.unpackbits(rows, axis=1).view(np.bool_)
    return Region.at(part, box["x0"], box["y0"], *size), start + height * stride


def _packed(region: Region) -> tuple[dict[str, int] | None, Bits]:
    """Pack an object's box, widened to whole bytes."""
    box = region.box
    if not box.area:
        return None, np.empty(0, np.uint8)
    x0, x1 = box.x0 // 8 * 8, -(-box.x1 // 8) * 8
    wide = np.zeros((box.height, x1 - x0), np.bool_)
    wide[:, box.x0 - x0 : box.x1 - x0] = region.pixels
    return {"x0": x0, "y0": box.y0, "x1": x1, "y1": box.y1}, np.packbits(wide, axis=1).ravel()
