"""Masks that a teacher network drew for the photographs of some shards, joined to the labels by key.

The file is gzipped JSON lines, one photograph each: ``{key, width, height, masks: [{counts, size,
area, predicted_iou, stability}]}``, the largest mask first.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np

from training.data.shards import Picture
from training.errors import TrainingError


class TeacherMask(msgspec.Struct, frozen=True):
    """A mask in COCO's compressed RLE with its area in pixels and how sure the teacher was of it."""

    counts: str
    size: tuple[int, int]
    area: int
    predicted_iou: float = 1.0
    stability: float = 1.0


class TeacherPicture(msgspec.Struct, frozen=True):
    """The masks of one photograph, the largest first."""

    key: str
    width: int
    height: int
    masks: list[TeacherMask]


def read_teacher(path: Path) -> dict[str, TeacherPicture]:
    """Read a teacher's masks, by the photographs' keys.

    Raises
    ------
    TrainingError
        The file is missing or damaged, or one of its lines is not what it should be.
    """
    decoder = msgspec.json.Decoder(TeacherPicture)
    pictures: dict[str, TeacherPicture] = {}
    try:
        with gzip.open(path, "rb") as lines:
            for line in lines:
                picture = decoder.decode(line)
                pictures[picture.key] = picture
    except msgspec.DecodeError as error:
        raise TrainingError(f"{path}, after {len(pictures)} good lines: {error}") from error
    except (OSError, EOFError, zlib.error) as error:
        raise TrainingError(f"cannot read the teacher's masks {path}: {error}") from error
    return pictures


def join_teacher(pictures: Sequence[Picture], path: Path, weight: float) -> list[Picture]:
    """Add a teacher's masks to photographs, as masks of kind "teacher" behind the labels.

    Parameters
    ----------
    weight : how often a teacher's mask of a photograph is drawn for every time that one of its
        labels is; 0.25 makes a fifth of the samples the teacher's. Among the teacher's masks of a
        photograph the chance follows the square root of the area: by area alone sky and walls
        take 30 % of the draws, by number crumbs below 1 % of the picture take 15 %.

    Raises
    ------
    TrainingError
        The file cannot be read, a mask has another size than its photograph, or the file knows
        none of the photographs.
    """
    taught = read_teacher(path)
    if not any(picture.key in taught for picture in pictures):
        raise TrainingError(f"{path} has masks for none of the {len(pictures)} photographs: other shards?")
    return [_joined(picture, taught.get(picture.key), path, weight) for picture in pictures]


def _joined(picture: Picture, taught: TeacherPicture | None, path: Path, weight: float) -> Picture:
    if taught is None or not taught.masks or not weight:
        return picture
    for mask in taught.masks:
        if mask.size != picture.image.shape[:2]:
            raise TrainingError(
                f"{path}: a mask of size {mask.size} for {picture.key}, a picture of"
                f" {picture.image.shape[:2]}; repacked pictures need masks of their own"
            )
    sides = np.sqrt([mask.area for mask in taught.masks])
    return replace(
        picture,
        masks=(*picture.masks, *({"counts": mask.counts, "size": mask.size} for mask in taught.masks)),
        kinds=(*picture.kinds, *("teacher" for _ in taught.masks)),
        weights=(*replace(picture, frequency=1.0).shares(), *(weight * sides / sides.sum())),
    )
