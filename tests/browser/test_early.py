"""While the first image loads: how far it is, and that no file that comes meanwhile is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from py_frontend import Click
from tests.browser.driver import Driver

SAMPLES = Path(__file__).resolve().parents[2] / "web" / "samples"

Release = Callable[[], Driver]


@pytest.fixture
def release(driver: Driver) -> Release:
    """The page while its engine cannot go on loading; call it to let that finish."""
    held: list[Route] = []
    driver.page.route("**/assets/numpy*", lambda route: held.append(route))
    with driver.page.expect_request("**/assets/numpy*"):
        driver.page.goto(driver.address)

    def go_on() -> Driver:
        for route in held:
            route.continue_()
        return driver.ready()

    return go_on


def test_progress_is_told_as_a_share(driver: Driver, release: Release) -> None:
    loading = driver.page.locator("#loading")
    loading.get_by_text("Loading the annotator").wait_for()
    assert re.fullmatch(r"\d?\d %", loading.locator(".number").inner_text())
    assert loading.get_by_role("progressbar").evaluate("bar => bar.value") < 1
    release()
    expect(loading).to_be_hidden()


def test_a_bad_file_leaves_the_image_that_is_loading(driver: Driver, release: Release) -> None:
    driver.choose("image-file", "letter.txt", b"Dear annotator, this is no image.")
    assert driver.banner[0] == "image-missing"
    expect(
        driver.page.locator(".canvas:not(.coming)"), "the image that is loading is in sight"
    ).to_have_count(1)
    expect(driver.page.locator("#loading")).to_be_visible()
    release()
    driver.says(r"^coffee\.jpg")
    assert driver.banner[0] == "image-missing", "the message stays until the next success"
    assert driver.click(Click(290, 120))["changed"]
    driver.has_no_banner()
    expect(driver.page.locator("#loading")).to_be_hidden()


def test_the_newest_image_wins(driver: Driver, release: Release) -> None:
    driver.choose("image-file", "cat.jpg", (SAMPLES / "chelsea.jpg").read_bytes())
    release()
    driver.says(r"^cat\.jpg")
    expect(driver.page.locator(".canvas")).to_have_count(1)


def test_a_mask_waits_for_its_image(driver: Driver, release: Release) -> None:
    damaged = SAMPLES / "coffee-damaged.png"
    driver.choose("mask-file", damaged.name, damaged.read_bytes())
    release()
    driver.says(r"^\+")
    np.testing.assert_array_equal(driver.mask, np.asarray(Image.open(damaged).convert("L")) > 127)


def test_a_mask_without_an_image_is_refused(driver: Driver) -> None:
    driver.page.goto(f"{driver.address}?image=samples/none.jpg")
    assert driver.banner[0] == "image-unreadable"
    driver.choose("mask-file", "mask.png", (SAMPLES / "coffee-damaged.png").read_bytes())
    alert = driver.page.get_by_role("alert")
    alert.get_by_text('There is no image for the mask "mask.png"').wait_for()
    assert driver.banner[0] == "image-missing"
