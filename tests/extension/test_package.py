"""What is in the packages, and the extension's own pages."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.extension.conftest import SAMPLES, worker_of
from tests.extension.driver import Tab
from web.build import zips
from web.build.extension import REMOTE_CODE, SCRIPTS

pytestmark = pytest.mark.extension

BROWSERS = ("chromium", "firefox")
START_MS = 120_000
#: How a wasm file begins in base64; one of a few hundred bytes in Pyodide's own script stays as it is.
INLINED_WASM = re.compile(r"AGFzbQ[\w+/=]{2000}")


@pytest.fixture(params=BROWSERS)
def folder(dist: Path, request: pytest.FixtureRequest) -> Path:
    return dist / f"extension-{request.param}"


def test_permissions_are_the_fewest(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    few = {"activeTab", "scripting", "storage", "contextMenus"}
    assert set(manifest["permissions"]) == few | ({"offscreen"} if "chromium" in folder.name else set())
    assert "host_permissions" not in manifest
    assert "content_scripts" not in manifest
    assert "web_accessible_resources" not in manifest
    policy = manifest["content_security_policy"]["extension_pages"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "unsafe-inline" not in policy


def test_nothing_is_remote_inlined_or_compressed(folder: Path) -> None:
    for path in folder.rglob("*"):
        assert path.suffix not in {".gz", ".br"}
        if path.suffix in SCRIPTS:
            text = path.read_text(encoding="utf-8")
            assert not REMOTE_CODE.search(text), path
            assert not INLINED_WASM.search(text), path
        if path.suffix == ".html":
            assert "<script>" not in path.read_text()


def test_zip_holds_the_folder_byte_for_byte(folder: Path, dist: Path, tmp_path: Path) -> None:
    browser = folder.name.removeprefix("extension-")
    source = json.loads((folder / "source.json").read_text())
    packed = dist / f"focalclick-{browser}-{source['version']}-{source['sha256'][:8]}.zip"
    zips.pack(folder, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None


def test_languages_say_the_same_things(folder: Path) -> None:
    english, german = (
        json.loads((folder / "_locales" / name / "messages.json").read_text()) for name in ("en", "de")
    )
    assert english.keys() == german.keys()
    for name, entry in english.items():
        assert entry["message"].count("$") == german[name]["message"].count("$"), name


def extension(context: BrowserContext) -> str:
    return worker_of(context).url.rsplit("/", 1)[0]


def test_first_run_page_segments_its_sample(tab: Tab, context: BrowserContext) -> None:
    tab.page.goto(f"{extension(context)}/welcome.html")
    tab.page.locator("#download_png").wait_for(timeout=START_MS)
    box = tab.page.locator("#stage").bounding_box()
    assert box is not None
    tab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(tab.page.locator("#status")).to_contain_text("pixels", timeout=START_MS)
    tab.picture("welcome")


def test_options_are_kept(tab: Tab, context: BrowserContext) -> None:
    address = f"{extension(context)}/options.html"
    tab.page.goto(address)
    tab.page.select_option("#format", "coco")
    tab.page.fill("#threads", "2")
    tab.page.locator("#threads").blur()
    tab.page.get_by_text("Saved").wait_for()
    tab.page.reload()
    expect(tab.page.locator("#format")).to_have_value("coco")
    assert tab.page.input_value("#threads") == "2"
    assert tab.page.inner_text("#kept") == "0 pictures, 0 kB"
    tab.picture("options")


def test_own_page_opens_a_file(tab: Tab, context: BrowserContext) -> None:
    tab.page.goto(f"{extension(context)}/page.html")
    tab.page.set_input_files("#file", SAMPLES / "chelsea.jpg")
    tab.page.locator("#download_png").wait_for(timeout=START_MS)


def test_engine_may_use_threads(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{extension(context)}/options.html")
    assert page.evaluate("crossOriginIsolated")
    page.close()
