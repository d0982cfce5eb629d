"""What a first visit may weigh, and what a click may keep the page from doing."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from py_frontend import Click
from tests.browser.driver import Driver
from tests.browser.tasks import long_tasks
from web.build.asset_files import read_models
from web.build.paths import MODELS
from web.build.sizes import first_visit, sizes

FIRST_VISIT = 9_500_000  # bytes, with brotli


def test_a_first_visit_stays_small(dist: Path) -> None:
    loaded = first_visit(dist, read_models(MODELS))
    assets = [path for path in loaded.values() if path.parent.name == "assets"]
    assert all(path.with_name(f"{path.name}.br").is_file() for path in assets)
    assert sum(sizes(path)[2] for path in loaded.values()) <= FIRST_VISIT


def test_a_click_never_holds_the_page_up(driver: Driver, browser: Browser) -> None:
    driver.open().sample("Coffee")
    driver.click(Click(300, 180))

    def click() -> None:
        for place in ((180, 250), (420, 260), (300, 330)):
            driver.click(Click(*place))

    assert long_tasks(browser, driver.page, click) == []
