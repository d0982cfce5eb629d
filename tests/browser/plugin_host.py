"""Somebody else's page with the built plugin in it, for tests that need no more than that."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from web.build.serve import server

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "dist" / "plugin"
PAGE = """<!doctype html><title>host</title><meta charset="utf-8">
<div id="frame"></div>
<script type="module">
  import * as plugin from "/focalclick.js";
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  window.plugin = plugin;
  window.file = ({ name, content }) => new File([bytes(content)], name, { lastModified: 1 });
  window.failure = ({ code, message, hint }) => ({ code, message, hint });
</script>"""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve `folder`; yields its address, with a slash at its end."""
    with server(folder, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


def load(page: Page, address: str, html: str = PAGE) -> Page:
    """Open a page of `html` on the plugin's own site, with ``window.plugin`` in it."""
    page.route("**/host.html", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{address}host.html")
    page.wait_for_function("() => window.plugin")
    return page


def payload(name: str, content: bytes) -> dict[str, Any]:
    """A file that ``window.file`` makes a `File` of."""
    return {"name": name, "content": base64.b64encode(content).decode()}
