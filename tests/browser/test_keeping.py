"""Nothing that is done vanishes: while saved work is being read, and when another image is opened."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from py_frontend import Click
from tests.browser.driver import Driver
from tests.browser.test_set import coco_of_set, photo, place, saved
from tests.browser.test_store import FULL

SLOW = """
window.stored = new Promise((resolve) => { window.letStoreAnswer = resolve });
const { open } = IDBFactory.prototype;
IDBFactory.prototype.open = function (...asked) {
    const request = open.apply(this, asked);
    const { addEventListener } = request;
    request.addEventListener = (kind, listener) => addEventListener.call(request, kind,
        kind === 'success' ? (event) => window.stored.then(() => listener(event)) : listener);
    return request;
};
"""


@pytest.fixture
def pair(driver: Driver) -> Driver:
    """Two photographs as a set, the first of them open."""
    files = [photo("1.jpg", "coffee.jpg"), photo("2.jpg", "coffee.jpg", True)]
    driver.open(autosave=True)
    driver.opens_image(lambda: driver.page.set_input_files("#image-file", files))
    expect(place(driver)).to_have_text("1 of 2")
    return driver


def click_and(driver: Driver, command: str) -> None:
    """Click on the image, and do a command before the click is computed."""
    script = """([command]) => {
        void window.annotator.click(290, 120);
        document.querySelector('focalclick-annotator').tool.run(command);
    }"""
    driver.opens_image(lambda: driver.page.evaluate(script, [command]))


def test_a_click_made_while_saved_work_is_being_read_adds_to_it(driver: Driver) -> None:
    page = driver.open(autosave=True).page
    driver.click(Click(290, 120))
    before = driver.mask
    saved(driver)
    page.add_init_script(SLOW)
    page.goto(driver.address)
    canvas = page.locator(".canvas canvas")
    canvas.wait_for()
    box = canvas.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8)
    expect(page.locator(".canvas .marks .busy")).to_have_count(1)
    page.evaluate("() => window.letStoreAnswer()")
    driver.ready()
    mask = driver.mask
    assert driver.clicks[0]["x"] == 290
    assert len(driver.clicks) == 2
    assert np.count_nonzero(mask & before) > 0.5 * np.count_nonzero(before)
    driver.call("undo")
    np.testing.assert_array_equal(driver.mask, before)


def test_a_click_that_is_still_computed_when_the_image_is_left_is_saved(pair: Driver) -> None:
    click_and(pair, "after")
    expect(place(pair)).to_have_text("2 of 2")
    expect(pair.page.locator(".progress .number")).to_have_text("1 of 2 annotated")
    pair.has_no_banner()
    assert not pair.mask.any(), "the other image has nothing of it"
    pair.opens_image(lambda: pair.page.keyboard.press("a"))
    pair.says("found again")
    assert pair.mask[120, 290]
    assert len(pair.clicks) == 1


def test_an_image_opened_anew_has_what_was_done_until_it_was_shown(driver: Driver) -> None:
    driver.open(autosave=True)
    script = """async () => {
        const element = document.querySelector('focalclick-annotator');
        const opening = element.open({ image: 'samples/coffee.jpg', name: 'coffee.jpg' });
        await window.annotator.click(290, 120);
        await opening;
    }"""
    driver.opens_image(lambda: driver.page.evaluate(script))
    assert driver.mask[120, 290]
    assert len(driver.clicks) == 1
    saved(driver)


def test_with_a_full_quota_work_outlives_its_image_and_is_exported(pair: Driver) -> None:
    page = pair.page
    pair.click(Click(290, 120))
    saved(pair)
    page.evaluate(FULL, True)
    pair.click(Click(400, 300))
    expect(page.locator(".saved")).to_have_attribute("data-state", "failed")
    mask = pair.mask
    pair.opens_image(lambda: page.keyboard.press("d"))
    alert = page.get_by_role("alert")
    expect(alert).to_have_attribute("data-code", "store-waiting")
    expect(alert).to_contain_text("1.jpg")
    pair.call("stroke", [{"x": 50, "y": 50}], {"radius": 9})
    expect(page.locator(".progress .number")).to_have_text("2 of 2 annotated")
    areas = [each["area"] for each in coco_of_set(pair)["annotations"]]
    assert areas[0] == np.count_nonzero(mask)
    assert len(areas) == 2
    pair.opens_image(lambda: page.keyboard.press("a"))
    np.testing.assert_array_equal(pair.mask, mask)
    expect(page.locator(".saved")).to_have_attribute("data-state", "failed")
    page.evaluate(FULL, False)
    pair.call("stroke", [{"x": 50, "y": 50}], {"radius": 9})
    saved(pair)
    page.reload()
    pair.opens_image(lambda: page.set_input_files("#image-file", photo("2.jpg", "coffee.jpg", True)))
    pair.says("found again")
