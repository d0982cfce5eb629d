"""Evaluation sets on disk: which picture belongs to which mask, and what a mask's values mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError

Truth = NDArray[np.int8]
Pixels = NDArray[np.uint8]

_SUFFIXES = {".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
_IGNORED_GREY = 128


@dataclass(frozen=True)
class Layout:
    """How a set lies on disk.

    Attributes
    ----------
    images, masks
        Folders below the set's root.
    image_name
        Where no image has a mask's own name: the name of its image.
    read_truth
        Meaning of a mask's values.
    """

    images: str
    masks: str
    image_name: Callable[[str], str]
    read_truth: Callable[[Pixels], Truth]


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
    """One object of a set; files that should be there but are not are None."""

    name: str
    layout: str
    image: Path | None
    mask: Path | None
    start: Path | None
    starts: bool

    def load(self) -> Loaded:
        """Read the sample's files.

        Raises
        ------
        TrainingError
            A file is missing or does not decode, a mask has another size than its image, all pixels are
            ignored, or there is no object.
        """
        image = _read_pixels(self._found(self.image, "image"))
        mask_path = self._found(self.mask, "ground truth")
        truth = self._read_mask(mask_path, image)
        _check_object(mask_path, truth)
        start = self._read_mask(self._found(self.start, "starting mask"), image) if self.starts else None
        return Loaded(image, truth, None if start is None else start == 1)

    def _found(self, path: Path | None, what: str) -> Path:
        if path is None:
            raise TrainingError(f"no {what} of this name")
        return path

    def _read_mask(self, path: Path, image: Pixels) -> Truth:
        pixels = _read_pixels(path)
        if pixels.shape != image.shape:
            raise TrainingError(f"{path} is {_size(pixels)}, but its image is {_size(image)}")
        return LAYOUTS[self.layout].read_truth(pixels)


def read_dataset(layout: str, root: Path, start: Path | None = None) -> list[Sample]:
    """List a set's objects, sorted by name; nothing is decoded yet.

    Parameters
    ----------
    layout
        One of `LAYOUTS`.
    root
        The set's folder.
    start
        Folder of masks to begin with, named as the ground truth; itself or below `root`.

    Raises
    ------
    TrainingError
        The layout is unknown, a folder is missing or empty, or two files have one name.
    """
    if layout not in LAYOUTS:
        raise TrainingError(f"no data set {layout!r}: choose one of {', '.join(sorted(LAYOUTS))}")
    images = _files(root / LAYOUTS[layout].images, layout)
    masks = _files(root / LAYOUTS[layout].masks, layout)
    starts: dict[str, Path] = {}
    if start is not None:
        starts = _files(start if start.is_dir() else root / start, "starting masks")
    owners = {name: _image_of(name, images, LAYOUTS[layout]) for name in masks}
    maskless = images.keys() - owners.values()
    return [
        Sample(
            name,
            layout,
            images.get(owners.get(name, name)),
            masks.get(name),
            starts.get(name),
            start is not None,
        )
        for name in sorted(masks.keys() | maskless)
    ]


def _image_of(mask: str, images: dict[str, Path], layout: Layout) -> str:
    return mask if mask in images else layout.image_name(mask)


def _files(folder: Path, purpose: str) -> dict[str, Path]:
    """Return a folder's pictures by their name before the first dot."""
    if not folder.is_dir():
        raise TrainingError(f"{purpose}: no folder {folder}")
    files: dict[str, Path] = {}
    for path in _pictures(folder):
        name = path.name.partition(".")[0]
        if name in files:
            raise TrainingError(f"{purpose}: {files[name]} and {path.name} have the same name: remove one")
        files[name] = path
    if not files:
        raise TrainingError(f"{purpose}: {folder} holds no pictures")
    return files


def _pictures(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in _SUFFIXES and not path.name.startswith("."):
            yield path


def _read_pixels(path: Path) -> Pixels:
    """Decode a picture to ``(H, W, 3)`` RGB; the bytes are read apart, as OpenCV fails on some names."""
    encoded = np.frombuffer(path.read_bytes(), np.uint8)
    decoded = cv2.imdecode(encoded, cv2.IMREAD_COLOR_RGB) if encoded.size else None
    if decoded is None:
        raise TrainingError(f"{path} does not decode as a picture")
    return np.asarray(decoded, np.uint8)


def _check_object(path: Path, truth: Truth) -> None:
    if (truth < 0).all():
        raise TrainingError(f"{path} ignores every pixel")
    if not (truth == 1).any():
        raise TrainingError(f"{path} holds no object")


def _size(pixels: Pixels) -> str:
    return f"{pixels.shape[1]}×{pixels.shape[0]}"


def _with_band(mask: Pixels) -> Truth:
    """Object above 128; exactly 128 is a band along the outline that does not count."""
    grey = mask[..., 0]
    truth = (grey > _IGNORED_GREY).astype(np.int8)
    truth[grey == _IGNORED_GREY] = -1
    return truth


def _above_half(mask: Pixels) -> Truth:
    return (mask[..., 0] > _IGNORED_GREY).astype(np.int8)


def _any_value(mask: Pixels) -> Truth:
    """All objects of a frame are one."""
    return np.asarray(mask.any(axis=2), np.int8)


def _same(name: str) -> str:
    return name


def _without_letter(name: str) -> str:
    """``189011a`` and ``189011b`` are objects of ``189011``."""
    return name[:-1]


def _before_underscore(name: str) -> str:
    """``street_2`` is an object of ``street``."""
    return name.rpartition("_")[0]


def _after_underscore(name: str) -> str:
    """``cat3_000000012345`` is an object of ``000000012345``."""
    return name.rpartition("_")[2]


LAYOUTS = {
    "grabcut": Layout("data_GT", "boundary_GT", _same, _with_band),
    "berkeley": Layout("images", "masks", _without_letter, _with_band),
    "davis": Layout("img", "gt", _same, _any_value),
    "coco_mval": Layout("img", "gt", _after_underscore, _above_half),
    "folder": Layout("images", "masks", _before_underscore, _with_band),
}
"""The sets by name; ``folder`` is for anybody's own pictures."""
