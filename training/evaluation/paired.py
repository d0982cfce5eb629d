"""Sets of two folders: pictures in one, a mask for each object in the other, matched by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training.errors import TrainingError
from training.evaluation.samples import Sample
from training.evaluation.truths import Truth

PICTURE_SUFFIXES = {".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}


@dataclass(frozen=True)
class PairedFolders:
    """How such a set lies on disk.

    Attributes
    ----------
    images, masks
        Folders below the set's root.
    image_name
        Where no image has a mask's own name: the name of its image.
    read_truth
        Meaning of a mask's values.
    """

    images: str
    masks: str
    image_name: Callable[[str], str]
    read_truth: Callable[[Path], Truth]

    def __call__(self, root: Path, start: Path | None) -> list[Sample]:
        """List the objects; see `datasets.read_dataset`."""
        images, masks = files(root / self.images), files(root / self.masks)
        starts = {} if start is None else files(start if start.is_dir() else root / start, "starting masks: ")
        owners = {name: self._image_of(name, images) for name in masks}
        maskless = images.keys() - owners.values()
        return [
            Sample(
                name,
                images.get(owners.get(name, name)),
                masks.get(name),
                self.read_truth,
                starts.get(name),
                start is not None,
            )
            for name in masks.keys() | maskless
        ]

    def is_in(self, root: Path) -> bool:
        """Whether both folders are there."""
        return (root / self.images).is_dir() and (root / self.masks).is_dir()

    def _image_of(self, mask: str, images: dict[str, Path]) -> str:
        return mask if mask in images else self.image_name(mask)


def files(folder: Path, purpose: str = "") -> dict[str, Path]:
    """Return a folder's pictures by their name before the first dot.

    Raises
    ------
    TrainingError
        The folder is missing or empty, or two files have one name; the message begins with `purpose`.
    """
    if not folder.is_dir():
        raise TrainingError(f"{purpose}no folder {folder}")
    found: dict[str, Path] = {}
    for path in _pictures(folder):
        name = path.name.partition(".")[0]
        if name in found:
            raise TrainingError(f"{purpose}{found[name]} and {path.name} have the same name: remove one")
        found[name] = path
    if not found:
        raise TrainingError(f"{purpose}{folder} holds no pictures")
    return found


def same(name: str) -> str:
    """Every image has one object of its own name."""
    return name


def without_letter(name: str) -> str:
    """``189011a`` and ``189011b`` are objects of ``189011``."""
    return name[:-1]


def before_underscore(name: str) -> str:
    """``street_2`` is an object of ``street``."""
    return name.rpartition("_")[0]


def after_underscore(name: str) -> str:
    """``cat3_000000012345`` is an object of ``000000012345``."""
    return name.rpartition("_")[2]


def _pictures(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in PICTURE_SUFFIXES and not path.name.startswith("."):
            yield path
