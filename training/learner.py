"""One step of learning: samples of all lanes, both networks, clicks for the samples that come back."""

from __future__ import annotations

from functools import reduce

import torch
from lightning_fabric import Fabric
from torch import Tensor

from py_frontend import Config
from training.config import TrainingConfig
from training.data.batch import Batch
from training.data.samples import draw_batch, seeded
from training.data.store import Store
from training.devices import share_statistics
from training.errors import TrainingError
from training.networks.sampling import resize_centres
from training.schedule import rate_factor
from training.state import TrainingState
from training.step import forward_some, losses


class Learner:
    """A process's share of the learning.

    The state stays usable as it is: its network and optimiser are wrapped, not changed.
    """

    def __init__(
        self, config: TrainingConfig, frontend: Config, store: Store, state: TrainingState, fabric: Fabric
    ) -> None:
        self.config, self.frontend, self.store, self.state = config, frontend, store, state
        self._fabric = fabric
        share_statistics(state.network, fabric)
        self.network, self._optimiser = fabric.setup(state.network, state.optimiser)

    def step(self, progress: float) -> dict[str, Tensor]:
        """Draw samples, learn from them, put those that come back into the pools; return the losses.

        Parameters
        ----------
        progress : share of the schedule done, 0…1
        """
        state, config = self.state, self.config
        for group in state.optimiser.param_groups:
            group["lr"] = group["peak"] * rate_factor(progress, config.warm_up)
        # Channel dropout and the like draw from torch's own generator; seeding it by step keeps a
        # resumed run equal to an uninterrupted one.
        torch.manual_seed(state.step * self._fabric.world_size + self._fabric.global_rank)
        generators = self.generators()
        batch, previous, places = self.draw(generators)
        state.network.train()
        segmented, refined = forward_some(self.network, batch, previous, self.frontend, places)
        parts = losses(segmented, refined, batch, places, config.loss, self.shared_mean)
        self._carry(batch, resize_centres(segmented.coarse.float(), *batch.image.shape[-2:]), generators)
        self._learn(parts["total"])
        return {name: value.detach() for name, value in parts.items()}

    def shared_mean(self, value: Tensor) -> Tensor:
        """Return the mean of a tensor over all processes; it has no gradient."""
        mean = self._fabric.all_reduce(value.detach().clone(), reduce_op="mean")
        assert isinstance(mean, Tensor)
        return mean

    def generators(self) -> list[torch.Generator]:
        """Return the random numbers of the process's lanes for the present step."""
        each = len(self.state.pools)
        lanes = range(self._fabric.global_rank * each, (self._fabric.global_rank + 1) * each)
        return [seeded(self.store.device, self.config.seed, self.state.step, lane) for lane in lanes]

    def draw(self, generators: list[torch.Generator]) -> tuple[Batch, Tensor, Tensor]:
        """Return a step's samples, their previous probabilities, and the places (n,) of those to refine."""
        config, lanes = self.config, self.config.lanes
        batches: list[Batch] = []
        previous, places = [], []
        for generator, pool in zip(generators, self.state.pools, strict=True):
            fresh = draw_batch(self.store, config.sample, config.fresh // lanes, generator)
            batch, before = pool.join(fresh)
            order = torch.randperm(len(batch), generator=generator, device=self.store.device)
            places.append(sum(map(len, batches)) + order[: config.refined // lanes])
            batches.append(batch)
            previous.append(before)
        return reduce(Batch.joined, batches), torch.cat(previous), torch.cat(places)

    def backward(self, total: Tensor) -> None:
        """Find the gradients of a loss; they become the mean of all processes' gradients."""
        self._fabric.backward(total)

    def _carry(self, batch: Batch, logits: Tensor, generators: list[torch.Generator]) -> None:
        """Keep some samples of each lane for the next step."""
        config = self.config
        count = (config.batch - config.fresh) // config.lanes
        lanes = torch.arange(len(batch), device=logits.device).chunk(len(generators))
        for pool, places, generator in zip(self.state.pools, lanes, generators, strict=True):
            pool.carry(batch, logits, places, count, generator)

    def _learn(self, total: Tensor) -> None:
        """Take one step of the optimiser.

        Raises
        ------
        TrainingError
            The loss is not a number in some process, or a gradient is not: the state on disk is the
            last good one.
        """
        state, everywhere = self.state, self.shared_mean(total)
        if not bool(everywhere.isfinite()):
            raise _stopped(f"the loss is {float(everywhere)}", state.step)
        self._optimiser.zero_grad(set_to_none=True)
        self.backward(total)
        norm = torch.nn.utils.clip_grad_norm_(state.network.parameters(), self.config.clip)
        if not bool(norm.isfinite()):
            raise _stopped(f"the gradient's norm is {float(norm)}", state.step)
        self._optimiser.step()
        state.average.update_parameters(state.network)
        state.step += 1


def _stopped(reason: str, step: int) -> TrainingError:
    return TrainingError(
        f"{reason} at step {step}; go on from the last checkpoint with a lower rate, or look at the shards"
    )
