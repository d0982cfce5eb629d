"""Pictures of what runs have reported."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from training.__main__ import main

SVG = "{http://www.w3.org/2000/svg}"


def write_log(run: Path, steps: int) -> Path:
    run.mkdir()
    entries: list[dict[str, float]] = [{"step": step, "total": 1 - step / 1000} for step in range(steps)]
    entries += [{"step": step, "refined_iou@+0": 0.5, "refined_iou@+3": step / steps} for step in (1, steps)]
    (run / "log.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return run


def test_each_run_is_a_line_in_each_panel(tmp_path: Path) -> None:
    runs = [write_log(tmp_path / name, steps) for name, steps in (("short", 10), ("a & b", 400))]
    out = tmp_path / "curves.svg"
    assert main(["curves", *map(str, runs), "--out", str(out)]) == 0
    picture = ElementTree.parse(out)
    lines = [line.attrib["points"].split() for line in picture.iter(f"{SVG}polyline")]
    assert [len(line) for line in lines] == [10, 60, 2, 2, 2, 2]
    words = [text.text for text in picture.iter(f"{SVG}text")]
    assert {"short", "a & b", "loss"} <= set(words)
    assert words.count("400 steps") == 3


@pytest.mark.parametrize("content", [None, "", "{"])
def test_a_run_without_a_log_is_named(
    tmp_path: Path, content: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / "log.jsonl").write_text(content)
    assert main(["curves", str(tmp_path), "--out", str(tmp_path / "c.svg")]) == 1
    assert "log.jsonl" in capsys.readouterr().err
