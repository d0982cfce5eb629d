"""Target Crops and Focus Crops of training samples, many at once. Boxes are (B, 4) float x0, y0, x1, y1."""

from __future__ import annotations

import torch
from torch import Tensor

from training.data.shapes import bounding_boxes, narrowed, pick

_SMALLEST_TARGET = 24.0
"""Shortest side of a Target Crop, in image pixels."""

_SMALLEST_FOCUS = 12.0
"""Shortest side of a Focus Crop, in frame pixels."""


def target_windows(
    objects: Tensor, inside: Tensor, height: Tensor, width: Tensor, generator: torch.Generator
) -> Tensor:
    """Draw a Target Crop for each object.

    A quarter are the whole photograph (what the first click sees), most of the rest surround the
    object as a later look's crop does (FocalClick, section 3.2; expansion 1.05…2.1, narrow ones more
    often, with a shifted centre), some cut through it.

    Parameters
    ----------
    objects : (B, 4), the objects' boxes in image pixels
    inside : (B, 2) x, y of a pixel of each object
    height, width : (B,) of the photographs
    """
    draw = _Draws(generator, objects.device, len(objects))
    limits = torch.stack([width, height], 1).float()
    whole = torch.cat([torch.zeros_like(limits), limits], 1)
    near = around(objects, 1.05 + 1.05 * draw(1) ** 2, 0.15, generator)
    sides = (0.3 + 0.7 * draw(2)) * limits
    through = torch.cat([inside - sides / 2, inside + sides / 2], 1)
    kind = draw(1)
    chosen = torch.where(kind < 0.25, whole, torch.where(kind < 0.85, near, through))
    return held(chosen, _SMALLEST_TARGET, limits)


def focus_windows(target: Tensor, wrong: Tensor, generator: torch.Generator) -> Tensor:
    """Draw a Focus Crop within each frame.

    Two thirds surround the object or a piece of what is wrong (FocalClick, section 3.4), the others
    lie on the border with a quarter to two thirds of its sides.

    Parameters
    ----------
    target, wrong : (B, S, S) bool, the object and the pixels that the start mask has wrong
    """
    draw = _Draws(generator, target.device, len(target))
    corrects = (draw(1) < 0.7) & wrong.flatten(1).any(1, keepdim=True)
    subject = torch.where(corrects[..., None], wrong, target)
    object_box = bounding_boxes(target | wrong)
    reach = (0.1 + 0.4 * draw(1)) * _longest(object_box)
    seed = pick(subject, 1, generator)[:, 0]
    piece = bounding_boxes(subject & _near(subject, seed, torch.where(corrects, reach, torch.inf)))
    outline = subject & ~narrowed(subject, 1)
    outline = torch.where(outline.any(-1).any(-1)[:, None, None], outline, subject)
    sides = (0.25 + 0.45 * draw(2)) * (piece[:, 2:] - piece[:, :2])
    spot = pick(outline, 1, generator)[:, 0] + 0.5
    surrounding = around(piece, 1.05 + 0.9 * draw(1) ** 2, 0.15, generator)
    detail = torch.cat([spot - sides / 2, spot + sides / 2], 1)
    chosen = torch.where(draw(1) < 0.65, surrounding, detail)
    return held(chosen, _SMALLEST_FOCUS, torch.full_like(chosen[:, :2], target.shape[-1]))


def around(boxes: Tensor, ratio: Tensor, shift: float, generator: torch.Generator) -> Tensor:
    """Widen boxes, each axis a little differently, and move their centres by up to a share of their sides."""
    draw = _Draws(generator, boxes.device, len(boxes))
    size = boxes[:, 2:] - boxes[:, :2]
    centre = (boxes[:, 2:] + boxes[:, :2]) / 2 + shift * (2 * draw(2) - 1) * size
    half = ratio * (0.9 + 0.2 * draw(2)) * size / 2
    return torch.cat([centre - half, centre + half], 1)


def held(boxes: Tensor, smallest: float, limits: Tensor) -> Tensor:
    """Cut boxes to 0…limits (B, 2), no side shorter than `smallest` where there is room for it."""
    low, high = boxes[:, :2], boxes[:, 2:]
    lacking = (smallest - (high - low)).clamp(min=0) / 2
    low, high = low - lacking, high + lacking
    low = torch.minimum(low, limits - smallest).clamp(min=0)
    high = torch.minimum(torch.maximum(high, low + smallest), limits)
    return torch.cat([low, high], 1)


class _Draws:
    """Uniform numbers 0-1, (B, n) at a time."""

    def __init__(self, generator: torch.Generator, device: torch.device, count: int) -> None:
        self._generator, self._device, self._count = generator, device, count

    def __call__(self, n: int) -> Tensor:
        return torch.rand(self._count, n, generator=self._generator, device=self._device)


def _longest(boxes: Tensor) -> Tensor:
    """Return each box's longer side, (B, 1)."""
    return (boxes[:, 2:] - boxes[:, :2]).amax(1, keepdim=True)


def _near(masks: Tensor, points: Tensor, reach: Tensor) -> Tensor:
    """Tell which pixels lie within `reach` (B, 1) columns and rows of points (B, 2)."""
    steps = torch.arange(masks.shape[-1], device=masks.device)
    across, down = ((steps - points[:, axis, None]).abs() <= reach for axis in (0, 1))
    return down[:, :, None] & across[:, None, :]
