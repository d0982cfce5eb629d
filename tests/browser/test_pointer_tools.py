"""Brush, eraser, polygon, lasso and box under a mouse, a finger and a pen; two fingers zoom."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, CDPSession, expect

from tests.browser.driver import Driver

Place = tuple[int, int]
RADIUS = 20
LINE: list[Place] = [(150, 100), (200, 110), (260, 100), (320, 120)]
OUTLINE: list[Place] = [(150, 100), (300, 90), (360, 220), (230, 300), (140, 240)]


def stroke(places: Sequence[Place]) -> NDArray[np.bool_]:
    """What a brush of RADIUS paints along places of the coffee."""
    canvas = np.zeros((400, 600), np.uint8)
    cv2.polylines(canvas, [np.array(places)], False, 1, 2 * RADIUS)
    for place in places:
        cv2.circle(canvas, place, RADIUS, 1, -1)
    return canvas.astype(bool)


def inside(places: Sequence[Place]) -> NDArray[np.bool_]:
    """What lies inside an outline."""
    canvas = np.zeros((400, 600), np.uint8)
    cv2.fillPoly(canvas, [np.array(places)], 1)
    return canvas.astype(bool)


def assert_alike(one: NDArray[np.bool_], other: NDArray[np.bool_], least: float = 0.95) -> None:
    assert np.count_nonzero(one & other) / np.count_nonzero(one | other) > least


@pytest.fixture
def coffee(shared_driver: Driver) -> Driver:
    driver = shared_driver.sample("Coffee")
    driver.page.evaluate("([radius]) => { window.annotator.brushRadius = radius }", [RADIUS])
    return driver


def choose(driver: Driver, tool: str) -> None:
    driver.page.get_by_role("radio", name=tool).check(force=True)
    expect(driver.page.get_by_role("radio", name=tool)).to_be_checked()


def drag(driver: Driver, places: Sequence[Place], button: Any = "left") -> None:
    mouse = driver.page.mouse
    mouse.move(*driver.on_screen(*places[0]))
    mouse.down(button=button)
    for place in places[1:]:
        mouse.move(*driver.on_screen(*place), steps=8)
    mouse.up(button=button)


def test_the_brush_paints_and_its_right_button_and_the_eraser_take_away(coffee: Driver) -> None:
    choose(coffee, "Brush")
    drag(coffee, LINE)
    painted = coffee.mask
    assert_alike(painted, stroke(LINE))
    drag(coffee, [(200, 110), (200, 60)], button="right")
    assert_alike(coffee.mask, painted & ~stroke([(200, 110), (200, 60)]))
    choose(coffee, "Eraser")
    drag(coffee, [(260, 100), (330, 122)])
    assert_alike(coffee.mask, painted & ~stroke([(200, 110), (200, 60)]) & ~stroke([(260, 100), (330, 122)]))
    coffee.picture("brush")
    for _ in range(3):
        coffee.page.keyboard.press("Control+z")
    assert not coffee.mask.any(), "each stroke is one step"


def test_the_switch_turns_the_brush_and_the_lasso_round(coffee: Driver) -> None:
    choose(coffee, "Brush")
    drag(coffee, LINE)
    coffee.page.keyboard.press("x")
    choose(coffee, "Lasso")
    drag(coffee, [(180, 60), (240, 60), (240, 160), (180, 160)])
    coffee.page.keyboard.press("x")
    assert_alike(coffee.mask, stroke(LINE) & ~inside([(180, 60), (240, 60), (240, 160), (180, 160)]))


def test_the_lasso_fills_what_it_goes_round(coffee: Driver) -> None:
    choose(coffee, "Lasso")
    drag(coffee, OUTLINE)
    assert_alike(coffee.mask, inside(OUTLINE))
    drag(coffee, [(230, 150), (280, 150), (280, 200), (230, 200)], button="right")
    hole = inside([(230, 150), (280, 150), (280, 200), (230, 200)])
    assert_alike(coffee.mask, inside(OUTLINE) & ~hole)


@pytest.mark.parametrize("end", ["Enter", "first corner", "double click"])
def test_the_polygon_is_closed_in_three_ways(coffee: Driver, end: str) -> None:
    choose(coffee, "Polygon")
    mouse = coffee.page.mouse
    for place in OUTLINE:
        mouse.click(*coffee.on_screen(*place))
    coffee.picture("polygon")
    assert not coffee.mask.any()
    if end == "Enter":
        coffee.page.keyboard.press("Enter")
    elif end == "first corner":
        mouse.click(*coffee.on_screen(*OUTLINE[0]))
    else:
        mouse.click(*coffee.on_screen(*OUTLINE[-1]))
    assert_alike(coffee.mask, inside(OUTLINE))


def test_a_polygon_loses_its_last_corner_and_can_be_given_up(coffee: Driver) -> None:
    choose(coffee, "Polygon")
    for place in [*OUTLINE, (500, 380)]:
        coffee.page.mouse.click(*coffee.on_screen(*place))
    coffee.page.keyboard.press("Backspace")
    coffee.page.keyboard.press("Enter")
    assert_alike(coffee.mask, inside(OUTLINE))
    for place in OUTLINE[:3]:
        coffee.page.mouse.click(*coffee.on_screen(*place))
    coffee.page.keyboard.press("Escape")
    coffee.page.mouse.click(*coffee.on_screen(*OUTLINE[0]))
    coffee.page.keyboard.press("Escape")
    assert_alike(coffee.mask, inside(OUTLINE))


def test_clicks_look_at_the_box_that_was_drawn(coffee: Driver) -> None:
    page = coffee.page
    choose(coffee, "Box")
    drag(coffee, [(180, 60), (400, 200)])
    coffee.picture("box")
    choose(coffee, "Click")
    page.mouse.click(*coffee.on_screen(290, 120))
    coffee.says(r"^\+")
    rows, columns = np.nonzero(coffee.mask)
    assert columns.min() >= 180
    assert columns.max() <= 400
    assert rows.min() >= 60
    assert rows.max() <= 200
    choose(coffee, "Box")
    page.locator(".canvas.current canvas").focus()
    page.keyboard.press("Escape")
    choose(coffee, "Click")


@pytest.fixture
def phone(browser: Browser, address: str, pictures: Any) -> Iterator[Driver]:
    """The coffee on a telephone."""
    context = browser.new_context(
        viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    page = context.new_page()
    page.set_default_timeout(120_000)
    driver = Driver(page, address, pictures / "phone").open()
    driver.opens_image(page.get_by_role("button", name="Coffee").tap)
    page.evaluate("([radius]) => { window.annotator.brushRadius = radius }", [RADIUS])
    yield driver
    context.close()


def touch(fingers: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    places = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
    fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


def swipe(driver: Driver, places: Sequence[Place]) -> None:
    fingers = driver.page.context.new_cdp_session(driver.page)
    spots = [driver.on_screen(*place) for place in places]
    touch(fingers, "touchStart", spots[0])
    for one, other in itertools.pairwise(spots):
        for share in np.linspace(0.1, 1, 10):
            x, y = (float(a + share * (b - a)) for a, b in zip(one, other, strict=True))
            touch(fingers, "touchMove", (x, y))
    touch(fingers, "touchEnd")


def test_a_finger_paints_and_the_switch_takes_away(phone: Driver) -> None:
    page = phone.page
    page.get_by_title("Brush").tap()
    swipe(phone, LINE)
    assert_alike(phone.mask, stroke(LINE), 0.9)
    page.get_by_text("Remove", exact=True).tap()
    swipe(phone, [(150, 100), (210, 110)])
    page.get_by_text("Add", exact=True).tap()
    assert_alike(phone.mask, stroke(LINE) & ~stroke([(150, 100), (210, 110)]), 0.9)
    phone.picture("painted")


def test_two_fingers_zoom_and_drop_what_the_first_one_began(phone: Driver) -> None:
    page = phone.page
    page.get_by_title("Brush").tap()
    before = page.evaluate("() => window.annotator.viewport.scale")
    fingers = page.context.new_cdp_session(page)
    x, y = phone.on_screen(300, 200)
    touch(fingers, "touchStart", (x - 20, y))
    touch(fingers, "touchMove", (x - 30, y))
    touch(fingers, "touchStart", (x - 30, y), (x + 30, y))
    for reach in range(30, 91, 10):
        touch(fingers, "touchMove", (x - reach, y), (x + reach, y))
    touch(fingers, "touchEnd")
    after = page.evaluate("() => window.annotator.viewport.scale")
    assert after / before == pytest.approx(3, rel=0.1)
    assert not phone.mask.any()
    phone.picture("pinched")


FIRE = """(events) => {
    const canvas = window.annotator.element.shadowRoot.querySelector('canvas');
    canvas.setPointerCapture = () => {};
    for (const [type, pointerType, pointerId, [clientX, clientY]] of events)
        canvas.dispatchEvent(new PointerEvent(`pointer${type}`, { pointerType, pointerId, clientX, clientY,
            buttons: type === 'up' ? 0 : 1, isPrimary: true, bubbles: true }));
}"""
SCALE = "() => window.annotator.viewport.scale"


def fire(driver: Driver, *events: tuple[str, str, int, Place]) -> None:
    """Let pointers do things in one turn: no clock can come between them."""
    places = [(type_, kind, number, driver.on_screen(*place)) for type_, kind, number, place in events]
    driver.page.evaluate(FIRE, places)


def test_a_palm_neither_draws_nor_pinches_while_the_pen_does(coffee: Driver) -> None:
    choose(coffee, "Brush")
    before = coffee.page.evaluate(SCALE)
    fire(
        coffee,
        ("down", "touch", 2, (300, 300)),  # the hand that holds the pen is there first
        ("down", "pen", 7, (150, 100)),
        ("move", "pen", 7, (200, 100)),
        ("down", "touch", 3, (330, 330)),
        ("move", "touch", 2, (310, 390)),
        ("move", "touch", 3, (390, 330)),
        ("move", "pen", 7, (320, 100)),
        ("up", "touch", 3, (390, 330)),
        ("up", "pen", 7, (320, 100)),
        ("up", "touch", 2, (310, 390)),
        ("down", "touch", 4, (400, 300)),  # and for a moment after it
        ("move", "touch", 4, (500, 300)),
        ("up", "touch", 4, (500, 300)),
    )
    assert_alike(coffee.mask, stroke([(150, 100), (320, 100)]))
    assert coffee.page.evaluate(SCALE) == before


def test_beside_a_pen_fingers_move_the_view(coffee: Driver) -> None:
    page = coffee.page
    choose(coffee, "Brush")
    scale = page.evaluate(SCALE)
    fire(coffee, ("down", "pen", 7, (150, 100)), ("up", "pen", 7, (150, 100)))
    drawn = coffee.mask
    page.wait_for_timeout(700)  # longer than the palm is waited for
    fire(
        coffee,
        ("down", "touch", 2, (280, 200)),
        ("down", "touch", 3, (320, 200)),
        ("move", "touch", 3, (360, 200)),
        ("up", "touch", 3, (360, 200)),
        ("move", "touch", 2, (250, 220)),
        ("up", "touch", 2, (250, 220)),
    )
    assert page.evaluate(SCALE) / scale == pytest.approx(2, rel=0.05)
    np.testing.assert_array_equal(coffee.mask, drawn)
    page.evaluate("() => window.annotator.fit()")
