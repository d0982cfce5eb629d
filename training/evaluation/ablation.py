"""Parts of FocalClick left out, for the paper's ablations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from py_frontend import Run
from py_frontend.seam import Tensor
from training.evaluation.runtime import Runtime

WHOLE_IMAGE = 1000.0
"""Expansion ratio that makes every crop the whole image."""


class WithRatios(Runtime):
    """A runtime whose crops are widened by other ratios than its variant's; None keeps the variant's."""

    def __init__(self, runtime: Runtime, target: float | None, focus: float | None) -> None:
        config = runtime.config
        config = replace(
            config,
            target_ratio=target or config.target_ratio,
            focus_ratio=focus or config.focus_ratio,
            looks=1 if target == WHOLE_IMAGE else config.looks,
        )
        super().__init__(config, runtime.name, f"{runtime.identity} target {target} focus {focus}")
        self._runtime = runtime

    def answer(self, run: Run) -> Mapping[str, Tensor]:
        """Answer as the runtime does."""
        return self._runtime.answer(run)


class CoarseOnly(Runtime):
    """A runtime without Refiner: what would be refined stays as coarse as it came."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime.config, runtime.name, f"{runtime.identity} coarse only")
        self._runtime = runtime

    def answer(self, run: Run) -> Mapping[str, Tensor]:
        """Cut the coarse logits out of the frame in the Refiner's place."""
        if run.net == "segmentor":
            return self._runtime.answer(run)
        coarse, box = run.feeds["coarse"], run.feeds["box"]
        assert isinstance(coarse, np.ndarray)
        assert isinstance(box, np.ndarray)
        side, frame = self.config.refiner_side, self.config.frame_side
        x0, y0, x1, y1 = (float(value) * coarse.shape[-1] / frame for value in box[0])
        rows, columns = _weights(y0, y1, side, coarse.shape[-2]), _weights(x0, x1, side, coarse.shape[-1])
        return {"refined": (rows @ coarse[0, 0] @ columns.T)[None, None].astype(np.float32)}


def _weights(start: float, end: float, count: int, samples: int) -> NDArray[np.float64]:
    """Return (count, samples) bilinear weights of `count` bin centres between two edges, in samples."""
    centres = start + (end - start) * (np.arange(count) + 0.5) / count - 0.5
    distances = np.abs(np.clip(centres, 0, samples - 1)[:, None] - np.arange(samples))
    return np.maximum(0.0, 1.0 - distances)
