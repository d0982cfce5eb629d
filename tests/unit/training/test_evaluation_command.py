"""The whole evaluation from its command line, on pictures whose figures can be worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tests.unit.training.tiny_models import grey_to_rgb, rectangle, write_models, write_picture
from training.evaluation.__main__ import main

SQUARE = rectangle(6, 6, 18, 18)
FAR_SQUARE = rectangle(0, 0, 4, 4)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return write_models(tmp_path / "models")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Write ``easy``; ``flood``, bright everywhere; ``two``, with a second bright square."""
    root = tmp_path / "set"
    for name, image, mask in (
        ("easy", SQUARE, SQUARE),
        ("flood", np.full_like(SQUARE, 255), rectangle(0, 0, 12, 24)),
        ("two", SQUARE | FAR_SQUARE, SQUARE),
    ):
        write_picture(root / "images" / f"{name}.png", grey_to_rgb(image))
        write_picture(root / "masks" / f"{name}.png", mask)
    return root


def run(root: Path, models: Path, *more: str, code: int = 0) -> dict[str, Any]:
    report = root.parent / "report.json"
    report.unlink(missing_ok=True)
    arguments = ["--dataset", "folder", "--root", str(root), "--models", str(models), "--json", str(report)]
    assert main([*arguments, *more]) == code
    figures: dict[str, Any] = json.loads(report.read_text()) if report.exists() else {}
    return figures


def without_times(figures: dict[str, Any]) -> dict[str, Any]:
    entries = [{k: v for k, v in entry.items() if k != "seconds"} for entry in figures["per_sample"]]
    return {**figures, "per_sample": entries, "seconds_per_click": 0}


def test_figures_are_those_worked_out_by_hand(
    root: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = run(root, models)
    easy, flood, two = figures["per_sample"]
    assert [entry["name"] for entry in (easy, flood, two)] == ["easy", "flood", "two"]
    assert easy["iou"] == [1.0]
    assert flood["iou"] == [0.5] * 20
    assert flood["clicks"][:2] == [{"x": 5, "y": 5, "positive": True}, {"x": 17, "y": 5, "positive": False}]
    assert two["iou"][0] == 144 / 160
    assert max(two["iou"]) < 0.95
    assert two["clicks"][1] == {"x": 1, "y": 1, "positive": False}
    assert (figures["samples"], figures["nof85"], figures["nof90"]) == (3, 1, 1)
    assert figures["noc85"] == figures["noc90"] == (1 + 20 + 1) / 3
    assert figures["noc95"] == (1 + 20 + 20) / 3
    assert figures["miou"][0] == pytest.approx((1 + 0.5 + 0.9) / 3)
    # Each of 20 clicks finds half of all pixels right, and the first breaks its half.
    assert flood["destroyed"] == 1 / 20
    assert easy["destroyed"] == 0
    mean = sum(entry["destroyed"] for entry in figures["per_sample"]) / 3
    assert figures["destroyed"] == pytest.approx(mean)
    assert (figures["dataset"], figures["model"], figures["merge"]) == ("folder", "tiny", "config")
    printed = capsys.readouterr().out
    assert "NoC@90" in printed
    line = json.loads(printed.splitlines()[-1])
    assert line == {name: value for name, value in figures.items() if name != "per_sample"}


def test_figures_do_not_depend_on_the_number_of_processes(root: Path, models: Path) -> None:
    (root / "masks" / "easy.png").write_bytes(b"broken")
    alone, together = (run(root, models, "--jobs", jobs, code=1) for jobs in ("1", "2"))
    assert without_times(alone) == without_times(together)
    assert alone["samples"] == 2
    assert [failure["name"] for failure in alone["failed"]] == ["easy"]


def test_safe_merge_from_the_first_click_takes_only_the_clicked_part(root: Path, models: Path) -> None:
    figures = run(root, models, "--merge", "safe")
    assert figures["per_sample"][2]["iou"] == [1.0]
    assert figures["merge"] == "safe"
    assert run(root, models, "--merge", "never")["per_sample"][2]["iou"][0] == 0.9


def test_starting_masks_are_corrected(root: Path, models: Path) -> None:
    for name in ("easy", "flood", "two"):
        write_picture(root / "init" / f"{name}.png", rectangle(6, 6, 18, 16))
    figures = run(root, models, "--init", "init")
    easy = figures["per_sample"][0]
    assert easy["start_iou"] == 10 / 12
    assert easy["clicks"] == [{"x": 6, "y": 16, "positive": True}]
    # One or two pixels may differ: the mask was sampled from a crop with edges between pixels.
    assert easy["iou"] == [pytest.approx(1, abs=0.02)]


def test_limit_takes_the_first_samples(root: Path, models: Path) -> None:
    assert [entry["name"] for entry in run(root, models, "--limit", "1")["per_sample"]] == ["easy"]


def test_pictures_show_the_worst_samples(root: Path, models: Path, tmp_path: Path) -> None:
    run(root, models, "--pictures", str(tmp_path / "sheets"))
    sheet = cv2.imread(str(tmp_path / "sheets" / "worst-1.png"))
    assert sheet is not None
    assert sheet.shape == (3 * 300, 6 * 284, 3)
    green = np.array([40, 220, 40])
    assert (sheet == green).all(axis=2).any()
    assert [path.name for path in (tmp_path / "sheets").iterdir()] == ["worst-1.png"]


def test_a_broken_sample_is_named_and_the_others_are_kept(
    root: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_picture(root / "masks" / "flood.png", SQUARE[:20])
    figures = run(root, models, code=1)
    assert [entry["name"] for entry in figures["per_sample"]] == ["easy", "two"]
    assert "evaluation: flood: " in capsys.readouterr().err
    assert "is 24×20, but its image is 24×24" in figures["failed"][0]["reason"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--model", "big"], "has no variant 'big'"),
        (["--model", "none.safetensors"], "cannot read weights from none.safetensors"),
        (["--init", "nowhere"], "starting masks: no folder"),
    ],
)
def test_what_stops_everything_is_one_message(
    root: Path, models: Path, more: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, models, *more, code=1) == {}
    error = capsys.readouterr().err
    assert error.startswith("evaluation: ")
    assert message in error
    assert "Traceback" not in error


def test_no_usable_sample_is_an_error(root: Path, models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (root / "masks").iterdir():
        write_picture(path, np.full((24, 24), 128, np.uint8))
    run(root, models, code=1)
    assert "none of 3 samples could be evaluated" in capsys.readouterr().err


@pytest.mark.parametrize(
    "more",
    [
        ["--dataset", "cityscapes"],
        ["--jobs", "0"],
        ["--limit", "x"],
        ["--merge", "all"],
        ["--report", "no/such.html"],
    ],
)
def test_wrong_options_are_refused(root: Path, models: Path, more: list[str]) -> None:
    with pytest.raises(SystemExit):
        run(root, models, *more)
