"""Damaged masks to begin with, by adding and removing super-pixels (FocalClick, Algorithm 1).

The constants are those of ClickSEG's generator. There, images reach the super-pixels with red and blue
exchanged, nothing is seeded, and a mask that never gets into the range is kept all the same.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError
from training.evaluation.metrics import iou
from training.evaluation.samples import Loaded

Kind = Literal["boundary", "outside", "inside"]
Mask = NDArray[np.bool_]

KINDS: tuple[Kind, ...] = get_args(Kind)
ORDERS: Mapping[str, tuple[float, float, float]] = MappingProxyType(
    {"paper": (0.65, 0.25, 0.1), "code": (0.65, 0.1, 0.25)}
)
"""Chances of an edit at the boundary, outside and inside: as the paper words it, and as ClickSEG does it."""

LOWEST, HIGHEST = 0.75, 0.85
"""Range of IoU that a damaged mask must have."""

_COUNTS = (50, 100, 200, 300, 500, 700)
_COMPACTNESS = 10
_ATTEMPTS = 31
_EDITS = 10
_BAND = 3
_FEWEST_PIXELS = 5


@dataclass(frozen=True)
class Damage:
    """A damaged mask ``(H, W)`` bool, its IoU, the edits that made it, and the attempts it took."""

    mask: Mask
    iou: float
    edits: tuple[Kind, ...]
    attempts: int


def damage(loaded: Loaded, name: str, order: str = "paper", seed: int = 0) -> Damage:
    """Damage one object's ground truth until its IoU is between 0.75 and 0.85.

    Parameters
    ----------
    name
        The sample's; with `seed` it decides every random choice.
    order
        Key of `ORDERS`.

    Raises
    ------
    TrainingError
        No attempt of 31 came into the range.
    """
    random = np.random.default_rng((zlib.crc32(name.encode()), seed))
    editor = _Editor(loaded, ORDERS[order], random)
    for attempt in range(1, _ATTEMPTS + 1):
        mask, edits = loaded.truth == 1, []
        for _ in range(_EDITS):
            mask, kind = editor.edit(mask)
            edits.append(kind)
            score = iou(mask, loaded.truth)
            if score < LOWEST:
                break
            if score <= HIGHEST:
                return Damage(mask, score, tuple(edits), attempt)
    raise TrainingError(f"no mask of IoU {LOWEST} to {HIGHEST} in {_ATTEMPTS} attempts")


class _Editor:
    """Edits a mask by whole super-pixels that touch the boundary, the outside or the inside of an object."""

    def __init__(
        self, loaded: Loaded, chances: tuple[float, float, float], random: np.random.Generator
    ) -> None:
        self._image, self._chances, self._random = loaded.image, chances, random
        self._truth = loaded.truth == 1
        self._superpixels: dict[int, NDArray[np.int64]] = {}

    def edit(self, mask: Mask) -> tuple[Mask, Kind]:
        """Add or remove one super-pixel; return the new mask and where it lies."""
        kind = KINDS[int(self._random.choice(3, p=self._chances))]
        pixels = self._places[kind]
        superpixels = self._segmented(int(self._random.choice(_COUNTS)))
        place = int(self._random.choice(pixels))
        changed = superpixels == superpixels.flat[place]
        return (mask & ~changed if mask.flat[place] else mask | changed), kind

    @cached_property
    def _places(self) -> dict[Kind, NDArray[np.int64]]:
        """Pixels of each kind of region; the object itself stands in for one that is nearly empty."""
        square = np.ones((5, 5), np.uint8)
        pixels = self._truth.astype(np.uint8)
        near = cv2.dilate(pixels, square, iterations=_BAND) > 0
        core = cv2.erode(pixels, square, iterations=_BAND) > 0
        regions: dict[Kind, Mask] = {
            "boundary": near & ~core,
            "outside": ~near,
            "inside": core,
        }
        usable = {k: m if np.count_nonzero(m) >= _FEWEST_PIXELS else self._truth for k, m in regions.items()}
        return {kind: np.flatnonzero(region) for kind, region in usable.items()}

    def _segmented(self, count: int) -> NDArray[np.int64]:
        from skimage.segmentation import slic

        if count not in self._superpixels:
            found = slic(self._image, n_segments=count, compactness=_COMPACTNESS, start_label=0)
            self._superpixels[count] = np.asarray(found, np.int64)
        return self._superpixels[count]
