"""Pictures while they are read: matched to those that are known, checked in size, filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from ..validation import MEGAPIXELS
from .errors import FormatError
from .model import Loss, MaskObject, Picture, stem

Size = tuple[int, int]
"""Width and height in pixels."""


class Gallery:
    """Pictures by name.

    Parameters
    ----------
    sizes
        The pictures that are being annotated, by file name. A file's own pictures are matched to them by
        name, then by name without folders, then without ending; the only known picture is taken for the
        only picture that a file speaks of by `sole`.
    """

    def __init__(self, sizes: Mapping[str, Size]) -> None:
        self._sizes = sizes
        self._drafts: dict[str, Draft] = {}

    def open(self, name: str, where: str, size: Size | None = None, sole: bool = False) -> Draft:
        """Return the draft of a picture.

        Parameters
        ----------
        name
            As the file has it, folders possibly included.
        where
            Place in the file, for messages.
        size
            As the file has it; None when its format does not say.
        sole
            Whether the file is about this one picture, whatever it calls it.

        Raises
        ------
        FormatError
            The size is another one than the known picture's, or impossible (``file-size``); no size is
            known at all (``file-picture``).
        """
        known = self._match(name) or (next(iter(self._sizes)) if sole and len(self._sizes) == 1 else None)
        if known is not None:
            size = _same_size(known, self._sizes[known], size, where)
        if size is None:
            names = ", ".join(list(self._sizes)[:3]) or "no picture"
            raise FormatError(
                "file-picture",
                f"{where}: belongs to the picture {name!r}, which is not open ({names} is); open that "
                f"picture together with this file, because the file does not tell its size",
            )
        _check_possible(size, where)
        name = known or name
        return self._drafts.setdefault(name, Draft(name, size))

    def knows(self, name: str) -> bool:
        """Tell whether a picture that is being annotated goes by this name."""
        return self._match(name) is not None

    def pictures(self) -> list[Picture]:
        """Return the finished pictures."""
        return [draft.picture() for draft in self._drafts.values()]

    def _match(self, name: str) -> str | None:
        wanted = PurePosixPath(name.replace("\\", "/"))
        for same in (
            lambda known: known == wanted,
            lambda known: known.name == wanted.name,
            lambda known: stem(known.name) in (stem(wanted.name), wanted.name),
        ):
            found = [known for known in self._sizes if same(PurePosixPath(known))]
            if len(found) == 1:
                return found[0]
        return None


class Draft:
    """One picture's annotation in the making."""

    def __init__(self, name: str, size: Size) -> None:
        self.name = name
        self.width, self.height = size
        self._objects: list[MaskObject] = []
        self._categories: dict[str, None] = {}
        self._losses: list[Loss] = []

    def declare(self, categories: Iterable[str]) -> None:
        """Add classes that have no object yet."""
        self._categories.update(dict.fromkeys(categories))

    def add(self, item: MaskObject) -> None:
        """Add an object; it is numbered anew when its number is below 1 or taken."""
        taken = {other.id for other in self._objects}
        if item.id < 1 or item.id in taken:
            item = replace(item, id=max(taken, default=0) + 1)
        if item.category is not None:
            self._categories[item.category] = None
        self._objects.append(item)

    def pass_over(self, label: str, why: str) -> None:
        """Note something of the file that was not read."""
        self._losses.append(Loss(self.name, label, why))

    def picture(self) -> Picture:
        """Return the picture as it stands."""
        return Picture(
            self.name,
            self.width,
            self.height,
            tuple(self._objects),
            tuple(self._categories),
            tuple(self._losses),
        )


def _same_size(name: str, known: Size, told: Size | None, where: str) -> Size:
    if told is None or tuple(told) == tuple(known):
        return known
    turned = "; it was made before the photo was turned upright" if told == (known[1], known[0]) else ""
    raise FormatError(
        "file-size",
        f"{where}: made for {told[0]}x{told[1]} pixels, but {name} has {known[0]}x{known[1]}{turned}; "
        f"open the picture that it was made for",
    )


def _check_possible(size: Size, where: str) -> None:
    width, height = size
    if width < 1 or height < 1 or width * height > MEGAPIXELS * 1_000_000:
        raise FormatError(
            "file-size",
            f"{where}: a picture of {width}x{height} pixels; possible are 1x1 to {MEGAPIXELS} megapixels",
        )
