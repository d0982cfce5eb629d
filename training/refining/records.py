"""Meetings on disk: one folder with an array per field, so that many more fit than memory holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.errors import TrainingError
from training.refining.meetings import Meeting
from training.saving import writing

#: How each field is stored: its type, and by what 0-1 is multiplied for it.
_STORED = {
    "image": (np.uint8, 255),
    "prompt": (np.uint8, 255),
    "coarse": (np.float32, 1),
    "feature": (np.float16, 1),
    "box": (np.float32, 1),
    "truth": (np.int8, 1),
}


_SETTING = "setting.json"


class FocusBatch(NamedTuple):
    """B meetings as tensors, as in `Meeting`; ``target`` and ``ignored`` are (B, 1, R, R) float 0/1."""

    image: Tensor
    prompt: Tensor
    coarse: Tensor
    feature: Tensor
    box: Tensor
    target: Tensor
    ignored: Tensor


class Records:
    """Meetings of one folder; `setting` tells how they came about.

    Raises
    ------
    TrainingError
        The folder holds no meetings, or others.
    """

    def __init__(self, folder: Path, setting: Mapping[str, object]) -> None:
        try:
            found = json.loads((folder / _SETTING).read_text(encoding="utf-8"))
            self._fields = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _STORED}
        except (OSError, ValueError) as error:
            raise TrainingError(f"{folder} holds no meetings of the Refiner: {error}") from error
        differing = [name for name, value in setting.items() if found.get(name) != value]
        if differing:
            raise TrainingError(
                f"the meetings in {folder} are of another {', '.join(differing)}: name another folder"
            )

    def __len__(self) -> int:
        return len(self._fields["box"])

    def batch(self, places: NDArray[np.int64]) -> FocusBatch:
        """Read the meetings at some places, (n,)."""
        order = np.sort(places)
        fields = {
            name: torch.from_numpy(self._fields[name][order].astype(np.float32) / scale)
            for name, (_, scale) in _STORED.items()
        }
        truth = fields.pop("truth")[:, None]
        return FocusBatch(**fields, target=(truth > 0).float(), ignored=(truth < 0).float())


def are_there(folder: Path) -> bool:
    """Tell whether a folder holds meetings, all of them."""
    return (folder / _SETTING).exists()


def write_records(
    folder: Path, meetings: Iterator[Meeting], count: int, setting: Mapping[str, object]
) -> None:
    """Write the first `count` meetings and how they came about; that comes last, when all are there.

    Raises
    ------
    TrainingError
        The disk is full, or the folder cannot be written to.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, np.memmap[Any, np.dtype[np.generic]]] = {}
        for place in range(count):
            for name, value in next(meetings)._asdict().items():
                kind, scale = _STORED[name]
                if name not in arrays:
                    shape = (count, *value.shape)
                    arrays[name] = np.lib.format.open_memmap(
                        folder / f"{name}.npy", "w+", np.dtype(kind), shape
                    )
                stored = np.rint(value * scale) if scale > 1 else value
                arrays[name][place] = stored.astype(kind)
        for array in arrays.values():
            array.flush()
        (folder / _SETTING).write_text(json.dumps(setting, indent=1) + "\n", encoding="utf-8")
