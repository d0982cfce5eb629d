"""Answers `py_frontend` with a torch network, so that a checkpoint can be measured before its export."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

from py_frontend import Config, Ref, Run
from py_frontend.seam import Tensor
from training.checkpoint_io import load_into, load_weights
from training.errors import TrainingError
from training.evaluation.runtime import Runtime
from training.networks import VARIANTS, ClickNetwork, variant
from training.networks.clickseg import IDENTITIES, load_clickseg


class TorchRuntime(Runtime):
    """A torch network on the CPU."""

    def __init__(self, network: ClickNetwork, config: Config, name: str = "torch network") -> None:
        super().__init__(config, name)
        self._network = network.eval()

    @classmethod
    def from_checkpoint(cls, path: Path) -> TorchRuntime:
        """Load a checkpoint: our ``.safetensors``, or a ``.pth`` that ClickSEG released.

        Raises
        ------
        TrainingError
            The file is missing or damaged, or its variant is unknown.
        """
        name, weights = _read_released(path) if path.suffix == ".pth" else _read_own(path)
        network = variant(name).build()
        load_into(network, weights, str(path))
        return cls(network, variant(name).config, f"{name} ({path.name})")

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


def _read_own(path: Path) -> tuple[str, dict[str, torch.Tensor]]:
    """Read one of our checkpoints; its record names the variant, or else its file name does."""
    weights, record = load_weights(path)
    name = record.get("variant", path.stem)
    if name not in VARIANTS:
        raise TrainingError(
            f"{path} does not say which variant it holds: name it after one, as in "
            f"{', '.join(f'{known}.safetensors' for known in sorted(VARIANTS))}"
        )
    return name, weights


def _read_released(path: Path) -> tuple[str, dict[str, torch.Tensor]]:
    """Find the variant that a released checkpoint holds; the reader refuses every other one."""
    refusals = []
    for name in IDENTITIES:
        try:
            return name, load_clickseg(path, name)
        except TrainingError as error:
            refusals.append(str(error))
    raise TrainingError("\n".join(refusals))
