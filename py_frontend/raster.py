"""The image as the networks see it: 32-bit pixels, cut and sampled to a frame."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .config import Grid
from .geometry import Box
from .resampling import Axis, positions
from .validation import check_image

_STRIP = 256
"""Rows halved at once, so that temporaries stay small beside the image."""


class Raster:
    """An image, with its pyramid of 2x2 means built by `build` or when a crop first needs it.

    Parameters
    ----------
    image
        ``(H, W, 3)`` or ``(H, W, 4)`` uint8 RGB(A). A contiguous RGBA array is kept, not copied, and
        must not change afterwards; transparency is ignored.

    Raises
    ------
    ImageError
        See `validation.check_image`.
    """

    def __init__(self, image: NDArray[np.uint8]) -> None:
        check_image(image)
        if image.shape[2] == 3:
            opaque = np.empty((*image.shape[:2], 4), np.uint8)
            opaque[..., :3] = image
            opaque[..., 3] = 255
            image = opaque
        pixels = np.ascontiguousarray(image).view(np.uint32)[..., 0]
        self._levels = [pixels]

    @property
    def box(self) -> Box:
        """The whole image."""
        return Box.of(self._levels[0])

    def build(self, side: int) -> None:
        """Build all levels that a crop to a frame of `side` can need, so that no click waits for them."""
        self._level(pyramid_level(self.box, side))

    def crop(self, box: Box, side: int, grid: Grid, antialias: bool) -> NDArray[np.float32]:
        """Sample a box to a square frame.

        Parameters
        ----------
        box
            Non-empty box inside the image.
        side
            Rows and columns of the frame.
        grid
            See `resampling.positions`; samples never reach beyond the box.
        antialias
            Read from the level of the pyramid whose pixels are nearest below a frame pixel.

        Returns
        -------
        numpy.ndarray
            ``(1, 3, side, side)`` float32, RGB, 0-1.
        """
        level = pyramid_level(box, side) if antialias else 0
        pixels = self._level(level)
        row = _level_positions(box.y0, box.height, side, grid, level)
        column = _level_positions(box.x0, box.width, side, grid, level)
        rows, columns = Axis.at(row, pixels.shape[0]), Axis.at(column, pixels.shape[1])
        return _blend_pixels(pixels, rows, columns)

    def _level(self, level: int) -> NDArray[np.uint32]:
        while len(self._levels) <= level:
            self._levels.append(halve(self._levels[-1]))
        return self._levels[level]


def pyramid_level(box: Box, side: int) -> int:
    """How often to halve the image so that its pixels stay finer than a frame's, by area.

    Examples
    --------
    >>> [pyramid_level(Box(0, 0, width, 128), 128) for width in (64, 128, 511, 512)]
    [0, 0, 0, 1]
    """
    return max(0, math.floor(math.log2(math.sqrt(box.area) / side)))


def halve(pixels: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Average 2x2 blocks of four-byte pixels, each byte for itself, rounding halves up.

    An odd last row or column is averaged with itself, so pixel p of the result always covers the
    pixels 2p and 2p+1.

    Examples
    --------
    >>> halve(np.array([[0x00000001, 0x00000002], [0x00000003, 0xFF000004]], np.uint32)).tolist()
    [[1073741827]]
    """
    height, width = pixels.shape
    result = np.empty(((height + 1) // 2, (width + 1) // 2), np.uint32)
    for y in range(0, height, _STRIP):
        strip = pixels[y : y + _STRIP]
        pad = (len(strip) % 2, width % 2)
        if any(pad):
            strip = np.pad(strip, ((0, pad[0]), (0, pad[1])), mode="edge")
        blocks = (strip[::2, ::2], strip[::2, 1::2], strip[1::2, ::2], strip[1::2, 1::2])
        even = sum((block & _BYTES for block in blocks), start=_TWO)
        odd = sum((block >> _EIGHT & _BYTES for block in blocks), start=_TWO)
        result[y // 2 : (y + _STRIP) // 2] = (even >> np.uint32(2) & _BYTES) | (odd << np.uint32(6) & ~_BYTES)
    return result


# Two bytes of a pixel at a time, 16 bits apart: four of them add up without overflow.
_BYTES = np.uint32(0x00FF00FF)
_TWO = np.uint32(0x00020002)
_EIGHT = np.uint32(8)


def _level_positions(start: int, length: int, side: int, grid: Grid, level: int) -> NDArray[np.floating]:
    """Where the frame's samples lie on an axis of a pyramid level."""
    place: NDArray[np.floating] = start + np.clip(
        positions(np.arange(side), length, side, grid), 0, length - 1
    )
    return (place + 0.5) / (1 << level) - 0.5 if level else place


def _blend_pixels(pixels: NDArray[np.uint32], rows: Axis, columns: Axis) -> NDArray[np.float32]:
    """Interpolate RGB along the rows of pixels that are needed, each once, then between those rows."""
    needed, upper, lower = _needed_rows(rows)
    flat = pixels.reshape(-1)
    start = needed[:, None] * pixels.shape[1]

    def planes(column: NDArray[np.intp]) -> NDArray[np.float32]:
        gathered = flat[start + column].view(np.uint8).reshape(len(needed), -1, 4)
        channels: NDArray[np.uint8] = gathered[..., :3].transpose(2, 0, 1)
        return channels.astype(np.float32, order="C")

    blended = _blend(planes(columns.lower), planes(columns.upper), columns.weight)
    result = _blend(blended.take(upper, axis=1), blended.take(lower, axis=1), rows.weight[:, None])
    result *= np.float32(1 / 255)
    return result[None]


def _needed_rows(rows: Axis) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return rows to read, and where among them the upper and the lower neighbours of the samples are.

    Neighbouring samples share rows unless they lie two rows apart and more.
    """
    first, last, count = int(rows.lower[0]), int(rows.upper[-1]), len(rows.lower)
    if last - first + 1 <= 2 * count:
        return np.arange(first, last + 1), rows.lower - first, rows.upper - first
    both = np.arange(2 * count)
    return np.concatenate((rows.lower, rows.upper)), both[:count], both[count:]


def _blend(
    start: NDArray[np.float32], end: NDArray[np.float32], weight: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Interpolate in the memory of both arrays."""
    end -= start
    end *= weight
    start += end
    return start
