"""What a click would do, under a pointer that rests: seen, without a trace, and in nobody's way."""

from __future__ import annotations

import statistics

import numpy as np
import pytest

from py_frontend import Click
from tests.browser.driver import Driver

CUP = (290, 120)
# Colour of the canvas at a place of the screen.
SEEN = """([x, y]) => {
    const { canvas } = { canvas: window.annotator.element.shadowRoot.querySelector('canvas') };
    const { left, top } = canvas.getBoundingClientRect();
    const ratio = devicePixelRatio;
    const pixel = canvas.getContext('2d').getImageData((x - left) * ratio, (y - top) * ratio, 1, 1);
    return [...pixel.data].join();
}"""


@pytest.fixture
def coffee(shared_driver: Driver) -> Driver:
    """The coffee, without clicks, the pointer elsewhere, the preview on."""
    driver = shared_driver.sample("Coffee")
    driver.page.mouse.move(5, 5)
    driver.page.evaluate("() => { window.annotator.hover = true }")
    return driver


def wait_for_colour(
    driver: Driver, place: tuple[float, float], *, other_than: str = "", same_as: str = ""
) -> None:
    wanted = f"({SEEN})(place) !== before" if other_than else f"({SEEN})(place) === before"
    driver.page.wait_for_function(
        f"([place, before]) => {wanted}", arg=[place, other_than or same_as], timeout=60_000
    )


def test_a_resting_pointer_shows_what_a_click_would_do_and_changes_nothing(coffee: Driver) -> None:
    page, place = coffee.page, coffee.on_screen(*CUP)
    beside = (place[0] + 9, place[1] + 9)  # not under the pointer's own place
    bare = page.evaluate(SEEN, beside)
    page.mouse.move(*place)
    wait_for_colour(coffee, beside, other_than=bare)
    coffee.picture("hover")
    assert coffee.clicks == []
    assert not coffee.mask.any()
    assert not page.evaluate("() => window.annotator.canUndo")
    page.mouse.move(place[0] + 3, place[1])
    wait_for_colour(coffee, beside, other_than=bare)
    page.mouse.move(5, 5)
    wait_for_colour(coffee, beside, same_as=bare)
    coffee.click(Click(*CUP))
    mask = coffee.mask
    coffee.call("undo")
    page.mouse.move(*place)
    wait_for_colour(coffee, beside, other_than=bare)
    coffee.call("redo")
    np.testing.assert_array_equal(coffee.mask, mask, err_msg="a preview leaves what can be redone")


def test_clicks_come_first(coffee: Driver) -> None:
    page = coffee.page
    for step in range(4):
        place = coffee.on_screen(CUP[0] + 20 * step, CUP[1] + 10 * step)
        page.mouse.move(*place)
        page.wait_for_timeout(100)  # a preview is being computed now
        page.mouse.click(*place)
    page.evaluate("() => window.annotator.getMask('coco')")
    assert len(coffee.clicks) == 4


def test_it_is_on_by_itself_where_clicks_are_fast(coffee: Driver) -> None:
    coffee.page.evaluate("() => { window.annotator.hover = 'auto' }")
    assert not coffee.page.evaluate("() => window.annotator.hovering"), "nothing is known of this machine yet"
    costs = [coffee.click(Click(290, 120 + step))["ms"]["total"] for step in range(3)]
    assert coffee.page.evaluate("() => window.annotator.hovering") == (statistics.median(costs) < 50)


def test_a_person_switches_it_and_it_is_kept(driver: Driver) -> None:
    page = driver.open().page
    button = page.locator("[data-command=hover]")
    button.click()
    driver.sample("Cat")
    assert page.evaluate("() => [window.annotator.hover, window.annotator.hovering]") == [True, True]
    page.keyboard.press("u")
    page.reload()
    driver.ready()
    assert page.evaluate("() => window.annotator.hover") is False


def test_a_wrong_value_is_named(coffee: Driver) -> None:
    message = coffee.page.evaluate(
        "() => { try { annotator.hover = 'yes' } catch (error) { return error.message } }"
    )
    assert message == "hover is yes."
