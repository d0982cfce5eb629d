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
        places = _corners if self.config.grid == "corners" else _centres
        height, width = coarse.shape[-2:]
        rows = _weights(places(y0, y1, side, height), height)
        columns = _weights(places(x0, x1, side, width), width)
        return {"refined": (rows @ coarse[0, 0] @ columns.T)[None, None].astype(np.float32)}


def _centres(start: float, end: float, count: int, _: int) -> NDArray[np.float64]:
    """Return (count,) places, in samples, of the centres of equal bins between two edges."""
    return start + (end - start) * (np.arange(count) + 0.5) / count - 0.5


def _corners(start: float, end: float, count: int, samples: int) -> NDArray[np.float64]:
    """Return (count,) places from edge to edge, where the first and last sample lie on the frame's own edges.

    The last one lies up to one image pixel too far: how many the frame shows, a runtime does not know.
    """
    return np.linspace(start, end, count) * (samples - 1) / samples


def _weights(places: NDArray[np.float64], samples: int) -> NDArray[np.float64]:
    """Return (count, samples) bilinear weights of places between samples."""
    distances = np.abs(np.clip(places, 0, samples - 1)[:, None] - np.arange(samples))
    return np.maximum(0.0, 1.0 - distances)
