"""What the extension asks the net for: a browser is bound to a proxy, with every process that it has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext

from tests.extension.conftest import Launch, worker_of
from tests.extension.driver import Tab
from tests.extension.proxy import Asked, Proxy, proxy
from tests.extension.sites import Site
from web.build.extension import SCRIPTS

pytestmark = pytest.mark.extension

MIDDLE = (0.5, 0.45)
#: Whom Chromium itself asks, for updates and the like; no script of the package names one of them.
BROWSERS_OWN = re.compile(r"\b(google|googleapis|gvt1|gstatic)\.com\b")
ALLOWED = ["http://127.0.0.1/*", "http://localhost/*"]


@pytest.fixture
def watched() -> Iterator[Proxy]:
    with proxy() as running:
        yield running


@pytest.fixture
def browser(launch: Launch, watched: Proxy) -> Iterator[BrowserContext]:
    running = launch(ALLOWED, arguments=watched.arguments)
    yield running
    running.close()


def in_offscreen(tab: Tab, expression: str) -> Any:
    """Evaluate in the document that runs the engines, which Playwright itself does not know."""
    cdp = tab.page.context.new_cdp_session(tab.page)
    targets = cdp.send("Target.getTargets")["targetInfos"]
    target = next(one for one in targets if one["url"].endswith("/offscreen.html"))
    answers: list[Any] = []
    cdp.on("Target.receivedMessageFromTarget", lambda event: answers.append(json.loads(event["message"])))
    attached = cdp.send("Target.attachToTarget", {"targetId": target["targetId"], "flatten": False})
    options = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    message = json.dumps({"id": 1, "method": "Runtime.evaluate", "params": options})
    cdp.send("Target.sendMessageToTarget", {"sessionId": attached["sessionId"], "message": message})
    while not any(answer.get("id") == 1 for answer in answers):
        tab.page.wait_for_timeout(50)
    return next(answer["result"]["result"].get("value") for answer in answers if answer.get("id") == 1)


def test_nothing_but_pictures_is_asked_for_and_nothing_is_sent(
    browser: BrowserContext, watched: Proxy, home: Site, other: Site, pictures: Path
) -> None:
    tab = Tab(browser.new_page(), worker_of(browser), pictures)
    images = [home.url("/cat.jpg"), other.url("/coffee.jpg")]
    shown = "".join(f'<img src="{url}" width="400">' for url in images)
    tab.page.goto(home.put("/index.html", f"<!doctype html><body>{shown}"))
    for picture in images:
        tab.choose_menu(picture).ready()
        tab.click(*MIDDLE)
        tab.click(0.1, 0.1, button="right")
        with tab.page.expect_download():
            tab.press("Download")
        tab.press("Close")
        tab.until("focalclick.session === null")
    asked = {one for one in watched.log if not BROWSERS_OWN.search(urlsplit(one.url).netloc or one.url)}
    expected = [home.url("/index.html"), home.url("/favicon.ico"), *images]
    assert asked <= {Asked("GET", url, b"") for url in expected}
    check_that_all_is_seen(tab, watched, home)


def test_no_script_names_whom_the_browser_asks(dist: Path) -> None:
    for path in (dist / "extension-chromium").rglob("*"):
        assert path.suffix not in SCRIPTS or not BROWSERS_OWN.search(path.read_text(encoding="utf-8")), path


def check_that_all_is_seen(tab: Tab, watched: Proxy, home: Site) -> None:
    """Have the page, the service worker and the engines' document send something each: the log must tell."""
    for path, run in (
        ("/page", tab.page.evaluate),
        ("/worker", worker_of(tab.page.context).evaluate),
        ("/offscreen", lambda script: in_offscreen(tab, script)),
    ):
        run(f"fetch('{home.url(path)}', {{ method: 'POST', body: 'pixels' }}).then(() => true)")
        assert Asked("POST", home.url(path), b"pixels") in watched.log
