"""Simulated clicks: those that begin a training sample, and the one a person would add next."""

from __future__ import annotations

import torch
from torch import Tensor

from training.data.batch import Batch
from training.data.shapes import depth, narrowed, pick, widened

MOST_CLICKS = 24
"""Clicks per sign that a sample can hold."""

_DECAY = 0.8


def initial_clicks(target: Tensor, others: Tensor, generator: torch.Generator) -> Tensor:
    """Draw the clicks that a sample begins with.

    Half of the samples begin with one positive click deep inside the object, as annotators do; the
    others with 1 + k positive and n negative ones, k and n falling off as 0.8^k (the published
    recipe has only these).

    Parameters
    ----------
    target : (B, S, S) bool, the object in the frame
    others : (B, S, S) bool, other labelled objects

    Returns
    -------
    (B, 2, 24, 2) float x, y in frame pixels, positive and negative; NaN where unused.
    """
    deep = depth(target)
    first = pick(target & (deep >= deep.amax((1, 2), keepdim=True) / 1.7), 1, generator)
    more = pick(_off_the_outline(target, generator), MOST_CLICKS - 1, generator)
    clicks = torch.stack([torch.cat([first, more], 1), _negative_clicks(target, others, generator)], dim=1)
    single = torch.rand(len(target), generator=generator, device=target.device) < 0.5
    counts = torch.stack([1 + _falling(target, generator, MOST_CLICKS - 1), _falling(target, generator)], 1)
    counts = torch.where(single[:, None], torch.tensor([1, 0], device=target.device), counts)
    slots = torch.arange(MOST_CLICKS, device=target.device)
    return torch.where((slots < counts[..., None])[..., None], clicks, torch.nan)


def next_clicks(
    predicted: Tensor, target: Tensor, ignored: Tensor, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Choose the next clicks as the robot of the evaluation does, with some freedom.

    A click goes into the error, missing or false, that is deepest; it is uniform among the pixels at
    least half as deep (what lies outside the frame counts as correct). All masks are (B, S, S) bool.

    Returns
    -------
    (B, 2) float x, y in frame pixels, NaN where nothing is wrong, and (B,) bool, whether positive.
    """
    wrong = (predicted ^ target) & ~ignored
    depths = depth(torch.cat([wrong & target, wrong & predicted])).view(2, *target.shape)
    deepest = depths.amax((2, 3))
    positive = deepest[0] > deepest[1]
    sign = torch.where(positive, 0, 1)
    every = torch.arange(len(sign), device=sign.device)
    chosen, limit = depths[sign, every], deepest[sign, every]
    return pick((chosen > limit[:, None, None] / 2), 1, generator)[:, 0], positive


def add_click(batch: Batch, places: Tensor, click: Tensor, positive: Tensor) -> None:
    """Put clicks (n, 2) into the lists of the samples at `places` (n,); full lists lose their oldest one."""
    sign = torch.where(positive, 0, 1)
    slot = batch.click_count[places, sign] % MOST_CLICKS
    there = ~click[:, 0].isnan()
    batch.clicks[places, sign, slot] = torch.where(there[:, None], click, batch.clicks[places, sign, slot])
    batch.click_count[places, sign] += there


def _negative_clicks(target: Tensor, others: Tensor, generator: torch.Generator) -> Tensor:
    """Draw negative clicks from the rest of the background, other objects, and a ring round the target."""
    background = ~target
    ring = widened(target, (0.1 * target.sum((1, 2)).sqrt()).ceil()) & background
    others = others & background
    others = torch.where(others.any((1, 2), keepdim=True), others, background)
    strata = torch.stack([pick(each, MOST_CLICKS, generator) for each in (background, others, ring)], 2)
    chances = torch.tensor([0.1, 0.5], device=target.device)
    draws = torch.rand(strata.shape[:2], generator=generator, device=target.device)
    stratum = torch.bucketize(draws, chances)[..., None, None].expand(-1, -1, 1, 2)
    return strata.gather(2, stratum)[:, :, 0]


def _falling(like: Tensor, generator: torch.Generator, most: int = MOST_CLICKS) -> Tensor:
    """Draw k from 0…most with probability proportional to 0.8^k, (B,) int64."""
    running = (_DECAY ** torch.arange(most + 1, device=like.device)).cumsum(0)
    draws = torch.rand(len(like), generator=generator, device=like.device)
    return torch.searchsorted(running, draws * running[-1])


def _off_the_outline(target: Tensor, generator: torch.Generator) -> Tensor:
    """Keep clicks off the outline nine times out of ten."""
    inner = narrowed(target, 2)
    strict = torch.rand(len(target), generator=generator, device=target.device) < 0.9
    usable = strict & (inner.sum((1, 2)) > 10)
    return torch.where(usable[:, None, None], inner, target)
