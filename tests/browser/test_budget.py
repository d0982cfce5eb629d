"""What a first visit may weigh, and what a click may keep the page from doing."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser

from py_frontend import Click
from tests.browser.driver import Driver
from tests.browser.tasks import long_tasks
from web.build.asset_files import read_models
from web.build.paths import MODELS
from web.build.sizes import sizes

FIRST_VISIT = 9_500_000  # bytes, with brotli


def test_a_first_visit_stays_small(dist: Path) -> None:
    models = read_models(MODELS)
    default = {graph["file"] for graph in models["variants"][models["default"]]["graphs"].values()}
    manifest = json.loads((dist / "assets" / "manifest.json").read_text())
    assets = [
        dist / "assets" / entry["file"]
        for name, entry in manifest.items()
        if name != "decoder" and (not name.endswith(".onnx") or name in default)
    ]
    page = [path for path in dist.iterdir() if path.suffix in {".html", ".js", ".css"}]
    assert all(path.with_name(f"{path.name}.br").is_file() for path in assets)
    assert sum(sizes(path)[2] for path in [*assets, *page]) <= FIRST_VISIT


def test_a_click_never_holds_the_page_up(driver: Driver, browser: Browser) -> None:
    driver.open().sample("Coffee")
    driver.click(Click(300, 180))

    def click() -> None:
        for place in ((180, 250), (420, 260), (300, 330)):
            driver.click(Click(*place))

    assert long_tasks(browser, driver.page, click) == []
