"""Polygons with holes and parts as GeoJSON in image pixels, as QuPath and others read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .errors import broken
from .filling import Ring, fill
from .gallery import Draft, Gallery
from .json_node import Node, dump
from .model import MaskObject, Picture, Region, Written, stem
from .options import TOLERANCE, Declared, Options
from .outlines import outlines, rounded

WRITE_OPTIONS: Declared = {"tolerance": TOLERANCE}
READ_OPTIONS: Declared = {}


def write(pictures: Sequence[Picture], options: Options) -> Written:
    """Write one ``.geojson`` file per picture with a MultiPolygon per object.

    Coordinates are pixels, y downwards, and pixel p spans p to p + 1. The picture's name and size are kept
    as the members ``image``, ``width`` and ``height``.
    """
    files = []
    for picture in pictures:
        features = [_feature(item, options.number("tolerance")) for item in picture.objects]
        document: dict[str, object] = {
            "type": "FeatureCollection",
            "image": picture.name,
            "width": picture.width,
            "height": picture.height,
            "features": features,
        }
        files.append((f"{stem(picture.name)}.geojson", dump(document)))
    return Written(tuple(files))


def _feature(item: MaskObject, tolerance: float) -> dict[str, object]:
    properties: dict[str, object] = {"objectType": "annotation"}
    if item.name:
        properties["name"] = item.name
    if item.category is not None:
        properties["classification"] = {"name": item.category}
    if rgb := item.rgb:
        properties["color"] = list(rgb)
    polygons = [
        [_closed(ring) for ring in (part.outer, *part.holes)] for part in outlines(item.region, tolerance)
    ]
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return {"type": "Feature", "id": item.id, "properties": properties, "geometry": geometry}


def _closed(ring: Ring) -> list[list[float]]:
    points = rounded(ring)
    return [*points, points[0]]


def read(files: Mapping[str, bytes], gallery: Gallery, options: Options) -> None:
    """Read Polygon and MultiPolygon; points and lines are passed over."""
    for file, data in files.items():
        document = Node.parse(file, data)
        draft = _open(document, file, gallery)
        collection = document.get("features") if isinstance(document.value, dict) else document
        for feature in collection.items() if collection else [document]:
            _read_feature(feature, draft)


def _open(document: Node, file: str, gallery: Gallery) -> Draft:
    if document.has("image", "width", "height"):
        size = (document["width"].integer(), document["height"].integer())
        return gallery.open(document["image"].text(), file, size, sole=True)
    return gallery.open(file, file, sole=True)


def _read_feature(feature: Node, draft: Draft) -> None:
    geometry = feature["geometry"]
    kind = geometry["type"].text()
    properties = feature.get("properties") or Node({}, feature.where)
    name, category = properties.get("name"), properties.get("classification")
    category = category.get("name") if category else None
    color = properties.get("color")
    label = (name or category or Node(kind, "")).text()
    if kind not in ("Polygon", "MultiPolygon"):
        draft.pass_over(label, f"is a {kind}, not an area, and is passed over")
        return
    polygons = geometry["coordinates"].items() if kind == "MultiPolygon" else [geometry["coordinates"]]
    region = Region.nothing(draft.height, draft.width)
    for polygon in polygons:
        region = region.union(fill([ring.points() for ring in polygon.items()], draft.height, draft.width))
    draft.add(
        MaskObject(
            region,
            name.text() if name else "",
            category.text() if category else None,
            _hex(color) if color else None,
            _number(feature),
        )
    )


def _hex(color: Node) -> str:
    values = [part.integer() for part in color.items()]
    if len(values) != 3 or not all(0 <= value <= 255 for value in values):
        raise broken(color.where, f"{values} where a colour [red, green, blue] was expected")
    return f"#{bytes(values).hex()}"


def _number(feature: Node) -> int:
    """Return the object's number; other tools' ids are texts."""
    number = feature.get("id")
    return number.value if number and isinstance(number.value, int) else 0
