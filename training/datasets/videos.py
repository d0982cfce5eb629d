"""DAVIS and YouTube-VOS, of whose videos a few frames each are taken, evenly spread.

DAVIS: ``JPEGImages/480p/VIDEO/F.jpg``, ``Annotations/480p/VIDEO/F.png`` (indices of the objects, or black and
white), videos in ``ImageSets/2017/SPLIT.txt`` or ``ImageSets/2016/SPLIT.txt``. YouTube-VOS:
``SPLIT/JPEGImages/VIDEO/F.jpg``, ``SPLIT/Annotations/VIDEO/F.png``, ``SPLIT/meta.json`` with the objects'
categories.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
import numpy as np

from training.datasets.labelled import (
    IGNORED_INDEX,
    Entry,
    Labelled,
    LabelledMask,
    existing,
    labelled,
    listed,
    numbered,
    pictures_in,
)
from training.errors import TrainingError
from training.evaluation.truths import read_indices

FRAMES_EACH = 5
"""Frames of a video: neighbours show nearly the same."""


class _Object(msgspec.Struct):
    category: str


class _Video(msgspec.Struct):
    objects: dict[str, _Object]


class _Meta(msgspec.Struct):
    videos: dict[str, _Video]


def davis(root: Path, split: str) -> list[Entry]:
    """List frames of DAVIS."""
    lists = [root / "ImageSets" / year / f"{split}.txt" for year in ("2017", "2016")]
    names = listed(next((path for path in lists if path.is_file()), lists[0]))
    images, masks = root / "JPEGImages" / "480p", root / "Annotations" / "480p"
    return [entry for name in names for entry in _frames(images / name, masks / name, {})]


def youtube_vos(root: Path, split: str) -> list[Entry]:
    """List frames of YouTube-VOS."""
    path = existing(root / split / "meta.json")
    try:
        videos = msgspec.json.decode(path.read_bytes(), type=_Meta).videos
    except msgspec.DecodeError as error:
        raise TrainingError(f"{path}: {error}") from error
    images, masks = root / split / "JPEGImages", root / split / "Annotations"
    return [
        entry
        for name, video in sorted(videos.items())
        for entry in _frames(
            images / name,
            masks / name,
            {int(number): each.category for number, each in video.objects.items()},
        )
    ]


def _frames(images: Path, masks: Path, categories: dict[int, str]) -> list[Entry]:
    files = pictures_in(masks, (".png",))
    chosen = np.linspace(0, len(files) - 1, min(FRAMES_EACH, len(files))).round().astype(int)
    return [
        Entry(
            f"{masks.name}-{files[place].stem}",
            partial(_load, images / f"{files[place].stem}.jpg", files[place], categories),
        )
        for place in chosen
    ]


def _load(image: Path, mask: Path, categories: dict[int, str]) -> Labelled:
    indices = read_indices(mask)
    if set(np.unique(indices)) <= {0, IGNORED_INDEX}:
        return labelled(image, [LabelledMask(indices > 0)] if indices.any() else [], mask)
    masks = [
        LabelledMask(each.mask, each.kind, categories.get(int(indices[each.mask][0])))
        for each in numbered(indices)
    ]
    return labelled(image, masks, mask, indices == IGNORED_INDEX)
