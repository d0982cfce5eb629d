"""Three ways of working with the page: a mouse, fingers on a small screen, and the keyboard alone."""

from __future__ import annotations

from typing import Any, Protocol

from playwright.sync_api import Download, Page

from tests.browser.driver import Driver

FOCUSED = """() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return [element?.localName, element?.getAttribute('aria-label') ?? element?.textContent.trim()];
}"""


class Hands(Protocol):
    """How a person does the few things that a journey needs."""

    context: dict[str, Any]

    def place(self, driver: Driver, x: int, y: int, *, positive: bool = True) -> None:
        """Click on an image pixel (the keyboard: near it)."""

    def finish(self, driver: Driver) -> None:
        """Go on to the next object."""

    def sample(self, driver: Driver, title: str) -> None:
        """Open a sample."""

    def export(self, driver: Driver, name: str) -> Download:
        """Choose a format in the export menu."""


class Mouse:
    """A mouse on a wide screen."""

    context: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}  # noqa: RUF012

    def place(self, driver: Driver, x: int, y: int, *, positive: bool = True) -> None:
        driver.page.mouse.click(*driver.on_screen(x, y), button="left" if positive else "right")

    def finish(self, driver: Driver) -> None:
        driver.page.get_by_role("button", name="Next object").click()

    def sample(self, driver: Driver, title: str) -> None:
        driver.sample(title)

    def export(self, driver: Driver, name: str) -> Download:
        driver.page.get_by_role("button", name="Export").click()
        with driver.page.expect_download() as download:
            driver.page.get_by_role("menuitem", name=name).click()
        return download.value


class Fingers:
    """Fingers on a telephone."""

    context: dict[str, Any] = {  # noqa: RUF012
        "viewport": {"width": 360, "height": 740},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
    }

    def place(self, driver: Driver, x: int, y: int, *, positive: bool = True) -> None:
        if not positive:
            driver.page.get_by_text("Remove", exact=True).tap()
        driver.page.touchscreen.tap(*driver.on_screen(x, y))
        if not positive:
            driver.page.get_by_text("Add", exact=True).tap()

    def finish(self, driver: Driver) -> None:
        driver.page.get_by_role("button", name="Next object").tap()

    def sample(self, driver: Driver, title: str) -> None:
        driver.opens_image(driver.page.get_by_role("button", name=title).tap)

    def export(self, driver: Driver, name: str) -> Download:
        driver.page.get_by_role("button", name="Export").tap()
        with driver.page.expect_download() as download:
            driver.page.get_by_role("menuitem", name=name).tap()
        return download.value


class Keys:
    """The keyboard alone: Tab to the image, arrow keys to the place, Enter."""

    context: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}  # noqa: RUF012

    def place(self, driver: Driver, x: int, y: int, *, positive: bool = True) -> None:
        press = driver.page.keyboard.press
        tab_to(driver.page, "canvas")
        press("Escape")  # the crosshair begins in the middle
        width, height = driver.size
        step = max(1, round(10 / driver.scale))
        across, down = round((x - width // 2) / step), round((y - height // 2) / step)
        for count, (back, forth) in ((across, ("ArrowLeft", "ArrowRight")), (down, ("ArrowUp", "ArrowDown"))):
            for _ in range(abs(count)):
                press(forth if count > 0 else back)
        press("Enter" if positive else "Shift+Enter")

    def finish(self, driver: Driver) -> None:
        driver.page.keyboard.press("n")

    def sample(self, driver: Driver, title: str) -> None:
        tab_to(driver.page, "button", title)
        driver.opens_image(lambda: driver.page.keyboard.press("Enter"))

    def export(self, driver: Driver, name: str) -> Download:
        driver.page.keyboard.press("Control+e")
        driver.page.get_by_role("menu", name="Export").wait_for()
        while not driver.page.evaluate(FOCUSED)[1].startswith(name):
            driver.page.keyboard.press("ArrowDown")
        with driver.page.expect_download() as download:
            driver.page.keyboard.press("Enter")
        return download.value


def tab_to(page: Page, element: str, name: str = "") -> None:
    """Press Tab until such an element has the focus."""
    for _ in range(80):
        found, label = page.evaluate(FOCUSED)
        if found == element and label.startswith(name):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab leads to no {element} {name}")
