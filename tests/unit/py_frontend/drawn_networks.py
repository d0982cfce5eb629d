"""Networks that answer with drawn blobs: no weights, but masks that change at every click."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from py_frontend import Click, ClickResult, Ref, Run, Session
from py_frontend.seam import Answer

COARSE_SIDE = 8


class DrawnNetworks:
    """Answer each request with smooth random logits from a seed."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)
        self.runs: list[Run] = []

    def answer(self, run: Run) -> Answer:
        """Draw the outputs of one request."""
        self.runs.append(run)
        if run.net == "segmentor":
            return {"coarse": self._logits(COARSE_SIDE), "feature": Ref(len(self.runs))}
        box, image = run.feeds["box"], run.feeds["image"]
        assert isinstance(box, np.ndarray)
        assert isinstance(image, np.ndarray)
        return {"refined": self._logits(image.shape[-1])}

    def _logits(self, side: int) -> NDArray[np.float32]:
        corners = self._generator.normal(0, 4, (3, 3))
        reach = np.maximum(0, 1 - np.abs(np.linspace(0, 2, side)[:, None] - np.arange(3)))
        logits: NDArray[np.float32] = (reach @ corners @ reach.T).astype(np.float32)
        return logits[None, None]


class FixedNetworks:
    """Answer with given logits: two-dimensional arrays or numbers, in the order of the clicks."""

    def __init__(self, coarse: list[NDArray[np.float32]], refined: list[NDArray[np.float32]]) -> None:
        answers: list[Answer] = []
        for one, other in zip(coarse, refined, strict=True):
            answers += [{"coarse": one[None, None], "feature": Ref(0)}, {"refined": other[None, None]}]
        self._answers: Iterator[Answer] = iter(answers)
        self.runs: list[Run] = []

    def answer(self, run: Run) -> Answer:
        """Return the next stored output."""
        self.runs.append(run)
        return next(self._answers)


def drive(
    session: Session, networks: DrawnNetworks | FixedNetworks, click: Click, preview: bool = False
) -> ClickResult:
    """Carry one click to its end."""
    steps = session.click(click, preview=preview)
    try:
        run = next(steps)
        while True:
            run = steps.send(networks.answer(run))
    except StopIteration as stop:
        result: ClickResult = stop.value
        return result
