"""Where a run computes: one processor, one GPU, or many processes that ``torchrun`` has started."""

from __future__ import annotations

import os

import torch
import torch.distributed as distributed
from lightning_fabric import Fabric
from lightning_fabric.strategies.ddp import DDPStrategy
from torch import Tensor, nn


def launched(accelerator: str | None = None) -> Fabric:
    """Return the engine that wraps network and optimiser; it knows of all processes of the run.

    Parameters
    ----------
    accelerator : ``cpu`` or ``cuda``; by default the GPU where there is one
    """
    chosen = accelerator or ("cuda" if torch.cuda.is_available() else "cpu")
    here, everywhere = (int(os.environ.get(name, 1)) for name in ("LOCAL_WORLD_SIZE", "WORLD_SIZE"))
    # Some variants hold published parameters that nothing uses; a static graph allows for them.
    several = DDPStrategy(static_graph=True, broadcast_buffers=False)
    fabric = Fabric(
        accelerator=chosen,
        devices=here,
        num_nodes=everywhere // here,
        strategy=several if everywhere > 1 else "auto",
        precision="bf16-mixed" if chosen == "cuda" else "32-true",
    )
    fabric.launch()
    return fabric


def share_statistics(network: nn.Module, fabric: Fabric) -> None:
    """Let batch normalisation see the samples of all processes, as if one had them all."""
    if fabric.world_size == 1:
        return
    if fabric.device.type == "cuda":
        nn.SyncBatchNorm.convert_sync_batchnorm(network)  # type: ignore[no-untyped-call]
        return
    for parent in list(network.modules()):
        for name, child in parent.named_children():
            if isinstance(child, nn.BatchNorm2d):
                setattr(parent, name, _SharedBatchNorm.like(child))


class _SharedBatchNorm(nn.BatchNorm2d):
    """Batch normalisation over all processes; torch's own needs a GPU."""

    @classmethod
    def like(cls, norm: nn.BatchNorm2d) -> _SharedBatchNorm:
        """Return one that shares parameters and statistics with another."""
        shared = cls(norm.num_features, norm.eps, norm.momentum)
        shared.weight, shared.bias = norm.weight, norm.bias
        shared.running_mean, shared.running_var = norm.running_mean, norm.running_var
        shared.num_batches_tracked = norm.num_batches_tracked
        return shared.train(norm.training)

    def forward(self, input: Tensor) -> Tensor:
        """Normalise (B, C, h, w); B, h and w are the same in every process."""
        if not self.training:
            return super().forward(input)
        maps = input.double()
        count = maps[:, 0].numel() * distributed.get_world_size()
        sums = torch.stack([maps.sum((0, 2, 3)), maps.square().sum((0, 2, 3))])
        mean, square = (_SumOfProcesses.apply(sums) / count).unbind()  # type: ignore[no-untyped-call]
        variance = square - mean.square()
        self._remember(mean.detach(), variance.detach() * count / (count - 1))
        scale = self.weight * (variance + self.eps).rsqrt()
        offset = self.bias - mean * scale
        return torch.addcmul(offset[:, None, None], maps, scale[:, None, None]).to(input.dtype)

    def _remember(self, mean: Tensor, variance: Tensor) -> None:
        for kept, current in ((self.running_mean, mean), (self.running_var, variance)):
            if kept is not None and self.momentum is not None:
                kept.lerp_(current.to(kept.dtype), self.momentum)
        if self.num_batches_tracked is not None:
            self.num_batches_tracked += 1


class _SumOfProcesses(torch.autograd.Function):
    """The sum of a tensor over all processes; so is its gradient."""

    @staticmethod
    def forward(_: object, tensor: Tensor) -> Tensor:
        total = tensor.clone()
        distributed.all_reduce(total)
        return total

    @staticmethod
    def backward(_: object, gradient: Tensor) -> Tensor:
        total = gradient.clone()
        distributed.all_reduce(total)
        return total
