"""What Label Studio's adapter reads and refuses, on a page with the state that it looks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.extension.conftest import SAMPLES
from tests.extension.driver import ROOT as STAGE
from tests.extension.driver import Tab
from tests.extension.label_studio_rle import decode_rle, encode_rle
from tests.extension.sites import Site
from tests.extension.test_labeling import WRITTEN, Seen

pytestmark = pytest.mark.extension

STATE = Path(__file__).with_name("label_studio_page.js")
PAGE = """<!doctype html><title>Label Studio</title><body style="margin: 30px">
<img id="photo" src="coffee.jpg" width="480"><img id="other" src="cat.jpg" width="200">
<script>const seed = {seed};</script><script>{state}</script>"""
HOLE = (0.5, 0.42)
ELSEWHERE = (0.05, 0.9)
OPEN = "Htx.annotationStore.selected"
OFFERED = f"[...{STAGE}.querySelectorAll('.bar select[aria-label=\"Region to correct\"] option')]"

Mask = NDArray[np.bool_]


def brush(id: str, to_name: str, from_name: str, label: str, mask: Mask) -> dict[str, Any]:
    """A brush region as Label Studio has it."""
    height, width = mask.shape
    value = {"format": "rle", "rle": encode_rle(mask), "brushlabels": [label]}
    names = {"id": id, "type": "brushlabels", "from_name": from_name, "to_name": to_name}
    return {**names, "original_width": width, "original_height": height, "image_rotation": 0, "value": value}


@pytest.fixture
def damaged() -> Mask:
    return np.asarray(Image.open(SAMPLES / "coffee-damaged.png").convert("L")) > 127


@pytest.fixture
def task(tab: Tab, home: Site, damaged: Mask) -> Tab:
    """The page with a region on either picture, and an empty second annotation; nothing is begun yet."""
    cat = np.zeros((300, 451), bool)
    cat[100:200, 100:300] = True
    seed = [
        [brush("cat", "other", "othertag", "Cat", cat), brush("cup", "photo", "tag", "Cup/Mug", damaged)],
        [],
    ]
    tab.page.goto(
        home.put("/task.html", PAGE.format(seed=json.dumps(seed), state=STATE.read_text(encoding="utf-8")))
    )
    return tab


@pytest.fixture
def opened(task: Tab) -> Tab:
    return task.press_button().ready()


def results(tab: Tab) -> list[dict[str, Any]]:
    """What the open annotation holds."""
    held: list[dict[str, Any]] = tab.page.evaluate(f"{OPEN}.serializeAnnotation()")
    return held


def held_mask(result: dict[str, Any]) -> Mask:
    shape = (result["original_height"], result["original_width"], 4)
    return decode_rle(result["value"]["rle"]).reshape(shape)[..., 3] > 0


def all_held(tab: Tab) -> Any:
    """Results and undo steps of every annotation."""
    return tab.page.evaluate("annotations.map((one) => [one.serializeAnnotation(), one.steps])")


def offered(tab: Tab) -> list[str]:
    """What the person may correct or make."""
    tab.until(f"{OFFERED}.length")
    values: list[str] = tab.inside(f"{OFFERED}.map(({{value}}) => value)")
    return values


def write(tab: Tab) -> None:
    tab.press("Write to Label Studio")


def test_regions_and_labels_of_the_picture_that_is_shown(opened: Tab, damaged: Mask) -> None:
    assert (opened.mask == damaged).all()
    labels = [["tag", "Cup/Mug"], ["tag", "Spoon"], ["tag/2", "Table/Wood"]]
    assert [json.loads(value.removeprefix("label:")) for value in offered(opened)[1:]] == labels
    assert offered(opened)[0] == "region:cup"


def test_other_picture_of_the_task(task: Tab) -> None:
    task.page.evaluate(f"{OPEN}.selectArea({OPEN}.regions[0])")
    task.press_button().ready()
    assert task.mask.shape == (300, 451)
    assert offered(task) == ["region:cat", 'label:["othertag","Cat"]']


def test_region_is_replaced_in_one_step(opened: Tab) -> None:
    before = results(opened)
    opened.click(*HOLE)
    ours = opened.mask
    write(opened)
    opened.until(WRITTEN)
    cat, cup = results(opened)
    assert cat == before[0]
    assert {**cup, "value": None} == {**before[1], "value": None}
    assert cup["value"]["brushlabels"] == ["Cup/Mug"]
    assert (held_mask(cup) == ours).all()
    assert opened.page.evaluate(f"{OPEN}.steps") == 1


def test_new_region_of_a_label_with_a_stroke_in_its_name(opened: Tab) -> None:
    opened.choose("Region to correct", 'label:["tag","Cup/Mug"]')
    opened.until("focalclick.session.annotator.objects.length === 2")
    opened.click(*ELSEWHERE)
    ours = opened.mask
    write(opened)
    opened.until(WRITTEN)
    new = results(opened)[-1]
    assert (new["from_name"], new["to_name"], new["value"]["brushlabels"]) == ("tag", "photo", ["Cup/Mug"])
    assert (held_mask(new) == ours).all()


def test_new_polygon_of_a_control_with_a_stroke_in_its_name(opened: Tab) -> None:
    opened.choose("Region to correct", 'label:["tag/2","Table/Wood"]')
    opened.until("focalclick.session.annotator.objects.length === 2")
    opened.click(*ELSEWHERE)
    write(opened)
    opened.until(WRITTEN)
    new = results(opened)[-1]
    assert (new["type"], new["from_name"], new["value"]["polygonlabels"]) == (
        "polygonlabels",
        "tag/2",
        ["Table/Wood"],
    )
    assert len(new["value"]["points"]) > 2


def test_rotated_picture_is_not_begun(task: Tab) -> None:
    before = all_held(task)
    task.page.evaluate("tags[0].rotation = 90")
    task.press_button()
    Seen(task).wait_for(
        "StaticText", "The picture is rotated in Label Studio. Turn it back there, then begin again."
    )
    assert all_held(task) == before


@pytest.mark.parametrize("target", ["region:cup", 'label:["tag","Spoon"]'], ids=["region", "label"])
def test_nothing_is_written_once_the_picture_is_rotated(opened: Tab, target: str) -> None:
    opened.choose("Region to correct", target)
    count = 1 if target.startswith("region") else 2
    opened.until(f"focalclick.session.annotator.objects.length === {count}")
    opened.click(*HOLE)
    check_refusal(opened, "tags[0].rotation = 270", "The picture is rotated in Label Studio")


@pytest.mark.parametrize(
    "move",
    [
        "Htx.task.id = 2",
        "Htx.annotationStore.selected = annotations[1]",
        "tags[0].currentImage = 1",
        f"{OPEN}.selectArea({OPEN}.regions[0])",
    ],
    ids=["task", "annotation", "picture", "tag"],
)
def test_nothing_is_written_once_something_else_is_shown(opened: Tab, move: str) -> None:
    opened.click(*HOLE)
    check_refusal(opened, move, "shows another task or annotation now")


def test_nothing_is_written_where_it_is_read_only(opened: Tab) -> None:
    opened.click(*HOLE)
    check_refusal(opened, f"{OPEN}.isReadOnly = () => true", "read-only in Label Studio")


@pytest.mark.parametrize("lock", ["locked = true", "readonly = true", "isReadOnly = () => true"])
def test_nothing_is_written_to_a_locked_region(opened: Tab, lock: str) -> None:
    opened.click(*HOLE)
    check_refusal(opened, f"{OPEN}.regions[1].{lock}", "locked or read-only in Label Studio")


@pytest.mark.parametrize(
    ("failing", "message"),
    [
        ("throw new Error('No such form.')", "No such form."),
        ("return undefined", "has not taken the mask over"),
    ],
    ids=["thrown", "silent"],
)
def test_what_the_editor_does_not_take_leaves_the_old_region(opened: Tab, failing: str, message: str) -> None:
    before = results(opened)
    opened.click(*HOLE)
    opened.page.evaluate(f"""() => {{
        const deserialize = {OPEN}.deserializeResults;
        {OPEN}.deserializeResults = () => {{
            {OPEN}.deserializeResults = deserialize;
            {failing};
        }};
    }}""")
    write(opened)
    opened.told(message)
    assert results(opened) == before


@pytest.mark.parametrize("missing", ["history", "deserializeResults", "selectedRegions"])
def test_goes_on_without_a_label_studio_of_another_shape(task: Tab, missing: str) -> None:
    task.page.evaluate(f"delete {OPEN}.{missing}; document.getElementById('other').remove()")
    task.press_button().ready()
    assert task.inside("focalclick.session.task === null")
    task.click(*HOLE)


def check_refusal(tab: Tab, move: str, message: str) -> None:
    """Have the page change, write, and look whether it is refused and all is as it was."""
    before = all_held(tab)
    tab.page.evaluate(f"() => {{ {move} }}")
    write(tab)
    tab.told(message)
    assert all_held(tab) == before
    assert tab.page.evaluate("annotations.every(({ steps }) => steps === 0)")
