"""Label Studio's run-length encoding of brush masks: a stream of bits over the RGBA bytes of a picture.

It begins with the number of bytes (32 bits), the word size less one (5 bits), and the sizes less one of four
length fields (4 bits each). Then come blocks: one bit that tells a repeated word from words as they are, two
bits that choose a length field, the length less one in that field, and the word or words. Bits run from the
highest of each byte to the lowest, and zeros fill the last byte.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import MaskError
from .model import Region

_WORD = 8
_FIELDS = (3, 4, 8, 16)
_HEADER_BITS = 32 + 5 + 4 * 4
_LONGEST = 1 << 16
_BLOCK_BITS = 1 + 2 + 16 + _WORD


def encode(region: Region) -> list[int]:
    """Encode a region as the list of byte values that stands in Label Studio's JSON.

    Every set pixel is four bytes of 255, every other one four of 0.
    """
    lengths, values = _runs(region)
    field = np.searchsorted([1 << size for size in _FIELDS], lengths)
    sizes = np.array(_FIELDS)[field]
    repeated = 1 << 2
    blocks = ((repeated | field) << sizes | (lengths - 1)) << _WORD | values
    widths = 1 + 2 + sizes + _WORD
    places = np.arange(_BLOCK_BITS - 1, -1, -1)
    bits = (blocks[:, None] >> places & 1).astype(np.uint8)[places < widths[:, None]]
    header = 4 * region.width * region.height
    for size, width in ((_WORD, 5), *((field, 4) for field in _FIELDS)):
        header = header << width | (size - 1)
    head = np.array([int(bit) for bit in f"{header:0{_HEADER_BITS}b}"], np.uint8)
    encoded: list[int] = np.packbits(np.concatenate((head, bits))).tolist()
    return encoded


def _runs(region: Region) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Lengths in bytes and values of runs along rows, none longer than a length field holds."""
    flat = region.mask().ravel()
    starts = np.concatenate(([0], np.flatnonzero(flat[1:] != flat[:-1]) + 1))
    lengths = np.diff(starts, append=flat.size) * 4
    count = -(-lengths // _LONGEST)
    values = np.where(flat[starts], 255, 0).repeat(count)
    pieces = np.full(len(values), _LONGEST)
    pieces[np.cumsum(count) - 1] = lengths - (count - 1) * _LONGEST
    return pieces, values


def decode(rle: NDArray[np.uint8], height: int, width: int) -> Region:
    """Decode a mask: the pixels whose alpha is above 0, as the editor shows them.

    Raises
    ------
    MaskError
        The encoding ends early or is meant for another size (code ``mask-rle``).
    """
    bits = _Bits(rle)
    size, word = bits.take(32), bits.take(5) + 1
    fields = [bits.take(4) + 1 for _ in range(4)]
    if size != 4 * width * height:
        raise MaskError(
            "mask-rle",
            f"brush mask of {size} bytes, but {width}x{height} pixels have {4 * width * height}: "
            f"it is damaged or belongs to another picture",
        )
    if word != _WORD:
        raise MaskError("mask-rle", f"brush mask with words of {word} bits: only 8 bits are known")
    mask = np.zeros(width * height, np.bool_)
    place = 0
    while place < size:
        repeated = bits.take(1)
        length = bits.take(fields[bits.take(2)]) + 1
        end = min(place + length, size)
        # The alpha of pixel p is byte 4 p + 3.
        pixels = slice(place // 4, end // 4)
        if repeated:
            mask[pixels] = bits.take(_WORD) > 0
        else:
            words = bits.words(length)[: end - place]
            mask[pixels] = words[3 - place % 4 :: 4] > 0
        place = end
    return Region.of(mask.reshape(height, width))


class _Bits:
    """A stream of bits, highest first."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._bytes = np.concatenate((data, np.zeros(8, np.uint8)))
        self._text = self._bytes.tobytes()
        self._count = 8 * len(data)
        self._place = 0

    def take(self, count: int) -> int:
        """Return the next bits, at most 32, as a number."""
        byte, bit = self._advance(count)
        window = int.from_bytes(self._text[byte : byte + 5], "big")
        return window >> (40 - bit - count) & ((1 << count) - 1)

    def words(self, count: int) -> NDArray[np.uint8]:
        """Return the next `count` bytes, which may begin within a byte."""
        byte, bit = self._advance(count * _WORD)
        pairs = self._bytes[byte : byte + count + 1].astype(np.uint16)
        words: NDArray[np.uint8] = ((pairs[:-1] << 8 | pairs[1:]) >> (8 - bit)).astype(np.uint8)
        return words

    def _advance(self, count: int) -> tuple[int, int]:
        start = self._place
        self._place += count
        if self._place > self._count:
            raise MaskError("mask-rle", "brush mask ends early: the file was cut off or altered")
        return divmod(start, 8)
