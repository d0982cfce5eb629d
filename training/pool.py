"""Samples that stay for several steps, with a click more at each.

Iterative training needs each sample at several stages: after its first clicks, and after each
correction. Running the network a few times without learning just to place the next click is half of
the work; here a step's own output places it, and some of the samples come back in the next step.
"""

from __future__ import annotations

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

    def carry(self, batch: Batch, logits: Tensor, count: int, generator: torch.Generator) -> None:
        """Keep `count` random samples of a step: one more click each, where `logits` (B, 1, S, S) are wrong.

        A sample that was carried may be carried again, so it stays for a geometric number of steps.
        """
        order = torch.randperm(len(logits), generator=generator, device=logits.device)
        chosen = order[:count].sort().values
        logits = logits.detach()[chosen]
        self.batch = batch.taken(chosen)
        click_mistakes(self.batch, logits > 0, generator)
        self.previous = sharpened(logits, generator)

    def state(self) -> dict[str, Tensor]:
        """Return the tensors of a pool by name; none of an empty one."""
        if self.batch is None or self.previous is None:
            return {}
        return {**vars(self.batch), "previous": self.previous}

    @classmethod
    def restored(cls, state: dict[str, Tensor]) -> Pool:
        """Build the pool that `state` was taken from."""
        tensors = dict(state)
        previous = tensors.pop("previous", None)
        return cls() if previous is None else cls(Batch(**tensors), previous)
