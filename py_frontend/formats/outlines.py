"""Polygons of a mask for formats that hold them, and what a polygon without holes or parts loses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .contours import Part, parts
from .filling import Ring
from .model import Region
from .simplify import simplify


def outlines(region: Region, tolerance: float) -> list[Part]:
    """Outline a region with corners at most `tolerance` pixels off, largest part first; exact at 0."""
    return [
        Part(simplify(part.outer, tolerance), tuple(simplify(hole, tolerance) for hole in part.holes))
        for part in parts(region)
    ]


def all_rings(found: Sequence[Part]) -> list[Ring]:
    """Outer rings and holes of all parts: the region itself, by the even-odd rule."""
    return [ring for part in found for ring in (part.outer, *part.holes)]


def rounded(ring: Ring, digits: int = 2) -> list[list[float]]:
    """Corners as JSON has them; whole numbers stay short."""
    return [
        [int(x) if x.is_integer() else x, int(y) if y.is_integer() else y] for x, y in _lists(ring, digits)
    ]


def filled_text(found: Sequence[Part]) -> str:
    """Say how many holes are lost when only outer rings are kept; empty when none is."""
    return counted(sum(len(part.holes) for part in found), "hole", "filled")


def counted(count: int, noun: str, what: str) -> str:
    """Return ``"2 holes filled"``, or nothing for none.

    Examples
    --------
    >>> counted(1, "part", "dropped"), counted(2, "hole", "filled"), counted(0, "hole", "filled")
    ('1 part dropped', '2 holes filled', '')
    """
    return f"{count} {noun}{'s' if count > 1 else ''} {what}" if count else ""


def bridged(rings: Sequence[Ring]) -> Ring:
    """Join rings to one by lines that are run through twice and so enclose nothing.

    Each ring is joined at its first corner to the nearest corner of what has been joined already.

    Examples
    --------
    >>> square = np.array([[0.0, 0], [2, 0], [2, 2], [0, 2]])
    >>> len(bridged([square, square + 5]))
    10
    """
    joined = rings[0]
    for ring in rings[1:]:
        near = int(((joined - ring[0]) ** 2).sum(axis=1).argmin())
        joined = np.concatenate((joined[: near + 1], ring, ring[:1], joined[near:]))
    return joined


def _lists(ring: Ring, digits: int) -> list[list[float]]:
    points: list[list[float]] = np.round(ring, digits).tolist()
    return points
