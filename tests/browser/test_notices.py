"""Messages bring what can be done about them: an export at once, either tab's work, another threshold."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from py_frontend import Click
from tests.browser.driver import Driver

BOX = [{"x": 99.5, "y": 99.5}, {"x": 199.5, "y": 99.5}, {"x": 199.5, "y": 149.5}, {"x": 99.5, "y": 149.5}]
AREA = 100 * 50


def notice(page: Page) -> Locator:
    return page.locator(".notice")


def shows(page: Page, code: str) -> Locator:
    """Wait for a message; returns it."""
    expect(notice(page)).to_have_attribute("data-code", code)
    return notice(page)


def areas(page: Page) -> list[int]:
    found: list[int] = page.evaluate("() => window.annotator.objects.map(({ area }) => area)")
    return found


def test_work_without_room_is_exported_from_its_message(driver: Driver) -> None:
    page = driver.open(autosave=True).page
    quota = page.context.new_cdp_session(page)
    origin = driver.address.rstrip("/")
    quota.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
    driver.call("fillPolygon", BOX)
    rescue = shows(page, "store-full").get_by_role("button", name="Export as COCO")
    driver.picture("quota")
    with page.expect_download() as download:
        rescue.click()
    assert json.loads(download.value.path().read_text())["annotations"][0]["area"] == AREA
    expect(notice(page)).to_be_hidden()
    mark = page.get_by_role("button", name="Not saved")
    mark.click()
    shows(page, "store-full")
    quota.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    driver.call("finish")
    expect(page.locator(".saved")).to_have_attribute("data-state", "saved")


@pytest.fixture
def other(driver: Driver, browser: Browser, address: str, pictures: Path) -> Iterator[Driver]:
    """Another tab on the image of ``driver``, in which an object was saved after that one was opened."""
    driver.open(autosave=True)
    tab = driver.page.context.new_page()
    tab.set_default_timeout(120_000)
    other = Driver(tab, address, pictures).open(autosave=True)
    other.call("fillPolygon", BOX)
    expect(tab.locator(".saved")).to_have_attribute("data-state", "saved")
    driver.call("stroke", [{"x": 300, "y": 200}], {"radius": 20})
    yield other
    tab.close()


def found_anew(driver: Driver) -> list[int]:
    """What a visit after this one finds."""
    expect(driver.page.locator(".saved")).to_have_attribute("data-state", "saved")
    driver.page.reload()
    driver.ready()
    return areas(driver.page)


@pytest.mark.usefixtures("other")
def test_of_two_tabs_this_ones_work_can_be_kept(driver: Driver) -> None:
    mine = areas(driver.page)
    message = shows(driver.page, "store-conflict")
    driver.picture("conflict")
    message.get_by_role("button", name="Save over theirs").click()
    assert found_anew(driver) == mine != [AREA]


@pytest.mark.usefixtures("other")
def test_of_two_tabs_the_other_ones_work_can_be_taken(driver: Driver) -> None:
    shows(driver.page, "store-conflict").get_by_role("button", name="Take theirs").click()
    driver.page.wait_for_function("area => window.annotator.objects[0].area === area", arg=AREA)
    assert found_anew(driver) == [AREA]


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def test_a_soft_mask_offers_its_threshold(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Cat")
    soft = np.zeros((300, 451))
    soft[100:200, 100:200], soft[100:110, 100:200], soft[190:200, 100:200] = 255, 90, 200
    driver.choose("mask-file", "soft.png", png(soft))
    message = shows(driver.page, "mask-soft")
    expect(message).to_contain_text("soft.png has more than two brightnesses.")
    field = message.get_by_role("spinbutton", name="Threshold")
    expect(field).to_have_value("128")
    driver.picture("soft-mask")
    np.testing.assert_array_equal(driver.mask, soft >= 128)
    field.fill("90")
    field.press("Enter")
    driver.page.wait_for_function("() => window.annotator.objects[0].area === 10_000")
    expect(field).to_have_value("90")
    np.testing.assert_array_equal(driver.mask, soft >= 90)
    driver.call("undo")
    np.testing.assert_array_equal(driver.mask, soft >= 128)


@pytest.mark.parametrize("picker", ["mask-file", "annotation-file"])
def test_of_a_map_each_value_becomes_an_object(shared_driver: Driver, picker: str) -> None:
    driver = shared_driver.sample("Cat")
    labels = np.zeros((300, 451))
    labels[10:20, 10:30], labels[50:60, 10:40], labels[50:60, 100:140] = 1, 2, 3
    driver.choose(picker, "labels.png", png(labels))
    expect(driver.page.locator(".object")).to_have_count(3)
    assert areas(driver.page) == [200, 300, 400]
    driver.call("undo")
    assert areas(driver.page) == [0]


def test_an_image_that_comes_with_a_map_begins_with_its_objects(driver: Driver) -> None:
    labels = np.zeros((400, 600, 3))
    labels[10:20, 10:30], labels[50:60, 10:40] = (200, 0, 0), (0, 0, 100)
    driver.page.route("**/labels.png", lambda route: route.fulfill(body=png(labels)))
    driver.open("?image=samples/coffee.jpg&mask=labels.png")
    found = driver.page.evaluate("() => window.annotator.objects.map(({ color, area }) => [color, area])")
    assert found == [["#000064", 300], ["#c80000", 200]]


def test_losses_and_what_was_not_read_are_told_in_german(driver: Driver) -> None:
    page = driver.open("?lang=de").page
    driver.call("fillPolygon", BOX)
    driver.call("stroke", [{"x": 150, "y": 125}], {"radius": 9, "positive": False})
    page.evaluate(
        "() => { document.querySelector('focalclick-annotator').tool.exports.choices.holes = 'fill' }"
    )
    page.get_by_role("button", name="Exportieren").click()
    with page.expect_download():
        page.locator("[data-format=yolo]").click()
    expect(shows(page, "export-losses")).to_contain_text("Objekt 1: 1 Loch gefüllt")
    box = "0 0.5 0.5 0.1 0.1\n0 0.1 0.1 0.2 0.1 0.2 0.2\n"
    driver.choose("annotation-file", "coffee.txt", box.encode())
    message = shows(page, "import-losses")
    expect(message).to_contain_text(
        "ist ein Rechteck (coffee.txt, Zeile 1), keine Maske, und wurde übergangen"
    )
    driver.picture("german-losses")
    driver.choose("annotation-file", "kaputt.json", b'{"images": [')
    expect(shows(page, "file-unreadable")).to_contain_text(
        "kaputt.json: das ist kein vollständiges JSON (Zeile 1"
    )
    assert driver.click(Click(290, 120))["ms"]["total"] > 0
