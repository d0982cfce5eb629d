"""The examples run as they are, with nothing but the packages that package-lock.json pins."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.browser.plugin_host import PLUGIN, ROOT, serving

WEB = ROOT / "web"
# A photograph is 600 × 400; the cup lies at (290, 120).
MASK = "canvas => canvas.getRootNode().host.isConnected"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site with one folder for each example, and the built plugin in each."""
    folder = tmp_path_factory.mktemp("site")
    for example in sorted((WEB / "examples").iterdir()):
        if not (example / "index.html").is_file() or example.name == "vite":
            continue  # that one has a test of its own
        target = folder / example.name
        shutil.copytree(PLUGIN, target, copy_function=link, ignore=shutil.ignore_patterns("*.br"))
        shutil.copyfile(WEB / "samples" / "coffee.jpg", target / "photo.jpg")
        shutil.copyfile(example / "index.html", target / "index.html")
        for script in example.glob("main.*"):
            bundle(script, target / "main.js")
    with serving(folder) as address:
        yield address


def link(source: str, target: str) -> None:
    Path(target).symlink_to(source)


def bundle(script: Path, target: Path) -> None:
    """Bundle an example's script; the plugin stays where the page's import map says."""
    rolldown = WEB / "node_modules" / "rolldown" / "bin" / "cli.mjs"
    options = ("--file", target, "--format", "esm", "--external", "focalclick-annotator")
    done = subprocess.run(
        ["node", rolldown, script, *options, "--transform.define", "process.env.NODE_ENV:'development'"],
        cwd=WEB,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def tab(browser: Browser, site: str) -> Iterator[Page]:
    """A tab in which nothing goes wrong and nothing comes from elsewhere."""
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.set_default_timeout(120_000)
    troubles: list[str] = []

    def foreign(request: Request) -> None:
        if not request.url.startswith((site, "blob:", "data:")):
            troubles.append(request.url)

    page.on("request", foreign)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    yield page
    page.close()
    assert troubles == []


def test_plain(tab: Page, site: str) -> None:
    with tab.expect_console_message(lambda message: "pixels" in message.text) as told:
        tab.goto(f"{site}plain/")
        tab.locator("canvas").click(position={"x": 290, "y": 120})
    added = int(told.value.text.split()[0])
    assert added > 1000


def test_react_mounts_twice_and_leaves_one(tab: Page, site: str) -> None:
    tab.goto(f"{site}react/")
    tab.locator("canvas").click(position={"x": 290, "y": 120})
    tab.wait_for_function("() => Number.parseInt(document.querySelector('output').textContent) > 1000")
    assert tab.locator("canvas").count() == 1
    assert len(tab.workers) == 1
    tab.get_by_role("button", name="Close").click()
    assert tab.locator("canvas").count() == 0
    tab.wait_for_timeout(300)
    assert tab.workers == []
    tab.get_by_role("button", name="Open").click()
    tab.locator("canvas").wait_for()
    assert tab.locator("canvas").count() == 1


def test_openseadragon(tab: Page, site: str) -> None:
    tab.goto(f"{site}openseadragon/")
    tab.locator("#viewer canvas").first.wait_for()
    tab.get_by_role("button", name="Annotate").click()
    tab.get_by_role("button", name="Take").wait_for()
    tab.mouse.click(*centre(tab, "#viewer"))
    tab.wait_for_function("() => /\\+\\d{4}/.test(document.querySelector('output').textContent)")
    tab.get_by_role("button", name="Take").click()
    tab.get_by_role("button", name="Annotate").wait_for()
    overlay = tab.locator("#viewer canvas").last
    opaque = """canvas => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return data.filter((value, at) => at % 4 === 3 && value === 128).length;
    }"""
    assert overlay.evaluate(opaque) > 1000
    assert tab.workers == []


def centre(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
