"""DAVIS-585: a folder per video, with frames, masks of objects, and damaged masks to begin with."""

from __future__ import annotations

from pathlib import Path

from training.errors import TrainingError
from training.evaluation.samples import Sample
from training.evaluation.truths import above_half

_MADE = "init"


class Davis585:
    """``VIDEO/FRAME.jpg``, ``VIDEO/objectK_FRAME.png`` and ``VIDEO/init_sp_objectK_FRAME.png``."""

    def __call__(self, root: Path, start: Path | None) -> list[Sample]:
        """List the objects, named ``VIDEO/objectK_FRAME``.

        `start` is ``init_sp`` (damaged by super-pixels) or ``init_stm`` (from a video model) for the
        masks that come with the set, or a folder of others, ``VIDEO/objectK_FRAME.png``.
        """
        masks = [path for path in sorted(root.glob("*/*.png")) if not path.name.startswith(_MADE)]
        if not masks:
            raise TrainingError(f"{root} holds no VIDEO/objectK_FRAME.png")
        if start is not None and not start.is_dir() and not list(root.glob(f"*/{start}_*.png")):
            raise TrainingError(f"starting masks: no folder {start}, and no VIDEO/{start}_*.png in {root}")
        return [self._sample(path, start) for path in masks]

    def is_in(self, root: Path) -> bool:
        """Whether there is a mask of this naming."""
        return next(root.glob("*/object*_*.png"), None) is not None

    def _sample(self, mask: Path, start: Path | None) -> Sample:
        image = mask.parent / f"{mask.stem.rpartition('_')[2]}.jpg"
        name = f"{mask.parent.name}/{mask.stem}"
        begun = None
        if start is not None:
            begun = start / f"{name}.png" if start.is_dir() else mask.with_name(f"{start}_{mask.name}")
        return Sample(name, _existing(image), mask, above_half, _existing(begun), start is not None)


def _existing(path: Path | None) -> Path | None:
    return path if path is not None and path.is_file() else None
