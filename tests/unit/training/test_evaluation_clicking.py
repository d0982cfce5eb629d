"""Robots that try several clicks and take the best or the worst, without a trace of the others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from py_frontend import Click
from tests.unit.training.tiny_models import grey_to_rgb, rectangle, write_models
from training.evaluation.clicking import STANDARD, Clicking
from training.evaluation.methods import Attempt
from training.evaluation.metrics import iou
from training.evaluation.opening import Choice
from training.evaluation.robot import displaced_clicks, next_click
from training.evaluation.samples import Loaded

OBJECT = rectangle(12, 12, 44, 44, 60)
TRUTH = (OBJECT > 0).astype(np.int8)


class LeftOf(Attempt):
    """Everything up to the column of the last click."""

    def __init__(self) -> None:
        self._mask = np.zeros(TRUTH.shape, bool)

    @property
    def mask(self) -> NDArray[np.bool_]:
        return self._mask

    def click(self, click: Click) -> None:
        self.clicks = (*self.clicks, click)
        self._mask = np.broadcast_to(np.arange(60) <= click.x, TRUTH.shape)


def test_standard_clicks_are_the_protocols() -> None:
    assert STANDARD.robot("a")(TRUTH, LeftOf()) == next_click(TRUTH, np.zeros(TRUTH.shape, bool))
    assert str(STANDARD) == "standard"


def test_the_best_and_the_worst_candidate_are_taken() -> None:
    random = np.random.default_rng((0, 3))  # 0 is the check sum of an empty name
    candidates = displaced_clicks(TRUTH, np.zeros(TRUTH.shape, bool), (), random, 8)
    scores = [iou(LeftOf().outcome(click), TRUTH) for click in candidates]
    lucky, unlucky = (Clicking(3, 8, luck).robot("")(TRUTH, LeftOf()) for luck in ("best", "worst"))
    assert lucky == candidates[int(np.argmax(scores))]
    assert unlucky == candidates[int(np.argmin(scores))]
    assert min(scores) < max(scores)


def test_names_tell_all_ways_apart() -> None:
    ways = [STANDARD, Clicking(0), Clicking(1), Clicking(0, 5), Clicking(0, 5, "worst"), Clicking(0, 4)]
    assert len({str(way) for way in ways}) == len(ways)
    assert str(Clicking(2)) == "displaced, draw 2"


@pytest.mark.parametrize("model", [None, "opencv-grabcut", "random-walker"])
def test_trying_a_click_leaves_no_trace(tmp_path: Path, model: str | None) -> None:
    noise = np.random.default_rng(0).integers(0, 30, OBJECT.shape)
    image = np.clip(OBJECT.astype(np.int64) // 2 + 40 + noise, 0, 255).astype(np.uint8)
    loaded = Loaded(grey_to_rgb(image), TRUTH, None)
    models = write_models(tmp_path / "models")
    plain, tried = (Choice(model, models)().begin(loaded) for _ in range(2))
    for click in (Click(28, 28), Click(3, 3, False), Click(40, 40)):
        outcome = tried.outcome(click)
        tried.outcome(Click(20, 30))
        assert tried.clicks == plain.clicks
        np.testing.assert_array_equal(tried.mask, plain.mask)
        plain.click(click)
        tried.click(click)
        np.testing.assert_array_equal(outcome, plain.mask)
        np.testing.assert_array_equal(tried.mask, plain.mask)
