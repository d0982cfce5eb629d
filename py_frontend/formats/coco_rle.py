"""COCO's run-length encoding of masks, compressed and uncompressed, both ways.

Pixels are taken column by column. Counts alternate between runs of 0 and runs of 1, beginning with 0. The
compressed form writes each count (from the fourth on: its difference to the count two before) as a signed
number in groups of five bits, lowest first, one printable character per group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from ..errors import MaskError

_FIRST = 48  # The character "0" stands for five zero bits.
_MORE = 0x20  # Set in every group but the last of a number.
_SIGN = 0x10  # Top bit of a number's last group.


class CocoRle(TypedDict):
    """An encoded mask as it stands in COCO's JSON: `size` is ``[H, W]``."""

    size: list[int]
    counts: str | list[int]


def encode(mask: NDArray[np.bool_] | NDArray[np.uint8], compressed: bool = True) -> CocoRle:
    """Encode a mask.

    Parameters
    ----------
    mask
        ``(H, W)`` bool, or uint8 with 0 for background.
    compressed
        Whether `counts` is COCO's string rather than a list of numbers.

    Examples
    --------
    >>> encode(np.array([[0, 1], [1, 1]], bool), compressed=False)
    {'size': [2, 2], 'counts': [1, 3]}
    >>> encode(np.array([[0, 1], [1, 1]], bool))
    {'size': [2, 2], 'counts': '13'}
    """
    if mask.ndim != 2:
        raise MaskError("mask-type", f"mask of shape {mask.shape}: expected [rows, columns]")
    counts = mask_counts(mask)
    return {
        "size": [int(side) for side in mask.shape],
        "counts": compress(counts) if compressed else counts.tolist(),
    }


def decode(rle: Mapping[str, object]) -> NDArray[np.bool_]:
    """Decode a mask from COCO's ``{"size": [H, W], "counts": text, bytes or list}``.

    Returns
    -------
    numpy.ndarray
        ``(H, W)`` bool, in Fortran order as it is stored.

    Raises
    ------
    MaskError
        The encoding is malformed or does not fill its size (code ``mask-rle``).

    Examples
    --------
    >>> decode({"size": [2, 2], "counts": "13"}).astype(int)
    array([[0, 1],
           [1, 1]])
    """
    height, width = size(rle)
    return _painted(checked_runs(rle), width, height)


def decode_columns(rle: Mapping[str, object]) -> tuple[int, NDArray[np.bool_]]:
    """Decode only the columns from the first to the last with a set pixel: what small objects cost.

    Returns
    -------
    int
        Number of the first of these columns, 0 when no pixel is set.
    numpy.ndarray
        ``(H, columns)`` bool.

    Raises
    ------
    MaskError
        See `decode`.

    Examples
    --------
    >>> decode_columns({"size": [2, 3], "counts": [2, 1, 3]})
    (1, array([[ True],
           [False]]))
    """
    height, _ = size(rle)
    runs = checked_runs(rle)
    ends = np.cumsum(runs)
    inked = np.flatnonzero(runs[1::2]) * 2 + 1
    if not inked.size:
        return 0, np.zeros((height, 0), np.bool_)
    first = int(ends[inked[0] - 1]) // height
    last = (int(ends[inked[-1]]) - 1) // height + 1
    inside = np.concatenate(([first * height], np.clip(ends, first * height, last * height)))
    return first, _painted(inside[1:] - inside[:-1], last - first, height)


def _painted(runs: NDArray[np.int64], width: int, height: int) -> NDArray[np.bool_]:
    values = (np.arange(len(runs)) & 1).astype(bool)
    return np.repeat(values, runs.astype(np.intp)).reshape(width, height).T


def checked_runs(rle: Mapping[str, object]) -> NDArray[np.int64]:
    """Return the alternating runs of an encoded mask, which fill its size.

    Raises
    ------
    MaskError
        See `decode`.
    """
    height, width = size(rle)
    counts = rle.get("counts")
    if isinstance(counts, str | bytes):
        runs = decompress(counts)
    elif isinstance(counts, Sequence) and all(isinstance(count, int) for count in counts):
        runs = np.array(counts, np.int64)
    else:
        raise MaskError(
            "mask-rle", f"counts of type {type(counts).__name__}: expected text or a list of numbers"
        )
    if (runs < 0).any() or (runs > height * width).any() or runs.sum() != height * width:
        raise MaskError(
            "mask-rle",
            f"runs of {int(runs.sum())} pixels (shortest {int(runs.min(initial=0))}) for a mask of "
            f"{width}x{height}: the encoding is damaged or belongs to another size",
        )
    return runs


def mask_counts(mask: NDArray[np.bool_] | NDArray[np.uint8]) -> NDArray[np.int64]:
    """Lengths of the alternating runs of a mask, column by column, beginning with background."""
    flat = np.not_equal(mask, 0).T.reshape(-1)
    edges = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    start = [0, 0] if flat.size and flat[0] else [0]
    return np.diff(np.concatenate((start, edges, [flat.size]))).astype(np.int64)


def compress(counts: NDArray[np.int64]) -> str:
    """Write counts as COCO's text.

    Examples
    --------
    >>> compress(np.array([5, 40, 5, 39]))
    '5X15O'
    """
    numbers = counts.astype(np.int64, copy=True)
    numbers[3:] -= counts[1:-2]
    magnitude = numbers ^ (numbers >> 63)
    groups = np.ones(len(numbers), np.int64)
    for group in range(1, 13):
        groups += magnitude >= np.int64(1) << (5 * group - 1)
    ends = np.cumsum(groups)
    text = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    for group in range(int(groups.max(initial=0))):
        written = groups > group
        more = np.where(groups[written] > group + 1, _MORE, 0)
        bits = (numbers[written] >> (5 * group)) & 0x1F
        text[(ends - groups)[written] + group] = bits + more + _FIRST
    return text.tobytes().decode("ascii")


def decompress(text: str | bytes) -> NDArray[np.int64]:
    """Read counts from COCO's text.

    Raises
    ------
    MaskError
        A character is out of range, or the text ends within a number (code ``mask-rle``).

    Examples
    --------
    >>> decompress("5X15O")
    array([ 5, 40,  5, 39])
    """
    raw = text.encode("latin-1", "replace") if isinstance(text, str) else text
    symbols = np.frombuffer(raw, np.uint8).astype(np.int64) - _FIRST
    if not symbols.size:
        return np.zeros(0, np.int64)
    if symbols.min() < 0 or symbols.max() > 0x3F or symbols[-1] & _MORE:
        raise MaskError(
            "mask-rle", f"{raw[:40]!r} is not COCO's run-length text: a character is wrong or missing"
        )
    ends = np.flatnonzero((symbols & _MORE) == 0)
    starts = np.concatenate(([0], ends[:-1] + 1))
    groups = ends + 1 - starts
    if groups.max() > 12:
        raise MaskError("mask-rle", f"{raw[:40]!r} is not COCO's run-length text: a number is too long")
    place = np.arange(symbols.size) - np.repeat(starts, groups)
    numbers = np.add.reduceat((symbols & 0x1F) << (5 * place), starts)
    negative = (symbols[ends] & _SIGN) != 0
    numbers[negative] -= np.int64(1) << (5 * groups[negative])
    numbers[1::2] = np.cumsum(numbers[1::2])
    numbers[2::2] = np.cumsum(numbers[2::2])
    return numbers


def size(rle: Mapping[str, object]) -> tuple[int, int]:
    """Return height and width of an encoded mask."""
    sides = rle.get("size")
    if (
        isinstance(sides, Sequence)
        and len(sides) == 2
        and all(isinstance(side, int) and side >= 0 for side in sides)
    ):
        return sides[0], sides[1]
    raise MaskError("mask-rle", f"size {sides!r}: expected [height, width] in pixels")
