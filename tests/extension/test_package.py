"""What is in the packages, and the extension's own pages."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.extension.conftest import SAMPLES, worker_of
from tests.extension.driver import Tab
from tests.extension.sites import Site
from web.build import paths, zips
from web.build.asset_files import read_models
from web.build.extension import REMOTE_CODE, SCRIPTS, build

pytestmark = pytest.mark.extension

BROWSERS = ("chromium", "firefox")
START_MS = 120_000
#: How a wasm file begins in base64; one of a few hundred bytes in Pyodide's own script stays as it is.
INLINED_WASM = re.compile(r"AGFzbQ[\w+/=]{2000}")

#: Ways to run or show text as code. Lit has the first and Pyodide the others, and the linter tells them.
WARNED_OF = re.compile(
    r"(?:inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function|import\((?=[^\"'`)])"
)


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


def test_own_scripts_have_nothing_that_linters_of_stores_warn_of() -> None:
    found = {
        (path.name, match[0])
        for path in (paths.WEB / "src").rglob("*.ts")
        for match in WARNED_OF.finditer(path.read_text(encoding="utf-8"))
    }
    assert found <= {("python.ts", "import("), ("webgpu.ts", "import(")}  # assets, which have no fixed names


def test_packages_differ_by_what_runs_the_engines(dist: Path) -> None:
    chromium, firefox = ({path.name for path in (dist / f"extension-{name}").iterdir()} for name in BROWSERS)
    assert {name for name in chromium ^ firefox if not name.startswith("focalclick-")} == {
        "offscreen.html",
        "offscreen.js",
    }


def test_zip_holds_the_folder_byte_for_byte(folder: Path, dist: Path, tmp_path: Path) -> None:
    browser = folder.name.removeprefix("extension-")
    source = json.loads((folder / "source.json").read_text())
    packed = dist / f"focalclick-{browser}-{source['version']}-{source['sha256'][:8]}.zip"
    zips.pack(folder, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None


def test_two_builds_are_equal_byte_for_byte(dist: Path, tmp_path: Path) -> None:
    assets = dist / "page" / "assets"
    listed = json.loads((assets / "manifest.json").read_text())
    files = {name: assets / asset["file"] for name, asset in listed.items()}
    values = {"version": "1.2.3", "models": read_models(paths.MODELS)}
    packed = []
    for folder in (tmp_path / "one", tmp_path / "another"):
        scripts = folder / "scripts"
        subprocess.run(["node", "bundle.mjs", str(scripts)], cwd=paths.WEB, check=True, capture_output=True)
        build(scripts, files, "notices", values, "0123456789abcdef", folder / "dist")
        packed.append({path.name: path.read_bytes() for path in (folder / "dist").glob("*.zip")})
    assert packed[0] == packed[1]
    assert set(packed[0]) == {f"focalclick-{browser}-1.2.3-01234567.zip" for browser in BROWSERS}


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
    tab.page.locator("[data-act=download]").wait_for(timeout=START_MS)
    box = tab.page.locator("#stage").bounding_box()
    assert box is not None
    tab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(tab.page.locator("#status")).to_contain_text("pixels", timeout=START_MS)
    tab.picture("welcome")


def test_options_are_kept(tab: Tab, context: BrowserContext) -> None:
    address = f"{extension(context)}/options.html"
    tab.page.goto(address)
    tab.page.select_option("#format", "coco")
    expect(tab.page.locator("#threads")).to_have_value("auto")
    tab.page.select_option("#threads", "2")
    tab.page.get_by_text("Saved").wait_for()
    tab.page.reload()
    expect(tab.page.locator("#format")).to_have_value("coco")
    expect(tab.page.locator("#threads")).to_have_value("2")
    tab.picture("options")


def test_kept_work_is_counted_and_deleted(tab: Tab, context: BrowserContext) -> None:
    worker_of(context).evaluate("chrome.storage.local.set({'work:a': {name: 'a', document: '{}'}, other: 1})")
    tab.page.goto(f"{extension(context)}/options.html")
    expect(tab.page.locator("#kept")).to_contain_text(re.compile("Pictures: [1-9]"))
    tab.page.locator("#clear").click()
    expect(tab.page.locator("#kept")).to_have_text("Pictures: 0, 0 kB")
    expect(tab.page.locator("#clear")).to_be_disabled()
    assert worker_of(context).evaluate("chrome.storage.local.get(null)") == {"other": 1}


def test_own_page_opens_a_file(tab: Tab, context: BrowserContext) -> None:
    tab.page.goto(f"{extension(context)}/page.html")
    tab.page.set_input_files("#image-file", SAMPLES / "chelsea.jpg")
    tab.page.locator("[data-act=download]").wait_for(timeout=START_MS)


def test_engine_runs_on_as_many_threads_as_are_chosen(tab: Tab, context: BrowserContext, home: Site) -> None:
    options = context.new_page()
    options.goto(f"{extension(context)}/options.html")
    expect(options.locator("#run")).to_have_text("nothing yet")
    options.select_option("#threads", "2")
    options.get_by_text("Saved").wait_for()
    tab.page.goto(home.put("/index.html", '<!doctype html><img src="coffee.jpg" width="400">'))
    tab.press_button().ready()
    assert tab.inside("focalclick.session.annotator.threads") == 2
    expect(options.locator("#run")).to_have_text("mobilenetv2-s1, threads: 2")
    options.close()


def test_engine_measures_by_itself_how_many_threads_to_take(tab: Tab, home: Site) -> None:
    tab.page.goto(home.put("/index.html", '<!doctype html><img src="coffee.jpg" width="400">'))
    tab.press_button().ready()
    assert tab.inside("focalclick.session.annotator.threads") in (1, 2)
