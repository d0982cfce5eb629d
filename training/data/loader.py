"""Batches of samples, prepared in threads while the network computes.

Sample i of step n depends on the seed, n and i alone, so a resumed run sees exactly the data it
would have seen without the interruption.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.clicks import MOST_CLICKS
from training.data.samples import Sample, SampleConfig, boundary_target, draw_sample
from training.data.shards import Picture


@dataclass
class Batch:
    """B samples as tensors; see `Sample` for the meaning and units of each.

    ``image`` (B, 3, S, S) and ``focus_image`` (B, 3, R, R) float in 0…1; masks (B, 1, …) float 0/1;
    ``boundary`` (B, 1, R, R) float 0/1; ``box`` (B, 4); ``clicks`` (B, 2, 24, 2): positive and
    negative x, y in frame pixels, NaN where unused; ``click_count`` (B, 2) int64.
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

    def to(self, device: torch.device) -> Batch:
        """Copy all tensors to a device."""
        return Batch(**{name: tensor.to(device, non_blocking=True) for name, tensor in vars(self).items()})

    def taken(self, places: Tensor) -> Batch:
        """Copy the samples at some places, (n,) int64."""
        return Batch(**{name: tensor[places] for name, tensor in vars(self).items()})

    def joined(self, other: Batch) -> Batch:
        """Put another batch's samples behind these."""
        return Batch(**{name: torch.cat([each, getattr(other, name)]) for name, each in vars(self).items()})


def batches(
    pictures: list[Picture], config: SampleConfig, size: int, seed: int, first_step: int, workers: int
) -> Iterator[Batch]:
    """Yield batches for steps first_step, first_step + 1, … for ever."""
    with ThreadPoolExecutor(workers) as pool:
        ahead: deque[Future[Batch]] = deque()
        step = first_step
        try:
            while True:
                while len(ahead) < 2 * workers:
                    ahead.append(pool.submit(make_batch, pictures, config, size, (seed, step)))
                    step += 1
                yield ahead.popleft().result()
        finally:
            for future in ahead:
                future.cancel()


def make_batch(pictures: list[Picture], config: SampleConfig, size: int, seeds: tuple[int, ...]) -> Batch:
    """Draw and stack `size` samples, each from a generator of its own."""
    rngs = [np.random.default_rng([*seeds, index]) for index in range(size)]
    return collate([draw_sample(pictures, config, rng) for rng in rngs])


def collate(samples: list[Sample]) -> Batch:
    """Stack samples into one batch."""
    clicks, counts = zip(*(_padded_clicks(sample) for sample in samples), strict=True)
    return Batch(
        image=_images([sample.image for sample in samples]),
        target=_masks([sample.target for sample in samples]),
        ignored=_masks([sample.ignored for sample in samples]),
        start=_masks([sample.start for sample in samples]),
        focus_image=_images([sample.focus_image for sample in samples]),
        focus_target=_masks([sample.focus_target for sample in samples]),
        focus_ignored=_masks([sample.focus_ignored for sample in samples]),
        boundary=_masks([boundary_target(sample.focus_target) for sample in samples]),
        box=torch.from_numpy(np.stack([sample.box for sample in samples])),
        clicks=torch.from_numpy(np.stack(clicks)),
        click_count=torch.from_numpy(np.stack(counts)),
    )


def _padded_clicks(sample: Sample) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    clicks = np.full((2, MOST_CLICKS, 2), np.nan, np.float32)
    counts = np.zeros(2, np.int64)
    for sign, points in enumerate((sample.positive, sample.negative)):
        kept = points[:MOST_CLICKS]
        clicks[sign, : len(kept)] = kept
        counts[sign] = len(kept)
    return clicks, counts


def _images(images: list[NDArray[np.uint8]]) -> Tensor:
    stacked = torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2)
    return stacked.to(torch.float32).div_(255).contiguous(memory_format=torch.channels_last)


def _masks(masks: list[NDArray[np.bool_]]) -> Tensor:
    return torch.from_numpy(np.stack(masks)[:, None]).to(torch.float32)
