"""What a person comes for, from beginning to end: with a mouse, with fingers, with the keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, BrowserContext
from pycocotools import mask as coco

from tests.browser.driver import Driver
from tests.browser.hands import Fingers, Hands, Keys, Mouse

SAMPLES = Path(__file__).resolve().parents[2] / "web" / "samples"
THINGS = ((290, 120), (440, 300), (560, 60))  # cup, spoon, table
HOLE = (288, 150)


@pytest.mark.parametrize("hands", [Mouse(), Fingers(), Keys()], ids=["mouse", "touch", "keyboard"])
def test_annotate_correct_export_and_find_again(
    browser: Browser, address: str, pictures: Path, hands: Hands
) -> None:
    context = browser.new_context(**hands.context, accept_downloads=True)
    folder = pictures / f"journey-{type(hands).__name__.lower()}"
    driver = visit(context, address, folder)
    masks = annotate(driver, hands)
    check_export(hands.export(driver, "COCO").path(), masks)
    driver.picture("2-exported")
    corrected = correct(driver, hands)
    driver.page.close()

    driver = visit(context, address, folder)
    driver.says("3 objects found again")
    driver.picture("4-found-again")
    for found, mask in zip(object_masks(driver), masks, strict=False):
        np.testing.assert_array_equal(found, mask)
    hands.sample(driver, "Repair a mask")
    driver.says("found again")
    np.testing.assert_array_equal(driver.mask, corrected)
    context.close()


def visit(context: BrowserContext, address: str, pictures: Path) -> Driver:
    """Open the page in a new tab."""
    page = context.new_page()
    page.set_default_timeout(60_000)
    return Driver(page, address, pictures).open(autosave=True)


def annotate(driver: Driver, hands: Hands) -> Sequence[NDArray[np.bool_]]:
    """One object for each of the things; returns their masks."""
    for number, (x, y) in enumerate(THINGS):
        if number:
            hands.finish(driver)
        hands.place(driver, x, y)
        driver.says(r"^\+[\d,]+ ")
    driver.picture("1-three-objects")
    masks = object_masks(driver)
    assert len(masks) == len(THINGS)
    return masks


def correct(driver: Driver, hands: Hands) -> NDArray[np.bool_]:
    """Mend the hole in the damaged mask; returns what became of it, once that is saved."""
    hands.sample(driver, "Repair a mask")
    damaged = np.asarray(Image.open(SAMPLES / "coffee-damaged.png").convert("L")) > 127
    np.testing.assert_array_equal(driver.mask, damaged)
    hands.place(driver, *HOLE)
    driver.says(r"^\+")
    corrected = driver.mask
    assert np.count_nonzero(corrected & ~damaged) > 100
    assert not np.count_nonzero(damaged & ~corrected)
    driver.page.locator(".saved[data-state=saved]").wait_for()
    driver.picture("3-corrected")
    return corrected


def object_masks(driver: Driver) -> list[NDArray[np.bool_]]:
    """The masks of all objects that have pixels."""
    encoded = driver.page.evaluate("""async () => {
        const annotator = await window.annotator;
        const full = annotator.objects.filter(({ area }) => area > 0);
        return Promise.all(full.map(({ id }) => annotator.getMask('coco', id)));
    }""")
    return [np.asarray(coco.decode({**one, "counts": one["counts"].encode()}), bool) for one in encoded]


def check_export(path: Path, masks: Sequence[NDArray[np.bool_]]) -> None:
    """The COCO file holds exactly these masks."""
    annotations = json.loads(path.read_text(encoding="utf-8"))["annotations"]
    assert len(annotations) == len(masks)
    for annotation, mask in zip(annotations, masks, strict=True):
        rle = annotation["segmentation"]
        decoded = coco.decode({**rle, "counts": rle["counts"].encode()})
        np.testing.assert_array_equal(np.asarray(decoded, bool), mask)
