"""What the values of a ground-truth file mean, set by set: 1 object, 0 background, -1 ignored."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from training.errors import TrainingError

Truth = NDArray[np.int8]
Pixels = NDArray[np.uint8]

_IGNORED_GREY = 128
_IGNORED_INDEX = 255


def read_pixels(path: Path) -> Pixels:
    """Decode a picture to ``(H, W, 3)`` RGB; the bytes are read apart, as OpenCV fails on some names.

    Raises
    ------
    TrainingError
        The file does not decode as a picture.
    """
    try:
        encoded = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise TrainingError(f"cannot read {path}: {error.strerror}") from error
    decoded = cv2.imdecode(encoded, cv2.IMREAD_COLOR_RGB) if encoded.size else None
    if decoded is None:
        raise TrainingError(f"{path} does not decode as a picture")
    return np.asarray(decoded, np.uint8)


def with_band(path: Path) -> Truth:
    """Object above 128; exactly 128 is a band along the outline that does not count."""
    grey = read_pixels(path)[..., 0]
    truth = (grey > _IGNORED_GREY).astype(np.int8)
    truth[grey == _IGNORED_GREY] = -1
    return truth


def above_half(path: Path) -> Truth:
    """Object above 128, nothing ignored."""
    return (read_pixels(path)[..., 0] > _IGNORED_GREY).astype(np.int8)


def any_value(path: Path) -> Truth:
    """Object wherever any channel is not 0: all objects of a frame are one."""
    return np.asarray(read_pixels(path).any(axis=2), np.int8)


def palette_instance(path: Path, index: int) -> Truth:
    """Object where a palette picture has this index; 255 is ignored.

    ClickSEG reads the palette's colours and turns them to grey, where objects 1 and 16, 3 and 18 and
    others become one.
    """
    indices = read_indices(path)
    truth: Truth = (indices == index).astype(np.int8)
    truth[indices == _IGNORED_INDEX] = -1
    return truth


def read_indices(path: Path) -> Pixels:
    """Read the indices of a palette picture, ``(H, W)``.

    Raises
    ------
    TrainingError
        The file does not decode, or has no palette.
    """
    try:
        with Image.open(path) as picture:
            if picture.mode not in ("P", "L"):
                raise TrainingError(f"{path} is a picture of mode {picture.mode}: expected palette indices")
            return np.array(picture, np.uint8)
    except (OSError, UnidentifiedImageError, SyntaxError) as error:
        raise TrainingError(f"{path} does not decode as a picture: {error}") from error


def palette_objects(path: Path) -> list[int]:
    """Return the indices of the objects in a palette picture.

    One that holds nothing but ignored pixels counts as a first object, whose loading then says so.
    """
    found = [int(index) for index in np.unique(read_indices(path))]
    return (
        [1] if found == [_IGNORED_INDEX] else [index for index in found if index not in (0, _IGNORED_INDEX)]
    )


def sbd_instance(path: Path, index: int) -> Truth:
    """Object where an instance map of SBD has this number; nothing is ignored."""
    return np.asarray(read_sbd(path) == index, np.int8)


def read_sbd(path: Path) -> NDArray[np.int64]:
    """Read the instance map of a ``.mat`` file of SBD, ``(H, W)``.

    Raises
    ------
    TrainingError
        The file does not decode, or has no instance map.
    """
    from scipy.io import loadmat

    try:
        content = loadmat(path, variable_names=["GTinst"])
        return np.asarray(content["GTinst"][0]["Segmentation"][0], np.int64)
    except Exception as error:  # scipy raises nearly anything on a damaged file
        raise TrainingError(f"{path} is no instance file of SBD: {type(error).__name__}: {error}") from error


def sbd_objects(path: Path) -> list[int]:
    """Return the numbers of the objects in a ``.mat`` file of SBD."""
    return [int(index) for index in np.unique(read_sbd(path)) if index]
