"""Annotation tools that lay a canvas of their own over the photograph, as the VGG Image Annotator does."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.extension.driver import ROOT, Tab
from tests.extension.sites import Site

pytestmark = pytest.mark.extension

CUP = (0.5, 0.45)
#: The photograph, and a canvas over it in which the page's own boxes are drawn by dragging; one is there.
PAGE = """<!doctype html><title>An annotator</title><body style="margin: 30px">
<div style="position: relative; width: 540px; height: 360px">
<img src="coffee.jpg" width="540" height="360" style="position: absolute; {image}">
<canvas id="overlay" width="540" height="360" style="position: absolute; left: 0; top: 0"></canvas></div>
<script>
const context = overlay.getContext("2d");
const boxes = [[20, 20, 120, 80]];
const heard = [];
let corner = null;
function draw() {{
    context.clearRect(0, 0, overlay.width, overlay.height);
    context.fillStyle = "rgb(255 255 0 / 0.3)";
    for (const box of boxes) {{ context.fillRect(...box); context.strokeRect(...box); }}
}}
overlay.addEventListener("mousedown", ({{ offsetX, offsetY }}) => {{
    heard.push("mousedown");
    corner = [offsetX, offsetY];
}});
overlay.addEventListener("mouseup", ({{ offsetX, offsetY }}) => {{
    boxes.push([...corner, offsetX - corner[0], offsetY - corner[1]]);
    draw();
}});
draw();
</script>"""
DRAWN = "Array.from(context.getImageData(0, 0, 540, 360).data)"
WIDTH = "focalclick.session.annotator.width"
PICKING = "focalclick && document.documentElement.lastElementChild.matches(':popover-open')"


def begin(tab: Tab, home: Site, image: str = "") -> None:
    """Open the page, and have the extension ask which picture is meant."""
    tab.page.goto(home.put("/annotator.html", PAGE.format(image=image)))
    tab.press_button().until(PICKING)


def point_at(tab: Tab, x: float, y: float) -> None:
    """Click at a fraction of the page's overlay."""
    box = tab.page.evaluate("overlay.getBoundingClientRect().toJSON()")
    tab.page.mouse.click(box["left"] + x * box["width"], box["top"] + y * box["height"])


def drag(tab: Tab, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Draw one of the page's own boxes, from and to pixels of its overlay."""
    box = tab.page.evaluate("overlay.getBoundingClientRect().toJSON()")
    tab.page.mouse.move(box["left"] + start[0], box["top"] + start[1])
    tab.page.mouse.down()
    tab.page.mouse.move(box["left"] + end[0], box["top"] + end[1])
    tab.page.mouse.up()


@pytest.mark.parametrize("image", ["", "pointer-events: none"], ids=["plain", "not-pointed-at"])
def test_photograph_beneath_an_overlay_is_annotated(tab: Tab, home: Site, image: str) -> None:
    begin(tab, home, image)
    before = tab.page.evaluate(DRAWN)
    point_at(tab, *CUP)
    tab.ready()
    assert tab.inside(WIDTH) == 600  # the photograph; the overlay is 540 wide
    tab.click(*CUP)
    mask = tab.mask
    assert mask[180, 300]
    assert 0.1 < mask.mean() < 0.7
    tab.picture("overlay")
    check_download(tab)
    check_clipboard(tab)
    assert tab.page.evaluate("heard") == []
    assert tab.page.evaluate(DRAWN) == before
    tab.press("Close")
    tab.until("focalclick.session === null")
    drag(tab, (200, 100), (300, 180))
    assert tab.page.evaluate("boxes") == [[20, 20, 120, 80], [200, 100, 100, 80]]
    assert tab.page.evaluate(DRAWN) != before


def check_download(tab: Tab) -> None:
    with tab.page.expect_download() as started:
        tab.press("Download")
    assert started.value.suggested_filename == "coffee-mask.png"
    saved = np.asarray(Image.open(io.BytesIO(Path(started.value.path()).read_bytes())).convert("L")) > 127
    assert np.array_equal(saved, tab.mask)


def check_clipboard(tab: Tab) -> None:
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.press("Copy")
    tab.until(f"{ROOT}.querySelector('.status').textContent.includes('clipboard')")
    content = tab.page.evaluate("""async () => {
        const [item] = await navigator.clipboard.read();
        return [...new Uint8Array(await (await item.getType("image/png")).arrayBuffer())];
    }""")
    copied = np.asarray(Image.open(io.BytesIO(bytes(content))).convert("L")) > 127
    assert np.array_equal(copied, tab.mask)


@pytest.mark.parametrize(("tabs", "width"), [(0, 600), (1, 600), (2, 540)])
def test_overlay_can_be_chosen_by_keys(tab: Tab, home: Site, tabs: int, width: int) -> None:
    begin(tab, home)
    for _ in range(tabs):
        tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")
    tab.ready()
    assert tab.inside(WIDTH) == width


def test_menu_takes_the_photograph(tab: Tab, home: Site) -> None:
    tab.page.goto(home.put("/annotator.html", PAGE.format(image="")))
    tab.choose_menu(home.url("/coffee.jpg")).ready()
    assert tab.inside(WIDTH) == 600


def test_picture_in_a_canvas_is_no_overlay(tab: Tab, home: Site) -> None:
    tab.page.goto(home.put("/annotator.html", PAGE.format(image="")))
    tab.page.evaluate("context.drawImage(document.images[0], 0, 0)")
    tab.press_button().until(PICKING)
    point_at(tab, *CUP)
    tab.ready()
    assert tab.inside(WIDTH) == 540
