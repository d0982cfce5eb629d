"""Everything that a run must keep to go on as if it had never stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import msgspec
import torch
from lightning_fabric import Fabric
from torch import Tensor
from torch.optim import AdamW
from torch.optim.swa_utils import AveragedModel

from training.checkpoint_io import load_into, load_weights
from training.config import TrainingConfig
from training.errors import TrainingError
from training.networks import variant
from training.networks.interface import ClickNetwork
from training.pool import Pool, pool_tensors, restored_pools
from training.saving import read_content

_PARTS = {"network", "average", "optimiser", "step", "elapsed", "pool", "config"}


@dataclass
class TrainingState:
    """A network in training.

    ``average`` is the running mean of its weights, which is what ships; ``step`` counts batches;
    ``elapsed`` is the time trained so far, in seconds; ``start`` tells where the first weights came
    from; ``pools`` are the samples that come back, one for each of the process's lanes.
    """

    network: ClickNetwork
    average: AveragedModel
    optimiser: AdamW
    step: int = 0
    elapsed: float = 0.0
    start: str = "random"
    pools: list[Pool] = field(default_factory=lambda: [Pool()])

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
    average = AveragedModel(network, multi_avg_fn=running_mean(config.average), use_buffers=True)
    trunk = network.trunk_parameters()
    in_trunk = {id(parameter) for parameter in trunk}
    rest = [parameter for parameter in network.parameters() if id(parameter) not in in_trunk]
    optimiser = AdamW(
        [{"params": rest, "peak": config.rate}, {"params": trunk, "peak": config.trunk_rate}],
        lr=config.rate,
        weight_decay=config.weight_decay,
        fused=True,
    )
    return TrainingState(network, average, optimiser, start=config.trunk or "random")


def start_from(path: Path, state: TrainingState, config: TrainingConfig) -> None:
    """Begin with the weights of a finished run instead of a pretrained trunk.

    Raises
    ------
    TrainingError
        The file is missing, damaged, or holds the weights of another variant.
    """
    weights, record = load_weights(path)
    if record.get("variant", config.variant) != config.variant:
        raise TrainingError(f"{path} holds {record['variant']}, but the settings train {config.variant}")
    for network in (state.network, state.averaged):
        load_into(network, weights, str(path))
    state.start = path.name


def gathered_pool(state: TrainingState, fabric: Fabric) -> dict[str, Tensor]:
    """Return the samples that come back, of all processes; all of them must call this together."""
    pool = pool_tensors(state.pools)
    if fabric.world_size == 1:
        return pool
    # One more dimension, of processes, comes first.
    everywhere = cast(dict[str, Tensor], fabric.all_gather(pool))
    return {name: tensor.flatten(0, 1) for name, tensor in everywhere.items()}


def state_content(state: TrainingState, config: TrainingConfig, pool: dict[str, Tensor]) -> dict[str, Any]:
    """Return what a checkpoint holds."""
    return {
        "network": state.network.state_dict(),
        "average": state.average.state_dict(),
        "optimiser": state.optimiser.state_dict(),
        "step": state.step,
        "elapsed": state.elapsed,
        "start": state.start,
        "pool": pool,
        "config": msgspec.to_builtins(config),
    }


def load_state(path: Path, state: TrainingState, config: TrainingConfig, fabric: Fabric) -> None:
    """Put a saved state into a fresh one; each process takes its lanes' pools.

    Raises
    ------
    TrainingError
        The file is missing, is no checkpoint of a run, or was written by one with other settings.
    """
    content = read_content(path)
    if not content.keys() >= _PARTS:
        raise TrainingError(f"{path} is not the checkpoint of a training run")
    _check_settings(path, content["config"], config)
    state.network.load_state_dict(content["network"])
    state.average.load_state_dict(content["average"])
    if content["optimiser"]:
        saved = content["optimiser"]
        groups = [{**group, "fused": True, "foreach": None} for group in saved["param_groups"]]
        state.optimiser.load_state_dict({**saved, "param_groups": groups})
    state.step, state.elapsed = content["step"], content["elapsed"]
    state.start = content.get("start", state.start)
    pool = {name: tensor.to(fabric.device) for name, tensor in content["pool"].items()}
    each = config.lanes // fabric.world_size
    state.pools = restored_pools(pool, config.lanes)[fabric.global_rank * each :][:each]


def _check_settings(path: Path, saved: object, config: TrainingConfig) -> None:
    """Compare the settings of a checkpoint with a run's; only the length of the schedule may change."""
    try:
        old = msgspec.to_builtins(msgspec.convert(saved, TrainingConfig))
    except msgspec.ValidationError as error:
        raise TrainingError(f"{path} was written with settings of another version: {error}") from error
    new = msgspec.to_builtins(config)
    differing = [name for name in new if old[name] != new[name] and name != "samples"]
    if differing:
        values = ", ".join(f"{name} ({old[name]}, now {new[name]})" for name in differing)
        raise TrainingError(f"{path} was written with other settings for: {values}")


_Tensors = tuple[Tensor, ...] | list[Tensor]


def running_mean(decay: float) -> Callable[[_Tensors, _Tensors, Tensor | int], None]:
    """Average over a window that grows with the run, so that the first weights are soon forgotten."""

    def update(averages: _Tensors, currents: _Tensors, count: Tensor | int) -> None:
        if not averages[0].is_floating_point():
            torch._foreach_copy_(averages, currents)
            return
        kept = min(decay, (1 + int(count)) / (10 + int(count)))
        torch._foreach_lerp_(averages, currents, 1 - kept)

    return update
