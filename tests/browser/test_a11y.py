"""Nothing that axe-core calls serious, in any state, light or dark, wide or narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from py_frontend import Click
from tests.browser.driver import Driver

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FINDINGS = """async (tags) => {
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags } });
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return serious.map(({ id, nodes }) => [id, ...nodes.map(({ target, html }) => [target.join(' '), html])]);
}"""

VIEWS: dict[str, dict[str, Any]] = {
    "wide-light": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "wide-dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone-light": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light", "has_touch": True},
    "phone-dark": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark", "has_touch": True},
}


@pytest.fixture(scope="module", params=VIEWS)
def seen(request: pytest.FixtureRequest, browser: Browser, address: str, pictures: Path) -> Iterator[Driver]:
    """The page with two objects, one of them with a class, at one size and in one scheme."""
    context = browser.new_context(**VIEWS[request.param], reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(60_000)
    driver = Driver(page, address, pictures / f"a11y-{request.param}").open()
    driver.click(Click(290, 120))
    driver.click(Click(200, 250))
    page.evaluate("""async () => {
        const annotator = await window.annotator;
        annotator.classes = [{ id: 'cup', name: 'Cup', color: '#f97316' }];
        await annotator.updateObject(annotator.active, { classId: 'cup' });
        await annotator.finish();
    }""")
    page.evaluate(AXE.read_text(encoding="utf-8") + "\n;void 0")
    yield driver
    context.close()


def open_panel(driver: Driver) -> None:
    button = driver.page.locator("[aria-controls=panel]")
    if button.count():
        button.click()


STATES: dict[str, Callable[[Driver], object]] = {
    "ready": lambda driver: None,
    "panel": open_panel,
    "export": lambda driver: driver.page.keyboard.press("Control+e"),
    "sheet": lambda driver: driver.page.keyboard.press("?"),
    "notice": lambda driver: driver.choose("image-file", "letter.txt", b"no image"),
    "drop": lambda driver: driver.page.dispatch_event(
        "#stage", "dragover", {"dataTransfer": driver.page.evaluate_handle(FILES)}
    ),
}
FILES = """() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
    return transfer;
}"""


@pytest.mark.parametrize("state", STATES)
def test_nothing_serious(seen: Driver, state: str) -> None:
    seen.page.keyboard.press("Escape")  # whatever the state before has opened
    STATES[state](seen)
    seen.page.wait_for_timeout(200)  # a frame to draw it in
    seen.picture(state)
    assert seen.page.evaluate(FINDINGS, RULES) == []
