"""The samples of one step, as tensors."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass
class Batch:
    """B samples; S is the side of the Target Crop's frame and R that of the Focus Crop's.

    ``image`` (B, 3, S, S) and ``focus_image`` (B, 3, R, R) float RGB 0-1; ``target``, ``ignored``
    and ``start``, the mask before the first click, (B, 1, S, S) float 0/1; ``focus_target``,
    ``focus_ignored`` and ``boundary`` (B, 1, R, R) float 0/1; ``box`` (B, 4) float, the Focus Crop in
    frame pixels x0, y0, x1, y1; ``clicks`` (B, 2, 24, 2) float: positive and negative x, y in frame
    pixels, NaN where unused; ``click_count`` (B, 2) int64.
    """

    image: Tensor
    target: Tensor
    ignored: Tensor
    start: Tensor
    focus_image: Tensor
    focus_target: Tensor
    focus_ignored: Tensor
    boundary: Tensor
    box: Tensor
    clicks: Tensor
    click_count: Tensor

    def __len__(self) -> int:
        return len(self.image)

    def taken(self, places: Tensor) -> Batch:
        """Copy the samples at some places, (n,) int64 or (B,) bool."""
        return Batch(**{name: tensor[places] for name, tensor in vars(self).items()})

    def joined(self, other: Batch) -> Batch:
        """Put another batch's samples behind these."""
        return Batch(**{name: torch.cat([each, getattr(other, name)]) for name, each in vars(self).items()})
