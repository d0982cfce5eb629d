"""A model of one's own: a folder that is opened, kept for the next image, refused where it does not fit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from py_frontend import Click
from tests.browser.driver import Driver

MODELS = Path(__file__).resolve().parents[2] / "web" / "models"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What ``python -m model_export`` writes, with another name for its variant."""
    index: dict[str, Any] = json.loads((MODELS / "models.json").read_text())
    variant = index["variants"][index["default"]]
    target = tmp_path / "mine"
    target.mkdir()
    for graph in variant["graphs"].values():
        shutil.copy(MODELS / graph["file"], target)
    own = {"format": 1, "default": "mine", "variants": {"mine": variant}}
    (target / "models.json").write_text(json.dumps(own))
    return target


def test_a_folder_computes_the_clicks_from_now_on_and_can_be_left_again(driver: Driver, folder: Path) -> None:
    page = driver.open().page
    driver.sample("Coffee")
    driver.click(Click(290, 120))
    mask = driver.mask
    page.set_input_files("#model-folder", folder)
    driver.says("mine computes the clicks now")
    np.testing.assert_array_equal(driver.mask, mask, err_msg="what is annotated stays")
    driver.click(Click(200, 250))
    driver.sample("Cat")
    assert page.evaluate("() => window.annotator.model") == "mine", "the next image has it, too"
    assert len(page.workers) == 1
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("menuitemradio", name="Own model mine")).to_have_attribute("aria-checked", "true")
    driver.picture("models")
    page.get_by_role("menuitemradio", name="Model mobilenetv2-s1").click()
    driver.says("mobilenetv2-s1 computes the clicks now")
    assert driver.click(Click(170, 120))["changed"]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("models.json", "The folder has no models.json."),
        ("graph", "The folder lacks"),
        ("bytes", "its SHA-256 differs"),
        ("inputs", "it must have image, prompt"),
    ],
)
def test_a_folder_that_does_not_fit_is_refused(
    shared_driver: Driver, folder: Path, damage: str, message: str
) -> None:
    driver = shared_driver.sample("Coffee")
    driver.click(Click(290, 120))
    mask = driver.mask
    graph = next(folder.glob("*segmentor*.onnx"))
    if damage == "models.json":
        (folder / damage).unlink()
    elif damage == "graph":
        graph.unlink()
    elif damage == "bytes":
        graph.write_bytes(graph.read_bytes()[:-1] + b"!")
    else:
        index = json.loads((folder / "models.json").read_text())
        index["variants"]["mine"]["graphs"]["segmentor"]["inputs"] = ["picture"]
        (folder / "models.json").write_text(json.dumps(index))
    driver.page.set_input_files("#model-folder", folder)
    code, text = driver.banner
    assert code == "model-unfit"
    assert message in text
    assert "python -m model_export" in text
    np.testing.assert_array_equal(driver.mask, mask)
    driver.click(Click(200, 250))
    assert len(driver.clicks) == 2, "the model before it goes on"
