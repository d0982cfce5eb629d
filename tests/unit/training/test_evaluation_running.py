"""Evaluations that are interrupted and go on, displaced clicks, and networks that answer nonsense."""

from __future__ import annotations

import json
import os
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
from training.evaluation.runtime import NativeRuntime, Runtime
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
    """The tiny model, whose logits are no numbers where it sees nothing but white."""

    def __init__(self, models: Path) -> None:
        super().__init__(CONFIG, "unstable")
        self._stable = NativeRuntime.from_models(models)

    def answer(self, run: Run) -> Mapping[str, Tensor]:
        image = run.feeds["image"]
        assert isinstance(image, np.ndarray)
        if image.min() < 1:
            return self._stable.answer(run)
        coarse = np.full((1, 1, 8, 8), np.nan, np.float32)
        return {"coarse": coarse, "feature": Ref(None), "refined": coarse}


def die() -> Method:
    os._exit(1)


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


def test_nan_from_a_network_is_named_and_costs_one_sample(choice: Choice, samples: list[Sample]) -> None:
    assert samples[1].image
    write_picture(samples[1].image, np.full((24, 24, 3), 255, np.uint8))
    outcomes = Evaluation("", must_not_open, samples).run(FocalClick(Unstable(choice.models)))
    assert [record.name for record in outcomes.records] == ["a", "c"]
    assert [failure.name for failure in outcomes.failures] == ["b"]
    assert "not finite" in outcomes.failures[0].reason


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_kind_of_bad_sample_is_named_and_costs_only_itself(
    tmp_path: Path, choice: Choice, samples: list[Sample], jobs: int
) -> None:
    folder = tmp_path / "set"
    for name, mask in (("ignored", np.full_like(SQUARE, 128)), ("empty", SQUARE * 0), ("small", SQUARE[:9])):
        write_picture(folder / f"images/{name}.png", grey_to_rgb(SQUARE))
        write_picture(folder / f"masks/{name}.png", mask)
    write_picture(folder / "images/maskless.png", grey_to_rgb(SQUARE))
    write_picture(folder / "masks/lost.png", SQUARE)
    (folder / "images/a.png").write_bytes(b"broken")
    outcomes = Evaluation("", choice, read_dataset("folder", folder), jobs=jobs).run()
    assert [record.name for record in outcomes.records] == ["b", "c"]
    reasons = {failure.name: failure.reason for failure in outcomes.failures}
    assert {name: reason.replace(f"{folder}/", "") for name, reason in reasons.items()} == {
        "a": "images/a.png does not decode as a picture",
        "empty": "masks/empty.png holds no object",
        "ignored": "masks/ignored.png ignores every pixel",
        "lost": "no image of this name",
        "maskless": "no ground truth of this name",
        "small": "masks/small.png is 24×9, but its image is 24×24",
    }


def test_a_process_that_dies_is_an_error_and_keeps_what_was_done(
    tmp_path: Path, choice: Choice, samples: list[Sample]
) -> None:
    journal = tmp_path / "outcomes.jsonl"
    method = choice()
    Evaluation("", choice, samples[:1], journal=journal).run(method)
    with pytest.raises(TrainingError, match="a process of the evaluation died"):
        Evaluation("", die, samples, jobs=2, journal=journal).run(method)
    assert [record.name for record in Evaluation("", choice, samples[:1], journal=journal).run().records] == [
        "a"
    ]


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
