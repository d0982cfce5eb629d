"""What enters a session is checked here, before anything changes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .clicks import Click
from .errors import ClickError, ImageError, MaskError
from .geometry import Box

MEGAPIXELS = 50
"""Largest image, in millions of pixels: its RGBA copy and pyramid then take 270 MB of a browser's memory."""


def check_image(image: NDArray[np.uint8]) -> None:
    """Accept a uint8 array ``[H, W, 3 or 4]`` of at most `MEGAPIXELS`.

    Raises
    ------
    ImageError
        Not uint8 (``image-type``), of another shape (``image-shape``), without pixels (``image-empty``),
        or too large (``image-too-large``).
    """
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8:
        kind = getattr(image, "dtype", type(image).__name__)
        raise ImageError("image-type", f"image of type {kind}: expected a uint8 array of RGB or RGBA")
    if image.ndim != 3 or image.shape[2] not in (3, 4):
        raise ImageError("image-shape", f"image of shape {image.shape}: expected [rows, columns, 3 or 4]")
    height, width = image.shape[:2]
    if not height or not width:
        raise ImageError("image-empty", f"image of {width}x{height} pixels: there is nothing to annotate")
    if height * width > MEGAPIXELS * 1_000_000:
        scale = math.sqrt(MEGAPIXELS * 1_000_000 / (height * width))
        raise ImageError(
            "image-too-large",
            f"image of {width}x{height} pixels is above the limit of {MEGAPIXELS} megapixels: "
            f"scale it down first, for example to {max(1, int(width * scale))}x{max(1, int(height * scale))}",
        )


def check_click(click: Click, image: Box) -> None:
    """Accept a click on a pixel of the image.

    Raises
    ------
    ClickError
        The click lies outside (code ``click-outside``).
    """
    if (click.x, click.y) not in image:
        raise ClickError(
            "click-outside",
            f"click ({click.x}, {click.y}) lies outside the image of {image.width}x{image.height} pixels: "
            f"x goes from 0 to {image.width - 1}, y from 0 to {image.height - 1}",
        )


def checked_mask(mask: NDArray[np.bool_] | NDArray[np.uint8], image: Box) -> NDArray[np.bool_]:
    """Accept a bool or uint8 mask of the image's size; return it as a new bool array.

    Raises
    ------
    MaskError
        Of another type (``mask-type``) or size (``mask-size``).
    """
    if not isinstance(mask, np.ndarray) or mask.dtype not in (np.bool_, np.uint8) or mask.ndim != 2:
        kind, shape = getattr(mask, "dtype", type(mask).__name__), getattr(mask, "shape", "?")
        raise MaskError(
            "mask-type", f"mask of type {kind}, shape {shape}: expected bool or uint8 [rows, columns]"
        )
    if mask.shape != (image.height, image.width):
        raise MaskError(
            "mask-size",
            f"mask of {mask.shape[1]}x{mask.shape[0]} pixels for an image of "
            f"{image.width}x{image.height}: scale it to the image's size first",
        )
    return np.not_equal(mask, 0)
