"""ADE20K as published in 2016: objects, their parts, and the areas that are no objects.

``images/SPLIT/**/X.jpg`` with ``X_seg.png`` (blue numbers the objects), ``X_parts_1.png``, ``X_parts_2.png``
and so on (blue numbers the parts of each level), and ``X_atr.txt`` with a line per object or part,
``number # level # occluded # class # words # attributes``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from training.datasets.labelled import Entry, Labelled, LabelledMask, existing, labelled
from training.errors import TrainingError
from training.evaluation.truths import read_pixels

_BLUE = 2

_STUFF = frozenset(
    [
        *("sky", "wall", "floor", "ceiling", "road", "sidewalk", "path", "pavement", "runway", "dirt"),
        *("grass", "earth", "ground", "land", "field", "sand", "snow", "mountain", "hill"),
        *("water", "sea", "river", "lake", "waterfall"),
    ]
)


def ade20k(root: Path, split: str) -> list[Entry]:
    """List the pictures of ADE20K."""
    folder = root / "images" / split
    paths = sorted(folder.rglob("*.jpg"))
    if not paths:
        raise TrainingError(f"{folder} holds no .jpg pictures: is this the root of ADE20K_2016_07_26?")
    return [Entry(path.stem, partial(_load, path)) for path in paths]


def _load(path: Path) -> Labelled:
    names = _names(path.with_name(f"{path.stem}_atr.txt"))
    objects = existing(path.with_name(f"{path.stem}_seg.png"))
    masks = list(_masks(objects, 0, names))
    level = 1
    while (parts := path.with_name(f"{path.stem}_parts_{level}.png")).is_file():
        masks += _masks(parts, level, names)
        level += 1
    return labelled(path, masks, objects)


def _masks(path: Path, level: int, names: dict[tuple[int, int], str]) -> Iterator[LabelledMask]:
    """Yield the masks of a file; the numbers of the list of names count its values in rising order."""
    blue = read_pixels(path)[..., _BLUE]
    values = [value for value in np.unique(blue) if value]
    for number, value in enumerate(values, 1):
        category = names.get((level, number))
        first = (category or "").split(",")[0].strip()
        kind = "part" if level else "stuff" if first in _STUFF else "whole"
        yield LabelledMask(blue == value, kind, category)


def _names(path: Path) -> dict[tuple[int, int], str]:
    """Read the classes by level and number."""
    names = {}
    for line in existing(path).read_text(encoding="utf-8", errors="replace").splitlines():
        fields = [field.strip() for field in line.split("#")]
        if len(fields) < 4 or not (fields[0].isdecimal() and fields[1].isdecimal()):
            raise TrainingError(f"{path}: expected 'number # level # occluded # class # …', found {line!r}")
        names[int(fields[1]), int(fields[0])] = fields[3]
    return names
