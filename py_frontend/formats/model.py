"""What every format reads and writes: pictures, their objects, and what a format could not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import MaskError
from ..geometry import EMPTY, Box, bounds

_HEX = re.compile("#[0-9a-fA-F]{6}")


@dataclass(frozen=True, eq=False)
class Region:
    """The set pixels of a mask, kept as small as they are: a thousand objects stay far below one image.

    Attributes
    ----------
    height, width
        The picture's size.
    box
        Smallest box around the set pixels, `EMPTY` when there are none.
    pixels
        ``(box.height, box.width)`` bool.
    """

    height: int
    width: int
    box: Box
    pixels: NDArray[np.bool_]

    @classmethod
    def of(cls, mask: NDArray[np.bool_] | NDArray[np.uint8]) -> Region:
        """Take a region from a whole mask ``(H, W)``, bool or uint8 with 0 for background.

        Raises
        ------
        MaskError
            The array has another shape or type (code ``mask-type``).
        """
        if mask.ndim != 2 or mask.dtype not in (np.bool_, np.uint8):
            raise MaskError(
                "mask-type", f"mask of shape {mask.shape}, {mask.dtype}: expected [rows, columns] of bool"
            )
        return cls.at(mask != 0, 0, 0, *mask.shape)

    @classmethod
    def at(cls, part: NDArray[np.bool_], x0: int, y0: int, height: int, width: int) -> Region:
        """Take a region from a part of a mask whose upper left pixel is ``(x0, y0)``.

        What of the part lies outside the picture is left out.
        """
        inside = Box.of(part).moved(x0, y0).intersection(Box(0, 0, width, height)).moved(-x0, -y0)
        box = bounds(part, inside) if inside.area else EMPTY
        if not box.area:
            return cls.nothing(height, width)
        return cls(height, width, box.moved(x0, y0), part[box.slices].copy())

    @classmethod
    def nothing(cls, height: int, width: int) -> Region:
        """Return a region without pixels."""
        return cls(height, width, EMPTY, np.zeros((0, 0), np.bool_))

    @property
    def area(self) -> int:
        """Number of set pixels."""
        return int(np.count_nonzero(self.pixels))

    def mask(self) -> NDArray[np.bool_]:
        """Whole mask ``(H, W)``, newly made."""
        whole = np.zeros((self.height, self.width), np.bool_)
        whole[self.box.slices] = self.pixels
        return whole

    def union(self, other: Region) -> Region:
        """Pixels of either region, both of one picture."""
        box = self.box.union(other.box)
        pixels = np.zeros((box.height, box.width), np.bool_)
        for region in (self, other):
            pixels[region.box.within(box).slices] |= region.pixels
        return Region(self.height, self.width, box, pixels)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Region):
            return NotImplemented
        sizes = (self.height, self.width, self.box) == (other.height, other.width, other.box)
        return sizes and np.array_equal(self.pixels, other.pixels)


@dataclass(frozen=True)
class MaskObject:
    """One annotated object.

    Attributes
    ----------
    region
        Its pixels.
    name
        What people call it; may be empty.
    category
        Its class, None while it has none.
    color
        ``"#rrggbb"``, None when the format says nothing.
    id
        Number within its picture.
    """

    region: Region
    name: str = ""
    category: str | None = None
    color: str | None = None
    id: int = 0

    @property
    def rgb(self) -> bytes | None:
        """Red, green and blue; None without a colour, and for one that is written otherwise."""
        color = self.color or ""
        return bytes.fromhex(color[1:]) if _HEX.fullmatch(color) else None

    @property
    def label(self) -> str:
        """Name by which messages and file names speak of the object."""
        return self.name or self.category or f"object {self.id}"


@dataclass(frozen=True)
class Loss:
    """Something of `object` (empty: of the whole picture) that a file does not hold, as a sentence."""

    picture: str
    object: str
    text: str


@dataclass(frozen=True)
class Picture:
    """A picture's annotation; later objects lie above earlier ones.

    Attributes
    ----------
    name
        File name of the picture.
    width, height
        In pixels; every object's region has this size.
    categories
        Classes in their order, those without an object too.
    losses
        What reading passed over.
    """

    name: str
    width: int
    height: int
    objects: tuple[MaskObject, ...] = ()
    categories: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class Written:
    """Files by name, and what they do not hold."""

    files: tuple[tuple[str, bytes], ...]
    losses: tuple[Loss, ...] = ()


NO_CATEGORY = "object"
"""Class of an object without one, in formats that ask for a class."""


def all_categories(pictures: Iterable[Picture]) -> list[str]:
    """Classes of all pictures in order of appearance, with `NO_CATEGORY` last where it is needed."""
    seen: dict[str, None] = {}
    bare = False
    for picture in pictures:
        seen.update(dict.fromkeys(picture.categories))
        for item in picture.objects:
            bare |= item.category is None
            if item.category is not None:
                seen[item.category] = None
    if bare:
        seen[NO_CATEGORY] = None
    return list(seen)


def stem(name: str) -> str:
    """File name without its ending, folders kept.

    Examples
    --------
    >>> stem("street/cat.photo.jpg"), stem("cat")
    ('street/cat.photo', 'cat')
    """
    folder, slash, last = name.rpartition("/")
    return folder + slash + (last.rpartition(".")[0] or last)
