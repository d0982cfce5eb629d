"""Names of the graphs' inputs and outputs; `models.json` carries them to everyone else."""

from __future__ import annotations

from typing import Literal

Net = Literal["segmentor", "refiner"]

INPUTS: dict[Net, tuple[str, ...]] = {
    "segmentor": ("image", "prompt"),
    "refiner": ("image", "prompt", "coarse", "feature", "box"),
}
OUTPUTS: dict[Net, tuple[str, ...]] = {
    "segmentor": ("coarse", "feature"),
    "refiner": ("refined",),
}
