"""PNG files of masks: written grey or with a palette, read in every kind that is not interlaced."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..validation import MEGAPIXELS
from .errors import FormatError, broken
from .png_filters import unfilter

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGBA = 0, 2, 3, 4, 6
_CHANNELS = {_GREY: 1, _RGB: 3, _PALETTE: 1, _GREY_ALPHA: 2, _RGBA: 4}
_DEPTHS = {
    _GREY: (1, 2, 4, 8, 16),
    _RGB: (8, 16),
    _PALETTE: (1, 2, 4, 8),
    _GREY_ALPHA: (8, 16),
    _RGBA: (8, 16),
}
_LEVEL = 4  # zlib's: masks hardly get smaller above, only slower


@dataclass(frozen=True)
class Png:
    """A decoded file.

    Attributes
    ----------
    pixels
        ``(H, W, channels)`` uint8 or uint16: grey, grey and alpha, RGB, RGBA, or palette indices.
    palette
        ``(n, 3)`` uint8 colours when the pixels are indices, else None.
    """

    pixels: NDArray[np.uint8] | NDArray[np.uint16]
    palette: NDArray[np.uint8] | None = None


def encode(pixels: NDArray[np.uint8], palette: NDArray[np.uint8] | None = None) -> bytes:
    """Write a PNG file.

    Parameters
    ----------
    pixels
        ``(H, W)`` grey or indices, or ``(H, W, 4)`` RGBA; uint8.
    palette
        ``(n, 3)`` uint8 colours of the indices 0 to n - 1.
    """
    height, width = pixels.shape[:2]
    kind = _RGBA if pixels.ndim == 3 else _GREY if palette is None else _PALETTE
    rows = np.zeros((height, 1 + pixels[0].size), np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    chunks = [_chunk(b"IHDR", header)]
    if palette is not None:
        chunks.append(_chunk(b"PLTE", palette.tobytes()))
    chunks += [_chunk(b"IDAT", zlib.compress(rows.data, _LEVEL)), _chunk(b"IEND", b"")]
    return SIGNATURE + b"".join(chunks)


def encode_mask(mask: NDArray[np.bool_]) -> bytes:
    """Write a mask ``(H, W)`` as grey 0 and 255."""
    return encode(mask.view(np.uint8) * np.uint8(255))


def decode(data: bytes, file: str) -> Png:
    """Read a PNG file.

    Raises
    ------
    FormatError
        It is no PNG, damaged, cut off or interlaced (code ``file-broken``), or larger than a picture may be
        (``file-size``).
    """
    chunks = dict(_joined(data, file))
    if b"IHDR" not in chunks or len(chunks[b"IHDR"]) != 13 or b"IDAT" not in chunks:
        raise broken(file, "this PNG has no picture in it")
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if depth not in _DEPTHS.get(kind, ()):
        raise broken(file, f"a PNG of kind {kind} with {depth} bits does not exist")
    if interlaced:
        raise broken(file, "interlaced PNG files are not read; save it without interlacing")
    if not 0 < width * height <= MEGAPIXELS * 1_000_000:
        raise FormatError("file-size", f"{file}: {width}x{height} pixels; at most {MEGAPIXELS} megapixels")
    channels = _CHANNELS[kind]
    lines = _lines(chunks[b"IDAT"], height, (width * depth * channels + 7) // 8, file)
    pixels = _samples(unfilter(lines, max(1, depth * channels // 8)), depth, width * channels)
    colors = np.frombuffer(chunks.get(b"PLTE", b""), np.uint8)
    return Png(
        pixels.reshape(height, width, channels),
        colors[: len(colors) // 3 * 3].reshape(-1, 3) if kind == _PALETTE else None,
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(body, zlib.crc32(name)))


def _joined(data: bytes, file: str) -> Iterator[tuple[bytes, bytes]]:
    """Chunks by name, those of picture data joined."""
    if not data.startswith(SIGNATURE):
        raise broken(file, "this is not a PNG file, whatever its name says")
    picture = []
    place = len(SIGNATURE)
    name = b""
    while name != b"IEND":
        if place + 12 > len(data):
            raise broken(file, "this PNG is cut off; copy or export it again")
        length, name = struct.unpack_from(">I4s", data, place)
        body = data[place + 8 : place + 8 + length]
        check = data[place + 8 + length : place + 12 + length]
        if check != struct.pack(">I", zlib.crc32(body, zlib.crc32(name))):
            raise broken(file, "this PNG is damaged or cut off (a checksum differs); copy or export it again")
        place += 12 + length
        if name == b"IDAT":
            picture.append(body)
        else:
            yield name, body
    if picture:
        yield b"IDAT", b"".join(picture)


def _lines(packed: bytes, height: int, length: int, file: str) -> NDArray[np.uint8]:
    """Return filtered rows, each with its filter's number before it: ``(height, 1 + length)``."""
    size = height * (1 + length)
    try:
        raw = zlib.decompressobj().decompress(packed, size)
    except zlib.error as error:
        raise broken(
            file, f"this PNG's picture data is damaged ({error}); copy or export it again"
        ) from error
    if len(raw) < size:
        raise broken(file, "this PNG's picture data ends early; copy or export it again")
    lines = np.frombuffer(raw, np.uint8).reshape(height, 1 + length)
    if lines[:, 0].max() > 4:
        raise broken(file, "this PNG's picture data is damaged (unknown filter); copy or export it again")
    return lines


def _samples(rows: NDArray[np.uint8], depth: int, count: int) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Values of each row, `count` of them."""
    if depth == 8:
        return rows
    if depth == 16:
        return rows.view(">u2").astype(np.uint16)
    bits = np.unpackbits(rows, axis=1, count=count * depth).reshape(len(rows), count, depth)
    if depth == 1:
        return bits[..., 0]
    values = np.zeros(bits.shape[:2], np.uint8)
    for place in range(depth):
        values |= bits[..., place] << np.uint8(depth - 1 - place)
    return values
