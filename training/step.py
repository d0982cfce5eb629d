"""One training step: both networks, the losses, and clicks where the networks are wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from py_frontend import Config
from training.data.batch import Batch
from training.data.clicks import add_click, next_clicks
from training.losses import (
    auxiliary_cross_entropy,
    boundary_cross_entropy,
    boundary_weighted_focal,
    normalised_focal,
)
from training.networks.interface import ClickNetwork, Refined, Segmented
from training.networks.sampling import resize_centres
from training.prompts import clicks_in_box, disk_maps


@dataclass(frozen=True)
class LossWeights:
    """Weight of each loss in the total (ClickSEG's values)."""

    coarse: float = 1.0
    refined: float = 1.0
    boundary: float = 1.0
    auxiliary: float = 0.4


def add_clicks(
    network: ClickNetwork, batch: Batch, config: Config, rounds: int, generator: torch.Generator
) -> Tensor:
    """Add clicks where the network is wrong, one a round, and return the last probabilities.

    The batch's clicks are extended in place. The network is left in the mode it came in.

    Returns
    -------
    (B, 1, S, S) float probabilities of the round before the last click; the samples' start masks
    when there are no rounds.
    """
    previous = batch.start
    was_training = network.training
    network.eval()
    with torch.no_grad():
        for _ in range(rounds):
            segmented = network.segment(batch.image, segmentor_prompt(batch, previous, config))
            logits = resize_centres(segmented.coarse, *batch.image.shape[-2:])
            click_mistakes(batch, logits > 0, generator)
            previous = sharpened(logits, generator)
    network.train(was_training)
    return previous


def forward(
    network: ClickNetwork, batch: Batch, previous: Tensor, config: Config
) -> tuple[Segmented, Refined]:
    """Run both networks on a batch whose previous probabilities are given."""
    every = torch.arange(len(batch), device=batch.image.device)
    return forward_some(network, batch, previous, config, every)


def focus_prompt(batch: Batch, config: Config) -> Tensor:
    """Draw disk maps of the Focus Crops, (B, 2, R, R)."""
    clicks = clicks_in_box(batch.clicks, batch.box, config.refiner_side)
    return disk_maps(clicks, config.refiner_side, config.refiner_radius)


def segmentor_prompt(batch: Batch, previous: Tensor, config: Config) -> Tensor:
    """Stack previous probabilities and disk maps, (B, 3, S, S)."""
    disks = disk_maps(batch.clicks, config.frame_side, config.segmentor_radius)
    return torch.cat([previous, disks], dim=1)


def forward_some(
    network: nn.Module, batch: Batch, previous: Tensor, config: Config, places: Tensor
) -> tuple[Segmented, Refined]:
    """Run the Segmentor on a whole batch and the Refiner on the samples at some places, (n,) int64.

    The Refiner is small and soon learnt, but costs as much as the Segmentor. `network` is a
    `ClickNetwork`, or a wrapper of one that shares its gradients with other processes.
    """
    some = batch.taken(places)
    prompt = segmentor_prompt(batch, previous, config)
    outputs: tuple[Segmented, Refined] = network(
        batch.image, prompt, some.focus_image, focus_prompt(some, config), some.box, places
    )
    return outputs


def losses(
    segmented: Segmented,
    refined: Refined,
    batch: Batch,
    places: Tensor,
    weights: LossWeights,
    shared_mean: Callable[[Tensor], Tensor] = lambda value: value,
) -> dict[str, Tensor]:
    """Return every loss by name, each (), and their weighted sum as ``total``.

    Parameters
    ----------
    places : (n,) int64, which samples were refined
    shared_mean : mean of a number over all processes that share the batch
    """
    side, some = batch.target.shape[-1], batch.taken(places)
    parts = {
        "coarse": normalised_focal(
            resize_centres(segmented.coarse.float(), side, side), batch.target, batch.ignored
        ).mean(),
        "refined": boundary_weighted_focal(
            refined.refined.float(), some.focus_target, some.focus_ignored, some.boundary, shared_mean
        ),
        "boundary": boundary_cross_entropy(refined.boundary.float(), some.boundary),
    }
    if segmented.auxiliary is not None:
        auxiliary = resize_centres(segmented.auxiliary.float(), side, side)
        parts["auxiliary"] = auxiliary_cross_entropy(auxiliary, batch.target, batch.ignored)
    total = torch.stack([getattr(weights, name) * value for name, value in parts.items()]).sum()
    return {**parts, "total": total}


def click_mistakes(batch: Batch, predicted: Tensor, generator: torch.Generator) -> None:
    """Put one click into the deepest error of each sample; `predicted` is (B, 1, S, S) bool."""
    target, ignored = batch.target[:, 0] > 0, batch.ignored[:, 0] > 0
    click, positive = next_clicks(predicted[:, 0], target, ignored, generator)
    add_click(batch, torch.arange(len(click), device=click.device), click, positive)


def sharpened(logits: Tensor, generator: torch.Generator) -> Tensor:
    """Turn logits into probabilities as the annotator feeds them back: of refined, hence sharper, maps."""
    draws = torch.rand(2, len(logits), 1, 1, 1, generator=generator, device=logits.device)
    factors = (1 + 2 * draws[0]) * torch.where(draws[1] < 0.7, 1.0, 4.0)
    return torch.sigmoid(logits * factors)
