"""Networks whose outputs are recorded: the pipeline's answers without any network."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from py_frontend import ClickResult, Ref, Run
from py_frontend.pipeline import ClickSteps
from py_frontend.resampling import Axis, resize, sample
from py_frontend.seam import Answer


def roi_align(values: NDArray[np.float32], box: NDArray[np.float32]) -> NDArray[np.float32]:
    """Read a square map once per bin of a box ``(x0, y0, x1, y1)``, as large as the map itself."""
    side = values.shape[0]

    def axis(start: np.float32, end: np.float32) -> Axis:
        step = (end - start) / np.float32(side)
        return Axis.at(
            start - np.float32(0.5) + (np.arange(side, dtype=np.float32) + np.float32(0.5)) * step, side
        )

    x0, y0, x1, y1 = box
    return sample(values, axis(y0, y1), axis(x0, x1))


class RecordedNetworks:
    """Answer with stored coarse logits; refine by ``1.5 l + 0.25`` of the aligned coarse logits l."""

    def __init__(self, frame_side: int) -> None:
        self.frame_side = frame_side
        self.runs: list[Run] = []

    def drive(self, steps: ClickSteps, coarse: NDArray[np.float32]) -> ClickResult:
        """Answer one click's requests; `coarse` is ``(h, w)``."""
        self.runs.clear()
        try:
            run = next(steps)
            while True:
                self.runs.append(run)
                run = steps.send(self.answer(run, coarse))
        except StopIteration as stop:
            result: ClickResult = stop.value
            return result

    def answer(self, run: Run, coarse: NDArray[np.float32]) -> Answer:
        """Answer one request."""
        if run.net == "segmentor":
            return _only(run, {"coarse": coarse[None, None]}, [("feature", Ref("feature"))])
        assert run.feeds["feature"] == Ref("feature")
        box, fed = run.feeds["box"], run.feeds["coarse"]
        assert isinstance(box, np.ndarray)
        assert isinstance(fed, np.ndarray)
        frame = resize(fed[0, 0], self.frame_side, self.frame_side, "corners")
        return _only(run, {"refined": (1.5 * roi_align(frame, box[0]) + 0.25)[None, None]}, [])


def _only(run: Run, arrays: dict[str, NDArray[np.float32]], refs: Iterable[tuple[str, Ref]]) -> Answer:
    assert set(run.fetches) == set(arrays)
    assert set(run.keeps) == {name for name, _ in refs}
    return {**arrays, **dict(refs)}
