"""Every way in which a page shows a picture, and every way to its pixels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.extension import test_labeling as labeling
from tests.extension.conftest import SAMPLES, Launch, worker_of
from tests.extension.driver import ROOT, Tab
from tests.extension.sites import Site, site

pytestmark = pytest.mark.extension

STRICT = "default-src 'none'; img-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
CUP = (0.5, 0.45)


def body(content: str) -> str:
    return f'<!doctype html><title>A page</title><body style="margin: 30px">{content}'


def check_cup(tab: Tab) -> None:
    """Click on the cup and look whether it was hit."""
    tab.click(*CUP)
    mask = tab.mask
    height, width = mask.shape
    assert mask[int(0.45 * height), int(0.5 * width)]
    assert 0.1 < mask.mean() < 0.7


@pytest.mark.parametrize(
    "content",
    [
        '<picture><source srcset="coffee.jpg"><img src="cat.jpg" width="480"></picture>',
        '<canvas id="c" width="600" height="400" style="width: 480px"></canvas>'
        "<script>const i = new Image(); i.src = 'coffee.jpg';"
        "i.onload = () => c.getContext('2d').drawImage(i, 0, 0)</script>",
        '<div style="width: 480px; height: 320px; background: url(coffee.jpg) center / cover"></div>',
        '<img src="coffee.jpg" style="width: 300px; height: 500px; object-fit: contain; padding: 20px; '
        'border: 10px solid green">',
    ],
    ids=["picture", "canvas", "background", "object-fit"],
)
def test_kinds_of_pictures(tab: Tab, home: Site, content: str, request: pytest.FixtureRequest) -> None:
    tab.page.goto(home.put("/kind.html", body(content)))
    tab.page.wait_for_timeout(300)
    tab.press_button().ready()
    assert [tab.inside(f"focalclick.session.annotator.{side}") for side in ("width", "height")] == [600, 400]
    frame = tab.frame
    assert frame["width"] / frame["height"] == pytest.approx(1.5, rel=0.01)
    check_cup(tab)
    tab.picture(request.node.callspec.id)


LAYERS = (
    "width: 480px; height: 320px; background: "
    "linear-gradient(rgb(0 0 0 / 10%), transparent) 7px 9px / 40px no-repeat, "
    "url(coffee.jpg) 60px 20px / 300px no-repeat"
)


def test_background_under_a_gradient(tab: Tab, home: Site) -> None:
    tab.page.goto(home.put("/layers.html", body(f'<div id="photo" style="{LAYERS}"></div>')))
    tab.page.wait_for_load_state()
    tab.press_button().ready()
    corner = tab.page.evaluate("photo.getBoundingClientRect().toJSON()")
    frame = tab.frame
    assert (frame["left"], frame["top"]) == pytest.approx((corner["left"] + 60, corner["top"] + 20), abs=1)
    assert (frame["width"], frame["height"]) == pytest.approx((300, 200), abs=1)


def test_cut_off_picture_is_covered_where_it_is_seen(tab: Tab, home: Site) -> None:
    scroller = (
        '<div style="width: 300px; height: 200px; overflow: auto"><img src="coffee.jpg" width="600"></div>'
    )
    tab.page.goto(home.put("/cut.html", body(scroller)))
    tab.press_button().ready()
    assert tab.inside(f"{ROOT}.querySelector('.frame').style.clipPath").startswith("inset(0px ")
    tab.picture("cut-off")


def test_strict_policy_of_the_page(tab: Tab, home: Site) -> None:
    page = body('<img src="coffee.jpg" width="480">')
    tab.page.goto(home.put("/strict.html", page, Content_Security_Policy=STRICT))
    tab.press_button().ready()
    check_cup(tab)
    tab.picture("strict-policy")


def test_picture_alone_in_its_tab(tab: Tab, home: Site) -> None:
    tab.page.goto(home.url("/coffee.jpg"))
    tab.press_button().ready()
    check_cup(tab)


def test_sandboxed_picture_alone(tab: Tab, home: Site, context: BrowserContext) -> None:
    photo = (SAMPLES / "coffee.jpg").read_bytes()
    tab.page.goto(home.put("/alone.jpg", photo, Content_Security_Policy="sandbox"))
    tab.press_button()
    tab.page.wait_for_timeout(1500)
    own = [page for page in context.pages if "page.html" in page.url]
    if not own:  # this browser lets extensions into such a page
        tab.ready()
        check_cup(tab)
        return
    own[0].locator("[data-act=download]").wait_for(timeout=120_000)
    own[0].close()


def test_picture_in_a_sandboxed_frame(tab: Tab, home: Site, context: BrowserContext) -> None:
    home.put("/inner.html", body('<img src="coffee.jpg" width="400">'))
    tab.page.goto(home.put("/outer.html", body('<iframe sandbox src="inner.html" width="500" height="400">')))
    tab.page.frame_locator("iframe").locator("img").wait_for()
    with context.expect_page() as opened:
        tab.choose_menu(home.url("/coffee.jpg"), frame=1)  # no script may run there
    own = opened.value
    assert "page.html?image=" in own.url
    own.locator("[data-act=download]").wait_for(timeout=120_000)
    own.close()


def test_own_page_opens_a_picture(tab: Tab, home: Site, context: BrowserContext) -> None:
    extension = worker_of(context).url.rsplit("/", 1)[0]
    tab.page.goto(f"{extension}/page.html?image={home.url('/coffee.jpg')}")
    tab.page.locator("[data-act=download]").wait_for(timeout=120_000)
    tab.picture("own-page")


@pytest.fixture(scope="module")
def open_context(launch: Launch) -> Iterator[BrowserContext]:
    """A browser in which every site has been allowed, and so the capture of a tab."""
    running = launch(["<all_urls>"])
    yield running
    running.close()


@pytest.fixture
def open_tab(open_context: BrowserContext, pictures: Path) -> Tab:
    """A fresh tab in it, without any work of an earlier one."""
    worker_of(open_context).evaluate("chrome.storage.local.clear()")
    return Tab(open_context.new_page(), worker_of(open_context), pictures)


def foreign(home: Site, other: Site) -> str:
    return home.put("/foreign.html", body(f'<img src="{other.url("/coffee.jpg")}" width="480">'))


def test_foreign_picture_is_asked_for(tab: Tab, home: Site, other: Site, context: BrowserContext) -> None:
    tab.page.goto(foreign(home, other))
    tab.press_button()
    assert "localhost" in tab.notice
    tab.picture("foreign")
    with context.expect_page() as opened:
        tab.press("Fetch it from localhost")
    question = opened.value
    question.evaluate("chrome.permissions.request = async (asked) => { window.asked = asked; return false }")
    question.evaluate("window.close = () => {}")
    question.screenshot(path=tab._pictures / "extension-permission.png")
    question.get_by_role("button", name="Allow", exact=True).click()
    assert question.evaluate("window.asked") == {"origins": ["http://localhost/*"]}
    question.close()
    assert "localhost" in tab.notice  # it was not granted, so the question stays
    assert {(path, sent) for _, path, sent in other.log} == {("/coffee.jpg", b"")}


def test_foreign_picture_that_all_may_read_is_not_asked_for(tab: Tab, home: Site, other: Site) -> None:
    other.put("/open.jpg", (SAMPLES / "coffee.jpg").read_bytes(), Access_Control_Allow_Origin="*")
    tab.page.goto(home.put("/open.html", body(f'<img src="{other.url("/open.jpg")}" width="480">')))
    tab.press_button().ready()
    check_cup(tab)


def test_foreign_picture_is_fetched_once_allowed(open_tab: Tab, home: Site, other: Site) -> None:
    open_tab.page.goto(foreign(home, other))
    open_tab.press_button().ready()
    check_cup(open_tab)
    assert {(method, path, sent) for method, path, sent in other.log} == {("GET", "/coffee.jpg", b"")}


def test_fetch_that_fails_can_be_tried_again(open_tab: Tab, home: Site, other: Site) -> None:
    open_tab.page.goto(foreign(home, other))
    photo = other.pages.pop("/coffee.jpg")
    open_tab.press_button().told("HTTP 404")
    open_tab.picture("unfetched")
    other.pages["/coffee.jpg"] = photo
    open_tab.press("Try again")
    open_tab.ready()
    assert not open_tab.inside(f"{ROOT}.querySelector('.mark')")
    check_cup(open_tab)


def test_screen_stands_in_for_a_file_that_is_no_picture(open_tab: Tab, home: Site, other: Site) -> None:
    open_tab.page.goto(foreign(home, other))
    other.put("/coffee.jpg", "<h1>Please sign in</h1>")
    open_tab.press_button().told("could not be fetched from localhost")
    check_screen(open_tab)


def test_screen_stands_in_for_a_site_that_is_gone(open_tab: Tab, home: Site) -> None:
    with site("localhost") as leaving:
        leaving.put("/coffee.jpg", (SAMPLES / "coffee.jpg").read_bytes())
        open_tab.page.goto(foreign(home, leaving))
    open_tab.press_button().told("could not be fetched from localhost")
    check_screen(open_tab)


def check_screen(tab: Tab) -> None:
    """Take the screen's pixels, and look whether it is said and nothing of the extension is in them."""
    tab.press("Use the screen")
    tab.ready()
    assert tab.inside(f"{ROOT}.querySelector('.mark').textContent") == "Screen resolution"
    check_cup(tab)


def test_what_the_screen_shows_is_not_written_to_a_site(open_tab: Tab, home: Site, other: Site) -> None:
    home.put("/damaged.png", (SAMPLES / "coffee-damaged.png").read_bytes())
    adapter = labeling.examples()[0]
    open_tab.page.goto(home.put("/task.html", labeling.PAGE.format(adapter=adapter, region=labeling.REGION)))
    foreign = other.put("/coffee.jpg", (SAMPLES / "coffee.jpg").read_bytes())
    open_tab.page.evaluate(
        "(url) => { document.images[0].src = url; return document.images[0].decode(); }", foreign
    )
    open_tab.page.wait_for_function("regions.size === 1")
    del other.pages["/coffee.jpg"]
    open_tab.press_button().told("could not be fetched")
    open_tab.press("Use the screen")
    open_tab.ready().told("cannot be written there")
    open_tab.picture("screen-of-a-task")
    assert not open_tab.mask.any()
    assert not open_tab.inside(f"{ROOT}.querySelector('[data-act=write]')")


def test_screen_stands_in_for_a_picture(open_tab: Tab, home: Site, other: Site) -> None:
    tab = open_tab
    tainted = (
        '<canvas id="c" width="600" height="400"></canvas><script>const i = new Image();'
        f"i.src = '{other.url('/coffee.jpg')}';"
        "i.onload = () => c.getContext('2d').drawImage(i, 0, 0)</script>"
    )
    tab.page.goto(home.put("/tainted.html", body(tainted)))
    tab.page.wait_for_timeout(500)
    tab.press_button()
    assert "may not read" in tab.notice
    check_screen(tab)
    tab.picture("screen")
