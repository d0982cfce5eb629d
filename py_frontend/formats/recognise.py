"""What kind of annotation a file is, told from what is in it."""

from __future__ import annotations

from .errors import FormatError
from .index_png import LABELS
from .json_node import Node
from .png import SIGNATURE

_PALETTE_KIND = 3
_KIND_BYTE = 25  # of a PNG file: its colour type, in the header that always comes first


def recognise(name: str, data: bytes) -> str:
    """Return the name of the format.

    Raises
    ------
    FormatError
        None fits (code ``format-unknown``), or it is a broken JSON file (``file-broken``).

    Examples
    --------
    >>> recognise("boxes.json", b'{"images": [], "annotations": []}')
    'coco'
    """
    if data.startswith(SIGNATURE):
        return "index-png" if data[_KIND_BYTE : _KIND_BYTE + 1] == bytes([_PALETTE_KIND]) else "png"
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        found = _of_json(Node.parse(name, data))
    elif start.startswith(b"<") and b"<annotations" in start:
        found = "cvat"
    else:
        found = _of_text(name)
    if found is None:
        raise FormatError(
            "format-unknown",
            f"{name}: none of the known formats; readable are COCO, LabelMe, Label Studio, Web Annotation, "
            f"GeoJSON, CVAT's XML, YOLO's text files and PNG masks",
        )
    return found


def _of_json(document: Node) -> str | None:
    first = document
    if isinstance(document.value, list):
        if not document.value:
            return None
        first = document.items()[0]
    for keys, format in (
        (("features",), "polygons"),
        (("geometry",), "polygons"),
        (("images", "annotations"), "coco"),
        (("shapes",), "labelme"),
        (("target",), "w3c"),
        (("first", "type"), "w3c"),
        (("items", "type"), "w3c"),
        (("data", "annotations"), "label-studio"),
        (("data", "predictions"), "label-studio"),
    ):
        if first.has(*keys):
            return format
    return None


def _of_text(name: str) -> str | None:
    """Tell text files apart by their names: YOLO's say nothing about themselves."""
    if name.endswith(LABELS):
        return "index-png"
    return "yolo" if name.lower().endswith((".txt", ".yaml", ".yml")) else None
