"""Does the graph say what torch says? Differences on real crops, in logits and in masks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from model_export.errors import ExportError
from model_export.names import OUTPUTS, Net
from model_export.recording import Recording

MOST_DIFFERENCE = 1e-3
"""Largest difference of a float32 graph's logits to torch's."""

_MASK_OUTPUT: dict[Net, str] = {"segmentor": "coarse", "refiner": "refined"}


@dataclass(frozen=True)
class Agreement:
    """How far a graph agrees with torch on recorded inputs.

    ``difference`` is the largest absolute difference over all outputs; ``mask_iou`` and
    ``worst_mask_iou`` compare the masks logits > 0, mean and minimum over the recordings.
    """

    difference: float
    mask_iou: float
    worst_mask_iou: float


def agreement(path: Path, net: Net, recordings: Sequence[Recording]) -> Agreement:
    """Run a graph on recorded inputs and compare it with the recorded answers of torch."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    differences, overlaps = [], []
    for recording in recordings:
        if recording.net != net:
            continue
        values = session.run(list(OUTPUTS[net]), recording.feeds)
        answer = dict(zip(OUTPUTS[net], values, strict=True))
        differences += [float(np.abs(answer[name] - recording.outputs[name]).max()) for name in answer]
        name = _MASK_OUTPUT[net]
        overlaps.append(_overlap(answer[name] > 0, recording.outputs[name] > 0))
    if not overlaps:
        raise ExportError(f"no recorded call of the {net} to verify {path.name} with")
    return Agreement(max(differences), float(np.mean(overlaps)), float(min(overlaps)))


def require_exact(path: Path, net: Net, found: Agreement) -> None:
    """Refuse a float32 graph that computes something else than torch.

    Raises
    ------
    ExportError
        Some logit or feature differs by more than `MOST_DIFFERENCE`.
    """
    if not found.difference <= MOST_DIFFERENCE:
        raise ExportError(
            f"{path.name}: the {net} differs from torch by {found.difference:.2g},"
            f" more than {MOST_DIFFERENCE:g}"
        )


def _overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Return the intersection over union of two masks, 1 where both are empty."""
    either = int((one | other).sum())
    return float((one & other).sum() / either) if either else 1.0
