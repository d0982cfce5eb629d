"""Meetings on disk: one folder with an array per field, so that many more fit than memory holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

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
    """Meetings of one folder.

    Raises
    ------
    TrainingError
        The folder lacks a field or a whole number of meetings.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._fields = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _STORED}
        except (OSError, ValueError) as error:
            raise TrainingError(f"{folder} holds no meetings of the Refiner: {error}") from error
        if len({len(field) for field in self._fields.values()}) != 1:
            raise TrainingError(f"the fields in {folder} have different lengths: gather them anew")

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


def write_records(folder: Path, meetings: Iterator[Meeting], count: int) -> None:
    """Write the first `count` meetings; they bear their names only when all are there.

    Raises
    ------
    TrainingError
        The disk is full, or the folder cannot be written to.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        parts = {name: folder / f"{name}.part" for name in _STORED}
        arrays: dict[str, NDArray[np.generic]] = {}
        for place in range(count):
            for name, value in next(meetings)._asdict().items():
                kind, scale = _STORED[name]
                if name not in arrays:
                    shape = (count, *value.shape)
                    arrays[name] = np.lib.format.open_memmap(parts[name], "w+", np.dtype(kind), shape)
                stored = np.rint(value * scale) if scale > 1 else value
                arrays[name][place] = stored.astype(kind)
        for name, part in parts.items():
            part.replace(folder / f"{name}.npy")
