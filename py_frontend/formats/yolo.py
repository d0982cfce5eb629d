"""YOLO's segmentation labels: one text file per picture, one ring per line, sides as shares."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import numpy as np

from .errors import FormatError, broken
from .filling import Ring, fill
from .gallery import Draft, Gallery
from .model import NO_CATEGORY, Loss, MaskObject, Picture, Written, all_categories, stem
from .options import TOLERANCE, Declared, Options
from .outlines import all_rings, bridged, counted, filled_text, outlines

WRITE_OPTIONS: Declared = {"shape": ("bridge", "split", "fill"), "tolerance": TOLERANCE}
"""`shape`: what becomes of holes and parts, which a line of YOLO's cannot hold.

bridge: rings are joined by lines run through twice, so nothing is lost. split: a line for each part, holes
filled. fill: the largest part, holes filled."""

READ_OPTIONS: Declared = {}
NAMES = "data.yaml"


def write(pictures: Sequence[Picture], options: Options) -> Written:
    """Write a label file per picture, and the names of the classes as ``data.yaml``."""
    categories = all_categories(pictures)
    files, losses = [], []
    for picture in pictures:
        lines = []
        for item in picture.objects:
            rings, text = _rings(item, options)
            losses += [Loss(picture.name, item.label, text)] if text else []
            number = categories.index(item.category or NO_CATEGORY)
            lines += [_line(number, ring / (picture.width, picture.height)) for ring in rings]
        files.append((f"{stem(picture.name)}.txt", "".join(lines).encode()))
    files.append((NAMES, _yaml(categories)))
    return Written(tuple(files), tuple(losses))


def _rings(item: MaskObject, options: Options) -> tuple[list[Ring], str]:
    """Return the rings to write for an object, and what they lose."""
    found = outlines(item.region, options.number("tolerance"))
    if options.choice("shape") == "bridge":
        return [bridged(all_rings(found))], ""
    if options.choice("shape") == "split":
        split = f"becomes {len(found)} objects" if len(found) > 1 else ""
        return [part.outer for part in found], ", ".join(filter(None, (filled_text(found), split)))
    texts = (filled_text(found[:1]), counted(len(found) - 1, "part", "dropped"))
    return [found[0].outer], ", ".join(filter(None, texts))


def _line(number: int, shares: Ring) -> str:
    return f"{number} {' '.join(f'{share:.7g}' for share in shares.ravel().tolist())}\n"


def _yaml(categories: Sequence[str]) -> bytes:
    """Names as JSON texts, which are YAML texts too."""
    lines = [f"  {number}: {json.dumps(name)}" for number, name in enumerate(categories)]
    return "\n".join(["path: .", "train: images", "val: images", "names:", *lines, ""]).encode()


def read(files: Mapping[str, bytes], gallery: Gallery, options: Options) -> None:
    """Read label files; classes are named by ``data.yaml`` or ``classes.txt`` among the files."""
    names: dict[int, str] = {}
    labels = {}
    for file, data in files.items():
        text = data.decode("utf-8-sig", "replace")
        if file.lower().endswith((".yaml", ".yml")):
            names.update(_names_of_yaml(file, text))
        elif file.rpartition("/")[2].lower() in ("classes.txt", "obj.names"):
            names.update(enumerate(line.strip() for line in text.splitlines() if line.strip()))
        else:
            labels[file] = text
    for file, text in labels.items():
        draft = gallery.open(file, file, sole=len(labels) == 1)
        draft.declare(names[number] for number in sorted(names))
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                _read_line(line, f"{file}, line {number}", names, draft)


def _read_line(line: str, where: str, names: Mapping[int, str], draft: Draft) -> None:
    try:
        number, *shares = line.split()
        category, points = int(number), np.array(shares, np.float64)
    except ValueError as error:
        raise broken(where, f"{line[:40]!r} is not a class number and a list of numbers") from error
    if names and category not in names:
        raise FormatError(
            "file-category",
            f"{where}: class {category} is not in the list of {len(names)} classes; use the list that "
            f"belongs to these labels",
        )
    name = names.get(category, f"class {category}")
    if len(points) == 4:
        draft.pass_over(name, f"is a box ({where}), not a mask, and is passed over")
        return
    if len(points) < 6 or len(points) % 2 or not np.isfinite(points).all():
        raise broken(where, f"{len(points)} numbers; a ring has an even number of them, at least 6")
    ring = points.reshape(-1, 2) * (draft.width, draft.height)
    draft.add(MaskObject(fill([ring], draft.height, draft.width), category=name))


_ENTRY = re.compile(r"\s+(?:(?P<number>\d{1,9})\s*:|-)\s*(?P<name>.+?)\s*(?:\s#.*)?$")


def _names_of_yaml(file: str, text: str) -> dict[int, str]:
    """Read ``names``, the one entry of interest, in the three forms in which it is written."""
    lines = text.splitlines()
    for place, line in enumerate(lines):
        if not line.startswith("names:"):
            continue
        inline = line.removeprefix("names:").partition(" #")[0].strip()
        if inline:
            return _names_inline(file, inline)
        names: dict[int, str] = {}
        for entry in lines[place + 1 :]:
            found = _ENTRY.match(f" {entry}")
            if not found:
                break
            names[int(found["number"] or len(names))] = _unquoted(file, found["name"])
        return names
    raise broken(file, "has no list of names")


def _names_inline(file: str, text: str) -> dict[int, str]:
    if not (text.startswith("[") and text.endswith("]")):
        raise broken(file, f"names {text[:40]!r}: expected a list or one name per line")
    return dict(enumerate(_unquoted(file, part.strip()) for part in text[1:-1].split(",") if part.strip()))


def _unquoted(file: str, text: str) -> str:
    mark = text[:1]
    if mark not in ('"', "'"):
        return text
    if len(text) < 2 or text[-1] != mark:
        raise broken(file, f"name {text[:40]!r} lacks its closing quote")
    if mark == "'":
        return text[1:-1].replace("''", "'")
    try:
        return str(json.loads(text))
    except ValueError as error:
        raise broken(file, f"name {text[:40]!r} is not a quoted text") from error
