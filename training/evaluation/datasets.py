"""Evaluation sets on disk, by the name of their layout."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from training.errors import TrainingError
from training.evaluation import paired
from training.evaluation.davis585 import Davis585
from training.evaluation.instances import PASCAL_VOC, SBD, Davis2017
from training.evaluation.paired import PairedFolders
from training.evaluation.samples import Sample
from training.evaluation.truths import above_half, any_value, with_band


class Layout(Protocol):
    """How a kind of set lies on disk."""

    def __call__(self, root: Path, start: Path | None) -> list[Sample]:
        """List a set's objects."""

    def is_in(self, root: Path) -> bool:
        """Whether a folder looks like such a set."""


LAYOUTS: dict[str, Layout] = {
    "grabcut": PairedFolders("data_GT", "boundary_GT", paired.same, with_band),
    "berkeley": PairedFolders("images", "masks", paired.without_letter, with_band),
    "davis": PairedFolders("img", "gt", paired.same, any_value),
    "sbd": SBD,
    "pascal_voc": PASCAL_VOC,
    "coco_mval": PairedFolders("img", "gt", paired.after_underscore, above_half),
    "davis585": Davis585(),
    "davis2017": Davis2017(),
    "folder": PairedFolders("images", "masks", paired.before_underscore, with_band),
}
"""The sets by name; ``folder`` is for anybody's own pictures."""


def read_dataset(layout: str, root: Path, start: Path | None = None) -> list[Sample]:
    """List a set's objects, sorted by name; no image is decoded yet.

    Parameters
    ----------
    layout
        One of `LAYOUTS`.
    root
        The set's folder.
    start
        Folder of masks to begin with, named as the samples; itself or below `root`. DAVIS-585 knows
        ``init_sp`` and ``init_stm`` too.

    Raises
    ------
    TrainingError
        The layout is unknown, a folder or list is missing or empty, or two files have one name.
    """
    if layout not in LAYOUTS:
        raise TrainingError(f"no data set {layout!r}: choose one of {', '.join(sorted(LAYOUTS))}")
    try:
        samples = LAYOUTS[layout](root, start)
    except TrainingError as error:
        raise TrainingError(f"{layout}: {error}{_advice(layout, root)}") from error
    return sorted(samples, key=lambda sample: sample.name)


def _advice(layout: str, root: Path) -> str:
    """Name the layouts that a folder looks like, where it does not have the one that was asked for."""
    if LAYOUTS[layout].is_in(root):
        return ""
    others = [name for name, other in LAYOUTS.items() if name != layout and other.is_in(root)]
    return f" (the folder looks like {' or '.join(others)})" if others else ""
