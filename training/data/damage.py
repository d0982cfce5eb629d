"""Damaged masks for training corrections, many at once. Masks are (B, S, S) bool in frames."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as functional
from torch import Tensor

from training.data.shapes import narrowed, pick

_CELLS = 48
"""Super-pixels of a frame."""

_COLOUR = 3.0
"""Colour (0-1 per channel) against position (0-1 along the frame) when pixels join super-pixels."""


def damage(masks: Tensor, images: Tensor, generator: torch.Generator) -> Tensor:
    """Damage masks as existing annotations are damaged.

    One of four kinds each: super-pixels flipped along the border, inside or outside (as DAVIS-585's
    Algorithm 1 in FocalClick, section 4.3), blobs added or bitten off, an outline with far too few
    corners, or the mask shifted.

    Parameters
    ----------
    images : (B, 3, S, S) float RGB 0-1, which the super-pixels follow
    """
    kind = torch.randint(len(_KINDS), (len(masks),), generator=generator, device=masks.device)
    result = masks.clone()
    for number, spoil in enumerate(_KINDS):
        places = (kind == number).nonzero()[:, 0]
        if len(places):
            result[places] = spoil(masks[places], images[places], generator)
    return result


def _superpixels(masks: Tensor, images: Tensor, generator: torch.Generator) -> Tensor:
    """Give whole super-pixels to the object or to the background."""
    cells = _nearest_seed(images, generator)
    ones = torch.ones_like(cells, dtype=torch.float32)
    size = torch.zeros(len(masks), _CELLS, device=masks.device).scatter_add_(1, cells, ones)
    inside = torch.zeros_like(size).scatter_add_(1, cells, masks.flatten(1).float())
    share = inside / size.clamp(min=1)
    draws = torch.rand(3, *share.shape, generator=generator, device=masks.device)
    on_border = (share > 0.05) & (share < 0.95) & (draws[0] < 0.4)
    elsewhere = ~((share > 0.05) & (share < 0.95)) & (draws[1] < 0.04)
    verdict = torch.where(on_border, draws[2] < share.clamp(0.3, 0.7), share < 0.5)
    changed = (on_border | elsewhere).gather(1, cells).view_as(masks)
    return torch.where(changed, verdict.gather(1, cells).view_as(masks), masks)


def _nearest_seed(images: Tensor, generator: torch.Generator) -> Tensor:
    """Assign each pixel to the seed nearest in place and colour, (B, S·S) int64."""
    count, _, side, _ = images.shape
    steps = torch.linspace(0, 1, side, device=images.device)
    place = torch.stack(torch.meshgrid(steps, steps, indexing="ij")).expand(count, 2, side, side)
    features = torch.cat([place * 4, images * _COLOUR], 1).flatten(2).mT
    seeds = torch.randint(side * side, (count, _CELLS), generator=generator, device=images.device)
    chosen = features.gather(1, seeds[..., None].expand(-1, -1, features.shape[-1]))
    return torch.cdist(features, chosen).argmin(-1)


def _blobs(masks: Tensor, _images: Tensor, generator: torch.Generator) -> Tensor:
    """Add or take away up to four smooth blobs, most of them on the border."""
    device, side = masks.device, masks.shape[-1]
    extent = masks.sum((1, 2)).sqrt().clamp(min=0.1 * side)
    border = masks & ~narrowed(masks, 1)
    steps = torch.arange(side, device=device, dtype=torch.float32)
    result = masks
    for _ in range(4):
        draw = torch.rand(8, len(masks), generator=generator, device=device)
        on_border = (draw[0] < 0.65) & border.flatten(1).any(1)
        region = torch.where(on_border[:, None, None], border, torch.ones_like(masks))
        centre = pick(region, 1, generator)[:, 0]
        down = (steps - centre[:, 1:])[:, :, None]
        across = (steps - centre[:, :1])[:, None, :]
        angle = torch.atan2(down, across)
        phases = 2 * torch.pi * draw[1:4, :, None, None]
        waves = torch.stack([torch.sin(order * angle + phases[order - 1]) for order in (1, 2, 3)])
        radius = (extent * (0.1 + 0.35 * draw[4]))[:, None, None] * (1 + 0.25 * waves.sum(0))
        blob = (down.square() + across.square() <= radius.square()) & (draw[5] < 0.65)[:, None, None]
        adds = (draw[6] < 0.5)[:, None, None]
        result = torch.where(adds, result | blob, result & ~blob)
    return result


def _few_corners(masks: Tensor, _images: Tensor, generator: torch.Generator) -> Tensor:
    """Keep no more of the outline than a grid of a few cells across holds."""
    cells = int(torch.randint(6, 22, (1,), generator=generator, device=masks.device))
    coarse = functional.adaptive_avg_pool2d(masks[:, None].float(), cells)
    side = masks.shape[-1]
    smooth = functional.interpolate(coarse, (side, side), mode="bilinear", align_corners=False)
    return smooth[:, 0] > 0.5


def _shifted(masks: Tensor, _images: Tensor, generator: torch.Generator) -> Tensor:
    """Move each mask by up to a seventh of its extent."""
    side = masks.shape[-1]
    reach = 0.15 * masks.sum((1, 2)).sqrt()
    draws = 2 * torch.rand(len(masks), 2, generator=generator, device=masks.device) - 1
    places = torch.arange(side, device=masks.device) - (draws * reach[:, None]).round().long()[..., None]
    known = (places >= 0) & (places < side)
    every = torch.arange(len(masks), device=masks.device)[:, None, None]
    held = places.clamp(0, side - 1)
    moved = masks[every, held[:, 1, :, None], held[:, 0, None, :]]
    return moved & known[:, 1, :, None] & known[:, 0, None, :]


_KINDS: tuple[Callable[[Tensor, Tensor, torch.Generator], Tensor], ...] = (
    _superpixels,
    _blobs,
    _few_corners,
    _shifted,
)
