"""The built page, served on a free port and opened in the machine's own Chromium or Chrome."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.driver import Driver
from web.build.serve import server

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_LIMIT_MS = 120_000  # a start takes two to three seconds, on a busy machine many times that
expect.set_options(timeout=30_000)  # what comes a moment later comes much later there


def pytest_configure(config: pytest.Config) -> None:
    """Let pycocotools' use of an older NumPy protocol pass: it is not ours to mend."""
    config.addinivalue_line(
        "filterwarnings", "ignore:__array__ implementation:DeprecationWarning:pycocotools"
    )


@pytest.fixture(scope="session")
def dist() -> Path:
    """Folder of the built page."""
    folder = ROOT / "dist" / "page"
    if not (folder / "index.html").is_file():
        pytest.fail(f"{folder.relative_to(ROOT)} is not built: run python build.py first")
    return folder


@pytest.fixture(scope="session")
def address(dist: Path) -> Iterator[str]:
    """Address of the served page, with a slash at its end."""
    with server(dist, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium or Chrome, whichever ``CHROME`` names or is installed."""
    found = (shutil.which(name) for name in (os.environ.get("CHROME", ""), *CHROMIUM) if name)
    executable = next(filter(None, found), None)
    if executable is None:
        pytest.fail(
            "no Chromium or Chrome was found: sudo apt-get install chromium, or set CHROME to its path"
        )
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses to sandbox for root
    running = playwright.chromium.launch(executable_path=executable, args=sandbox)
    yield running
    running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab; any uncaught error in it fails the test."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    tab = context.new_page()
    tab.set_default_timeout(START_LIMIT_MS)
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    yield tab
    context.close()
    assert not errors


@pytest.fixture
def driver(page: Page, address: str, pictures: Path) -> Driver:
    """The page, not loaded yet."""
    return Driver(page, address, pictures)


@pytest.fixture(scope="module")
def shared_driver(browser: Browser, address: str, pictures: Path) -> Iterator[Driver]:
    """The page loaded once for a module's tests; each begins with ``sample`` or another image."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    tab = context.new_page()
    tab.set_default_timeout(START_LIMIT_MS)
    yield Driver(tab, address, pictures).open()
    context.close()
