"""Browsers and policies that allow no clicks: said in plain words, and everything else works."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.driver import Driver
from tests.browser.plugin_host import PLUGIN, load, serving

BOX = [{"x": 99.5, "y": 99.5}, {"x": 199.5, "y": 99.5}, {"x": 199.5, "y": 149.5}, {"x": 99.5, "y": 149.5}]
AREA = 100 * 50
POLICY = "script-src 'self' 'unsafe-inline'; worker-src {worker}"
LACKING = [
    ("delete window.Worker", None, "worker-missing", "This browser runs no workers"),
    ("delete window.WebAssembly", None, "wasm-missing", "WebAssembly is switched off in this browser"),
    ("", POLICY.format(worker="'none'"), "worker-missing", "This page's policy forbids its worker"),
    ("", POLICY.format(worker="'self'"), "wasm-missing", "WebAssembly is forbidden on this page"),
]
NAMES = ["no-worker", "no-wasm", "worker-forbidden", "wasm-forbidden"]


def lacking(page: Page, script: str, policy: str | None) -> None:
    """Take something away from all documents and workers that the tab loads."""

    def forbidding(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy or ""})

    if script:
        page.add_init_script(script)
    if policy:
        page.context.route("**/*", forbidding)


@pytest.mark.parametrize(("script", "policy", "code", "message"), LACKING, ids=NAMES)
def test_the_page_says_what_is_missing_and_masks_are_drawn_by_hand(
    driver: Driver, script: str, policy: str | None, code: str, message: str, request: pytest.FixtureRequest
) -> None:
    page = driver.page
    lacking(page, script, policy)
    driver.open(autosave=True)
    shown, text = driver.banner
    driver.picture(request.node.callspec.id)
    assert shown == code
    assert message in text
    assert "draw by hand" in text
    page.get_by_role("button", name="Dismiss this message").click()
    assert driver.failure("click", 290, 120)[0] == code
    page.get_by_role("button", name="Dismiss this message").click()
    driver.call("fillPolygon", BOX)
    page.get_by_role("button", name="Export").click()
    expect(page.locator("[data-format=coco]")).to_be_disabled()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Save mask as PNG").click()
    assert (np.asarray(Image.open(download.value.path()).convert("L")) > 127).sum() == AREA
    expect(page.locator(".saved")).to_have_attribute("data-state", "saved")
    page.reload()
    driver.ready()
    assert driver.mask.sum() == AREA


MADE = """async (options) => {
    try {
        const pixels = new ImageData(300, 200);
        const annotator = await window.plugin.createAnnotator('#frame', { image: pixels, ...options });
        await annotator.stroke([{ x: 9, y: 9 }], { radius: 3 });
        return [annotator.fault.code, annotator.objects[0].area];
    } catch (error) { return [error.code]; }
}"""


def test_in_a_page_of_its_own_an_annotator_by_hand_must_be_asked_for(page: Page) -> None:
    page.add_init_script("delete window.WebAssembly")
    with serving(PLUGIN) as address:
        load(page, address)
        assert page.evaluate(MADE, {}) == ["wasm-missing"]
        assert page.evaluate(MADE, {"byHand": True}) == ["wasm-missing", 29]
