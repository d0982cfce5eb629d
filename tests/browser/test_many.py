"""A thousand objects in one image: nothing that a person does holds the page up."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from py_frontend import Click
from tests.browser.driver import Driver
from tests.browser.tasks import long_tasks

SEEN_MS = 100  # what people begin to notice; the longest takes 26 ms, and more where caches are shared
# A document of a thousand small shapes in rows, all of one outline, as another tab might have saved it.
FILL = """async () => {
    const annotator = await window.annotator;
    const shape = [[0, 0], [9, 0], [12, 5], [9, 9], [0, 9]].map(([x, y]) => ({ x, y }));
    const snapshot = await annotator.snapshot();
    await annotator.fillPolygon(shape);
    const [one] = (await annotator.snapshot()).objects;
    const objects = Array.from({ length: 1000 }, (_, n) => {
        const dx = 8 * (n % 50), dy = 12 * Math.floor(n / 50);
        const { x0, y0, x1, y1 } = one.mask.box;
        const mask = { box: { x0: x0 + dx, y0: y0 + dy, x1: x1 + dx, y1: y1 + dy }, bits: one.mask.bits };
        const info = { ...one.info, id: n + 1, name: `Thing ${n + 1}` };
        return { ...one, info, mask, acts: [], start: null };
    });
    await annotator.restore({ ...snapshot, objects, active: 1, nextId: 1001 });
}"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 400)))"


@pytest.fixture
def many(driver: Driver) -> Driver:
    """The coffee with a thousand objects, the first of them active."""
    driver.open(autosave=True).sample("Coffee")
    driver.click(Click(290, 120))
    driver.call("undo")
    driver.page.evaluate(FILL)
    return driver


def test_the_page_never_stops(many: Driver, browser: Browser) -> None:
    page = many.page

    def work() -> None:
        page.evaluate(SETTLED)  # the first picture of them all
        page.keyboard.press(".")
        many.click(Click(310, 350))
        page.evaluate("() => window.annotator.viewport.panBy(30, 20)")
        page.evaluate(SETTLED)
        page.evaluate("() => window.annotator.viewport.zoomIn()")
        page.evaluate(SETTLED)
        many.call("stroke", [{"x": 300, "y": 280}], {"radius": 5})
        page.locator(".list").evaluate("list => list.scrollTo(0, 20000)")
        page.evaluate(SETTLED)
        many.call("updateObject", 700, {"visible": False})
        many.call("removeObject", 900)
        page.evaluate(SETTLED)

    assert long_tasks(browser, page, work, longer_than=SEEN_MS) == []
    many.picture("thousand")


def test_the_list_draws_those_in_sight_and_follows_the_active_one(many: Driver) -> None:
    page, rows = many.page, many.page.locator(".object")
    expect(page.locator("#objects-title .count")).to_have_text("1000")
    assert rows.count() < 50
    many.call("select", 500)
    current = page.locator(".object[data-current]")
    expect(current).to_be_in_viewport()
    expect(current.locator(".title")).to_have_text("Thing 500")
    expect(current).to_have_attribute("aria-posinset", "500")
    expect(current).to_have_attribute("aria-setsize", "1000")
    page.locator(".list").evaluate("list => list.scrollTo(0, list.scrollHeight)")
    last = page.locator(".object", has_text="Thing 1000")
    expect(last).to_be_in_viewport()
    last.locator(".name").click()
    expect(last).to_have_attribute("data-current", "")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(current.locator(".title")).to_have_text("Thing 999")
    many.picture("thousand-list")


def test_each_of_them_can_be_changed(many: Driver) -> None:
    many.call("select", 500)
    many.call("stroke", [{"x": 300, "y": 280}], {"radius": 5})
    areas = many.page.evaluate("() => window.annotator.objects.map(({ area }) => area)")
    assert len(areas) == 1000
    assert areas[499] > areas[0]
    many.call("undo")
    assert many.page.evaluate("() => window.annotator.objects[499].area") == areas[0]
