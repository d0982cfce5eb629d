"""PASCAL VOC and SBD, both by lists of names.

VOC: ``JPEGImages/NAME.jpg``, ``SegmentationObject/NAME.png`` and ``SegmentationClass/NAME.png`` (palette
indices, 255 is the undecided border), names in ``ImageSets/Segmentation/SPLIT.txt``. SBD: ``img/NAME.jpg``,
``inst/NAME.mat``, names in ``SPLIT.txt``.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

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
)
from training.errors import TrainingError
from training.evaluation.truths import read_indices, read_sbd

_CLASSES = (
    *("aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable"),
    *("dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor"),
)


def pascal_voc(root: Path, split: str) -> list[Entry]:
    """List the pictures of PASCAL VOC that have objects outlined."""
    names = listed(root / "ImageSets" / "Segmentation" / f"{split}.txt")
    return [Entry(name, partial(_load_voc, root, name)) for name in names]


def sbd(root: Path, split: str) -> list[Entry]:
    """List the pictures of SBD."""
    return [Entry(name, partial(_load_sbd, root, name)) for name in listed(root / f"{split}.txt")]


def _load_voc(root: Path, name: str) -> Labelled:
    path = root / "SegmentationObject" / f"{name}.png"
    objects = read_indices(path)
    classes = read_indices(root / "SegmentationClass" / f"{name}.png")
    if classes.shape != objects.shape:
        raise TrainingError(f"{path} and SegmentationClass/{name}.png differ in size")
    masks = []
    for each in numbered(objects):
        number = int(np.bincount(classes[each.mask]).argmax())
        known = 1 <= number <= len(_CLASSES)
        masks.append(LabelledMask(each.mask, "whole", _CLASSES[number - 1] if known else None))
    return labelled(root / "JPEGImages" / f"{name}.jpg", masks, path, objects == IGNORED_INDEX)


def _load_sbd(root: Path, name: str) -> Labelled:
    path = existing(root / "inst" / f"{name}.mat")
    objects = read_sbd(path)
    masks = [LabelledMask(objects == number) for number in np.unique(objects) if number]
    return labelled(root / "img" / f"{name}.jpg", masks, path)
