"""The package in an app that Vite bundles, or serves while it is written: it never touches the assets."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.plugin_host import PLUGIN, ROOT, serving

WEB = ROOT / "web"
VITE: tuple[str | Path, ...] = ("node", WEB / "node_modules" / "vite" / "bin" / "vite.js")


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """The example with the package installed, and its assets copied as the README says."""
    folder = tmp_path / "app"
    shutil.copytree(WEB / "examples" / "vite", folder)
    plain = shutil.ignore_patterns("*.br")
    shutil.copytree(PLUGIN, folder / "node_modules" / "focalclick-annotator", ignore=plain)
    shutil.copytree(PLUGIN / "assets", folder / "public" / "focalclick", ignore=plain)
    shutil.copyfile(WEB / "samples" / "coffee.jpg", folder / "public" / "photo.jpg")
    return folder


def finds_the_cup(page: Page, address: str) -> None:
    """Open the app and click on the cup."""
    page.goto(address)
    page.locator("canvas").click(position={"x": 290, "y": 120})
    expect(page.locator("output")).to_have_text(re.compile(r"^\+\d{4,} −0 pixels$"))


def test_a_bundled_app_brings_nothing_of_the_assets_into_its_script(page: Page, app: Path) -> None:
    done = subprocess.run([*VITE, "build", "--base", "./"], cwd=app, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    made = {file.suffix for file in (app / "dist" / "assets").iterdir()}
    assert made == {".js"}, "no wasm, no model, no worker: these are the public folder's"
    with serving(app / "dist") as address:
        finds_the_cup(page, address)


@contextmanager
def developing(app: Path) -> Iterator[str]:
    """Vite's own server, which bundles packages by itself; yields its address."""
    command: list[str | Path] = [
        *VITE,
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--logLevel",
        "info",
        "--clearScreen",
        "false",
    ]
    plain = {**os.environ, "NO_COLOR": "1"}
    with subprocess.Popen(command, cwd=app, env=plain, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            lines = iter(server.stdout.readline, "")
            yield next(found[0] for line in lines if (found := re.search(r"http://127\.0\.0\.1:\d+/", line)))
        finally:
            server.terminate()


def test_an_app_being_written_finds_its_assets(page: Page, app: Path) -> None:
    with developing(app) as address:
        finds_the_cup(page, address)
