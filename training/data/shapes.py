"""Shapes of many binary masks at once: depth, widening, bounding boxes, random pixels.

All masks are (B, h, w) bool. What lies outside a mask counts as unset.
"""

from __future__ import annotations

import torch
from torch import Tensor


def depth(masks: Tensor) -> Tensor:
    """Return each set pixel's Euclidean distance to the nearest unset one, (B, h, w) float.

    Exact. The distance along columns comes from running maxima; then each row takes the minimum over
    parabolas, which never need to reach farther than the largest distance along a column.
    """
    down = _gap(~masks, border=True)
    nearest = down.square()
    furthest = int(down.max()) if down.numel() else 0
    side = masks.shape[-1]
    result = nearest.clone()
    columns = torch.arange(side, device=masks.device, dtype=result.dtype)
    torch.minimum(result, torch.minimum(columns + 1, side - columns).square(), out=result)
    for offset in range(1, min(furthest, side - 1) + 1):
        lifted = nearest + offset**2
        torch.minimum(result[..., offset:], lifted[..., :-offset], out=result[..., offset:])
        torch.minimum(result[..., :-offset], lifted[..., offset:], out=result[..., :-offset])
    return result.sqrt()


def widened(masks: Tensor, reach: Tensor) -> Tensor:
    """Add all pixels within `reach` (B,) rows and columns of a set one (a square neighbourhood)."""
    limit = reach[:, None, None]
    tall = _gap(masks) <= limit
    return (_gap(tall.mT) <= limit).mT


def narrowed(masks: Tensor, by: int) -> Tensor:
    """Take away all pixels within `by` rows and columns of an unset one; the border takes nothing."""
    by_each = torch.full((len(masks),), by, device=masks.device)
    return ~widened(~masks, by_each)


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
    running = masks.flatten(1).cumsum(1)
    total = running[:, -1:]
    draws = torch.rand(len(masks), count, generator=generator, device=masks.device)
    wanted = (draws * total).long().clamp(max=total - 1) + 1
    places = torch.searchsorted(running, wanted)
    width = masks.shape[-1]
    points = torch.stack([places % width, places // width], dim=-1).float()
    points += torch.rand(points.shape, generator=generator, device=masks.device) - 0.5
    return torch.where(total[..., None] > 0, points, torch.nan)


def _gap(masks: Tensor, border: bool = False) -> Tensor:
    """Return the distance along columns to the nearest set pixel, (B, h, w) float; large without one.

    With `border` the pixels just outside count as set.
    """
    height = masks.shape[-2]
    rows = torch.arange(height, device=masks.device, dtype=torch.float32)[:, None]
    far = 1.0 if border else 4.0 * height
    above = torch.where(masks, rows, -far).cummax(-2).values
    below = torch.where(masks, rows, height - 1 + far).flip(-2).cummin(-2).values.flip(-2)
    return torch.minimum(rows - above, below - rows)
