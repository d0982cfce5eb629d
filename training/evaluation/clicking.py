"""Who clicks: the protocol's robot, one that misses the middle, or one that has good or bad luck."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from py_frontend import Click
from training.evaluation.methods import Attempt
from training.evaluation.metrics import iou
from training.evaluation.robot import displaced_clicks, next_click

Truth = NDArray[np.int8]
Robot = Callable[[Truth, Attempt], Click]
Luck = Literal["best", "worst"]


@dataclass(frozen=True)
class Clicking:
    """How a sample is clicked on; without a draw, as the protocol asks.

    Attributes
    ----------
    draw
        Number of a draw of displaced clicks; they follow from it and from the sample's name.
    candidates
        So many displaced clicks are tried at each click, and one of them is taken.
    luck
        Which of them: the one after which IoU is best, or worst.
    """

    draw: int | None = None
    candidates: int = 1
    luck: Luck = "best"

    def __str__(self) -> str:
        if self.draw is None:
            return "standard"
        if self.candidates == 1:
            return f"displaced, draw {self.draw}"
        return f"{self.luck} of {self.candidates} displaced at each click, draw {self.draw}"

    def robot(self, name: str) -> Robot:
        """Return who clicks on the sample of a name."""
        if self.draw is None:
            return _middle
        random = np.random.default_rng((zlib.crc32(name.encode()), self.draw))
        if self.candidates == 1:
            return partial(_displaced, random=random)
        return partial(_chosen, random=random, candidates=self.candidates, luck=self.luck)


STANDARD = Clicking()


def _middle(truth: Truth, attempt: Attempt) -> Click:
    return next_click(truth, attempt.mask, attempt.clicks)


def _displaced(truth: Truth, attempt: Attempt, random: np.random.Generator) -> Click:
    return displaced_clicks(truth, attempt.mask, attempt.clicks, random)[0]


def _chosen(
    truth: Truth, attempt: Attempt, random: np.random.Generator, candidates: int, luck: Luck
) -> Click:
    """Try several clicks, which all leave the attempt as it is; return the one to take."""
    drawn = displaced_clicks(truth, attempt.mask, attempt.clicks, random, candidates)
    scores = {click: iou(attempt.outcome(click), truth) for click in dict.fromkeys(drawn)}
    return (max if luck == "best" else min)(scores, key=lambda click: scores[click])
