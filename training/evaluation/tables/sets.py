"""The sets at hand: which folders below a data folder are evaluation sets, and how much of each is there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training.errors import TrainingError
from training.evaluation.datasets import LAYOUTS, read_dataset
from training.evaluation.samples import Sample

OFFICIAL = {
    "grabcut": 50,
    "berkeley": 100,
    "sbd": 6671,
    "davis": 345,
    "pascal_voc": 3427,
    "coco_mval": 800,
    "davis585": 585,
}
"""Objects of each official set, in the order of the paper."""

_INIT = "init"
_PUBLISHED_INIT = "init_sp"


@dataclass(frozen=True)
class SetAtHand:
    """One set.

    Attributes
    ----------
    layout
        Its name in `LAYOUTS`.
    root
        Its folder.
    samples
        Its objects, from scratch.
    start
        What to give `read_dataset` for its starting masks, or None where it has none.
    """

    layout: str
    root: Path
    samples: tuple[Sample, ...]
    start: Path | None

    @property
    def title(self) -> str:
        """The layout, and how much of the official set is there where it is a part."""
        official = OFFICIAL[self.layout]
        return self.layout if self.whole else f"{self.layout} ({len(self.samples)} of {official})"

    @property
    def whole(self) -> bool:
        """Whether there are as many objects as in the official set."""
        return len(self.samples) == OFFICIAL[self.layout]

    def from_masks(self, limit: int | None) -> tuple[Sample, ...]:
        """Return the objects with their starting masks."""
        return tuple(read_dataset(self.layout, self.root, self.start)[:limit])


def find_sets(data: Path, limit: int | None = None) -> list[SetAtHand]:
    """Find the sets below a folder: each is a folder whose name begins with a layout's, as in ``davis-dev``.

    Raises
    ------
    TrainingError
        There is none, or one is not as its layout says.
    """
    found = []
    for layout in OFFICIAL:
        for root in sorted(data.iterdir() if data.is_dir() else []):
            if root.is_dir() and _layout_of(root) == layout:
                samples = tuple(read_dataset(layout, root)[:limit])
                found.append(SetAtHand(layout, root, samples, _start(layout, root)))
    if not found:
        raise TrainingError(
            f"{data} holds no folder named after one of {', '.join(OFFICIAL)}: give --data the folder "
            "that the evaluation sets lie in"
        )
    return found


def _layout_of(root: Path) -> str | None:
    """Return the longest layout's name that a folder's name begins with."""
    name = root.name.lower().replace("-", "").replace("_", "")
    matching = [each for each in LAYOUTS if name.startswith(each.replace("_", ""))]
    return max(matching, key=len, default=None)


def _start(layout: str, root: Path) -> Path | None:
    if layout == "davis585":
        return Path(_PUBLISHED_INIT)
    return root / _INIT if (root / _INIT).is_dir() else None
