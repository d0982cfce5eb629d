"""The journey in Firefox: the same sources, run by its background page."""

from __future__ import annotations

import io
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.extension.driver import decode
from tests.extension.firefox import EXTENSION, ID, FirefoxTab
from tests.extension.marionette import Marionette
from tests.extension.sites import Site

pytestmark = pytest.mark.extension

CUP = (0.5, 0.45)
IDLE_MS = 12_000
STRICT = "default-src 'none'; img-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
PAGE = '<!doctype html><title>A page</title><body style="margin: 40px"><img src="coffee.jpg" width="500">'
WAITING = "return Services.wm.getMostRecentWindow('navigator:browser').gBrowser.tabs.length === 2"


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def firefox(dist: Path, downloads: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marionette]:
    """Firefox with the unpacked extension, after its first-run page was closed."""
    executable = shutil.which("firefox-esr") or shutil.which("firefox")
    if executable is None:
        pytest.skip("no Firefox was found: sudo apt-get install firefox-esr")
    # What it fetches for itself is no part of these tests; its patience with idle extensions is.
    wishes = {"browser.download.dir": str(downloads), "extensions.background.idle.timeout": IDLE_MS}
    with Marionette(executable, tmp_path_factory.mktemp("firefox"), wishes) as running:
        running.command("Addon:Install", path=str(dist / "extension-firefox"), temporary=True)
        welcome = FirefoxTab(running, downloads)
        welcome.until(running.in_browser, WAITING)
        first, second = running.command("WebDriver:GetWindowHandles")
        running.command("WebDriver:SwitchToWindow", handle=second, focus=True)
        running.command("WebDriver:CloseWindow")
        running.command("WebDriver:SwitchToWindow", handle=first, focus=True)
        yield running


@pytest.fixture
def tab(firefox: Marionette, pictures: Path) -> FirefoxTab:
    return FirefoxTab(firefox, pictures)


@pytest.fixture
def opened(tab: FirefoxTab, home: Site) -> FirefoxTab:
    tab.go(home.put("/index.html", PAGE))
    return begin(tab)


def begin(tab: FirefoxTab) -> FirefoxTab:
    """Press the button, and begin the picture anew."""
    tab.press_button()
    return begin_anew(tab)


def begin_anew(tab: FirefoxTab) -> FirefoxTab:
    """Wait until clicks can be computed, without work that an earlier test has left on the same pixels."""
    tab.ready()
    if "left this picture" in tab.notice:
        tab.press("Begin anew")
        tab.wait("return root.querySelector('.notice').hidden")
    return tab


def newest(folder: Path, pattern: str) -> bytes:
    """The file that was downloaded last, once it is whole."""
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        found = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime)
        if found and found[-1].stat().st_size and not list(folder.glob("*.part")):
            content = found[-1].read_bytes()
            found[-1].unlink()
            return content
        time.sleep(0.1)
    raise AssertionError(f"no {pattern} among {list(folder.iterdir())}")


def mask_of(tab: FirefoxTab, downloads: Path) -> NDArray[np.bool_]:
    tab.press("Download")
    return np.asarray(Image.open(io.BytesIO(newest(downloads, "*-mask*.png"))).convert("L")) > 127


def test_click_remove_undo_and_download(opened: FirefoxTab, downloads: Path) -> None:
    opened.click(*CUP)
    opened.picture("clicked")
    clicked = mask_of(opened, downloads)
    assert clicked.shape == (400, 600)
    assert clicked[180, 300]
    assert not clicked[5, 590]
    opened.click(0.42, 0.6, button=2)
    assert not mask_of(opened, downloads)[240, 252]
    opened.keys("\ue009", "z")
    opened.wait("return !root.querySelector('[data-act=redo]').disabled")
    assert np.array_equal(mask_of(opened, downloads), clicked)


def test_whole_tool_exports_every_object(opened: FirefoxTab, downloads: Path) -> None:
    tool = "const tool = root.querySelector('.whole > div').openOrClosedShadowRoot;"
    opened.click(*CUP)
    opened.keys("n")
    opened.click(0.05, 0.9)
    opened.press("All tools")
    opened.wait(f"{tool} return tool.querySelectorAll('.object').length === 2")
    opened.picture("tool")
    opened.inside(f"{tool} tool.querySelector('[data-format=coco]').click()")
    written = json.loads(newest(downloads, "*.json"))
    masks = [decode(one["segmentation"]) for one in written["annotations"]]
    assert [one["area"] for one in written["annotations"]] == [int(mask.sum()) for mask in masks]
    assert len(masks) == 2
    opened.press("Back to the page")
    opened.wait("return root.querySelector('.bar').getClientRects().length")


def test_work_is_found_again(opened: FirefoxTab, downloads: Path) -> None:
    opened.click(*CUP)
    before = mask_of(opened, downloads)
    opened.saved().browser.command("WebDriver:Refresh")
    opened.press_button()
    assert "left this picture" in opened.ready().notice
    assert np.array_equal(mask_of(opened, downloads), before)


def test_background_page_stays_while_it_is_needed(opened: FirefoxTab) -> None:
    limit = time.monotonic() + 2 * IDLE_MS / 1000
    while time.monotonic() < limit:
        assert opened.browser.in_browser(f"{EXTENSION} return extension.backgroundState") == "running"
        time.sleep(1)
    opened.click(0.2, 0.2, button=2)


def test_background_page_that_is_stopped_comes_back(opened: FirefoxTab) -> None:
    opened.click(*CUP)
    opened.browser.in_browser(
        f"{EXTENSION} await extension.terminateBackground({{ ignoreDevToolsAttached: true }})"
    )
    opened.click(0.05, 0.9)
    opened.wait("return !root.querySelector('[data-act=undo]').disabled")


def test_strict_policy_of_the_page(tab: FirefoxTab, home: Site) -> None:
    tab.go(home.put("/strict.html", PAGE, Content_Security_Policy=STRICT))
    tab.press_button()
    tab.ready().click(*CUP)


def test_foreign_picture_is_fetched_once_the_browser_was_told(
    tab: FirefoxTab, home: Site, other: Site, downloads: Path
) -> None:
    tab.go(home.put("/foreign.html", f'<!doctype html><img src="{other.url("/coffee.jpg")}" width="480">'))
    tab.press_button()
    tab.press("Fetch it from localhost")
    browser = tab.browser
    here = browser.command("WebDriver:GetWindowHandle")["value"]
    tab.until(
        lambda _: next((one for one in browser.command("WebDriver:GetWindowHandles") if one != here), None),
        "the window that asks",
    )
    question = next(one for one in browser.command("WebDriver:GetWindowHandles") if one != here)
    browser.command("WebDriver:SwitchToWindow", handle=question)
    tab.until(browser.in_page, "const allow = document.getElementById('allow'); return Boolean(allow)")
    allow = browser.command("WebDriver:FindElement", using="css selector", value="#allow")["value"]
    browser.command("WebDriver:ElementClick", id=next(iter(allow.values())))
    tab.accept_permission()
    browser.command("WebDriver:SwitchToWindow", handle=here)
    tab.ready().click(*CUP)
    assert mask_of(tab, downloads).shape == (400, 600)
    assert {(method, sent) for method, _, sent in other.log} == {("GET", b"")}


def test_picture_alone_in_its_tab(tab: FirefoxTab, home: Site) -> None:
    tab.go(home.url("/coffee.jpg"))
    begin(tab).click(*CUP)


def test_screen_stands_in_for_a_picture(tab: FirefoxTab, home: Site, other: Site, downloads: Path) -> None:
    script = (
        f"const i = new Image(); i.src = '{other.url('/coffee.jpg')}';"
        "i.onload = () => { c.getContext('2d').drawImage(i, 0, 0); document.title = 'drawn' }"
    )
    canvas = '<canvas id="c" width="600" height="400"></canvas>'
    tab.go(home.put("/tainted.html", f"<!doctype html><body>{canvas}<script>{script}</script>"))
    tab.until(tab.browser.in_page, "return document.title === 'drawn'")
    tab.press_button()
    tab.press("Use the screen")
    begin_anew(tab)
    assert tab.inside("return root.querySelector('.bar .mark').textContent") == "Screen resolution"
    tab.click(*CUP)
    tab.picture("screen")
    assert mask_of(tab, downloads)[180, 300]


def test_fetch_that_fails_offers_the_screen(tab: FirefoxTab, home: Site, other: Site) -> None:
    tab.go(home.put("/foreign.html", f'<!doctype html><img src="{other.url("/coffee.jpg")}" width="480">'))
    other.pages.clear()
    tab.press_button()
    tab.press(
        "Use the screen"
    )  # as there is no permission, or no file: by what the tests before have allowed
    tab.ready()


def test_work_goes_on_when_the_picture_is_taken_away(opened: FirefoxTab, downloads: Path) -> None:
    opened.click(*CUP)
    opened.browser.in_page("document.images[0].remove()")
    opened.wait("return root.querySelector('.notice').textContent.includes('taken the picture away')")
    opened.press("OK")
    assert mask_of(opened, downloads)[180, 300]


def test_copied_annotation_is_on_the_clipboard(opened: FirefoxTab) -> None:
    opened.click(*CUP)
    opened.inside("""
        const list = root.querySelector('.bar select');
        list.value = 'coco';
        list.dispatchEvent(new Event('change'));
    """)
    opened.press("Copy")
    opened.wait("return root.querySelector('.bar .status').textContent === 'On the clipboard'")
    copied = json.loads(opened.browser.in_browser("return navigator.clipboard.readText()"))
    assert decode(copied["annotations"][0]["segmentation"])[180, 300]


def own_page(tab: FirefoxTab, name: str) -> None:
    """Open one of the extension's own pages."""
    host = tab.browser.in_browser(f"return WebExtensionPolicy.getByID('{ID}').mozExtensionHostname")
    tab.go(f"moz-extension://{host}/{name}.html")


def test_first_run_page_opens_its_sample(tab: FirefoxTab) -> None:
    own_page(tab, "welcome")
    tab.until(tab.browser.in_page, "return Boolean(document.querySelector('[data-act=download]'))")
    tab.picture("welcome")


def test_options_are_told_kept_and_cleared(opened: FirefoxTab) -> None:
    tab, page = opened, opened.browser.in_page
    tab.click(*CUP)
    own_page(tab.saved(), "options")
    told = "return document.getElementById('run').textContent === 'mobilenetv2-s1, threads: 1'"
    tab.until(page, told)
    assert page("return document.getElementById('threads').disabled")  # Firefox does not isolate extensions
    for format in ("coco", "mask"):
        choose = "format.value = args[0]; format.dispatchEvent(new Event('change'));"
        page(f"const format = document.getElementById('format'); {choose}", format)
        tab.until(page, "return document.getElementById('saved').textContent === 'Saved'")
        tab.browser.command("WebDriver:Refresh")
        tab.until(page, "return document.getElementById('format').value === args[0]", format)
    tab.picture("options")
    tab.until(page, "return !document.getElementById('clear').disabled")
    page("document.getElementById('clear').click()")
    tab.until(page, "return document.getElementById('kept').textContent === 'Pictures: 0, 0 kB'")
