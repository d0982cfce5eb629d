"""Weights that follow a formula, so that recorded network outputs need no weight file.

Every tensor of a state dict is drawn from a generator seeded with its key; the few that ``weights.json``
names are overridden, so that outputs are centred and masks react to clicks.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.networks import VARIANTS, ClickNetwork

PUBLISHED = {
    "hrnet18s_S1": "hrnet18s-s1",
    "hrnet18s_S2": "hrnet18s-s2",
    "hrnet32_S2": "hrnet32-s2",
    "segformerB0_S1": "segformerb0-s1",
    "segformerB0_S2": "segformerb0-s2",
    "segformerB3_S2": "segformerb3-s2",
}
"""Name in the recordings of each published variant, and its name in the registry."""


def formula_network(root: Path, recorded: str) -> ClickNetwork:
    """Build a published variant with the weights of its recording."""
    network = VARIANTS[PUBLISHED[recorded]].build().eval()
    table = json.loads((root / "parity" / "weights.json").read_text())
    load_formula_weights(network, table["overrides"][recorded])
    return network


def load_formula_weights(network: nn.Module, overrides: Mapping[str, dict[str, Any]]) -> None:
    """Fill a network; `overrides` holds, by key, what deviates from the formula."""
    network.load_state_dict(
        {
            key: torch.from_numpy(_tensor(key, tuple(like.shape), overrides.get(key, {})))
            for key, like in network.state_dict().items()
        },
        strict=True,
    )


def read_keys(path: Path) -> dict[str, tuple[tuple[int, ...], torch.dtype]]:
    """Read a key list: a line per tensor with its name, its shape (``64x3x3x3`` or ``scalar``), its type."""
    rows = (line.split("\t") for line in path.read_text().splitlines())
    return {key: (_shape(shape), getattr(torch, kind)) for key, shape, kind in rows}


def described(state: Mapping[str, Tensor]) -> dict[str, tuple[tuple[int, ...], torch.dtype]]:
    """Describe a state dict as `read_keys` describes a key list."""
    return {key: (tuple(tensor.shape), tensor.dtype) for key, tensor in state.items()}


def _shape(text: str) -> tuple[int, ...]:
    return () if text == "scalar" else tuple(int(side) for side in text.split("x"))


def _tensor(key: str, shape: tuple[int, ...], override: dict[str, Any]) -> NDArray[Any]:
    normal = np.random.default_rng(zlib.crc32(key.encode())).standard_normal(shape)
    kind = key.split(".")[-1]
    if kind == "num_batches_tracked":
        return np.zeros(shape, np.int64)
    if "values" in override:
        return np.reshape(override["values"], shape).astype(np.float32)
    if "value" in override:
        return np.full(shape, override["value"], np.float32)
    return np.asarray(_spread(key, kind, normal) * override.get("gain", 1.0), np.float32)


def _spread(key: str, kind: str, normal: NDArray[np.float64]) -> NDArray[np.float64]:
    if kind == "running_mean":
        return 0.1 * normal
    if kind == "running_var":
        return 1 + 0.1 * np.abs(normal)
    if kind == "scale":
        return 3 + 0.1 * normal
    if kind == "bias":
        return 0.05 * normal
    if normal.ndim == 1:
        return 1 + 0.1 * normal
    gain = 1.0 if normal.ndim == 2 else 2.0 if key.startswith("refiner.") else 0.6
    return normal * math.sqrt(gain / math.prod(normal.shape[1:]))
