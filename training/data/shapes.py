"""Shapes of many binary masks at once: depth, widening, bounding boxes, random pixels.

All masks are (B, h, w) bool. What lies outside a mask counts as unset.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

_FAR = 2**14
"""A distance that no mask has; twice as much still fits 16 bits."""


def depth(masks: Tensor) -> Tensor:
    """Return each set pixel's Euclidean distance to the nearest unset one, (B, h, w) float.

    Exact, in whole numbers but for the root. First the distance along rows; then each column takes the
    minimum over parabolas, which never need to reach farther than the largest distance found so far.
    """
    height, width = masks.shape[-2:]
    # Sums of two squares up to half a side each fit 16 bits for sides below 256, at half the time.
    squares = torch.int16 if max(height, width) < 256 else torch.int32
    across = torch.minimum(_gap(~masks, -1), _from_border(width, masks)).to(squares).square_()
    result = torch.minimum(across, _from_border(height, masks)[:, None].to(squares).square())
    furthest = int(result.max()) if result.numel() else 0
    for offset in range(1, math.isqrt(furthest) + 1):
        lifted = across + offset**2
        for one, other in _shifted(result, lifted, -2, offset):
            torch.minimum(one, other, out=one)
    return result.float().sqrt_()


def widened(masks: Tensor, reach: Tensor) -> Tensor:
    """Add all pixels within `reach` (B,) rows and columns of a set one (a square neighbourhood)."""
    limit = reach[:, None, None]
    return _gap(_gap(masks, -2) <= limit, -1) <= limit


def spread(masks: Tensor, by: int) -> Tensor:
    """Add all pixels within a few rows and columns of a set one: `widened` for one small reach."""
    for axis in (-2, -1):
        result = masks.clone()
        for offset in range(1, min(by, masks.shape[axis] - 1) + 1):
            for one, other in _shifted(result, masks, axis, offset):
                one |= other
        masks = result
    return masks


def narrowed(masks: Tensor, by: int) -> Tensor:
    """Take away all pixels within `by` rows and columns of an unset one; the border takes nothing."""
    return ~spread(~masks, by)


def bounding_boxes(masks: Tensor) -> Tensor:
    """Return the box of each mask's set pixels, (B, 4) float x0, y0, x1, y1; zeros of an empty mask."""
    ends = []
    for axis in (-2, -1):
        line = masks.any(axis).float()
        first = line.argmax(-1)
        last = line.shape[-1] - line.flip(-1).argmax(-1)
        ends += [first, last]
    boxes = torch.stack([ends[0], ends[2], ends[1], ends[3]], dim=1).float()
    return boxes * masks.flatten(1).any(1, keepdim=True)


def pick(masks: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """Draw places in random set pixels, all equally likely: (B, count, 2) float x, y.

    Clicks fall anywhere within a pixel: up to half a pixel from its centre. NaN where a mask is empty.
    """
    running = masks.flatten(1).cumsum(1, dtype=torch.int32)
    total = running[:, -1:]
    draws = torch.rand(len(masks), count, generator=generator, device=masks.device)
    wanted = (draws * total).int().clamp(max=total - 1) + 1
    places = torch.searchsorted(running, wanted)
    width = masks.shape[-1]
    points = torch.stack([places % width, places // width], dim=-1).float()
    points += torch.rand(points.shape, generator=generator, device=masks.device) - 0.5
    return torch.where(total[..., None] > 0, points, torch.nan)


def _gap(masks: Tensor, axis: int) -> Tensor:
    """Return the distance along an axis to the nearest set pixel, (B, h, w) int16; large without one.

    Each round doubles how far the distances have been looked for.
    """
    side = masks.shape[axis]
    gap = torch.where(masks, 0, _FAR).to(torch.int16)
    step = 1
    while step < side:
        moved = gap + step
        for one, other in _shifted(gap, moved, axis, step):
            torch.minimum(one, other, out=one)
        step *= 2
    return gap


def _shifted(maps: Tensor, others: Tensor, axis: int, offset: int) -> list[tuple[Tensor, Tensor]]:
    """Pair up what of `maps` lies `offset` pixels after and before a pixel of `others`; views of both."""
    length = maps.shape[axis] - offset
    return [(maps.narrow(axis, to, length), others.narrow(axis, offset - to, length)) for to in (offset, 0)]


def _from_border(side: int, like: Tensor) -> Tensor:
    """Return how far pixels of an axis are from the nearest one outside, (side,) int16."""
    steps = torch.arange(side, dtype=torch.int16, device=like.device)
    return torch.minimum(steps + 1, side - steps)
