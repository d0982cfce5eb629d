"""A set of images, as a person works through it: forth, back, an object taken along, one zip in the end."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, expect

from py_frontend import Click
from tests.browser.driver import Driver

SAMPLES = Path(__file__).resolve().parents[2] / "web" / "samples"


def photo(name: str, sample: str, turned: bool = False) -> FilePayload:
    picture = Image.open(SAMPLES / sample)
    file = io.BytesIO()
    (picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if turned else picture).save(file, "JPEG")
    return FilePayload(name=name, mimeType="image/jpeg", buffer=file.getvalue())


@pytest.fixture
def three(driver: Driver) -> Driver:
    """Two photographs of one size and one of another, the first of them open."""
    files = [photo("1.jpg", "coffee.jpg"), photo("2.jpg", "coffee.jpg", True), photo("3.jpg", "chelsea.jpg")]
    driver.open(autosave=True)
    driver.opens_image(lambda: driver.page.set_input_files("#image-file", files))
    expect(place(driver)).to_have_text("1 of 3")
    return driver


def place(driver: Driver) -> Locator:
    return driver.page.locator(".steps .number")


def rows(driver: Driver) -> Locator:
    return driver.page.locator(".object")


def saved(driver: Driver) -> None:
    expect(driver.page.locator(".saved")).to_have_attribute("data-state", "saved")


def test_an_object_goes_along_to_the_next_image_by_key_and_by_menu(three: Driver) -> None:
    page = three.page
    three.click(Click(290, 120))
    three.call("updateObject", 1, {"name": "Cup"})
    page.evaluate("() => { window.annotator.classes = [{ id: 'c', name: 'cup', color: '#ff0000' }] }")
    three.call("updateObject", 1, {"classId": "c"})
    mask = three.mask
    saved(three)
    three.opens_image(lambda: page.keyboard.press("Shift+D"))
    expect(place(three)).to_have_text("2 of 3")
    three.says("Cup copied to this image")
    expect(rows(three)).to_have_count(1)
    expect(rows(three).locator(".details")).to_contain_text("cup")
    np.testing.assert_array_equal(three.mask, mask)
    three.picture("copied")
    page.keyboard.press("Control+z")
    expect(rows(three).locator(".details")).to_contain_text("empty")
    page.keyboard.press("Control+y")
    expect(rows(three).locator(".details")).to_contain_text("cup")
    saved(three)
    rows(three).get_by_role("button", name="More for Cup").click()
    copy = page.get_by_role("menuitem", name="Copy to the next image")
    three.opens_image(copy.click)
    assert three.banner[0] == "copy-size"
    assert "600 × 400" in three.banner[1]
    assert "451 × 300" in three.banner[1]
    expect(rows(three)).to_have_count(1)
    rows(three).get_by_role("button", name="More for Object 1").click()
    expect(page.get_by_role("menuitem", name="Delete")).to_be_visible()
    expect(copy).to_have_count(0)


def test_the_set_is_worked_through_by_keys_and_exported_as_one_zip(three: Driver) -> None:
    page = three.page
    three.click(Click(290, 120))
    first = three.mask
    saved(three)
    three.opens_image(lambda: page.keyboard.press("d"))
    three.opens_image(lambda: page.keyboard.press("d"))
    expect(place(three)).to_have_text("3 of 3")
    three.click(Click(170, 120))
    saved(three)
    progress = page.locator(".progress .number")
    expect(progress).to_have_text("2 of 3 annotated")
    three.opens_image(lambda: page.keyboard.press("a"))
    three.opens_image(lambda: page.keyboard.press("a"))
    three.says("found again")
    np.testing.assert_array_equal(three.mask, first)
    three.picture("set")
    annotations = coco_of_set(three)
    assert [image["file_name"] for image in annotations["images"]] == ["1.jpg", "3.jpg"]
    assert len(annotations["annotations"]) == 2


def coco_of_set(driver: Driver) -> dict[str, Any]:
    """Export all images of the set as COCO."""
    driver.page.get_by_role("button", name="Export").first.click()
    driver.page.get_by_label("All images of the set").check()
    with driver.page.expect_download() as download:
        driver.page.get_by_role("menuitem", name="COCO").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".json"))
        annotations: dict[str, Any] = json.loads(archive.read(name))
    return annotations


def picture(name: str, pixels: np.ndarray[Any, Any]) -> FilePayload:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return FilePayload(name=name, mimeType="image/png", buffer=file.getvalue())


def test_what_cannot_be_decoded_has_an_icon_in_the_strip(driver: Driver) -> None:
    file = io.BytesIO()
    Image.open(SAMPLES / "coffee.jpg").save(file, "TIFF")
    scan = FilePayload(name="scan.tif", mimeType="image/tiff", buffer=file.getvalue())
    page = driver.open().page
    driver.opens_image(lambda: page.set_input_files("#image-file", [photo("1.jpg", "coffee.jpg"), scan]))
    images = page.locator(".set .sample")
    expect(images.nth(1).locator(".unseen")).to_be_visible()
    expect(images.first.locator(".unseen")).to_be_hidden()
    expect(images.nth(1).get_by_role("img", name="scan.tif")).to_have_count(1)
    driver.picture("unseen")


def test_masks_that_came_along_count_and_are_exported_unopened(driver: Driver) -> None:
    page = driver.open(autosave=True).page
    mask = np.zeros((400, 600), np.uint8)
    mask[100:150, 200:260] = 255
    files = [
        photo("1.jpg", "coffee.jpg"),
        photo("2.jpg", "coffee.jpg"),
        picture("2-mask.png", mask),
        photo("3.jpg", "chelsea.jpg"),
        picture("3-mask.png", mask),  # not of that image's size
    ]
    driver.opens_image(lambda: page.set_input_files("#image-file", files))
    progress = page.locator(".progress .number")
    expect(progress).to_have_text("2 of 3 annotated")
    annotations = coco_of_set(driver)
    assert [image["file_name"] for image in annotations["images"]] == ["2.jpg"]
    assert [each["area"] for each in annotations["annotations"]] == [50 * 60]
    expect(page.locator(".notice")).to_contain_text("3.jpg: ")
    driver.opens_image(lambda: page.keyboard.press("d"))
    saved(driver)
    assert driver.mask.sum() == 50 * 60
    expect(progress).to_have_text("2 of 3 annotated")


def test_a_second_mask_of_an_image_is_told(driver: Driver) -> None:
    page = driver.open(autosave=True).page
    mask = np.zeros((400, 600), np.uint8)
    mask[100:150, 200:260] = 255
    masks = [picture(f"1-mask-{at}.png", mask) for at in (1, 2)]
    driver.opens_image(lambda: page.set_input_files("#image-file", [photo("1.jpg", "coffee.jpg"), *masks]))
    expect(page.locator(".notice")).to_contain_text("One mask was left out: 1-mask-2.png.")
    assert driver.mask.sum() == 50 * 60


def test_of_many_dropped_masks_the_first_is_loaded_and_that_is_told(three: Driver) -> None:
    dropped = three.page.evaluate_handle("""async () => {
        const mask = await (await fetch('samples/coffee-damaged.png')).blob();
        const transfer = new DataTransfer();
        const named = (name) => new File([mask], name, { type: 'image/png' });
        for (const name of ['a.png', 'b.png']) transfer.items.add(named(name));
        return transfer;
    }""")
    three.page.dispatch_event("#stage", "dragover", {"dataTransfer": dropped})
    three.page.dispatch_event("[data-drop=mask]", "drop", {"dataTransfer": dropped})
    three.says("Of 2 files, only a.png was loaded as the mask")
    assert three.mask.any()
