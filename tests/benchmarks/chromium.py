"""The built page in a Chromium of its own."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from build import find_chromium
from tests.browser.driver import Driver
from web.build.serve import server

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "dist" / "page"
_LIMIT_MS = 300_000


@dataclass(frozen=True)
class Chromium:
    """A running browser and the address at which the page is served to it."""

    browser: Browser
    address: str
    pictures: Path

    @contextmanager
    def visitor(self) -> Iterator[BrowserContext]:
        """Someone who was never here: nothing is cached."""
        context = self.browser.new_context(viewport={"width": 1200, "height": 800})
        yield context
        context.close()

    def visit(self, context: BrowserContext, query: str = "") -> Driver:
        """Open the page in a new tab and wait until the first click may come."""
        page = context.new_page()
        page.set_default_timeout(_LIMIT_MS)
        return Driver(page, self.address, self.pictures).open(query)

    def resident_bytes(self) -> int:
        """Memory of all renderer processes, as the system counts it."""
        session = self.browser.new_browser_cdp_session()
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
        session.detach()
        renderers = [process["id"] for process in processes if process["type"] == "renderer"]
        return sum(_resident(int(process)) for process in renderers)


@contextmanager
def chromium(*, threads: bool = False) -> Iterator[Chromium]:
    """Serve the built page, isolated if `threads`, and start a browser for it."""
    with (
        sync_playwright() as playwright,
        server(PAGE, 0, threads=threads) as running,
        tempfile.TemporaryDirectory() as pictures,
    ):
        threading.Thread(target=running.serve_forever, daemon=True).start()
        sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses to sandbox for root
        browser = playwright.chromium.launch(executable_path=find_chromium(os.environ), args=sandbox)
        yield Chromium(browser, f"http://127.0.0.1:{running.server_port}/", Path(pictures))
        browser.close()
        running.shutdown()


def _resident(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return 1024 * int(kilobytes)
