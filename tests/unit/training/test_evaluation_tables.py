"""The tables from their command, on tiny sets and models; and the paper's figures, as they are typed in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.unit.training.tiny_models import grey_to_rgb, rectangle, write_models, write_picture
from training.evaluation.__main__ import main
from training.evaluation.datasets import read_dataset
from training.evaluation.tables import published

SQUARE = rectangle(6, 6, 18, 18)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Write GrabCut's layout and DAVIS' with starting masks, two objects each."""
    for folder, images, masks in (("grabcut", "data_GT", "boundary_GT"), ("davis-dev", "img", "gt")):
        for name in "ab":
            write_picture(tmp_path / "data" / folder / images / f"{name}.png", grey_to_rgb(SQUARE))
            write_picture(tmp_path / "data" / folder / masks / f"{name}.png", SQUARE)
    for name in "ab":
        write_picture(tmp_path / f"data/davis-dev/init/{name}.png", rectangle(6, 6, 18, 14))
    return tmp_path / "data"


def table(data: Path, number: int, *more: str, code: int = 0) -> dict[str, Any]:
    models, out = data.parent / "models" / "models.json", data.parent / "table.json"
    if not models.exists():
        write_models(models.parent)
    arguments = ["table", str(number), "--data", str(data), "--models", str(models), "--json", str(out)]
    assert main([*arguments, "--cache", str(data.parent / "cache"), *more]) == code
    content: dict[str, Any] = json.loads(out.read_text())
    return content


def test_table_2_shows_paper_model_and_baselines(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = table(data, 2)
    assert found["columns"][2:] == ["grabcut (2 of 50) 85", "grabcut (2 of 50) 90"] + [
        f"davis (2 of 345) {target}" for target in (85, 90)
    ]
    rows = {row[0]: row[2:] for row in found["rows"]}
    assert rows["measured: tiny"] == [1, 1, 1, 1]
    assert rows["paper: FocalClick hrnet18s-S1"] == [1.64, 1.82, 4.77, 6.56]
    assert rows["released: hrnet18s-S1"] == [1.64, 1.88, 4.77, 6.56]
    assert {"measured: OpenCV GrabCut", "measured: random walker"} <= rows.keys()
    printed = capsys.readouterr().out
    assert "Table 2" in printed
    assert "Not whole, so not comparable" in printed


def test_slow_classics_play_a_part_of_each_set_and_say_so(data: Path) -> None:
    found = table(data, 2, "--classics", "1")
    names = [row[0] for row in found["rows"]]
    assert {"measured: tiny", "measured: OpenCV GrabCut, 1 of each set"} <= set(names)
    sizes = {
        path.name.rpartition("-")[0]: count_lines(path) - 1 for path in (data.parent / "cache").iterdir()
    }
    assert sizes["grabcut-OpenCV-GrabCut"] == sizes["davis-random-walker"] == 1
    assert sizes["grabcut-tiny"] == 2


def test_every_variant_that_ships_is_measured(data: Path) -> None:
    models = write_models(data.parent / "models")
    manifest = json.loads(models.read_text())
    manifest["variants"]["other"] = manifest["variants"]["tiny"]
    models.write_text(json.dumps(manifest))
    rows = table(data, 2, "--no-baselines", "--only", "grabcut")["rows"]
    assert [row[:2] for row in rows[-2:]] == [
        ["measured: tiny", "see its card"],
        ["measured: other", "see its card"],
    ]


def test_tables_are_kept_in_one_file(data: Path) -> None:
    kept = data.parent / "TABLES.md"
    for number in (4, 2, 4):
        table(data, number, "--no-baselines", "--limit", "1", "--markdown", str(kept))
    text = kept.read_text()
    assert [line[:11] for line in text.splitlines() if line.startswith("#")] == [
        "# Tables",
        "## Table 2:",
        "## Table 4:",
    ]
    assert "`python -m training.evaluation table 2 --data data --models models.json" in text
    assert str(data) not in text
    assert "| measured: tiny | see its card | 1.00 | 1.00 | 1.00 | 1.00 |" in text
    assert text.count("* tiny: sha256 `") == 2
    assert "processors, load" in text


def test_a_file_that_cannot_be_written_is_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table(data, 2, "--no-baselines", "--limit", "1", "--markdown", str(data), code=1)
    assert f"cannot keep the table in {data}: Is a directory" in capsys.readouterr().err


def count_lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_a_table_is_not_measured_twice(data: Path) -> None:
    first = table(data, 2, "--no-baselines")
    for picture in data.rglob("data_GT/*.png"):
        picture.write_bytes(b"broken")
    assert table(data, 2, "--no-baselines") == first
    journals = {path.name for path in (data.parent / "cache").iterdir()}
    assert {name.rpartition("-")[0] for name in journals} == {"grabcut-tiny", "davis-tiny"}


def test_an_identity_holds_in_other_processes(data: Path) -> None:
    samples = read_dataset("grabcut", data / "grabcut")
    assert samples[0].identity == f"a {data / 'grabcut/boundary_GT/a.png'} None"


def test_a_broken_sample_is_named_and_the_table_is_printed(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "grabcut/data_GT/a.png").write_bytes(b"broken")
    assert table(data, 2, "--no-baselines", "--only", "grabcut", code=1)["rows"][-1][2:] == [1, 1]
    assert "a.png does not decode as a picture" in capsys.readouterr().err


def test_a_set_without_any_usable_sample_says_why(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for picture in data.glob("davis-dev/gt/*.png"):
        write_picture(picture, SQUARE * 0)
    models = write_models(data.parent / "models")
    arguments = ["table", "5", "--data", str(data), "--models", str(models)]
    assert main([*arguments, "--cache", str(data.parent / "cache")]) == 1
    assert "davis: none of 2 samples could be evaluated; a: " in capsys.readouterr().err


def test_table_4_corrects_masks_and_begins_from_scratch(data: Path) -> None:
    found = table(data, 4)
    assert len(found["rows"][-1]) == len(found["columns"]) == 13
    assert any("stands in for DAVIS-585" in note for note in found["notes"])


def test_table_5_adds_part_by_part(data: Path) -> None:
    names = [row[0] for row in table(data, 5)["rows"]]
    assert names[-4:] == [
        f"measured: tiny, {part}"
        for part in ("naive", "+ Target Crop", "+ Focus Crop", "+ Progressive Merge")
    ]


def test_table_6_compares_areas(data: Path) -> None:
    paper, measured = table(data, 6)["rows"]
    assert paper[1:] == [89.34, 54.15, 40.5, 11.6]
    assert measured[1] == 100  # one click each, on the whole image
    assert 0 < measured[2] <= 100


def test_table_7_has_a_row_per_ratio_and_model(data: Path) -> None:
    found = table(data, 7, "--limit", "1")
    assert len(found["rows"]) == 10
    assert found["rows"][1][2] == "5.13 / 7.42"
    assert all(len(row) == 6 for row in found["rows"])


def test_table_3_counts_what_the_paper_counts(data: Path) -> None:
    found = table(data, 3, "--model", "hrnet18s-s1", "--model", "mobilenetv2-s1")
    name, parameters, flops, _ = found["rows"][-2]
    assert name == "measured: hrnet18s-s1"
    assert parameters == "4.22 / 0.011"
    segmentor, refiner = map(float, flops.split(" / "))
    assert 0.9 < segmentor < 1.0
    assert 0.12 < refiner < 0.25


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["4", "--only", "grabcut"], "no set has starting masks"),
        (["7", "--only", "grabcut"], "measured on DAVIS"),
        (["3", "--model", "vit"], "no variant 'vit'"),
        (["2", "--model", "vit"], "has no variant 'vit'"),
        (["2", "--data", "nowhere"], "nowhere holds no folder named after"),
        (["2", "--only", "sbd"], "none of the sets at hand"),
    ],
)
def test_what_cannot_be_measured_is_explained(
    data: Path, more: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    models = ["--models", str(write_models(data.parent / "models"))]
    assert main(["table", more[0], "--data", str(data), *models, *more[1:]]) == 1
    assert message in capsys.readouterr().err


def test_published_tables_are_complete() -> None:
    assert all(len(row[2]) == len(published.TABLE_2_COLUMNS) for row in published.TABLE_2)
    assert all(len(row[2]) == len(published.RELEASED_COLUMNS) for row in published.RELEASED)
    assert all(len(row[1]) == len(row[2]) == 6 for row in published.TABLE_4)
    assert np.shape(published.TABLE_7) == (5, 5, 2)
    by_name = {name: figures for name, _, figures in published.TABLE_2}
    assert by_name["Random walker"] == (11.36, 13.77, 14.02, 12.22, 15.04, 16.71, 18.31)
    # The same model in three tables.
    by_parts = {name: scratch for name, scratch, _ in published.TABLE_5}
    assert by_parts["S1 + both + Progressive Merge"][:2] == published.TABLE_7[1][1] == (5.13, 7.42)
    assert by_name["FocalClick segformerB0-S1"][-2:] == (5.13, 7.42)
