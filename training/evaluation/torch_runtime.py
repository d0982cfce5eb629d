"""Answers `py_frontend` with a torch network, so that a checkpoint can be measured before its export."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

from py_frontend import Config, Ref, Run
from py_frontend.seam import Tensor
from training.evaluation.runtime import Runtime
from training.networks import ClickNetwork
from training.networks.checkpoints import read_checkpoint


class TorchRuntime(Runtime):
    """A torch network on the CPU."""

    def __init__(
        self, network: ClickNetwork, config: Config, name: str = "torch network", identity: str = ""
    ) -> None:
        super().__init__(config, name, identity)
        self._network = network.eval()

    @classmethod
    def from_checkpoint(cls, path: Path) -> TorchRuntime:
        """Load a checkpoint: our ``.safetensors``, or a ``.pth`` that ClickSEG released.

        Raises
        ------
        TrainingError
            The file is missing or damaged, or its variant is unknown.
        """
        checkpoint = read_checkpoint(path)
        name, config = checkpoint.variant.name, checkpoint.variant.config
        identity = hashlib.sha256(path.read_bytes()).hexdigest()
        return cls(checkpoint.network(), config, f"{name} ({path.name})", identity)

    @torch.inference_mode()
    def answer(self, run: Run) -> Mapping[str, Tensor]:
        """Run one half of the network; kept outputs stay torch tensors."""
        outputs = self._outputs(run.net, {name: _to_torch(value) for name, value in run.feeds.items()})
        arrays: dict[str, Tensor] = {name: outputs[name].numpy() for name in run.fetches}
        return arrays | {name: Ref(outputs[name]) for name in run.keeps}

    def _outputs(self, net: str, feeds: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        if net == "segmentor":
            segmented = self._network.segment(**feeds)
            return {"coarse": segmented.coarse, "feature": segmented.feature}
        return {"refined": self._network.refine(**feeds).refined}


def _to_torch(value: Tensor) -> torch.Tensor:
    if isinstance(value, Ref):
        kept: torch.Tensor = value.handle  # type: ignore[assignment]
        return kept
    return torch.from_numpy(np.ascontiguousarray(value, np.float32))
