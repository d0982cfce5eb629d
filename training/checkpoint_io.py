"""Weights on disk: safetensors, half precision to ship, with a readable record in the header."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from training.errors import TrainingError

_HEADER = "focalclick"


def save_weights(path: Path, weights: Mapping[str, Tensor], record: Mapping[str, Any]) -> None:
    """Write weights with floating-point tensors of two or more dimensions in half precision.

    Norms, biases and statistics stay float32: they are small, and half precision would overflow
    some variances.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    stored = {
        name: (tensor.half() if tensor.is_floating_point() and tensor.dim() >= 2 else tensor)
        .detach()
        .cpu()
        .contiguous()
        for name, tensor in weights.items()
    }
    save_file(stored, path, metadata={_HEADER: json.dumps(record, sort_keys=True)})


def load_weights(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Read weights, widened to float32, and the record stored with them ({} where there is none).

    Raises
    ------
    TrainingError
        The file is missing or is not a safetensors file.
    """
    try:
        with safe_open(path, framework="pt") as archive:
            weights = {name: archive.get_tensor(name) for name in archive.keys()}  # noqa: SIM118
            header = archive.metadata() or {}
    except (OSError, SafetensorError) as error:
        raise TrainingError(f"cannot read weights from {path}: {error}") from error
    widened = {
        name: tensor.float() if tensor.dtype == torch.float16 else tensor for name, tensor in weights.items()
    }
    return widened, json.loads(header.get(_HEADER, "{}"))


def load_into(network: torch.nn.Module, weights: Mapping[str, Tensor], source: str) -> None:
    """Put weights into a network, every name and shape matching.

    Raises
    ------
    TrainingError
        Names are missing, left over, or a shape differs; nothing was loaded then.
    """
    own = network.state_dict()
    missing = sorted(own.keys() - weights.keys())
    extra = sorted(weights.keys() - own.keys())
    differing = sorted(n for n in own.keys() & weights.keys() if own[n].shape != weights[n].shape)
    for problem, names in (("lacks", missing), ("has unknown", extra), ("has another shape for", differing)):
        if names:
            raise TrainingError(f"{source} {problem} {len(names)} tensors: {', '.join(names[:10])}")
    network.load_state_dict(dict(weights))
