"""Sets of pictures with black-and-white masks, and a user's own folder.

* MSRA10K: ``X.jpg`` beside ``X.png``, in the root, in ``Imgs/`` or in ``MSRA10K_Imgs_GT/Imgs/``.
* DUTS: ``DUTS-TR-Image/X.jpg`` and ``DUTS-TR-Mask/X.png`` (TE for the split test), in the root or in
  ``DUTS-TR/``.
* ThinObject5K: ``images/X.jpg``, ``masks/X.png``.
* HFlickr: ``real_images/A.jpg``, ``masks/A_B.png`` for each object B of picture A.
* Own folder: ``images/X.*`` with ``masks/X.png`` (numbers of objects, 255 undecided; or black and white), or
  with a black-and-white mask per object in ``masks/X/``.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from pathlib import Path

import numpy as np

from training.datasets.labelled import (
    IGNORED_INDEX,
    Entry,
    Labelled,
    LabelledMask,
    binary,
    existing,
    labelled,
    numbered,
    pictures_in,
)
from training.errors import TrainingError
from training.evaluation.truths import read_indices


def msra10k(root: Path, split: str) -> list[Entry]:
    """List the pictures of MSRA10K."""
    places = [root, root / "Imgs", root / "MSRA10K_Imgs_GT" / "Imgs"]
    folder = next((place for place in places if any(place.glob("*.jpg"))), places[-1])
    return [_pair(path, path.with_suffix(".png")) for path in pictures_in(folder, (".jpg",))]


def duts(root: Path, split: str) -> list[Entry]:
    """List the pictures of DUTS, split train or test."""
    part = {"train": "DUTS-TR", "test": "DUTS-TE"}[split]
    folder = root / part if (root / part).is_dir() else root
    return [
        _pair(path, folder / f"{part}-Mask" / f"{path.stem}.png")
        for path in pictures_in(folder / f"{part}-Image")
    ]


def thin_object_5k(root: Path, split: str) -> list[Entry]:
    """List the pictures of ThinObject5K."""
    return [_pair(path, root / "masks" / f"{path.stem}.png") for path in pictures_in(root / "images")]


def hflickr(root: Path, split: str) -> list[Entry]:
    """List the real pictures of HFlickr, each with all of its masks."""
    masks: dict[str, list[Path]] = defaultdict(list)
    for path in pictures_in(root / "masks"):
        masks[path.stem.rpartition("_")[0]].append(path)
    return [
        Entry(name, partial(_load_binary, root / "real_images" / f"{name}.jpg", paths))
        for name, paths in masks.items()
    ]


def folder(root: Path, split: str) -> list[Entry]:
    """List the pictures of a user's own folder."""
    return [
        Entry(path.stem, partial(_load_own, path, root / "masks")) for path in pictures_in(root / "images")
    ]


def _pair(image: Path, mask: Path) -> Entry:
    return Entry(image.stem, partial(_load_binary, image, [mask]))


def _load_binary(image: Path, masks: list[Path]) -> Labelled:
    return labelled(image, [LabelledMask(binary(existing(path))) for path in masks], masks[0])


def _load_own(image: Path, masks: Path) -> Labelled:
    if (masks / image.stem).is_dir():
        return _load_binary(image, pictures_in(masks / image.stem))
    path = masks / f"{image.stem}.png"
    if not path.is_file():
        raise TrainingError(f"{image} has no mask: neither {path} nor a folder {masks / image.stem}")
    indices = read_indices(path)
    if set(np.unique(indices)) <= {0, IGNORED_INDEX}:
        return labelled(image, [LabelledMask(indices > 0)] if indices.any() else [], path)
    return labelled(image, numbered(indices), path, indices == IGNORED_INDEX)
