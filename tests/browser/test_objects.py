"""Objects and classes: many in one image, who has a pixel, nothing lost on the way to a file and back."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from py_frontend import Click
from tests.browser.driver import Driver

BOX = [{"x": 99.5, "y": 99.5}, {"x": 199.5, "y": 99.5}, {"x": 199.5, "y": 149.5}, {"x": 99.5, "y": 149.5}]
OTHER = [{"x": x + 50, "y": y} for x, y in (corner.values() for corner in BOX)]
AREA = 100 * 50
COMMON = 50 * 50


@pytest.fixture
def cat(shared_driver: Driver) -> Driver:
    """The cat, without objects."""
    return shared_driver.sample("Cat")


def objects(driver: Driver) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = driver.page.evaluate("() => window.annotator.objects")
    return listed


def areas(driver: Driver) -> list[int]:
    return [one["area"] for one in objects(driver)]


def put(driver: Driver, name: str, value: object) -> None:
    driver.page.evaluate("([name, value]) => { window.annotator[name] = value }", [name, value])


def test_enter_finishes_an_object_and_the_next_one_has_its_class(cat: Driver) -> None:
    put(cat, "classes", [{"id": "cat", "name": "Cat", "color": "#ff0000"}])
    cat.call("updateObject", 1, {"classId": "cat", "name": "Tom"})
    assert cat.call("finish") == 1, "an empty object is kept"
    cat.call("fillPolygon", BOX)
    second = cat.call("finish")
    cat.call("fillPolygon", OTHER)
    first, other = objects(cat)
    assert (first["name"], first["color"], first["area"]) == ("Tom", "#ff0000", AREA)
    assert (other["id"], other["classId"], other["area"]) == (second, "cat", AREA)
    assert first["box"] == {"x0": 100, "y0": 100, "x1": 200, "y1": 150}


@pytest.mark.parametrize(
    ("rule", "locked", "expected"),
    [
        ("allow", False, [AREA, AREA]),
        ("new", False, [AREA - COMMON, AREA]),
        ("new", True, [AREA, AREA]),
        ("locked", False, [AREA, AREA]),
        ("locked", True, [AREA, AREA - COMMON]),
    ],
)
def test_the_overlap_rule_says_who_has_a_pixel(
    cat: Driver, rule: str, locked: bool, expected: list[int]
) -> None:
    cat.call("fillPolygon", BOX)
    cat.call("updateObject", 1, {"locked": locked})
    put(cat, "overlap", rule)
    cat.call("finish")
    cat.call("fillPolygon", OTHER)
    assert areas(cat) == expected
    cat.call("undo")
    assert areas(cat) == [AREA, 0], "what was taken comes back in the same step"
    put(cat, "overlap", "allow")


def test_clicks_obey_the_overlap_rule(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Coffee")
    driver.click(Click(290, 120))
    before = driver.mask
    put(driver, "overlap", "new")
    driver.call("finish")
    driver.click(Click(290, 120))
    assert driver.mask.sum() > 1000
    first = driver.call("getMask", "coco", 1)
    assert first["size"] == [400, 600]
    assert areas(driver)[0] < before.sum()
    assert sum(areas(driver)) >= before.sum()
    put(driver, "overlap", "allow")


def test_merging_and_splitting_are_one_step_each(cat: Driver) -> None:
    cat.call("fillPolygon", BOX)
    other = cat.call("addObject")
    cat.call("stroke", [{"x": 300, "y": 200}], {"radius": 10})
    dot = areas(cat)[1]
    assert cat.call("mergeObjects", [1, other]) == 1
    assert areas(cat) == [AREA + dot]
    parts = cat.call("splitObject", 1)
    assert len(parts) == 2
    assert areas(cat) == [AREA, dot]
    cat.call("undo")
    cat.call("undo")
    assert [one["id"] for one in objects(cat)] == [1, other]
    cat.call("removeObject", 1)
    assert [one["id"] for one in objects(cat)] == [other]
    cat.call("undo")
    assert areas(cat) == [AREA, dot]


def test_a_locked_object_stays_as_it_is(cat: Driver) -> None:
    cat.call("fillPolygon", BOX)
    cat.call("updateObject", 1, {"locked": True})
    for method, given in (
        ("click", (5, 5)),
        ("fillPolygon", (OTHER,)),
        ("reset", ()),
        ("removeObject", (1,)),
    ):
        code, message, hint = cat.failure(method, *given)
        assert code == "object-locked"
        assert "Object 1" in message
        assert "Unlock" in hint
    assert areas(cat) == [AREA]


@pytest.mark.parametrize(
    ("method", "given", "code", "named"),
    [
        ("select", [99], "object-unknown", "99"),
        ("stroke", [[], {}], "argument-invalid", "points"),
        ("stroke", [[{"x": 1, "y": 1}], {"radius": -3}], "argument-invalid", "-3"),
        ("click", ["a", 4], "argument-invalid", "x"),
        ("click", [451, 4], "click-outside", "451"),
        ("orderObject", [1, "top"], "argument-invalid", "top"),
        ("removeClick", [0], "argument-invalid", "index"),
        ("mergeObjects", [[1]], "object-few", "two"),
        ("addObject", [{"color": "red"}], "argument-invalid", "red"),
        ("restore", [{"version": 2, "objects": []}], "snapshot-unfit", "version 2"),
        ("useModel", ["nonsense"], "model-unknown", "nonsense"),
        ("exportObjects", ["nonsense", {"name": "a.png"}], "export-failed", "nonsense"),
    ],
)
def test_wrong_arguments_are_named(cat: Driver, method: str, given: list[Any], code: str, named: str) -> None:
    found, message, _ = cat.failure(method, *given)
    assert found == code
    assert named in message
    assert cat.click(Click(200, 150))["changed"], "the annotator goes on"


def test_a_snapshot_brings_everything_back(cat: Driver) -> None:
    put(cat, "classes", [{"id": "cat", "name": "Cat", "color": "#ff0000"}])
    cat.click(Click(200, 150))
    mask, clicks = cat.mask, cat.clicks
    cat.call("addObject", {"name": "Box", "classId": "cat"})
    cat.call("fillPolygon", BOX)
    before = objects(cat)
    cat.page.evaluate("async () => { window.kept = structuredClone(await window.annotator.snapshot()) }")
    cat.sample("Coffee")
    assert cat.page.evaluate("() => window.annotator.restore(window.kept).catch((error) => error.code)") == (
        "snapshot-unfit"
    )
    cat.sample("Cat")
    cat.page.evaluate("() => window.annotator.restore(window.kept)")
    assert objects(cat) == before
    cat.call("select", 1)
    np.testing.assert_array_equal(cat.mask, mask)
    assert cat.clicks == clicks
    assert cat.click(Click(20, 20, positive=False)) is not None
    assert cat.call("addObject") > 2, "numbers are never used again"


@pytest.mark.parametrize("form", ["coco", "png", "label-studio", "labelme", "cvat", "polygons", "w3c"])
def test_an_export_can_be_read_back(cat: Driver, form: str) -> None:
    exact = {"tolerance": 0} if form in ("polygons", "w3c") else {}
    cat.call("updateObject", 1, {"name": "Box"})
    cat.call("fillPolygon", BOX)
    cat.call("finish")
    cat.call("stroke", [{"x": 300, "y": 200}], {"radius": 30})
    cat.call("stroke", [{"x": 300, "y": 200}], {"radius": 10, "positive": False})
    before = areas(cat)
    added = cat.page.evaluate(
        """async ([form, options]) => {
        const annotator = await window.annotator;
        const { files } = await annotator.exportObjects(form, { name: "cat.jpg", ...options });
        for (const { id } of [...annotator.objects]) await annotator.removeObject(id);
        const again = files.map(({ name, bytes }) => new File([bytes], name));
        return annotator.importObjects(again, { name: "cat.jpg" });
    }""",
        [form, exact],
    )
    assert len(added["objects"]) == 2
    assert added["losses"] == []
    assert areas(cat) == before, "an object that nobody touched gives way"
    cat.call("undo")
    assert areas(cat) == [0]


def test_an_object_is_moved_by_keys_and_loses_what_leaves_the_image(cat: Driver) -> None:
    cat.call("fillPolygon", BOX)
    before = cat.mask
    cat.page.locator(".canvas.current canvas").focus()
    cat.page.keyboard.press("Control+ArrowRight")
    cat.page.keyboard.press("Control+ArrowUp")
    cat.page.wait_for_function("() => window.annotator.objects[0].box.y0 === 99")
    np.testing.assert_array_equal(cat.mask, np.roll(before, (-1, 1), (0, 1)))
    cat.call("undo")
    cat.call("undo")
    np.testing.assert_array_equal(cat.mask, before)
    assert cat.call("moveObject", 1, 300, -120)["removed"] == AREA
    moved = objects(cat)[0]
    assert moved["box"] == {"x0": 400, "y0": 0, "x1": 451, "y1": 30}
    code, message, _ = cat.failure("moveObject", 1, 0.5, 0)
    assert (code, message) == ("argument-invalid", "dx is 0.5.")


def exported_indices(driver: Driver) -> tuple[int, int]:
    """What an exported index PNG holds where only BOX is, and where OTHER overlaps it."""
    pixels = driver.page.evaluate("""async () => {
        const given = { name: "cat.png", values: "objects" };
        const { files } = await window.annotator.exportObjects("index-png", given);
        return [...files[0].bytes];
    }""")
    image = np.asarray(Image.open(io.BytesIO(bytes(pixels))))
    return int(image[125, 110]), int(image[125, 175])


def test_the_order_of_objects_decides_which_lies_on_top(cat: Driver) -> None:
    cat.call("fillPolygon", BOX)
    cat.call("finish")
    cat.call("fillPolygon", OTHER)
    first, second = (one["id"] for one in objects(cat))
    assert exported_indices(cat) == (1, 2)
    cat.page.get_by_role("button", name="More for Object 1").click()
    cat.page.get_by_role("menuitem", name="Bring to front").click()
    cat.page.wait_for_function("first => window.annotator.objects[1].id === first", arg=first)
    cat.call("updateObject", first, {"name": "Front"})
    assert exported_indices(cat) == (2, 2)
    cat.page.get_by_role("button", name="More for Front").click()
    expect(cat.page.get_by_role("menuitem", name="Bring to front")).to_be_disabled()
    cat.page.keyboard.press("Escape")
    cat.call("orderObject", first, "back")
    assert [one["id"] for one in objects(cat)] == [first, second]
    for _ in range(3):
        cat.call("undo")
    assert [(one["id"], one["name"]) for one in objects(cat)] == [(first, "Object 1"), (second, "Object 2")]


COLOUR = """([x, y]) => {
    const { annotator } = window;
    const canvas = annotator.element.shadowRoot.querySelector("canvas");
    const { visible, scale } = annotator.viewport;
    const at = [x + 0.5 - visible.x0, y + 0.5 - visible.y0].map((place) => place * scale * devicePixelRatio);
    const left = (canvas.width - (visible.x1 - visible.x0) * scale * devicePixelRatio) / 2;
    const top = (canvas.height - (visible.y1 - visible.y0) * scale * devicePixelRatio) / 2;
    return [...canvas.getContext("2d").getImageData(left + at[0], top + at[1], 1, 1).data].slice(0, 3);
}"""
GREEN = "value => value[1] > value[0] + 20 && value[1] > value[2] + 20"
RED = "value => value[0] > value[1] + 60 && value[0] > value[2] + 60"


def test_a_comparison_shows_what_came_in_green_and_what_went_in_red(cat: Driver) -> None:
    cat.call("setMask", {"size": [300, 451], "counts": [300 * 451]})
    cat.set_mask(np.pad(np.ones((50, 100), bool), ((100, 150), (100, 251))))
    cat.call("stroke", [{"x": 300, "y": 200}], {"radius": 20})
    cat.call("stroke", [{"x": 150, "y": 125}], {"radius": 15, "positive": False})
    put(cat, "compare", True)
    for place, colour in (((300, 200), GREEN), ((150, 125), RED)):
        cat.page.wait_for_function(f"(place) => ({colour})(({COLOUR})(place))", arg=place)
    cat.picture("comparison")
    put(cat, "compare", False)
    cat.page.wait_for_function(f"(place) => !({RED})(({COLOUR})(place))", arg=(150, 125))


DRAW_AGAIN = """async () => {
    const annotator = await window.annotator;
    const polygons = await annotator.getMask("polygons", 1, { tolerance: 0 });
    await annotator.addObject();
    for (const { outer, holes } of polygons) {
        await annotator.fillPolygon(outer);
        for (const hole of holes) await annotator.fillPolygon(hole, { positive: false });
    }
    return polygons;
}"""


def test_polygons_outline_parts_and_holes_and_fill_to_the_same_mask(cat: Driver) -> None:
    cat.call("fillPolygon", BOX)
    cat.call("stroke", [{"x": 150, "y": 125}], {"radius": 9, "positive": False})
    cat.call("stroke", [{"x": 300, "y": 200}], {"radius": 12})
    mask = cat.mask
    box, disk = cat.page.evaluate(DRAW_AGAIN)
    np.testing.assert_array_equal(cat.mask, mask)
    assert (len(box["holes"]), disk["holes"]) == (1, [])
    corners = [tuple(corner.values()) for corner in box["outer"]]
    assert sorted(corners) == sorted(tuple(corner.values()) for corner in BOX)
    smooth = cat.call("getMask", "polygons", 1, {"tolerance": 2})
    assert len(smooth[1]["outer"]) < len(disk["outer"]) / 2
    assert cat.call("getMask", "polygons", cat.call("addObject")) == []
    code, message, _ = cat.failure("getMask", "polygons", 1, {"tolerance": -1})
    assert (code, message) == ("argument-invalid", "tolerance is -1.")


def test_a_mask_of_an_object_that_is_not_active_can_be_had(cat: Driver) -> None:
    cat.call("fillPolygon", BOX)
    cat.call("addObject")
    png = cat.page.evaluate(
        """async () => [...new Uint8Array(await (await window.annotator.getMask("png", 1)).arrayBuffer())]"""
    )
    mask = np.asarray(Image.open(io.BytesIO(bytes(png))).convert("L")) > 127
    assert mask.sum() == AREA
    assert not cat.mask.any()
