"""Evaluations that are interrupted and go on, displaced clicks, and networks that answer nonsense."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from py_frontend import Ref, Run
from py_frontend.seam import Tensor
from tests.unit.training.tiny_models import CONFIG, grey_to_rgb, rectangle, write_models, write_picture
from training.errors import TrainingError
from training.evaluation.__main__ import main
from training.evaluation.clicking import Clicking
from training.evaluation.datasets import read_dataset
from training.evaluation.methods import FocalClick, Method
from training.evaluation.opening import Choice
from training.evaluation.running import Evaluation
from training.evaluation.runtime import Runtime
from training.evaluation.samples import Sample

SQUARE = rectangle(6, 6, 18, 18)


@pytest.fixture
def choice(tmp_path: Path) -> Choice:
    return Choice(None, write_models(tmp_path / "models"))


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    for name in "abc":
        write_picture(tmp_path / f"set/images/{name}.png", grey_to_rgb(SQUARE))
        write_picture(tmp_path / f"set/masks/{name}.png", SQUARE)
    return read_dataset("folder", tmp_path / "set")


class Unstable(Runtime):
    """Gives logits that are no numbers."""

    def __init__(self) -> None:
        super().__init__(CONFIG, "unstable")

    def answer(self, run: Run) -> Mapping[str, Tensor]:
        coarse = np.full((1, 1, 8, 8), np.nan, np.float32)
        return {"coarse": coarse, "feature": Ref(None), "refined": coarse}


def must_not_open() -> Method:
    raise AssertionError("opened although nothing was left to do")


def test_an_interrupted_run_goes_on_where_it_stopped(
    tmp_path: Path, choice: Choice, samples: list[Sample]
) -> None:
    journal = tmp_path / "kept" / "outcomes.jsonl"
    whole = Evaluation("", choice, samples).run()
    first = Evaluation("", choice, samples[:2], journal=journal).run()
    # The third was being written when the power went.
    journal.write_bytes(journal.read_bytes() + b'{"name":"c","size":[24')
    assert samples[0].mask
    samples[0].mask.unlink()
    again = Evaluation("", choice, samples, journal=journal).run()
    assert again.failures == []
    assert again.records[:2] == first.records
    assert [record.ious for record in again.records] == [record.ious for record in whole.records]
    assert len(journal.read_text().splitlines()) == 4


def test_a_failed_sample_is_tried_again(tmp_path: Path, choice: Choice, samples: list[Sample]) -> None:
    mask, journal = samples[1].mask, tmp_path / "outcomes.jsonl"
    assert mask
    content = mask.read_bytes()
    mask.write_bytes(b"broken")
    assert [each.name for each in Evaluation("", choice, samples, journal=journal).run().failures] == ["b"]
    mask.write_bytes(content)
    outcomes = Evaluation("", choice, samples, journal=journal).run()
    assert [record.name for record in outcomes.records] == ["a", "b", "c"]


def test_outcomes_of_another_evaluation_are_refused(
    tmp_path: Path, choice: Choice, samples: list[Sample]
) -> None:
    journal = tmp_path / "outcomes.jsonl"
    Evaluation("", choice, samples[:1], journal=journal).run()
    with pytest.raises(
        TrainingError, match="of another evaluation: its clicks is 'standard', not 'displaced"
    ):
        Evaluation("", choice, samples[:1], clicking=Clicking(0), journal=journal).run()
    journal.write_text("figures\n")
    with pytest.raises(TrainingError, match="is no journal of an evaluation"):
        Evaluation("", choice, samples[:1], journal=journal).run()


def test_nan_from_a_network_is_named_and_costs_one_sample(samples: list[Sample]) -> None:
    outcomes = Evaluation("", must_not_open, samples[:1]).run(FocalClick(Unstable()))
    assert outcomes.records == []
    assert [failure.name for failure in outcomes.failures] == ["a"]
    assert "not finite" in outcomes.failures[0].reason


def test_displaced_clicks_are_repeatable_and_differ_by_draw(choice: Choice, samples: list[Sample]) -> None:
    runs = [Evaluation("", choice, samples, clicking=Clicking(draw)).run().records for draw in (0, 0, 1)]
    clicks = [[record.clicks for record in run] for run in runs]
    assert clicks[0] == clicks[1]
    assert clicks[0] != clicks[2]
    assert clicks[0][0] != clicks[0][1]


def test_spread_over_draws(tmp_path: Path, choice: Choice, samples: list[Sample]) -> None:
    report = tmp_path / "report.json"
    arguments = ["--dataset", "folder", "--root", str(tmp_path / "set"), "--models", str(choice.models)]
    journal = ["--resume", str(tmp_path / "outcomes.jsonl")]
    assert main([*arguments, *journal, "--draws", "2", "--json", str(report)]) == 0
    figures = json.loads(report.read_text())["displaced"]
    assert (figures["draws"], figures["samples"]) == (2, 3)
    noc = figures["noc90"]
    assert noc["best"] <= noc["mean"] <= noc["worst"]
    assert noc["standard"] == 1
    curves = figures["miou"]
    assert {len(curve) for curve in curves.values()} == {20}
    assert curves["standard"][0] == 1
    assert curves["worst"][0] <= curves["mean"][0] <= curves["best"][0]
    assert curves["unlucky"][0] <= curves["lucky"][0]
    assert len(list(tmp_path.glob("outcomes*.jsonl"))) == 5
    page = tmp_path / "report.html"
    assert main([*arguments, *journal, "--draws", "2", "--report", str(page)]) == 0
    assert "worst clicks" in page.read_text()
    assert page.read_text().count("<polyline") == 3


def test_report_page_is_complete_in_itself(tmp_path: Path, choice: Choice, samples: list[Sample]) -> None:
    assert samples[2].mask
    write_picture(samples[2].mask, np.full_like(SQUARE, 128))
    page = tmp_path / "report.html"
    arguments = ["--dataset", "folder", "--root", str(tmp_path / "set"), "--models", str(choice.models)]
    assert main([*arguments, "--report", str(page)]) == 1
    text = page.read_text()
    assert text.count("data:image/jpeg;base64,") == 2
    assert "<polyline" in text
    assert "ignores every pixel" in text
    assert "http" not in text
