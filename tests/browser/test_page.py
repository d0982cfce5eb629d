"""The page around the tool: sets of images, and what is seen when there is nothing to see."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, expect

from py_frontend import Click
from tests.browser.driver import Driver

SAMPLES = Path(__file__).resolve().parents[2] / "web" / "samples"


def files(*names: str) -> list[FilePayload]:
    return [
        FilePayload(name=name, mimeType="image/jpeg", buffer=(SAMPLES / name).read_bytes()) for name in names
    ]


def test_several_images_make_a_set_that_keys_move_through(driver: Driver) -> None:
    page = driver.open(autosave=True).page
    chosen = files("chelsea.jpg", "astronaut.jpg", "coffee.jpg")
    driver.opens_image(lambda: page.set_input_files("#image-file", chosen))
    driver.says(r"astronaut\.jpg")
    strip = page.get_by_role("navigation", name="Images")
    expect(strip.get_by_role("button")).to_have_count(3)
    driver.opens_image(lambda: page.keyboard.press("d"))
    driver.says(r"chelsea\.jpg")
    driver.click(Click(170, 120))
    page.get_by_text("1 of 3 annotated").wait_for()
    driver.picture("set")
    driver.opens_image(lambda: page.keyboard.press("a"))
    driver.opens_image(lambda: page.keyboard.press("d"))
    driver.says("One object found again")


def test_an_address_without_an_image_leaves_a_hint_what_to_do(driver: Driver) -> None:
    driver.page.goto(f"{driver.address}?image=samples/none.jpg")
    assert driver.banner[0] == "image-unreadable"
    driver.page.get_by_text("No image yet").wait_for()
    driver.page.get_by_role("button", name="Open images…").wait_for()
    driver.picture("empty")


def test_a_failed_image_leaves_the_status_of_the_one_shown(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Coffee")
    driver.click(Click(290, 120))
    driver.says("pixels in")
    driver.choose("image-file", "letter.txt", b"no image")
    assert driver.banner[0]
    driver.says(r"^coffee\.jpg, 600 × 400$")


def test_a_drop_beside_the_areas_opens_nothing(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Coffee")
    script = """() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
        const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
        document.querySelector('#strip').dispatchEvent(event);
        return event.defaultPrevented;
    }"""
    assert driver.page.evaluate(script), "the browser does not leave the page for the file"
    assert driver.status.startswith("coffee.jpg")
    driver.has_no_banner()
