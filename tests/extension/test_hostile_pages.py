"""Pages whose own styles and layers would hide, move or disable what lies over them."""

from __future__ import annotations

import pytest

from tests.extension.driver import ROOT, Tab
from tests.extension.sites import Site

pytestmark = pytest.mark.extension

IMAGE = '<img src="coffee.jpg" width="480">'
HIDING = """visibility: hidden !important; opacity: 0 !important; clip-path: inset(50%) !important;
    filter: blur(9px) !important; content-visibility: hidden !important; transition: all 99s !important;
    animation: away 1s infinite !important; pointer-events: auto !important; direction: rtl !important;
    --surface: lime !important; --accent: lime !important; font: 90px serif !important"""
PAGES = {
    "display": f"html > div, [popover] {{ display: none !important; {HIDING} }}",
    "position": "div { position: static !important; scale: 0.5 !important; inset: auto !important; "
    "z-index: -1 !important; width: 10px !important; zoom: 2 !important; margin: 99px !important }",
    "all": "html > :last-child { all: revert !important } * { all: unset }",
    "transformed": "html { transform: translate(40px, 30px); filter: sepia(1) }",
    "zoomed": "html { zoom: 1.25 }",
}


def check_click(tab: Tab) -> None:
    """Look whether the frame lies over the picture, its bar is in sight, and a click on the cup hits it."""
    tab.until(f"""(() => {{
        const shown = document.images[0].getBoundingClientRect();
        const frame = {ROOT}.querySelector('.frame').getBoundingClientRect();
        return ['left', 'top', 'width', 'height'].every((side) => Math.abs(shown[side] - frame[side]) < 1);
    }})()""")
    tab.until(f"""(() => {{
        const {{ x, y }} = {ROOT}.querySelector('.bar [data-act=undo]').getBoundingClientRect();
        const host = document.elementFromPoint(x + 5, y + 5);
        return host === {ROOT}.host && getComputedStyle(host).opacity === '1';
    }})()""")
    tab.click(0.5, 0.45)
    assert tab.mask[180, 300]


@pytest.mark.parametrize("kind", PAGES)
def test_styles_of_the_page_do_not_reach_the_annotator(tab: Tab, home: Site, kind: str) -> None:
    css = f"@keyframes away {{ to {{ translate: 900px }} }} {PAGES[kind]}"
    tab.page.goto(home.put("/hostile.html", f"<!doctype html><style>{css}</style><body>{IMAGE}"))
    tab.press_button().ready()
    check_click(tab)
    tab.picture(f"hostile-{kind}")


def test_picture_in_a_modal_dialog(tab: Tab, home: Site) -> None:
    dialog = f"<dialog style='transform: rotate(0deg)'>{IMAGE}</dialog>"
    tab.page.goto(home.put("/modal.html", f"<!doctype html><body>{dialog}"))
    tab.page.evaluate("document.querySelector('dialog').showModal()")
    tab.press_button().ready()
    check_click(tab)
    tab.picture("modal")
    tab.page.evaluate("document.querySelector('dialog').close()")
    tab.told("taken the picture away")
    assert tab.mask[180, 300]


def test_page_that_goes_full_screen(tab: Tab, home: Site) -> None:
    tab.page.goto(home.put("/full.html", f"<!doctype html><body><main>{IMAGE}</main>"))
    tab.press_button().ready()
    tab.page.evaluate("document.querySelector('main').requestFullscreen()")
    tab.until("document.fullscreenElement?.matches('main')")
    check_click(tab)
