"""Pictures of another site: read where that site allows it; else the header that it must send is named."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.plugin_host import PLUGIN, ROOT, serving

PHOTO = ROOT / "web" / "samples" / "coffee.jpg"
# A file that the server really sends. For a page that the test makes up, this machine is a local network:
# reaching it takes a permission, and the request waits until somebody gives it.
PLACE = "package.json"
SETUP = """async () => {
    window.plugin = await import('/focalclick.js');
    document.body.innerHTML = '<div id="frame" style="height: 300px"></div>';
}"""
OPEN = """(image) => window.plugin.createAnnotator('#frame', { image }).then(
    ({ width, height }) => ({ width, height }), ({ code, message, hint }) => ({ code, message, hint }))"""


class Site(BaseHTTPRequestHandler):
    """Another site's picture: open to all, to nobody, or only when no cache has it."""

    def do_GET(self) -> None:
        content = PHOTO.read_bytes() if self.path.endswith(".jpg") else b""
        self.send_response(200 if content else 404)
        if self.path.startswith("/open") or (
            self.path.startswith("/cached") and self.headers.get("Origin") is not None
        ):
            self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture(scope="module")
def other_site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


@pytest.fixture(scope="module")
def host(browser: Browser) -> Iterator[Page]:
    with serving(PLUGIN) as address:
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(address + PLACE)
        page.evaluate(SETUP)
        yield page
        page.close()


def test_a_picture_of_another_site_that_allows_it(host: Page, other_site: str) -> None:
    answer = host.evaluate(OPEN, f"{other_site}open.jpg")
    assert (answer.get("width"), answer.get("height")) == (600, 400), answer


def test_a_picture_of_another_site_that_does_not(host: Page, other_site: str) -> None:
    answer: dict[str, Any] = host.evaluate(OPEN, f"{other_site}closed.jpg")
    origin = host.evaluate("() => location.origin")
    assert answer.get("code") == "image-cors", answer
    assert "/closed.jpg" in answer["message"]
    assert f'"Access-Control-Allow-Origin: {origin}"' in answer["hint"]


def test_a_picture_that_is_not_there(host: Page, other_site: str) -> None:
    answer = host.evaluate(OPEN, f"{other_site}none.png")
    assert answer.get("code") == "image-unreadable", answer
    assert "none.png could not be loaded" in answer["message"]


def test_a_copy_cached_without_the_header_is_passed_over(host: Page, other_site: str) -> None:
    show = """(src) => new Promise((done) => {
        const image = new Image();
        image.onload = () => done(image.naturalWidth);
        image.src = src;
    })"""
    assert host.evaluate(show, f"{other_site}cached.jpg") == 600
    answer = host.evaluate(OPEN, f"{other_site}cached.jpg")
    assert answer.get("width") == 600, answer


def test_a_canvas_with_a_foreign_picture_on_it(host: Page, other_site: str) -> None:
    code, hint = host.evaluate(
        """(src) => new Promise((done) => {
            const image = new Image();
            const canvas = document.body.appendChild(document.createElement('canvas'));
            image.onload = async () => {
                canvas.getContext('2d').drawImage(image, 0, 0);
                await window.plugin.createAnnotator(canvas).catch((error) => done([error.code, error.hint]));
            };
            image.src = src;
        })""",
        f"{other_site}closed.jpg",
    )
    assert code == "image-cors"
    assert "Access-Control-Allow-Origin" in hint
