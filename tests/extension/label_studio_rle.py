"""Label Studio's brush code, written apart from the extension's: the RGBA bytes of the whole picture."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

FIELDS = (3, 4, 8, 16)


def encode_rle(mask: NDArray[np.bool_]) -> list[int]:
    """Code a mask: all four channels of a pixel are 255 inside and 0 outside."""
    bits = f"{mask.size * 4:032b}{7:05b}" + "".join(f"{field - 1:04b}" for field in FIELDS)
    for inside, run in itertools.groupby(mask.ravel().tolist()):
        left = 4 * sum(1 for _ in run)
        while left:
            length = min(left, 1 << 16)
            bits += f"111{length - 1:016b}{255 if inside else 0:08b}"  # always the longest field
            left -= length
    bits += "0" * (-len(bits) % 8)
    return list(int(bits, 2).to_bytes(len(bits) // 8, "big"))


def decode_rle(code: list[int]) -> NDArray[np.uint8]:
    """All the values that a code holds."""
    bits = "".join(f"{byte:08b}" for byte in code)
    at = 0

    def take(size: int) -> int:
        nonlocal at
        at += size
        return int(bits[at - size : at], 2)

    count, word = take(32), take(5) + 1
    fields = [take(4) + 1 for _ in range(4)]
    values: list[int] = []
    while len(values) < count:
        is_run = take(1)
        length = take(fields[take(2)]) + 1
        values += [take(word)] * length if is_run else [take(word) for _ in range(length)]
    return np.asarray(values, np.uint8)
