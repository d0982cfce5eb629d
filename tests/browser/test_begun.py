"""What is begun and not finished, and keys on the image: undo takes the last point back, Escape drops it."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.driver import Driver
from tests.browser.test_pointer_tools import OUTLINE, Place, assert_alike, choose, drag, fire, inside


@pytest.fixture
def coffee(shared_driver: Driver) -> Driver:
    return shared_driver.sample("Coffee")


def tap(driver: Driver, *places: Place) -> None:
    for place in places:
        driver.page.mouse.click(*driver.on_screen(*place))


def button(driver: Driver, name: str) -> Locator:
    return driver.page.get_by_role("button", name=name, exact=True)


def test_undo_takes_back_the_last_corner_and_redo_sets_it_again(coffee: Driver) -> None:
    press = coffee.page.keyboard.press
    coffee.call("stroke", [{"x": 500, "y": 350}], {"radius": 9})
    drawn = coffee.mask
    choose(coffee, "Polygon")
    expect(button(coffee, "Redo")).to_be_disabled()
    tap(coffee, *OUTLINE, (500, 380), (20, 380))
    button(coffee, "Undo").click()
    expect(button(coffee, "Redo")).to_be_enabled()
    button(coffee, "Undo").click()
    button(coffee, "Undo").click()
    button(coffee, "Redo").click()
    coffee.page.locator(".canvas.current canvas").focus()
    press("Control+z")
    press("Control+Shift+z")
    press("Enter")
    assert_alike(coffee.mask, inside(OUTLINE) | drawn)
    press("Control+z")
    np.testing.assert_array_equal(coffee.mask, drawn)
    tap(coffee, OUTLINE[0])
    press("Control+z")
    np.testing.assert_array_equal(coffee.mask, drawn)
    expect(button(coffee, "Redo")).to_be_enabled()
    press("Control+z")
    assert not coffee.mask.any(), "with no corner left, undo goes on with what was done before"
    press("Control+y")
    np.testing.assert_array_equal(coffee.mask, drawn)


def test_an_outline_waits_while_another_tool_is_in_hand(coffee: Driver) -> None:
    choose(coffee, "Polygon")
    tap(coffee, *OUTLINE)
    coffee.page.keyboard.press("p")
    expect(button(coffee, "Undo")).to_be_enabled()
    choose(coffee, "Brush")
    expect(button(coffee, "Undo")).to_be_disabled()
    drag(coffee, [(500, 350), (520, 350)])
    drawn = coffee.mask
    choose(coffee, "Polygon")
    coffee.picture("outline_again")
    coffee.page.keyboard.press("Control+z")
    np.testing.assert_array_equal(coffee.mask, drawn)
    coffee.page.keyboard.press("Control+y")
    coffee.page.locator(".canvas.current canvas").focus()
    coffee.page.keyboard.press("Enter")
    assert_alike(coffee.mask, inside(OUTLINE) | drawn)


def test_a_pointer_that_the_browser_takes_away_leaves_an_outline(coffee: Driver) -> None:
    choose(coffee, "Polygon")
    tap(coffee, *OUTLINE)
    fire(coffee, ("down", "touch", 2, (400, 300)), ("cancel", "touch", 2, (400, 300)))
    coffee.page.locator(".canvas.current canvas").focus()
    coffee.page.keyboard.press("Enter")
    assert_alike(coffee.mask, inside(OUTLINE))
    choose(coffee, "Brush")
    fire(
        coffee,
        ("down", "touch", 3, (500, 350)),
        ("move", "touch", 3, (550, 350)),
        ("cancel", "touch", 3, (550, 350)),
    )
    assert_alike(coffee.mask, inside(OUTLINE))


def test_escape_drops_an_outline_whole(coffee: Driver) -> None:
    choose(coffee, "Polygon")
    tap(coffee, *OUTLINE)
    coffee.page.keyboard.press("Escape")
    expect(button(coffee, "Undo")).to_be_disabled()
    coffee.page.keyboard.press("Enter")
    assert not coffee.mask.any()


@pytest.mark.parametrize("key", ["Escape", "Control+z"])
@pytest.mark.parametrize("tool", ["Brush", "Lasso"])
def test_a_stroke_under_way_is_dropped_by_key(coffee: Driver, tool: str, key: str) -> None:
    choose(coffee, tool)
    mouse = coffee.page.mouse
    mouse.move(*coffee.on_screen(150, 100))
    mouse.down()
    mouse.move(*coffee.on_screen(300, 100), steps=5)
    coffee.page.keyboard.press(key)
    mouse.move(*coffee.on_screen(300, 250), steps=5)
    mouse.up()
    assert not coffee.mask.any()
    drag(coffee, [(150, 100), (300, 100), (300, 250)])
    assert coffee.mask.any(), "the next one counts"


def test_collected_clicks_are_taken_back_one_by_one(coffee: Driver) -> None:
    page = coffee.page
    pending = page.locator(".mark.pending")
    page.keyboard.down("Control")
    tap(coffee, (290, 120), (400, 250), (20, 20))
    expect(pending).to_have_count(3)
    page.keyboard.press("z")
    page.keyboard.press("z")
    expect(pending).to_have_count(1)
    page.keyboard.press("y")
    expect(pending).to_have_count(2)
    page.keyboard.up("Control")
    coffee.says(r"^[+−]")
    assert [(click["x"], click["y"]) for click in coffee.clicks] == [(290, 120), (400, 250)]
    page.keyboard.press("Control+z")
    expect(page.locator(".mark.positive")).to_have_count(0)
    page.keyboard.down("Control")
    tap(coffee, (290, 120))
    page.keyboard.press("Escape")
    page.keyboard.up("Control")
    assert not coffee.mask.any()


def test_a_click_is_chosen_moved_and_taken_away_by_keys(coffee: Driver) -> None:
    page = coffee.page
    for x, y in ((290, 120), (20, 20), (400, 250)):
        coffee.call("click", x, y, {"positive": x > 100})
    page.locator(".canvas.current canvas").focus()
    live = page.locator(".canvas.current .live")
    page.keyboard.press("m")
    expect(live).to_have_text(
        "Click 3 of 3, which adds at 400, 250. Arrow keys and Enter move it, Delete takes it away."
    )
    page.keyboard.press("m")
    expect(live).to_contain_text("Click 2 of 3, which removes at 20, 20.")
    expect(page.locator(".mark.focused")).to_have_count(1)
    coffee.picture("mark")
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Alt+ArrowDown")
    expect(live).to_have_text("21, 21")
    page.keyboard.press("Enter")
    expect(page.locator(".mark.focused")).to_have_count(0)
    page.wait_for_function("() => window.annotator.clicks[1].x === 21 && window.annotator.clicks[1].y === 21")
    page.keyboard.press("Shift+m")
    expect(live).to_contain_text("Click 1 of 3")
    page.keyboard.press("Delete")
    page.wait_for_function("() => window.annotator.clicks.length === 2")
    assert len(page.evaluate("() => window.annotator.objects")) == 1, "the object itself stays"
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert coffee.call("getMask", "coco")
    assert [(click["x"], click["y"]) for click in coffee.clicks] == [(21, 21), (400, 250)]


def test_the_keyboard_sets_the_corners_of_an_outline(coffee: Driver) -> None:
    press = coffee.page.keyboard.press
    choose(coffee, "Polygon")
    coffee.page.locator(".canvas.current canvas").focus()
    for keys in (["ArrowLeft"] * 8, ["ArrowUp"] * 8, ["ArrowRight"] * 8, ["ArrowDown"] * 8):
        for key in keys:
            press(key)
        press("Enter")
    press("Enter")
    rows, columns = np.nonzero(coffee.mask)
    assert columns.max() - columns.min() == pytest.approx(rows.max() - rows.min(), abs=2)
    side = columns.max() - columns.min() + 1
    assert coffee.mask.sum() == pytest.approx(side * side, rel=0.05)


def test_keys_on_the_image_can_be_changed_in_a_page_of_ones_own(coffee: Driver) -> None:
    page = coffee.page
    coffee.call("stroke", [{"x": 300, "y": 200}], {"radius": 9})
    failed = page.evaluate("""async () => {
        const fault = (keys) => {
            try { window.annotator.keys = keys } catch (error) { return error.message }
        };
        return [fault({ jump: ['j'] }), fault({ undo: 'q' })];
    }""")
    assert "jump" in failed[0]
    assert failed[1].startswith('keys.undo is "q"')
    page.evaluate("() => { window.kept = window.annotator.keys; window.annotator.keys = { undo: ['y'] } }")
    page.evaluate("""() => {
        const canvas = window.annotator.element.shadowRoot.querySelector('canvas');
        for (const init of [{ key: 'z', ctrlKey: true }, { key: 'y' }])
            canvas.dispatchEvent(new KeyboardEvent('keydown', init)); // the tool around does not hear these
    }""")
    assert not coffee.mask.any()
    coffee.call("redo")
    page.evaluate("""() => {
        const canvas = window.annotator.element.shadowRoot.querySelector('canvas');
        canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true }));
        window.annotator.keys = window.kept;
    }""")
    assert coffee.mask.any()
