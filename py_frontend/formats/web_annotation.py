"""W3C's Web Annotations with an SVG selector, as Annotorious and others keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from . import svg
from .filling import fill
from .gallery import Gallery
from .json_node import Node, dump
from .model import MaskObject, Picture, Written
from .options import TOLERANCE, Declared, Options
from .outlines import all_rings, outlines

WRITE_OPTIONS: Declared = {"tolerance": TOLERANCE}
READ_OPTIONS: Declared = {}
FILE = "annotations.w3c.json"

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def write(pictures: Sequence[Picture], options: Options) -> Written:
    """Write one list of annotations, outlines in image pixels; the first tag is the class."""
    annotations: list[object] = []
    for picture in pictures:
        for item in picture.objects:
            rings = all_rings(outlines(item.region, options.number("tolerance")))
            annotations.append(
                {
                    "@context": _CONTEXT,
                    "id": f"#{picture.name}-{item.id}",
                    "type": "Annotation",
                    "body": _bodies(item),
                    "target": {
                        "source": picture.name,
                        "selector": {"type": "SvgSelector", "value": svg.write(rings)},
                    },
                }
            )
    return Written(((FILE, dump(annotations)),))


def _bodies(item: MaskObject) -> list[object]:
    texts = (("tagging", item.category), ("identifying", item.name))
    return [{"type": "TextualBody", "purpose": purpose, "value": text} for purpose, text in texts if text]


def read(files: Mapping[str, bytes], gallery: Gallery, options: Options) -> None:
    """Read a list, a page or a single annotation; those without an outline are passed over.

    The format does not tell the pictures' sizes, so they have to be known.
    """
    for file, data in files.items():
        document = Node.parse(file, data)
        if isinstance(document.value, list):
            annotations = document.items()
        else:
            page = (document.get("first") or document).get("items")
            annotations = page.items() if page else [document]
        sources = {_source(annotation) for annotation in annotations}
        for annotation in annotations:
            _read_annotation(annotation, gallery, sole=len(sources) == 1)


def _source(annotation: Node) -> str:
    target = annotation["target"]
    if isinstance(target.value, str):
        return target.text().partition("#")[0]
    return target["source"].text()


def _read_annotation(annotation: Node, gallery: Gallery, sole: bool) -> None:
    draft = gallery.open(_source(annotation), annotation.where, sole=sole)
    category, name = _texts(annotation)
    target = annotation["target"]
    selector = target.get("selector") if isinstance(target.value, dict) else None
    choices = selector.items() if selector and isinstance(selector.value, list) else [selector]
    for choice in choices:
        if choice and choice.has("type", "value") and choice["type"].value == "SvgSelector":
            rings = svg.read(choice["value"].text(), choice.where)
            region = fill(rings, draft.height, draft.width)
            draft.add(MaskObject(region, name, category))
            return
    draft.pass_over(name or category or annotation.where, "has no SVG outline and is passed over")


def _texts(annotation: Node) -> tuple[str | None, str]:
    """Class and name: the first tag, or else the first text; and what identifies."""
    body = annotation.get("body")
    entries = body.items() if body and isinstance(body.value, list) else [body]
    texts: dict[str, str] = {}
    for entry in entries:
        if entry and entry.has("value") and isinstance(entry["value"].value, str):
            purpose = entry.get("purpose")
            texts.setdefault(str(purpose.value) if purpose else "tagging", entry["value"].text())
    return texts.get("tagging"), texts.get("identifying", "")
