"""What a person does: mouse, keys, buttons, files."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import JSHandle, Page, expect

from py_frontend import Click
from tests.browser.driver import Driver

SAMPLES = Path(__file__).resolve().parents[2] / "web" / "samples"
IDLE = "async () => { await (await window.annotator).getMask('coco') }"  # answers after everything before it

BESIDE = 40  # CSS pixels, more than a mark takes
TAKEN_AWAY_AFTER_RESTORING = """async (older) => {
    const annotator = await window.annotator;
    if (annotator.clicks.length < 2) await annotator.redo();
    const snapshot = structuredClone(await annotator.snapshot({ history: true }));
    if (older) for (const { acts } of snapshot.objects) for (const act of acts) delete act.window;
    await annotator.restore(snapshot);
    await annotator.removeClick(1);
    return annotator.getMask("coco");
}"""


def signs(driver: Driver) -> list[bool]:
    driver.page.evaluate(IDLE)
    return [click["positive"] for click in driver.clicks]


@pytest.fixture
def coffee(shared_driver: Driver) -> Driver:
    """The coffee, without clicks, all of it in sight."""
    return shared_driver.sample("Coffee")


def test_left_adds_and_right_and_shift_remove(coffee: Driver) -> None:
    mouse = coffee.page.mouse
    mouse.click(*coffee.on_screen(290, 120))
    mouse.click(*coffee.on_screen(20, 20), button="right")
    coffee.page.keyboard.down("Shift")
    mouse.click(*coffee.on_screen(580, 380))
    coffee.page.keyboard.up("Shift")
    assert signs(coffee) == [True, False, False]
    assert [(click["x"], click["y"]) for click in coffee.clicks] == [(290, 120), (20, 20), (580, 380)]


def test_the_switch_makes_a_plain_click_remove(coffee: Driver) -> None:
    coffee.page.get_by_text("Remove", exact=True).click()
    coffee.page.mouse.click(*coffee.on_screen(20, 20))
    coffee.page.get_by_text("Add", exact=True).click()
    coffee.page.mouse.click(*coffee.on_screen(290, 120))
    assert signs(coffee) == [False, True]


def test_clicks_in_a_hurry_are_all_computed_and_marked_meanwhile(coffee: Driver) -> None:
    places = [(290, 120), (200, 250), (400, 250), (290, 350), (120, 200)]
    for place in places:
        coffee.page.mouse.click(*coffee.on_screen(*place))
    assert coffee.page.locator(".busy").count() > 0
    coffee.picture("busy")
    assert signs(coffee) == [True] * 5
    expect(coffee.page.locator(".busy")).to_have_count(0)
    expect(coffee.page.locator(".mark.positive")).to_have_count(5)


def test_keys_undo_and_redo(coffee: Driver) -> None:
    keyboard = coffee.page.keyboard
    coffee.page.mouse.click(*coffee.on_screen(290, 120))
    coffee.page.mouse.click(*coffee.on_screen(200, 250))
    assert signs(coffee) == [True, True]
    for keys, left in (("Control+z", 1), ("Control+z", 0), ("Control+Shift+z", 1), ("Control+y", 2)):
        keyboard.press(keys)
        assert len(signs(coffee)) == left


def test_keys_alone_are_enough(coffee: Driver) -> None:
    coffee.page.locator(".canvas.current canvas").focus()
    for key in ("ArrowLeft", "ArrowUp", "Enter", "ArrowDown", "Shift+Enter"):
        coffee.page.keyboard.press(key)
    assert signs(coffee) == [True, False]
    first, second = coffee.clicks
    assert first["x"] < 300
    assert first["y"] < 200
    assert second["y"] > first["y"]
    coffee.picture("keyboard")


def test_dragging_moves_and_the_wheel_zooms_without_clicking(coffee: Driver) -> None:
    mouse = coffee.page.mouse
    x, y = coffee.on_screen(300, 200)
    mouse.move(x, y)
    mouse.wheel(0, -600)
    mouse.down()
    mouse.move(x + 80, y + 40, steps=4)
    mouse.up()
    assert signs(coffee) == []
    coffee.picture("zoomed")
    mouse.click(x + 80, y + 40)
    assert signs(coffee) == [True]
    click = coffee.clicks[0]
    assert abs(click["x"] - 300) <= 1, "the pixel that was under the pointer moved with it"
    assert abs(click["y"] - 200) <= 1


@pytest.fixture
def close(coffee: Driver) -> tuple[float, float]:
    """Place on the screen where the coffee was zoomed in on and clicked; another click is beside it."""
    x, y = coffee.on_screen(375, 200)
    coffee.page.mouse.move(x, y)
    for _ in range(7):
        coffee.page.mouse.wheel(0, -100)
    coffee.page.mouse.click(x, y)
    coffee.page.mouse.click(x + BESIDE, y)
    assert signs(coffee) == [True, True]
    assert coffee.mask.sum() < 20_000, "the clicks looked at what is in sight, not at the cup"
    return x, y


def test_zoomed_in_a_click_taken_away_leaves_the_mask_that_undo_leaves(
    coffee: Driver, close: tuple[float, float]
) -> None:
    x, y = close
    coffee.page.mouse.click(x + BESIDE, y)
    assert signs(coffee) == [True]
    left = coffee.mask
    coffee.call("undo")
    assert signs(coffee) == [True, True]
    coffee.call("undo")
    np.testing.assert_array_equal(left, coffee.mask)


def test_zoomed_in_a_moved_click_gives_the_mask_of_a_click_there(
    coffee: Driver, close: tuple[float, float]
) -> None:
    mouse, (x, y) = coffee.page.mouse, close
    coffee.call("undo")
    mouse.click(x + BESIDE, y + 12)
    assert signs(coffee) == [True, True]
    clicks, there = coffee.clicks, coffee.mask
    coffee.call("undo")
    mouse.click(x + BESIDE, y)
    assert signs(coffee) == [True, True]
    mouse.move(x + BESIDE, y)
    mouse.down()
    mouse.move(x + BESIDE, y + 12, steps=4)
    mouse.up()
    assert signs(coffee) == [True, True]
    assert coffee.clicks == clicks
    np.testing.assert_array_equal(coffee.mask, there)


@pytest.mark.usefixtures("close")
def test_a_snapshot_knows_what_each_click_looked_at_and_an_older_one_is_read(coffee: Driver) -> None:
    left = coffee.page.evaluate(TAKEN_AWAY_AFTER_RESTORING, False)
    coffee.call("undo")
    coffee.call("undo")
    assert left == coffee.call("getMask", "coco")
    assert coffee.page.evaluate(TAKEN_AWAY_AFTER_RESTORING, True)["counts"]
    assert signs(coffee) == [True]


def test_a_mask_is_saved_and_loaded_again(coffee: Driver) -> None:
    coffee.click(Click(290, 120))
    coffee.click(Click(200, 250))
    mask = coffee.mask
    with coffee.page.expect_download() as download:
        coffee.page.keyboard.press("Control+s")
    saved = download.value
    assert saved.suggested_filename == "coffee-mask.png"
    np.testing.assert_array_equal(np.asarray(Image.open(saved.path()).convert("L")) > 127, mask)
    coffee.call("reset")
    coffee.page.set_input_files("#mask-file", saved.path())
    coffee.says(r"^\+")
    np.testing.assert_array_equal(coffee.mask, mask)


def test_a_photo_is_turned_as_its_exif_says(shared_driver: Driver) -> None:
    photo = Image.open(SAMPLES / "coffee.jpg")
    exif = photo.getexif()
    exif[0x0112] = 6  # turn by 90° to the right
    file = io.BytesIO()
    photo.save(file, "JPEG", exif=exif)
    shared_driver.image("turned.jpg", file.getvalue())
    assert "turned.jpg, 400 × 600" in shared_driver.status
    shared_driver.click(Click(200, 300))
    shared_driver.picture("turned")


def transfer(page: Page, sample: str, name: str, kind: str) -> JSHandle:
    """A sample as a file that is dragged or pasted."""
    script = """async ([sample, name, type]) => {
        const blob = await (await fetch(`samples/${sample}`)).blob();
        const transfer = new DataTransfer();
        transfer.items.add(new File([blob], name, { type }));
        return transfer;
    }"""
    return page.evaluate_handle(script, [sample, name, kind])


def test_a_dropped_image_is_opened(shared_driver: Driver) -> None:
    page = shared_driver.page
    data = {"dataTransfer": transfer(page, "chelsea.jpg", "dropped.jpg", "image/jpeg")}
    page.dispatch_event("#stage", "dragover", data)
    shared_driver.picture("dropping")
    shared_driver.opens_image(lambda: page.dispatch_event("[data-drop=image]", "drop", data))
    assert "dropped.jpg" in shared_driver.status
    expect(page.locator("#drop")).to_be_hidden()


def test_a_dropped_mask_is_loaded(coffee: Driver) -> None:
    page = coffee.page
    data = {"dataTransfer": transfer(page, "coffee-damaged.png", "mask.png", "image/png")}
    page.dispatch_event("#stage", "dragover", data)
    page.dispatch_event("[data-drop=mask]", "drop", data)
    coffee.says(r"^\+")
    expected = np.asarray(Image.open(SAMPLES / "coffee-damaged.png").convert("L")) > 127
    np.testing.assert_array_equal(coffee.mask, expected)


def test_a_pasted_image_is_opened(shared_driver: Driver) -> None:
    page = shared_driver.page
    data = transfer(page, "chelsea.jpg", "pasted.jpg", "image/jpeg")
    paste = """clipboardData =>
        void document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))"""
    shared_driver.opens_image(lambda: page.evaluate(paste, data))
    assert "pasted.jpg, 451 × 300" in shared_driver.status


def test_the_reset_button_starts_again(coffee: Driver) -> None:
    coffee.click(Click(290, 120))
    coffee.click(Click(200, 250))
    mask = coffee.mask
    coffee.page.get_by_role("button", name="Reset").click()
    assert signs(coffee) == []
    assert not coffee.mask.any()
    coffee.page.get_by_role("button", name="Undo").click()
    assert signs(coffee) == [True, True]
    np.testing.assert_array_equal(coffee.mask, mask)


def test_the_page_goes_on_while_a_click_is_computed(coffee: Driver) -> None:
    turns = coffee.page.evaluate("""async () => {
        const annotator = await window.annotator;
        let turns = 0;
        const timer = setInterval(() => turns++, 1);
        await annotator.click(290, 120);
        clearInterval(timer);
        return turns;
    }""")
    assert turns >= 3, "Python and the networks run elsewhere"


def test_an_image_in_the_address_is_opened(driver: Driver) -> None:
    driver.open("?image=samples/chelsea.jpg")
    assert "chelsea.jpg, 451 × 300" in driver.status


def test_opacity_changes_the_picture_not_the_mask(coffee: Driver) -> None:
    coffee.click(Click(290, 120))
    coffee.click(Click(200, 250))
    mask = coffee.mask
    canvas = coffee.page.locator(".canvas.current canvas")
    seen = []
    for value in ("0", "100"):
        coffee.page.get_by_label("Opacity").fill(value)
        seen.append(canvas.screenshot())
    coffee.page.get_by_label("Opacity").fill("45")
    assert seen[0] != seen[1]
    np.testing.assert_array_equal(coffee.mask, mask)
