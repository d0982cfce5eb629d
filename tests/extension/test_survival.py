"""What pages and browsers do under a picture that is being annotated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext

from tests.extension.conftest import GRANTED, Launch, worker_of
from tests.extension.driver import Tab
from tests.extension.sites import Site

pytestmark = pytest.mark.extension

CUP = (0.5, 0.45)
PAGE = '<!doctype html><body style="margin: 30px"><img src="coffee.jpg" width="480">'


SAVED = "chrome.storage.local.get(null).then((all) => Object.keys(all).some((key) => /^work:/.test(key)))"
#: Earlier work is shown.
FOUND = "() => focalclick.session?.annotator?.clicks.length > 0"


@pytest.fixture
def opened(tab: Tab, home: Site) -> Tab:
    tab.page.goto(home.put("/index.html", PAGE))
    return tab.press_button().ready()


def stop_worker(context: BrowserContext, tab: Tab) -> None:
    """Let the service worker die, as the browser does after half a minute."""
    cdp = context.new_cdp_session(tab.page)
    cdp.send("ServiceWorker.enable")
    cdp.send("ServiceWorker.stopAllWorkers")
    tab.page.wait_for_timeout(500)


def crash_worker(context: BrowserContext, tab: Tab) -> None:
    """Throw an error in the engine's worker that nothing catches: it belongs to the offscreen document."""
    cdp = context.new_cdp_session(tab.page)
    targets = cdp.send("Target.getTargets")["targetInfos"]
    document = next(one for one in targets if one["url"].endswith("/offscreen.html"))
    heard: list[dict[str, Any]] = []
    cdp.on("Target.receivedMessageFromTarget", lambda event: heard.append(json.loads(event["message"])))
    session = cdp.send("Target.attachToTarget", {"targetId": document["targetId"], "flatten": False})[
        "sessionId"
    ]
    find = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False}
    tell = {
        "sessionId": session,
        "message": json.dumps({"id": 1, "method": "Target.setAutoAttach", "params": find}),
    }
    cdp.send("Target.sendMessageToTarget", tell)
    while not (workers := [one for one in heard if one.get("method") == "Target.attachedToTarget"]):
        tab.page.wait_for_timeout(50)
    throw = {"expression": "setTimeout(() => { throw new Error('crashed by a test') })"}
    inner = json.dumps({"id": 1, "method": "Runtime.evaluate", "params": throw})
    for worker in workers:
        params = {"sessionId": worker["params"]["sessionId"], "message": inner}
        outer = json.dumps({"id": 2, "method": "Target.sendMessageToTarget", "params": params})
        cdp.send("Target.sendMessageToTarget", {"sessionId": session, "message": outer})
    while not any(one.get("id") == 2 for one in heard):
        tab.page.wait_for_timeout(50)


@pytest.mark.parametrize(
    "change",
    ["document.images[0].remove()", "document.images[0].src = 'cat.jpg'", "document.body.innerHTML = ''"],
    ids=["removed", "swapped", "navigated"],
)
def test_work_goes_on_when_the_picture_is_gone(opened: Tab, change: str) -> None:
    opened.click(*CUP)
    before = opened.mask
    opened.page.evaluate(change)
    assert "taken the picture away" in opened.notice
    assert (opened.mask == before).all()
    opened.press("OK")
    opened.click(0.1, 0.1)
    opened.picture("docked")


def test_picture_that_comes_back_is_followed(opened: Tab) -> None:
    opened.click(*CUP)
    opened.page.evaluate("""() => {
        document.images[0].remove();
        setTimeout(() => { document.body.innerHTML = '<p>new</p><img src="coffee.jpg" width="300">' }, 100);
    }""")
    opened.page.wait_for_timeout(1500)
    assert opened.frame["width"] == pytest.approx(300, abs=1)


def test_all_of_the_document_thrown_away(opened: Tab) -> None:
    opened.click(*CUP)
    opened.page.evaluate("document.documentElement.replaceChildren(document.createElement('body'))")
    assert "taken the picture away" in opened.notice
    assert opened.mask.any()


def test_engine_that_dies_is_started_anew(opened: Tab, context: BrowserContext) -> None:
    opened.click(*CUP)
    before = opened.mask
    worker_of(context).evaluate("chrome.offscreen.closeDocument()")
    opened.page.wait_for_timeout(500)
    opened.page.mouse.click(40, 40)
    opened.until("focalclick.session.annotator.clicks.length === 1")
    assert (opened.mask & before).any()


def test_two_tabs_at_once(opened: Tab, context: BrowserContext, home: Site) -> None:
    second = Tab(context.new_page(), worker_of(context), opened._pictures)
    second.page.goto(home.put("/cat.html", PAGE.replace("coffee", "cat")))
    second.press_button().ready()
    second.click(0.45, 0.5)
    opened.page.bring_to_front()
    opened.click(*CUP)
    assert opened.mask.shape == (400, 600)
    assert second.mask.shape == (300, 451)
    second.page.close()
    opened.click(0.2, 0.2, button="right")


def test_work_is_found_again_after_a_reload(opened: Tab) -> None:
    opened.click(*CUP)
    opened.page.wait_for_timeout(1000)
    before = opened.mask
    opened.page.reload()
    opened.press_button().ready()
    assert "how you left this picture" in opened.notice
    assert (opened.mask == before).all()
    opened.picture("kept")
    opened.press("Begin anew")
    opened.until("focalclick.session.annotator.canUndo")
    assert not opened.mask.any()


def test_service_worker_dies_in_mid_work(launch: Launch, home: Site, pictures: Path) -> None:
    running = launch(GRANTED)  # a browser of its own: nobody could speak to the dead worker afterwards
    tab = Tab(running.new_page(), worker_of(running), pictures)
    tab.page.goto(home.put("/index.html", PAGE))
    tab.press_button().ready()
    tab.click(*CUP)
    stop_worker(running, tab)
    tab.click(0.2, 0.2, button="right")
    assert len(tab.inside("focalclick.session.annotator.clicks")) == 2
    running.close()


def test_browser_restarted_in_mid_work(launch: Launch, home: Site, pictures: Path, tmp_path: Path) -> None:
    address = home.put("/index.html", PAGE)
    masks: list[NDArray[np.bool_]] = []
    for _ in range(2):
        running = launch(GRANTED, profile=tmp_path)
        tab = Tab(running.new_page(), worker_of(running), pictures)
        tab.page.goto(address)
        tab.press_button().ready()
        if not masks:
            tab.click(*CUP)
            tab.page.wait_for_timeout(1500)
        masks.append(tab.mask)
        running.close()
    assert masks[0].any()
    assert (masks[0] == masks[1]).all()


def test_extension_reloaded_under_an_open_page(
    launch: Launch, home: Site, pictures: Path, tmp_path: Path
) -> None:
    running = launch(GRANTED, profile=tmp_path)
    tab = Tab(running.new_page(), worker_of(running), pictures)
    tab.page.goto(home.put("/index.html", PAGE))
    tab.press_button().ready()
    tab.click(*CUP)
    tab.until(
        "chrome.storage.local.get(null).then((all) => Object.keys(all).some((key) => /^work:/.test(key)))"
    )
    before = tab.mask
    with running.expect_event("serviceworker"):
        worker_of(running).evaluate("setTimeout(() => chrome.runtime.reload())")
    tab.page.mouse.click(60, 60)
    assert "reloaded or updated" in tab.notice
    assert (tab.mask == before).all()
    tab.picture("reloaded")
    fresh = Tab(tab.page, worker_of(running), pictures)
    fresh.press_button().ready()
    assert "how you left this picture" in fresh.notice
    assert (fresh.mask == before).all()
    running.close()


def test_page_that_goes_elsewhere_without_loading(opened: Tab) -> None:
    opened.click(*CUP)
    before = opened.mask
    opened.page.evaluate("""() => {
        history.pushState(null, '', '/another');
        document.body.innerHTML = '<h1>Another</h1><img src="cat.jpg" width="400">';
    }""")
    assert "taken the picture away" in opened.notice
    assert (opened.mask == before).all()
    opened.press("Close")
    opened.until("focalclick.session === null")
    opened.press_button().ready()
    assert opened.inside("focalclick.session.annotator.width") == 451


def test_last_change_before_a_page_closes_is_kept(opened: Tab) -> None:
    opened.click(*CUP)
    before = opened.mask
    opened.page.reload()  # at once
    opened.press_button().ready()
    assert "how you left this picture" in opened.notice
    assert (opened.mask == before).all()


def test_last_change_before_close_is_kept(opened: Tab) -> None:
    opened.click(*CUP)
    before = opened.mask
    opened.press("Close")
    opened.until("focalclick.session === null")
    opened.press_button().ready()
    assert (opened.mask == before).all()


@pytest.mark.parametrize("choice", ["Save this one over it", "Open the other one here"])
def test_two_tabs_on_one_picture_do_not_write_over_each_other(
    opened: Tab, context: BrowserContext, choice: str
) -> None:
    second = Tab(context.new_page(), worker_of(context), opened._pictures)
    second.page.goto(opened.page.url)
    second.press_button().ready()
    second.click(*CUP)
    second.until(SAVED)
    theirs = second.mask
    opened.page.bring_to_front()
    opened.click(0.05, 0.9)
    ours = opened.mask
    assert "Another tab has saved work on this picture" in opened.notice
    opened.picture("two-tabs")
    opened.press(choice)
    if choice.startswith("Open"):
        opened.until(f"({FOUND})()")
        assert (opened.mask == theirs).all()
    else:
        second.page.reload()
        second.press_button().ready()
        assert (second.mask == ours).all()
    second.page.close()


def test_full_storage_is_told_before_other_work_goes(opened: Tab, context: BrowserContext) -> None:
    worker_of(context).evaluate("""() => chrome.storage.local.set(Object.fromEntries([1, 2].map((number) =>
        [`work:${number}`, { document: '-'.repeat(5_242_000), targets: [], saved: number }])))""")
    opened.click(*CUP)
    assert "could not be saved" in opened.notice
    opened.picture("storage-full")
    works = (
        "chrome.storage.local.get(null)"
        ".then((all) => Object.keys(all).filter((key) => /^work:/.test(key)).sort().join())"
    )
    assert opened.inside(works) == "work:1,work:2"
    opened.press("Delete the work on the 2 pictures left longest ago")
    opened.until(f"{works}.then((keys) => keys.startsWith('work:600x400-'))")


def test_beginning_anew_removes_locked_objects(opened: Tab) -> None:
    opened.click(*CUP)
    before = opened.mask
    opened.inside("focalclick.session.annotator.updateObject(1, { locked: true })")
    opened.press("Close")
    opened.until("focalclick.session === null")
    opened.press_button().ready()
    assert (opened.mask == before).all()
    opened.press("Begin anew")
    opened.until("focalclick.session.annotator.objects.every(({ area, locked }) => area === 0 && !locked)")


def fill_storage(context: BrowserContext) -> None:
    """Leave no room for a work, and nothing that could be deleted for it."""
    worker_of(context).evaluate("""() => chrome.storage.local.set(Object.fromEntries([1, 2].map((number) =>
        [`other:${number}`, '-'.repeat(5_242_000)])))""")


def test_work_without_room_is_not_closed_without_a_word(opened: Tab, context: BrowserContext) -> None:
    fill_storage(context)
    opened.click(*CUP)
    before = opened.mask
    opened.press("Close")
    opened.told("could not be saved")
    opened.picture("close-unsaved")
    assert (opened.mask == before).all()
    with opened.page.expect_download():
        opened.press("Download")
    opened.press("Close")
    opened.press("Leave without saving")
    opened.until("focalclick.session === null")


def test_contested_work_is_not_closed_without_a_word(opened: Tab, context: BrowserContext) -> None:
    second = Tab(context.new_page(), worker_of(context), opened._pictures)
    second.page.goto(opened.page.url)
    second.press_button().ready()
    second.click(*CUP)
    second.until(SAVED)
    second.page.close()
    opened.page.bring_to_front()
    opened.click(0.05, 0.9)
    ours = opened.mask
    opened.press("Close")
    opened.press("Save this one over it")
    opened.press("Close")
    opened.until("focalclick.session === null")
    opened.press_button().ready()
    assert (opened.mask == ours).all()


def test_click_that_is_still_computed_is_kept_on_close(opened: Tab) -> None:
    opened.inside("""(() => {
        const { session } = focalclick;
        void session.annotator.click(300, 180);
        void session.close();
    })()""")
    opened.until("focalclick.session === null")
    opened.press_button().ready()
    assert opened.mask.any()


def test_notice_outlives_a_change_after_going_on(opened: Tab) -> None:
    opened.click(*CUP)
    opened.press("Close")
    opened.until("focalclick.session === null")
    opened.press_button().ready()
    opened.press("Go on")
    opened.page.evaluate("document.images[0].remove()")
    opened.told("taken the picture away")
    opened.inside("focalclick.session.annotator.click(20, 20).then(() => null)")
    assert "taken the picture away" in opened.notice


def test_worker_that_crashes_is_started_anew(opened: Tab, context: BrowserContext) -> None:
    opened.click(*CUP)
    before = opened.mask
    crash_worker(context, opened)
    opened.page.mouse.click(40, 40)
    opened.until("focalclick.session.annotator.clicks.length === 2")
    assert (opened.mask & before).any()
