"""Outlines of masks along the edges of pixels: exact, with holes, as parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .filling import Ring
from .model import Region

Points = NDArray[np.intp]


@dataclass(frozen=True)
class Part:
    """A part of a mask: an outer ring and the rings of its holes.

    Corners are whole numbers, since pixel p spans p to p + 1. Outer rings run clockwise as seen on the
    screen, holes the other way round.
    """

    outer: Ring
    holes: tuple[Ring, ...] = ()


def parts(region: Region) -> list[Part]:
    """Outline a region, largest outer ring first.

    Pixels that share a corner hang together, as they do for clicks, so a ring may touch itself at a corner.
    Filling all rings by the even-odd rule gives the region back, pixel for pixel.

    Notes
    -----
    At a corner of an outline a horizontal and a vertical edge meet. Along each row of corners the edges
    join the first to the second, the third to the fourth and so on; along each column too. So sorting the
    corners by rows and by columns gives all edges, and rings are walks that take both in turn.

    Examples
    --------
    >>> [part] = parts(Region.of(np.array([[1, 1], [0, 1]], np.uint8)))
    >>> part.outer.astype(int).tolist()
    [[0, 0], [2, 0], [2, 2], [1, 2], [1, 1], [0, 1]]
    """
    if not region.area:
        return []
    padded = np.pad(region.pixels, 1)
    corners = _Corners.of(padded)
    walks = corners.walks()
    areas = [signed_area(corners.points[walk]) for walk in walks]
    owners = _owners(corners, padded, walks, areas)
    origin = np.array([region.box.x0, region.box.y0])
    rings = [(corners.points[walk] + origin).astype(np.float64) for walk in walks]
    holes: dict[int, list[Ring]] = {number: [] for number, owner in enumerate(owners) if owner == number}
    for number, owner in enumerate(owners):
        if owner != number:
            holes[owner].append(rings[number])
    return [Part(rings[number], tuple(holes[number])) for number in sorted(holes, key=lambda n: -areas[n])]


def signed_area(ring: NDArray[np.floating] | Points) -> float:
    """Area within a ring, positive when it runs clockwise on the screen, where y points down."""
    x, y = ring.astype(np.float64).T  # where integers have 32 bits, products of corners are too large
    return float(x[:-1] @ y[1:] - y[:-1] @ x[1:] + x[-1] * y[0] - y[-1] * x[0]) / 2


@dataclass(frozen=True)
class _Corners:
    """All corners of a mask's outline, row by row; two where pixels touch by their corners only.

    Attributes
    ----------
    points
        ``(n, 2)`` x, y.
    along
        For each corner, the one at the other end of its vertical edge. Corner i's horizontal edge ends at
        corner ``i ^ 1``.
    starts
        Corners at which a horizontal edge begins, when the mask is to the right of those who walk.
    """

    points: Points
    along: Points
    starts: Points

    @classmethod
    def of(cls, padded: NDArray[np.bool_]) -> _Corners:
        """Find the corners of a mask with a margin of one unset pixel."""
        vertical = padded[:, 1:] != padded[:, :-1]
        upper, lower = vertical[:-1], vertical[1:]
        touching = upper & lower & (padded[:-1, 1:] != padded[1:, 1:])
        places = np.flatnonzero((upper != lower) | touching)
        double = touching.ravel()[places]
        places, double = places.repeat(1 + double), double.repeat(1 + double)
        y, x = np.divmod(places, touching.shape[1])
        order = np.argsort(x, kind="stable")
        # Of two corners in one place, the first ends the edge from the left. Its ring goes around the unset
        # pixel at that edge: downwards if that is the lower one, so then it stands second in its column.
        first = np.flatnonzero(double[order])[::2]
        first = first[~padded[y[order[first]] + 1, x[order[first]]]]
        order[first], order[first + 1] = order[first + 1], order[first]
        along = np.empty_like(order)
        along[order[::2]], along[order[1::2]] = order[1::2], order[::2]
        rightward = padded[y[::2] + 1, x[::2] + 1]
        return cls(np.stack((x, y), axis=1), along, np.arange(0, len(x), 2) + ~rightward)

    def walks(self) -> list[list[int]]:
        """Corners of each ring in order."""
        following = self.along[np.arange(len(self.along)) ^ 1].tolist()
        seen = bytearray(len(following))
        found = []
        for start in self.starts.tolist():
            walk: list[int] = []
            corner = start
            while not seen[corner]:
                seen[corner] = 1
                walk += (corner, corner ^ 1)
                corner = following[corner]
            if walk:
                found.append(walk)
        return found


def _owners(
    corners: _Corners, padded: NDArray[np.bool_], walks: list[list[int]], areas: list[float]
) -> list[int]:
    """Return, for each walk, the one around the part it belongs to: itself if it is an outer one.

    Next to the left of a hole's first corner, one row higher, lies an edge of the same part: of its outer
    ring, or of a hole that begins higher up and so has its answer already.
    """
    owners = list(range(len(walks)))
    holes = [number for number, area in enumerate(areas) if area < 0]
    if not holes:
        return owners
    holes.sort(key=lambda number: min(walks[number]))
    first = corners.points[[min(walks[number]) for number in holes]]
    vertical = padded[1:, 1:] != padded[1:, :-1]
    edges = np.flatnonzero(vertical)
    place = np.searchsorted(edges, (first[:, 1] - 1) * vertical.shape[1] + first[:, 0], "right") - 1
    y, x = np.divmod(edges[place], vertical.shape[1])
    for number, left in zip(holes, _walks_at(corners, walks, x, y), strict=True):
        owners[number] = owners[left]
    return owners


def _walks_at(corners: _Corners, walks: list[list[int]], x: Points, y: Points) -> list[int]:
    """Find the walks whose vertical edges lie at column x beside the pixels of row y."""
    walk_of = np.empty(len(corners.points), np.intp)
    for number, walk in enumerate(walks):
        walk_of[walk] = number
    columns, rows = corners.points.T
    tops = np.flatnonzero(rows < rows[corners.along])
    stride = int(rows.max()) + 1
    keys = columns[tops] * stride + rows[tops]
    order = np.argsort(keys)
    found = np.searchsorted(keys[order], x * stride + y, "right") - 1
    answer: list[int] = walk_of[tops[order[found]]].tolist()
    return answer
