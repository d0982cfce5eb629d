"""Sets of pixels as runs: what they cost depends on the length of their outline, not on the image's size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .geometry import EMPTY, Box

Edges = NDArray[np.int32]

_WORD = 64
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True, eq=False)
class Spans:
    """A set of pixels of a raster that is `width` pixels wide; never changed, so it may be shared.

    `edges` are the flat places, rising, at which runs begin and (exclusive) end by turns. Rows are `stride`
    = width + 1 places apart: the extra one keeps a run that ends a row from one that begins the next.
    """

    edges: Edges
    width: int

    @classmethod
    def empty(cls, width: int) -> Spans:
        """No pixel."""
        return cls(np.zeros(0, np.int32), width)

    @classmethod
    def filled(cls, box: Box, width: int) -> Spans:
        """Every pixel of a box."""
        row = np.arange(box.y0, box.y0 + box.height, dtype=np.int32) * np.int32(width + 1)
        edges = np.stack((row + np.int32(box.x0), row + np.int32(box.x1)), axis=1)
        return cls(edges.reshape(-1) if box.width else edges[:0, 0], width)

    @classmethod
    def of(cls, mask: NDArray[np.bool_], box: Box | None = None, width: int | None = None) -> Spans:
        """Set pixels of a mask ``(H, W)`` bool, which lies at `box` of a wider raster if one is given.

        Examples
        --------
        >>> Spans.of(np.array([[0, 1, 1], [1, 0, 1]], bool)).edges
        array([1, 3, 4, 5, 6, 7], dtype=int32)
        """
        box = Box.of(mask) if box is None else box
        width = box.width if width is None else width
        # At least one empty bit ends each row, so that a run that reaches the end of its row ends there.
        bits = np.zeros((box.height, box.width // 8 + 1), np.uint8)
        bits[:, : (box.width + 7) // 8] = np.packbits(mask, axis=1)
        flat = bits.reshape(-1)
        steps = flat ^ flat >> np.uint8(1)
        steps[1:] ^= flat[:-1] << np.uint8(7)
        place = np.flatnonzero(steps != 0)
        which, bit = np.nonzero(np.unpackbits(steps[place]).reshape(-1, 8))
        row, byte = np.divmod(place[which], bits.shape[1])
        return cls(((row + box.y0) * (width + 1) + 8 * byte + bit + box.x0).astype(np.int32), width)

    @property
    def stride(self) -> int:
        """Places from a row to the next."""
        return self.width + 1

    @property
    def area(self) -> int:
        """Number of pixels."""
        return int((self.edges[1::2] - self.edges[::2]).sum())

    @property
    def bounds(self) -> Box:
        """Smallest box with every pixel; `geometry.EMPTY` when there is none."""
        if not self:
            return EMPTY
        columns = self.edges % np.int32(self.stride)
        y0, y1 = int(self.edges[0]) // self.stride, int(self.edges[-1]) // self.stride + 1
        return Box(int(columns[::2].min()), y0, int(columns[1::2].max()), y1)

    def __bool__(self) -> bool:
        """Whether there is any pixel."""
        return self.edges.size > 0

    def __contains__(self, point: tuple[int, int]) -> bool:
        """Whether the pixel ``(x, y)`` belongs to it."""
        x, y = point
        inside = 0 <= x < self.width and y >= 0
        return inside and int(np.searchsorted(self.edges, y * self.stride + x, "right")) % 2 == 1

    def __xor__(self, other: Spans) -> Spans:
        """Pixels of exactly one of both."""
        return Spans(toggled(np.concatenate((self.edges, other.edges))), self.width)

    def __sub__(self, other: Spans) -> Spans:
        """Pixels that the other one lacks."""
        edges = np.concatenate((self.edges, other.edges))
        order = np.argsort(edges, kind="stable")
        edges, own = edges[order], order < len(self.edges)
        inside = (np.cumsum(own) % 2 == 1) & (np.cumsum(~own) % 2 == 0)
        last = np.append(edges[1:] != edges[:-1], True)[: len(edges)]
        edges, inside = edges[last], inside[last]
        changed = inside.copy()
        changed[1:] ^= inside[:-1]
        return Spans(edges[changed], self.width)

    def inside(self, box: Box) -> Spans:
        """Pixels that lie in a box.

        Examples
        --------
        >>> Spans.filled(Box(0, 0, 5, 3), 9).inside(Box(4, 1, 9, 9)).bounds
        Box(x0=4, y0=1, x1=5, y1=3)
        """
        stride = np.int32(self.stride)
        first, last = np.searchsorted(self.edges, (box.y0 * self.stride, box.y1 * self.stride))
        edges = self.edges[first:last]
        if box.x0 <= 0 and box.x1 >= self.width:
            return Spans(edges, self.width)
        row = edges // stride * stride
        runs = np.clip(edges, row + np.int32(box.x0), row + np.int32(box.x1)).reshape(-1, 2)
        return Spans(runs[runs[:, 0] < runs[:, 1]].reshape(-1), self.width)

    def replaced(self, box: Box, content: Spans) -> Spans:
        """Take the pixels of a box from other spans, which has none outside of it."""
        edges = (self.edges, self.inside(box).edges, content.edges)
        return Spans(toggled(np.concatenate(edges)), self.width)

    def sampled(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Spans:
        """Read at every pair of rising `rows` and `columns`; a raster of as many rows and columns."""
        start = np.searchsorted(self.edges, rows * self.stride)
        count = np.searchsorted(self.edges, (rows + 1) * self.stride) - start
        row = np.arange(len(rows)).repeat(count)
        place = np.arange(len(row)) + (start - np.cumsum(count) + count).repeat(count)
        column = np.searchsorted(columns, self.edges[place] - rows[row] * self.stride)
        return Spans(toggled((row * (len(columns) + 1) + column).astype(np.int32)), len(columns))

    def packed(self, box: Box) -> NDArray[np.uint8]:
        """Bits of a box, ``(height, ceil(width / 8))``; a row's first pixel in its first byte's highest bit.

        Examples
        --------
        >>> Spans.filled(Box(3, 0, 9, 1), 20).packed(Box(0, 0, 12, 1))
        array([[ 31, 128]], dtype=uint8)
        """
        edges = self.inside(box).edges
        row, column = np.divmod(edges, np.int32(self.stride))
        words = box.width // _WORD + 1
        word, bit = np.divmod(column - np.int32(box.x0), np.int32(_WORD))
        place = (row - np.int32(box.y0)) * np.int32(words) + word
        begun = _ALL >> bit.astype(np.uint64)
        begun[1::2] = np.negative(begun[1::2])
        rest = np.where(np.arange(len(edges)) % 2, np.negative(_ALL), _ALL) - begun
        # Runs add up as numbers: from its edge on, each adds ones to every bit until its end takes them off.
        steps = np.zeros(box.height * words + 1, np.uint64)
        np.add.at(steps, place, begun)
        np.add.at(steps, place + 1, rest)
        content = np.cumsum(steps[:-1]).astype(">u8").view(np.uint8)
        return np.ascontiguousarray(content.reshape(box.height, 8 * words)[:, : (box.width + 7) // 8])

    def array(self, box: Box) -> NDArray[np.bool_]:
        """Pixels of a box as a mask, ``(height, width)`` bool."""
        return np.unpackbits(self.packed(box), axis=1, count=box.width).view(np.bool_)


def toggled(places: Edges) -> Edges:
    """Places, sorted, that occur an odd number of times.

    >>> toggled(np.array([5, 1, 2, 5, 2, 2], np.int32))
    array([1, 2], dtype=int32)
    """
    places = np.sort(places, kind="stable")
    first = np.flatnonzero(np.append(True, places[1:] != places[:-1])[: len(places)])
    count = np.diff(np.append(first, len(places)))
    odd: Edges = places[first[count % 2 == 1]]
    return odd
