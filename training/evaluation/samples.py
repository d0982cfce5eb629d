"""One object of a set: its files, and what comes out when they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError
from training.evaluation.truths import Pixels, Truth, above_half, read_pixels


@dataclass(frozen=True)
class Loaded:
    """One object, ready to be clicked.

    Attributes
    ----------
    image
        ``(H, W, 3)`` uint8 RGB.
    truth
        ``(H, W)`` int8: 1 object, 0 background, -1 ignored.
    start
        ``(H, W)`` bool, the mask to begin with, or None.
    """

    image: Pixels
    truth: Truth
    start: NDArray[np.bool_] | None


@dataclass(frozen=True)
class Sample:
    """One object of a set; files that should be there but are not are None.

    Attributes
    ----------
    name
        Unlike any other of its set; may hold slashes.
    read_truth
        What the values of `mask` mean.
    start, starts
        File of the mask to begin with, object above 128, and whether there should be one.
    """

    name: str
    image: Path | None
    mask: Path | None
    read_truth: Callable[[Path], Truth]
    start: Path | None = None
    starts: bool = False

    @property
    def identity(self) -> str:
        """The name and the files that decide what is measured."""
        return f"{self.name} {self.mask} {self.start}"

    def load(self) -> Loaded:
        """Read the sample's files.

        Raises
        ------
        TrainingError
            A file is missing or does not decode, a mask has another size than its image, all pixels are
            ignored, or there is no object.
        """
        image = read_pixels(_found(self.image, "image"))
        mask = _found(self.mask, "ground truth")
        truth = _fitting(mask, self.read_truth(mask), image)
        _check_object(mask, truth)
        if not self.starts:
            return Loaded(image, truth, None)
        start = _found(self.start, "starting mask")
        return Loaded(image, truth, _fitting(start, above_half(start), image) == 1)


def _found(path: Path | None, what: str) -> Path:
    if path is None:
        raise TrainingError(f"no {what} of this name")
    return path


def _fitting(path: Path, mask: Truth, image: Pixels) -> Truth:
    if mask.shape != image.shape[:2]:
        raise TrainingError(f"{path} is {_size(mask.shape)}, but its image is {_size(image.shape)}")
    return mask


def _check_object(path: Path, truth: Truth) -> None:
    if (truth < 0).all():
        raise TrainingError(f"{path} ignores every pixel")
    if not (truth == 1).any():
        raise TrainingError(f"{path} holds no object")


def _size(shape: tuple[int, ...]) -> str:
    return f"{shape[1]}×{shape[0]}"
