"""Photographs to click on, so that a network is calibrated and verified with what it is really fed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from model_export.errors import ExportError
from training.data.shards import read_shards


@dataclass(frozen=True)
class Photograph:
    """An image, ``(H, W, 3)`` uint8 RGB, and the object to click on, ``(H, W)`` bool."""

    image: NDArray[np.uint8]
    truth: NDArray[np.bool_]


def from_shard(path: Path, count: int) -> list[Photograph]:
    """Take the first `count` photographs of a shard, each with its largest object.

    Raises
    ------
    ExportError
        There are fewer photographs with masks than asked for.
    TrainingError
        The shard cannot be read.
    """
    usable = [picture for picture in read_shards([path]) if picture.masks][:count]
    if len(usable) < count:
        raise ExportError(f"{count} photographs with masks are needed, the shard holds {len(usable)}")
    return [
        Photograph(picture.image, max(map(picture.mask, range(len(picture.masks))), key=np.count_nonzero))
        for picture in usable
    ]


def from_folder(folder: Path) -> list[Photograph]:
    """Take all JPEG photographs of a folder; without masks, an ellipse in the middle is clicked on.

    Raises
    ------
    ExportError
        The folder holds none.
    """
    images = [cv2.imread(str(path), cv2.IMREAD_COLOR_RGB) for path in sorted(folder.glob("*.jpg"))]
    photographs = [
        Photograph(np.asarray(image, np.uint8), _ellipse(*image.shape[:2]))
        for image in images
        if image is not None
    ]
    if not photographs:
        raise ExportError(f"{folder} holds no JPEG photographs to verify with: give --data")
    return photographs


def _ellipse(height: int, width: int) -> NDArray[np.bool_]:
    y, x = np.ogrid[:height, :width]
    inside = ((x - width / 2) / (width / 4)) ** 2 + ((y - height / 2) / (height / 4)) ** 2 <= 1
    return np.asarray(inside, bool)
