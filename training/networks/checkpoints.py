"""From a file of weights to the variant it holds: our own checkpoints, and those that ClickSEG released."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from torch import Tensor

from training.checkpoint_io import load_into, load_weights
from training.errors import TrainingError
from training.networks.clickseg import load_clickseg, read_clickseg
from training.networks.interface import ClickNetwork
from training.networks.registry import VARIANTS, Variant, variant

RELEASED_SUFFIX = ".pth"


class Checkpoint(NamedTuple):
    """Weights of one variant, and the record of how they came about."""

    variant: Variant
    weights: dict[str, Tensor]
    record: dict[str, Any]

    def network(self) -> ClickNetwork:
        """Build the network with these weights, in evaluation mode."""
        network = self.variant.build()
        load_into(network, self.weights, self.variant.name)
        return network.eval()


def read_checkpoint(path: Path, name: str | None = None) -> Checkpoint:
    """Read a checkpoint: our ``.safetensors``, or a ``.pth`` that ClickSEG released.

    Parameters
    ----------
    name
        The variant it must hold; by default what the file says: a released one in its ``config``, one of
        ours in its record or else by its name.

    Raises
    ------
    TrainingError
        The file is missing or damaged, or holds another variant or one that is not known.
    """
    if path.suffix == RELEASED_SUFFIX:
        found, weights = (name, load_clickseg(path, name)) if name else read_clickseg(path)
        return Checkpoint(variant(found), weights, {"origin": f"released by ClickSEG as {path.name}"})
    weights, record = load_weights(path)
    found = name or record.get("variant", path.stem)
    if found not in VARIANTS:
        raise TrainingError(
            f"{path} does not say which variant it holds: name it after one, as in "
            f"{', '.join(f'{known}.safetensors' for known in sorted(VARIANTS))}"
        )
    return Checkpoint(variant(found), weights, record)
