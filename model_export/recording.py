"""What the networks are really fed: click sequences on photographs, recorded at the generator seam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from model_export.names import Net
from model_export.photographs import Photograph
from py_frontend import Config, Ref, Run, Session
from py_frontend.seam import Tensor
from training.evaluation.robot import next_click
from training.evaluation.runtime import Runtime
from training.evaluation.torch_runtime import TorchRuntime
from training.networks import ClickNetwork

Arrays = dict[str, NDArray[np.float32]]

_CLICKS_EACH = 3


@dataclass(frozen=True)
class Recording:
    """Inputs of one network call, and what torch answered."""

    net: Net
    feeds: Arrays
    outputs: Arrays


class _RecordingRuntime(Runtime):
    """A torch network that remembers what it was asked and what it said."""

    def __init__(self, network: ClickNetwork, config: Config) -> None:
        super().__init__(config, "recorded torch network")
        self._torch = TorchRuntime(network, config)
        self.recordings: list[Recording] = []

    def answer(self, run: Run) -> Mapping[str, Tensor]:
        """Answer as torch does."""
        answer = self._torch.answer(run)
        self.recordings.append(Recording(run.net, _arrays(run.feeds), _arrays(answer)))
        return answer


def record(network: ClickNetwork, config: Config, photographs: Sequence[Photograph]) -> list[Recording]:
    """Record every network call of three robot clicks on each photograph's object."""
    runtime = _RecordingRuntime(network, config)
    for photograph in photographs:
        truth, session = photograph.truth.astype(np.int8), Session(photograph.image, config)
        for _ in range(_CLICKS_EACH):
            runtime.click(session, next_click(truth, session.mask, session.clicks))
    return runtime.recordings


def feeds_of(recordings: list[Recording], net: Net) -> list[Arrays]:
    """Return the inputs of one of the two networks."""
    return [each.feeds for each in recordings if each.net == net]


def _arrays(tensors: Mapping[str, Tensor]) -> Arrays:
    return {name: _array(value) for name, value in tensors.items()}


def _array(value: Tensor) -> NDArray[np.float32]:
    """Copy a tensor; one that stayed with torch lies behind its `Ref`."""
    kept = value.handle if isinstance(value, Ref) else value
    return np.array(kept.numpy() if isinstance(kept, torch.Tensor) else kept, np.float32)
