"""The browser's masks: the native pipeline's, undone to nothing, changed nowhere but at the click."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Request

from py_frontend import Box, Click, Config, Session
from tests.browser.driver import Driver
from training.evaluation.robot import next_click
from training.evaluation.runtime import NativeRuntime

WEB = Path(__file__).resolve().parents[2] / "web"
FIXTURES = Path(__file__).parent / "fixtures"
CLICKS = 8


@pytest.fixture(scope="module")
def native() -> NativeRuntime:
    """The shipped model on native onnxruntime."""
    return NativeRuntime.from_models(WEB / "models" / "models.json")


def read_mask(path: Path) -> NDArray[np.bool_]:
    return np.asarray(Image.open(path).convert("L")) > 127


def iou(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    union = np.count_nonzero(one | other)
    return 1.0 if union == 0 else np.count_nonzero(one & other) / union


def test_every_click_gives_the_native_mask(shared_driver: Driver, native: NativeRuntime) -> None:
    driver = shared_driver.sample("Coffee")
    session = Session(np.asarray(Image.open(WEB / "samples" / "coffee.jpg")), native.config)
    truth = read_mask(FIXTURES / "coffee-truth.png")
    best = 0.0
    for number in range(CLICKS):
        click = next_click(truth.astype(np.int8), session.mask, session.clicks)
        answer = driver.click(click)
        result = native.click(session, click)
        assert iou(driver.mask, session.mask) >= 0.99, f"click {number + 1} {click}"
        assert answer["changed"] == result.changed
        best = max(best, iou(driver.mask, truth))
        driver.picture(f"coffee-{number + 1}-clicks")
    assert best >= 0.85, "a cup on its saucer is found within eight clicks"


def test_undo_goes_back_to_nothing_and_redo_forth_again(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Cat")
    masks = [driver.mask]
    for click in (Click(170, 120), Click(300, 60), Click(420, 200, positive=False)):
        driver.click(click)
        masks.append(driver.mask)
    driver.picture("cat-3-clicks")
    assert any(mask.any() for mask in masks)
    for before in reversed(masks[:-1]):
        driver.call("undo")
        np.testing.assert_array_equal(driver.mask, before)
    assert not driver.mask.any()
    assert driver.clicks == []
    nothing = {"object": 1, "changed": False, "added": 0, "removed": 0, "box": None}
    assert driver.call("undo") == nothing
    for after in masks[1:]:
        driver.call("redo")
        np.testing.assert_array_equal(driver.mask, after)


CORRECTIONS = [
    Click(288, 150),  # in the hole
    Click(238, 150),  # beside it, where nothing is to be added
    Click(452, 292),  # in the bite
    Click(540, 95, positive=False),  # on one stray blob
    Click(110, 60, positive=False),  # on the other
]


@pytest.mark.parametrize("click", CORRECTIONS, ids=str)
def test_correcting_a_damaged_mask_changes_one_component_at_the_click(
    shared_driver: Driver, native: NativeRuntime, click: Click
) -> None:
    driver = shared_driver.sample("Repair a mask")
    damaged = read_mask(WEB / "samples" / "coffee-damaged.png")
    np.testing.assert_array_equal(driver.mask, damaged)
    answer = driver.click(click)
    corrected = driver.mask
    changed = corrected != damaged
    assert changed.any()
    assert answer["added"] == np.count_nonzero(changed & corrected)
    assert answer["removed"] == np.count_nonzero(changed & damaged)
    assert answer["removed" if click.positive else "added"] == 0, "a click works in its own direction only"
    assert component_count(changed) == 1
    session = Session(np.asarray(Image.open(WEB / "samples" / "coffee.jpg")), native.config, damaged)
    result = native.click(session, click)
    assert iou(changed, session.mask != damaged) >= 0.99
    assert distance(changed, click) <= reach(result.focus_crop, native.config)
    driver.picture(f"repair-{click.x}-{click.y}")
    driver.call("undo")
    np.testing.assert_array_equal(driver.mask, damaged)


def component_count(mask: NDArray[np.bool_]) -> int:
    """Number of 8-connected components, by a library that the pipeline does not use."""
    import cv2

    return cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)[0] - 1


def distance(mask: NDArray[np.bool_], click: Click) -> float:
    """Distance from the click to the nearest set pixel."""
    rows, columns = np.nonzero(mask)
    return float(np.hypot(rows - click.y, columns - click.x).min())


def reach(focus: Box, config: Config) -> int:
    """How far from a click its component may begin: the Refiner's disk in image pixels, three at least."""
    scale = max(focus.width, focus.height) / config.refiner_side
    return max(3, math.ceil(config.refiner_radius * scale))


def test_nothing_is_requested_once_the_page_is_ready(driver: Driver) -> None:
    driver.open()
    requests: list[Request] = []
    driver.page.on("request", lambda request: requests.append(request))
    driver.click(Click(290, 120))
    driver.click(Click(400, 300, positive=False))
    for method in ("undo", "redo", "reset"):
        driver.call(method)
    driver.call("getMask", "png")
    assert [request.url for request in requests] == []


def test_all_requests_of_a_visit_stay_on_the_pages_own_origin(driver: Driver) -> None:
    urls: list[str] = []
    driver.page.on("request", lambda request: urls.append(request.url))
    driver.open()
    foreign = [url for url in urls if not url.startswith((driver.address, "blob:", "data:"))]
    assert len(urls) > 10
    assert foreign == []


def test_reset_empties_the_mask_and_can_be_undone(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Astronaut")
    driver.click(Click(225, 100))
    before = driver.mask
    driver.call("reset")
    assert not driver.mask.any()
    assert driver.clicks == []
    driver.call("undo")
    np.testing.assert_array_equal(driver.mask, before)
    driver.picture("astronaut-1-click")


def test_reset_returns_to_the_mask_that_was_set_last(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Repair a mask")
    damaged = read_mask(WEB / "samples" / "coffee-damaged.png")
    driver.click(Click(288, 150))
    driver.call("reset")
    np.testing.assert_array_equal(driver.mask, damaged)
    truth = read_mask(FIXTURES / "coffee-truth.png")
    driver.set_mask(truth)
    driver.click(Click(540, 95, positive=False))
    driver.click(Click(290, 120, positive=False))
    driver.call("reset")
    np.testing.assert_array_equal(driver.mask, truth)
    assert driver.clicks == []


def test_reset_forgets_a_mask_whose_setting_was_undone(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Cat")
    one, other = np.zeros((2, 300, 451), bool)
    one[:100], other[:, :100] = True, True
    driver.set_mask(one)
    driver.set_mask(other)
    driver.call("undo")
    driver.call("reset")
    np.testing.assert_array_equal(driver.mask, one)
    driver.call("undo")
    driver.call("undo")
    driver.call("reset")
    assert not driver.mask.any()
    driver.call("undo")
    driver.set_mask(other)
    driver.call("undo")
    driver.call("redo")
    driver.call("reset")
    np.testing.assert_array_equal(driver.mask, other)


def test_every_form_of_a_mask_is_the_same_mask(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Cat")
    mask = np.random.default_rng(3).random((300, 451)) > 0.7
    driver.set_mask(mask)
    np.testing.assert_array_equal(driver.mask, mask)
    encode = """async ([format]) => {
        const annotator = await window.annotator;
        const png = await annotator.getMask('png');
        const picture = await annotator.getMask('imagedata');
        await annotator.reset();
        await annotator.setMask(format === 'png' ? png : picture);
    }"""
    for form in ("png", "imagedata"):
        driver.page.evaluate(encode, [form])
        np.testing.assert_array_equal(driver.mask, mask)
