"""Take the stores' screenshots from the built extension: ``python -m tests.extension.screenshots FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import ViewportSize

from tests.extension.conftest import SAMPLES, worker_of
from tests.extension.driver import Tab
from tests.extension.label_studio import browser
from tests.extension.sites import site

SIZE: ViewportSize = {"width": 1280, "height": 800}
PAGE = """<!doctype html><title>Morning coffee</title>
<body style="margin: 40px auto; max-width: 900px; font: 18px/1.6 Georgia, serif">
<h1>Morning coffee</h1><p>An espresso in a red cup, on a table of oak.</p>
<img src="coffee.jpg" width="720" alt="">"""


def main() -> None:
    """Write the screenshots into the folder that is named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with site("127.0.0.1") as home, browser() as context:
        home.put("/coffee.jpg", (SAMPLES / "coffee.jpg").read_bytes())
        tab = Tab(context.new_page(), worker_of(context), folder)
        tab.page.set_viewport_size(SIZE)
        tab.page.goto(home.put("/index.html", PAGE))
        tab.press_button().ready()
        tab.click(0.5, 0.45)
        tab.picture("1-click")
        tab.press("All tools")
        tab.page.wait_for_timeout(1000)
        tab.picture("2-tools")
        tab.press_tool("[popovertarget=menu-export]")
        tab.page.wait_for_timeout(500)
        tab.picture("3-export")
        own = worker_of(context).url.rsplit("/", 1)[0]
        tab.page.goto(f"{own}/options.html")
        tab.page.wait_for_timeout(1000)
        tab.picture("4-options")


if __name__ == "__main__":
    main()
