"""Everything that a run must keep to go on as if it had never stopped."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import msgspec
import torch
from torch import Tensor
from torch.optim import AdamW
from torch.optim.swa_utils import AveragedModel

from training.checkpoint_io import load_weights
from training.config import TrainingConfig
from training.errors import TrainingError
from training.networks import variant
from training.networks.interface import ClickNetwork
from training.pool import Pool


@dataclass
class TrainingState:
    """A network in training.

    ``average`` is the running mean of its weights, which is what ships; ``step`` counts batches;
    ``elapsed`` is the time trained so far, in seconds; ``pool`` the samples that come back.
    """

    network: ClickNetwork
    average: AveragedModel
    optimiser: AdamW
    step: int = 0
    elapsed: float = 0.0
    pool: Pool = field(default_factory=Pool)

    @property
    def averaged(self) -> ClickNetwork:
        """The network with averaged weights."""
        return cast(ClickNetwork, self.average.module)


def fresh_state(config: TrainingConfig, pretrained: Path | None, device: torch.device) -> TrainingState:
    """Build a network, from a pretrained trunk where the settings name one."""
    torch.manual_seed(config.seed)
    network = variant(config.variant).build()
    if config.trunk is not None:
        if pretrained is None:
            raise TrainingError(f"the settings start from {config.trunk}: give its folder with --pretrained")
        weights, _ = load_weights(pretrained / config.trunk)
        network.load_trunk(weights)
    network = network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    average = AveragedModel(network, avg_fn=_running_mean(config.average), use_buffers=True)
    trunk = network.trunk_parameters()
    in_trunk = {id(parameter) for parameter in trunk}
    rest = [parameter for parameter in network.parameters() if id(parameter) not in in_trunk]
    optimiser = AdamW(
        [{"params": rest, "peak": config.rate}, {"params": trunk, "peak": config.trunk_rate}],
        lr=config.rate,
        weight_decay=config.weight_decay,
    )
    return TrainingState(network, average, optimiser)


def save_state(path: Path, state: TrainingState, config: TrainingConfig) -> None:
    """Write a state so that an interruption at any moment leaves the old or the new file whole."""
    content: dict[str, Any] = {
        "network": state.network.state_dict(),
        "average": state.average.state_dict(),
        "optimiser": state.optimiser.state_dict(),
        "step": state.step,
        "elapsed": state.elapsed,
        "pool": state.pool.state(),
        "config": msgspec.to_builtins(config),
    }
    partial = path.with_suffix(".partial")
    torch.save(content, partial)
    os.replace(partial, path)


def load_state(path: Path, state: TrainingState, config: TrainingConfig) -> None:
    """Put a saved state into a fresh one.

    Raises
    ------
    TrainingError
        The file is missing, is no checkpoint of a run, or was written by one with other settings.
    """
    content = _read_state(path)
    differing = [
        name
        for name, value in msgspec.to_builtins(config).items()
        if content["config"].get(name) != value and name != "samples"
    ]
    if differing:
        raise TrainingError(f"{path} was written with other settings for: {', '.join(differing)}")
    state.network.load_state_dict(content["network"])
    state.average.load_state_dict(content["average"])
    state.optimiser.load_state_dict(content["optimiser"])
    state.step, state.elapsed = content["step"], content["elapsed"]
    state.pool = Pool.restored(content["pool"])


def _read_state(path: Path) -> dict[str, Any]:
    """Read a checkpoint without executing anything in it."""
    try:
        content = torch.load(path, weights_only=True, map_location="cpu")
    except FileNotFoundError as error:
        raise TrainingError(f"there is no {path} to resume from: start without --resume") from error
    except Exception as error:  # torch has an exception of its own for every kind of damage
        raise TrainingError(f"cannot resume from {path}, which is damaged: {error}") from error
    parts = {"network", "average", "optimiser", "step", "elapsed", "pool", "config"}
    if not isinstance(content, dict) or not parts <= content.keys():
        raise TrainingError(f"{path} is not the checkpoint of a training run")
    return content


def _running_mean(decay: float) -> Callable[[Tensor, Tensor, Tensor | int], Tensor]:
    """Average over a window that grows with the run, so that the first weights are soon forgotten."""

    def update(average: Tensor, current: Tensor, count: Tensor | int) -> Tensor:
        if not average.is_floating_point():
            return current
        kept = min(decay, (1 + int(count)) / (10 + int(count)))
        return average.lerp(current, 1 - kept)

    return update
