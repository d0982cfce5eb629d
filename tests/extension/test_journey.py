"""One picture of a page, from the button to the file."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.extension.driver import ROOT, Tab, decode
from tests.extension.sites import Site

pytestmark = pytest.mark.extension

PAGE = """<!doctype html><title>A page</title>
<style>* { color: red !important; display: revert } button { font-size: 90px !important }</style>
<body style="margin: 40px"><h1>A page</h1><img src="coffee.jpg" width="500" alt="">
<div style="height: 2000px"></div>
<script>window.heard = []; for (const type of ['keydown', 'pointerdown', 'click', 'contextmenu', 'wheel'])
  addEventListener(type, (event) => heard.push(event.type))</script>"""
CUP = (0.5, 0.45)
COPIED = f"{ROOT}.querySelector('.status').textContent.includes('clipboard')"


@pytest.fixture
def opened(tab: Tab, home: Site) -> Tab:
    tab.page.goto(home.put("/index.html", PAGE))
    return tab.press_button().ready()


def test_click_makes_a_mask_and_ctrl_z_takes_it_back(opened: Tab) -> None:
    opened.picture("ready")
    opened.click(*CUP)
    mask = opened.mask
    assert mask.shape == (400, 600)
    assert mask[180, 300]
    assert not mask[5, 590]
    opened.picture("clicked")
    opened.page.keyboard.press("Control+z")
    opened.until("focalclick.session.annotator.clicks.length === 0")
    assert not opened.mask.any()


def test_right_click_removes(opened: Tab) -> None:
    opened.click(*CUP)
    opened.click(0.42, 0.6, button="right")  # away from the first click's marker
    assert opened.inside("focalclick.session.annotator.clicks.map(({positive}) => positive)") == [True, False]
    assert not opened.mask[240, 252]


def test_page_hears_and_sees_nothing(opened: Tab) -> None:
    opened.click(*CUP)
    opened.page.keyboard.press("h")
    assert opened.page.evaluate("heard") == []
    host = "document.documentElement.lastElementChild"
    assert opened.page.evaluate(f"{host}.shadowRoot") is None
    assert opened.inside(f"getComputedStyle({ROOT}.querySelector('.bar button')).fontSize") == "13px"


@pytest.mark.parametrize("format", ["mask", "coco"])
def test_download_is_the_mask(opened: Tab, format: str) -> None:
    opened.click(*CUP)
    opened.choose("Format", format)
    with opened.page.expect_download() as started:
        opened.press("Download")
    content = Path(started.value.path()).read_bytes()
    if format == "mask":
        assert started.value.suggested_filename == "coffee-mask.png"
        saved = np.asarray(Image.open(io.BytesIO(content)).convert("L")) > 127
    else:
        annotation = json.loads(content)["annotations"][0]
        saved = decode(annotation["segmentation"])
        assert annotation["area"] == saved.sum()
    assert np.array_equal(saved, opened.mask)


def test_copied_cutout_is_the_picture_inside_the_mask(opened: Tab) -> None:
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.click(*CUP)
    opened.choose("Format", "cutout")
    opened.press("Copy")
    opened.until(COPIED)
    size = opened.page.evaluate("""async () => {
        const [item] = await navigator.clipboard.read();
        const { width, height } = await createImageBitmap(await item.getType("image/png"));
        return [width, height];
    }""")
    rows, columns = np.nonzero(opened.mask)
    assert size == [int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1]


def test_frame_follows_scroll_and_layout(opened: Tab) -> None:
    def agree() -> None:
        opened.page.wait_for_timeout(200)
        box = opened.page.evaluate("document.images[0].getBoundingClientRect().toJSON()")
        assert all(abs(box[side] - opened.frame[side]) < 0.6 for side in ("left", "top", "width", "height"))

    opened.page.evaluate("scrollTo(0, 100)")
    agree()
    opened.page.evaluate("document.images[0].width = 320; document.images[0].style.marginLeft = '90px'")
    agree()
    opened.page.evaluate("document.body.style.zoom = 1.5")
    agree()
    opened.click(*CUP)
    assert opened.mask[180, 300]


def test_frame_is_sharp_on_dense_screens(opened: Tab) -> None:
    metrics = {"width": 1100, "height": 760, "deviceScaleFactor": 2, "mobile": False}
    opened.page.context.new_cdp_session(opened.page).send("Emulation.setDeviceMetricsOverride", metrics)
    opened.page.evaluate("document.images[0].width = 480")
    canvas = "focalclick.session.annotator.element.shadowRoot.querySelector('canvas')"
    opened.until(f"{canvas}.width === 960")


def test_shortcut_and_menu_begin_too(tab: Tab, home: Site) -> None:
    images = '<img src="coffee.jpg" width="400"><img src="cat.jpg" width="300">'
    tab.page.goto(home.put("/two.html", f"<!doctype html><body>{images}"))
    tab.choose_menu(home.url("/cat.jpg")).ready()
    assert tab.inside("focalclick.session.annotator.width") == 451
    tab.press("Close")
    tab.until("focalclick.session === null")
    tab.press_shortcut()
    tab.page.wait_for_timeout(500)
    tab.page.mouse.move(200, 100)
    tab.picture("pick")
    tab.page.mouse.click(200, 100)
    tab.ready()
    assert tab.inside("focalclick.session.annotator.width") == 600
