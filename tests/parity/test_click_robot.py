"""The click robot against clicks recorded from ClickSEG."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from py_frontend import Click
from training.evaluation.robot import next_click

FIXTURES = Path(__file__).parent / "fixtures" / "click_robot"


def test_successive_clicks_equal_recorded_ones() -> None:
    cases = json.loads((FIXTURES / "clicks.json").read_text())
    with np.load(FIXTURES / "clicks.npz") as arrays:
        for index, case in enumerate(cases):
            truth = arrays[f"gt{index}"]
            bits = np.unpackbits(arrays[f"pred{index}"], count=truth.size)
            mask = bits.reshape(case["size"]).astype(bool)
            clicks: list[Click] = []
            for _ in case["clicks"]:
                clicks.append(next_click(truth, mask, clicks))
            found = [[click.y, click.x, int(click.positive)] for click in clicks]
            # Without an error ClickSEG clicks the first pixel for ever, as we do.
            assert found == case["clicks"], index
    assert len(cases) == 30
