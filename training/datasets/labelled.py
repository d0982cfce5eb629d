"""What every reader of a data set yields, and what readers share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError
from training.evaluation.truths import read_pixels

Mask = NDArray[np.bool_]

IGNORED_INDEX = 255
"""Index of label maps for pixels that nobody decided on."""

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
"""Endings of picture files."""


@dataclass(frozen=True)
class LabelledMask:
    """One mask, (H, W) bool. ``kind`` is whole, part, region or stuff; ``category`` the set's own word."""

    mask: Mask
    kind: str = "whole"
    category: str | None = None


@dataclass(frozen=True)
class Labelled:
    """A picture with its masks.

    ``image`` (H, W, 3) uint8 RGB; ``ignore`` (H, W) bool, pixels that nobody decided on; ``licence``
    the picture's own terms, empty where those of its set hold.
    """

    image: NDArray[np.uint8]
    masks: tuple[LabelledMask, ...]
    ignore: Mask | None = None
    licence: str = ""


@dataclass(frozen=True)
class Entry:
    """A picture of a data set before it is read; ``key`` is its name, unique within the set."""

    key: str
    load: Callable[[], Labelled]


def labelled(
    image: Path, masks: Iterable[LabelledMask], source: Path, ignore: Mask | None = None, licence: str = ""
) -> Labelled:
    """Read a picture and put it together with its masks, which `source` holds.

    Raises
    ------
    TrainingError
        The picture is missing or does not decode, or a mask has another size.
    """
    pixels, kept = read_pixels(image), tuple(masks)
    for mask in (*(each.mask for each in kept), *([] if ignore is None else [ignore])):
        check_size(mask, pixels, source, image)
    return Labelled(pixels, kept, ignore if ignore is not None and ignore.any() else None, licence)


def check_size(mask: Mask, pixels: NDArray[np.uint8], source: Path, image: Path) -> None:
    """Refuse a mask of another size than its picture."""
    if mask.shape != pixels.shape[:2]:
        raise TrainingError(
            f"{source}: a mask of {mask.shape[1]}x{mask.shape[0]} for {image}, a picture of"
            f" {pixels.shape[1]}x{pixels.shape[0]}"
        )


def numbered(indices: NDArray[np.uint8], kind: str = "whole") -> Iterator[LabelledMask]:
    """Yield a mask for each number of a label map but 0 and 255."""
    for number in np.unique(indices):
        if number not in (0, IGNORED_INDEX):
            yield LabelledMask(indices == number, kind)


def binary(path: Path) -> Mask:
    """Read a black-and-white mask, set above 128, (H, W) bool."""
    return np.asarray(read_pixels(path)[..., 0] > 128)


def listed(path: Path) -> list[str]:
    """Read a list of names, the first word of each line.

    Raises
    ------
    TrainingError
        The list is missing or empty.
    """
    try:
        names = [line.split()[0] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise TrainingError(f"cannot read the list of names {path}: {error.strerror}") from error
    if not names:
        raise TrainingError(f"{path} lists no names")
    return names


def pictures_in(folder: Path, endings: tuple[str, ...] = PICTURES) -> list[Path]:
    """List the picture files of a folder by name.

    Raises
    ------
    TrainingError
        The folder is missing or has none.
    """
    if not folder.is_dir():
        raise TrainingError(f"there is no folder {folder}: is this the layout, and the right root?")
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in endings)
    if not found:
        raise TrainingError(f"{folder} holds no pictures ({', '.join(endings)})")
    return found


def existing(path: Path) -> Path:
    """Return a path that has to be there."""
    if not path.is_file():
        raise TrainingError(f"{path} is missing")
    return path
