"""IoU, NoC, NoF and the summary, on numbers small enough to check by eye."""

from __future__ import annotations

import numpy as np
import pytest

from py_frontend import Click
from training.evaluation.metrics import clicks_needed, continued, fails, iou, right_pixels
from training.evaluation.protocol import Failure, Record
from training.evaluation.report import summarise, table


def record(name: str, ious: list[float], right: int = 100, broken: int = 0) -> Record:
    clicks = tuple(Click(index, 0) for index in range(len(ious)))
    return Record(name, (3, 4), clicks, 0.25, tuple(ious), right, broken, 0.5 * len(ious))


@pytest.mark.parametrize(
    ("mask", "truth", "expected"),
    [
        ([1, 1, 0, 0], [1, 1, 0, 0], 1),
        ([1, 1, 0, 0], [0, 1, 1, 0], 1 / 3),
        ([1, 0, 0, 0], [0, 0, 0, 1], 0),
        ([0, 0, 0, 0], [0, 0, 0, 1], 0),
        ([0, 0, 0, 0], [0, 0, 0, 0], 1),
        ([1, 1, 0, 0], [0, 1, 0, 0], 1 / 2),
        ([1, 1, 0, 0], [-1, 1, 0, -1], 1),
        ([1, 0, 0, 1], [-1, 0, 0, -1], 1),
    ],
)
def test_iou(mask: list[int], truth: list[int], expected: float) -> None:
    assert iou(np.array([mask], bool), np.array([truth], np.int8)) == expected


def test_ignored_pixels_are_never_right() -> None:
    mask, truth = np.array([[1, 1, 0, 0, 1, 0]], bool), np.array([[1, 0, 1, 0, -1, -1]], np.int8)
    assert right_pixels(mask, truth).tolist() == [[True, False, False, True, False, False]]


def test_a_click_that_reaches_the_target_exactly_counts() -> None:
    assert clicks_needed([0.3, 0.9, 0.85], 0.9) == 2
    assert not fails([0.3, 0.9, 0.85], 0.9)


def test_success_with_the_last_click_is_no_failure() -> None:
    ious = [0.1] * 19 + [0.9]
    assert clicks_needed(ious, 0.9) == clicks_needed(ious, 0.95) == 20
    assert not fails(ious, 0.9)
    assert fails(ious, 0.95)


def test_a_sample_that_stopped_keeps_its_last_iou() -> None:
    assert continued([0.5, 0.96]) == [0.5] + [0.96] * 19


def test_summary() -> None:
    late = [0.1] * 19 + [0.9]
    records = [record("a", [0.82, 0.96], 100, 10), record("b", late), record("c", [0.86] * 20)]
    figures = summarise(records, [Failure("d", "no image of this name")])
    assert figures["samples"] == 3
    assert figures["noc80"] == (1 + 20 + 1) / 3
    assert figures["noc85"] == (2 + 20 + 1) / 3
    assert figures["noc90"] == (2 + 20 + 20) / 3
    assert figures["noc95"] == (2 + 20 + 20) / 3
    assert (figures["nof85"], figures["nof90"]) == (0, 1)
    assert (figures["nof85_at_20"], figures["nof90_at_20"]) == (1, 2)
    assert len(figures["miou"]) == 20
    assert figures["miou"][0] == pytest.approx((0.82 + 0.1 + 0.86) / 3)
    assert figures["miou"][19] == pytest.approx((0.96 + 0.9 + 0.86) / 3)
    assert figures["start_iou"] == 0.25
    assert figures["destroyed"] == pytest.approx(0.1 / 3)
    assert figures["seconds_per_click"] == 0.5
    assert figures["failed"] == [{"name": "d", "reason": "no image of this name"}]
    assert [entry["name"] for entry in figures["per_sample"]] == ["a", "b", "c"]
    assert figures["per_sample"][0]["clicks"][1] == {"x": 1, "y": 0, "positive": True}
    assert (figures["per_sample"][0]["width"], figures["per_sample"][0]["height"]) == (4, 3)
    assert table("set", figures).row_count == 17
