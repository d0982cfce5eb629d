"""Cut-outs pasted onto other photographs of the batch, so that surroundings tell less about objects."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import Tensor


@dataclass(frozen=True)
class Grounds:
    """What the objects of B samples lie on: ``beneath`` (B,) int64 is the sample whose photograph it is."""

    beneath: Tensor

    @classmethod
    def drawn(cls, clean: Tensor, share: float, generator: torch.Generator) -> Grounds:
        """Put a share of the samples whose cut-outs are clean, (B,) bool, on the next sample's photograph."""
        every = torch.arange(len(clean), device=clean.device)
        if share == 0 or len(clean) < 2:
            return cls(every)
        chosen = clean & (torch.rand(len(clean), generator=generator, device=clean.device) < share)
        return cls(torch.where(chosen, every.roll(1), every))

    @property
    def are_other(self) -> Tensor:
        """Which objects lie on another photograph than their own, (B,) bool."""
        return self.beneath != torch.arange(len(self.beneath), device=self.beneath.device)


def pasted(images: Tensor, masks: Tensor, grounds: Tensor) -> Tensor:
    """Put what `masks` (n, S, S) bool show of images (n, 3, S, S) on other ones, outlines blended.

    A pixel's share is that of the object in the three by three pixels about it, so no hard outline
    tells a cut-out.
    """
    shares = functional.avg_pool2d(masks[:, None].float(), 3, 1, 1, count_include_pad=False)
    return torch.lerp(grounds, images, shares)
