"""The tool's panel, keys and languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from py_frontend import Click
from tests.browser.driver import Driver

LOCALES = list((Path(__file__).resolve().parents[2] / "web" / "locales").glob("*.ftl"))


@pytest.fixture
def two(shared_driver: Driver) -> Driver:
    """The coffee with an object and the next one begun."""
    driver = shared_driver.sample("Coffee")
    driver.click(Click(290, 120))
    driver.call("finish")
    expect(rows(driver)).to_have_count(2)
    return driver


def rows(driver: Driver) -> Locator:
    return driver.page.locator(".object")


def test_keys_give_classes_and_do_not_fire_in_text_fields(two: Driver) -> None:
    page = two.page
    page.get_by_role("button", name="Add class").click()
    expect(page.get_by_role("textbox", name="Name of the class")).to_be_focused()
    page.keyboard.type("bc1")  # brush, click, class 1: here letters
    page.keyboard.press("Enter")
    chip = page.locator(".chip", has_text="bc1")
    expect(chip).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("async () => (await window.annotator).tool") == "click"
    page.keyboard.press("1")
    expect(chip).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("1")
    expect(chip).to_have_attribute("aria-pressed", "true")


CLASSES = "() => window.annotator.classes.map(({ name, color }) => [name, color])"
CATEGORIES = """async () => {
    const { files } = await window.annotator.exportObjects("coco", { name: "a.jpg" });
    const { categories, annotations } = JSON.parse(new TextDecoder().decode(files[0].bytes));
    return annotations.map(({ category_id }) => categories.find(({ id }) => id === category_id).name);
}"""


def test_classes_are_renamed_recoloured_deleted_and_come_back(driver: Driver) -> None:
    page = driver.open("?image=samples/coffee.jpg", autosave=True).page
    driver.click(Click(290, 120))
    for name in ("cup", "saucer"):
        page.get_by_role("button", name="Add class").click()
        expect(page.get_by_role("textbox", name="Name of the class")).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        expect(page.locator(".chip", has_text=name)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Change classes").click()
    editor = page.locator("#menu-classes")
    field = editor.get_by_role("textbox", name="Name of saucer")
    field.fill("cup")
    field.press("Enter")
    driver.says("There is a class cup already")
    expect(field).to_have_value("saucer")
    field.fill("plate")
    field.press("Enter")
    expect(page.locator(".chip", has_text="plate")).to_be_visible()
    editor.get_by_label("Colour of plate").fill("#ff0000")
    driver.picture("classes")
    expect(page.locator(".object")).to_have_css("--color", "#ff0000")
    assert page.evaluate(CATEGORIES) == ["plate"]
    editor.get_by_role("button", name="Delete the class cup").click()
    expect(page.locator(".chip", has_text="cup")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator(".chip", has_text="plate")).to_have_attribute("aria-pressed", "false")
    for _ in range(2):
        driver.call("undo")
    assert [name for name, _ in page.evaluate(CLASSES)] == ["cup", "plate"]
    driver.call("redo")
    expect(page.locator(".saved")).to_have_attribute("data-state", "saved")
    page.reload()
    driver.ready()
    assert page.evaluate(CLASSES) == [["plate", "#ff0000"]]
    assert page.evaluate(CATEGORIES) == ["plate"]
    driver.opens_image(page.get_by_role("button", name="Cat", exact=True).click)
    assert page.evaluate(CLASSES) == [["plate", "#ff0000"]], "the next image has the same classes"


def test_objects_of_a_deleted_class_have_none(two: Driver) -> None:
    two.page.evaluate("() => { window.annotator.classes = [{ id: 'c', name: 'cup', color: '#ff0000' }] }")
    two.call("updateObject", 1, {"classId": "c"})
    two.page.evaluate("() => { window.annotator.classes = [] }")
    of = "() => window.annotator.objects[0].classId"
    assert two.page.evaluate(of) is None
    two.call("undo")
    assert two.page.evaluate(of) == "c"


def test_objects_are_renamed_hidden_locked_deleted_and_come_back(two: Driver) -> None:
    page, first = two.page, rows(two).first
    first.locator(".name").click()
    page.keyboard.press("F2")
    expect(first.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("Cup")
    page.keyboard.press("Enter")
    expect(first.locator(".title")).to_have_text("Cup")
    first.get_by_role("button", name="Cup is visible").click()
    expect(first.get_by_role("button", name="Cup is visible")).to_have_attribute("aria-pressed", "false")
    first.get_by_role("button", name="Cup is visible").click()
    first.get_by_role("button", name="More for Cup").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(rows(two)).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(rows(two)).to_have_count(2)
    first.get_by_role("button", name="Cup is locked").click()
    two.picture("objects")
    expect(first.get_by_role("button", name="Cup is locked")).to_have_attribute("aria-pressed", "true")


def test_keys_are_for_the_object_whose_row_has_the_focus(two: Driver) -> None:
    page = two.page
    active = "(id) => window.annotator.active === id"
    rows(two).nth(1).locator(".name").focus()
    page.keyboard.press("ArrowUp")
    expect(rows(two).first.locator(".name")).to_be_focused()
    two.picture("focused_row")
    page.wait_for_function(active, arg=1)
    page.keyboard.press("v")
    expect(rows(two).first).to_have_attribute("data-hidden", "")
    page.keyboard.press("Shift+Tab")  # to the choice above the list, and back
    page.keyboard.press("Tab")
    page.keyboard.press(".")
    expect(rows(two).nth(1).locator(".name")).to_be_focused()
    page.wait_for_function(active, arg=2)
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
    expect(rows(two).first.locator(".name")).to_be_focused()
    page.keyboard.press("Delete")
    expect(rows(two)).to_have_count(1)
    expect(rows(two)).to_have_attribute("data-id", "2")


def test_enter_goes_on_to_the_next_object(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Cat")
    driver.click(Click(170, 120))
    driver.page.evaluate("document.activeElement.blur()")  # else Enter presses the sample's button
    driver.page.keyboard.press("Enter")
    expect(rows(driver)).to_have_count(2)


def test_shortcuts_can_be_changed_and_are_kept(driver: Driver) -> None:
    page = driver.open().page
    page.keyboard.press("?")
    for command, keys in (("undo", "Control+q"), ("left", "w")):
        page.locator(f"[data-shortcut={command}]").click()
        page.keyboard.press(keys)
    page.locator("[data-shortcut=brush]").click()
    page.keyboard.press("q")
    expect(page.locator("[data-shortcut=brush]")).to_have_text("Q")
    page.keyboard.press("Escape")
    page.reload()
    driver.ready()
    page.keyboard.press("q")
    expect(page.get_by_role("radio", name="Brush")).to_be_checked()
    page.keyboard.press("c")
    page.keyboard.press("b")
    expect(page.get_by_role("radio", name="Click")).to_be_checked()
    driver.call("stroke", [{"x": 300, "y": 200}], {"radius": 9})
    page.locator(".canvas.current canvas").focus()
    page.keyboard.press("Control+z")
    page.keyboard.press("w")
    expect(page.locator(".canvas.current .marks .cursor")).to_have_count(1)
    assert driver.mask.any(), "on the image, too, the former keys mean nothing"
    page.keyboard.press("Control+q")
    assert not driver.mask.any()
    page.keyboard.press("?")
    page.get_by_role("button", name="Back to the original keys").click()
    expect(page.locator("[data-shortcut=brush]")).to_have_text("B")


def test_a_key_means_one_thing_on_the_image_and_beside_it(driver: Driver) -> None:
    page = driver.open().page
    driver.click(Click(290, 120))
    page.keyboard.press("?")
    expect(page.locator("[data-shortcut=back]")).to_have_text("Backspace")
    for command, key in (("brush", "m"), ("bare", "e"), ("finish", "Enter"), ("delete", "Delete")):
        page.locator(f"[data-shortcut={command}]").click()
        page.keyboard.press(key)
    for command, keys in (("mark", "–"), ("bare", "E"), ("eraser", "–"), ("place", "Enter")):
        expect(page.locator(f"[data-shortcut={command}]")).to_have_text(keys)
    expect(page.locator("[data-shortcut=unmark]")).to_contain_text("Del")
    page.keyboard.press("Escape")
    page.locator(".canvas.current canvas").focus()
    page.keyboard.press("m")
    expect(page.get_by_role("radio", name="Brush")).to_be_checked()


def test_german_is_spoken_where_it_is_asked_for(driver: Driver) -> None:
    page = driver.open("?lang=de").page
    page.get_by_role("button", name="Exportieren").wait_for()
    page.get_by_text("Objekte", exact=False).filter(visible=True).first.wait_for()
    driver.picture("german")


def test_messages_are_german_where_the_page_is(driver: Driver) -> None:
    driver.open("?lang=de")
    alert = driver.page.get_by_role("alert")
    driver.choose("image-file", "brief.doc", b"Lieber Annotator, dies ist kein Bild.")
    expect(alert).to_contain_text("„brief.doc“ ist kein Bild. Wählen Sie PNG")
    driver.choose("image-file", "leer.png", b"")
    expect(alert).to_contain_text("leer.png ist kein Bild und für diesen Browser nicht")
    driver.choose("annotation-file", "kaputt.json", b'{"images": [')
    expect(alert).to_contain_text("Die Annotationen sind nicht lesbar: kaputt.json")
    driver.picture("german-error")
    code, message, hint = driver.failure("click", 9999, 1)
    assert (code, message[:24]) == ("click-outside", "Der Klick (9.999, 1) lie")
    assert hint == "Klicken Sie auf das Bild."


def test_every_language_has_every_text() -> None:
    names = {file.stem: set(re.findall(r"^([\w-]+) =", file.read_text("utf-8"), re.M)) for file in LOCALES}
    assert len(names) > 1
    assert all(texts == names["en"] for texts in names.values())
