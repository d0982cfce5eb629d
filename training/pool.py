"""Samples that stay for several steps, with a click more at each.

Iterative training needs each sample at several stages: after its first clicks, and after each
correction. Running the network a few times without learning just to place the next click is half of
the work; here a step's own output places it, and some of the samples come back in the next step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from training.data.batch import Batch
from training.step import click_mistakes, sharpened


@dataclass
class Pool:
    """The samples carried over to the next step, with their last probabilities (B, 1, S, S)."""

    batch: Batch | None = None
    previous: Tensor | None = None

    def join(self, fresh: Batch) -> tuple[Batch, Tensor]:
        """Return fresh samples together with the carried ones, and the previous probabilities of all."""
        if self.batch is None or self.previous is None:
            return fresh, fresh.start
        return fresh.joined(self.batch), torch.cat([fresh.start, self.previous])

    def carry(
        self, batch: Batch, logits: Tensor, places: Tensor, count: int, generator: torch.Generator
    ) -> None:
        """Keep random samples of a step: one more click each, where `logits` (B, 1, S, S) are wrong.

        A sample that was carried may be carried again, so it stays for a geometric number of steps.

        Parameters
        ----------
        places : (n,) int64, the samples of the step to choose from
        count : how many to keep
        """
        order = torch.randperm(len(places), generator=generator, device=logits.device)
        chosen = places[order[:count].sort().values]
        logits = logits.detach()[chosen]
        self.batch = batch.taken(chosen)
        click_mistakes(self.batch, logits > 0, generator)
        self.previous = sharpened(logits, generator)


def pool_tensors(pools: Sequence[Pool]) -> dict[str, Tensor]:
    """Return the samples of some pools, one behind the other, by name; {} of empty pools."""
    tensors = [
        {**vars(pool.batch), "previous": pool.previous}
        for pool in pools
        if pool.batch is not None and pool.previous is not None
    ]
    return {name: torch.cat([each[name] for each in tensors]) for name in tensors[0]} if tensors else {}


def restored_pools(tensors: Mapping[str, Tensor], count: int) -> list[Pool]:
    """Deal samples out to `count` pools as `pool_tensors` collected them."""
    if not tensors:
        return [Pool() for _ in range(count)]
    parts = {name: tensor.chunk(count) for name, tensor in tensors.items()}
    previous = parts.pop("previous")
    return [
        Pool(Batch(**{name: part[place] for name, part in parts.items()}), previous[place])
        for place in range(count)
    ]
