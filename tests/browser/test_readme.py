"""What web/README.md tells a developer to write works as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.plugin_host import PLUGIN, ROOT, load, serving
from tests.browser.test_plugin_package import STRICT

README = (ROOT / "web" / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.M | re.S)
SAMPLES = ROOT / "web" / "samples"
STORING = """
import * as plugin from "/focalclick.js";
const { asksForExport, createAnnotator, documentKey, keep, Store } = plugin;
window.exports = 0;
const offerExport = () => window.exports++;
const annotator = await createAnnotator("#photo");
%s
await annotator.stroke([{ x: 9, y: 9 }], { radius: 3 });
await keeper.flush();
Object.assign(window, { plugin, keeper, annotator });
"""


@pytest.fixture
def site(page: Page) -> Iterator[str]:
    """Address of the plugin with a photo and a mask beside it."""
    page.route("**/photo.jpg", lambda route: route.fulfill(path=SAMPLES / "coffee.jpg"))
    page.route("**/mask.png", lambda route: route.fulfill(path=SAMPLES / "coffee-damaged.png"))
    with serving(PLUGIN) as address:
        yield address


def shown(page: Page, address: str, html: str) -> None:
    page.route("**/host.html", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{address}host.html")


def test_there_are_three_pieces_to_copy() -> None:
    assert [language for language, _ in BLOCKS] == ["html", "html", "js"]


def test_five_lines_make_an_image_clickable(page: Page, site: str) -> None:
    with page.expect_console_message(lambda message: message.text.startswith("true")) as told:
        shown(page, site, f"<!doctype html>{BLOCKS[0][1]}")
    assert "x0" in told.value.text


def test_the_element_opens_its_image_with_its_mask_and_classes(page: Page, site: str) -> None:
    shown(page, site, f"<!doctype html>{BLOCKS[1][1]}")
    expect(page.locator(".chip", has_text="dog")).to_be_visible()
    areas = "() => document.querySelector('focalclick-annotator').annotator.objects.map(({ area }) => area)"
    assert page.evaluate(areas)[0] > 1000


def test_work_is_stored_as_it_says(page: Page, site: str) -> None:
    script = STORING % BLOCKS[2][1]
    load(
        page, site, f'<!doctype html><img id="photo" src="photo.jpg"><script type="module">{script}</script>'
    )
    assert page.evaluate("() => [window.keeper.state.state, window.exports]") == ["saved", 0]


def test_the_policy_that_it_names_is_the_one_that_is_tested() -> None:
    sentence = README[README.index("A page's policy must allow") : README.index("; nothing more,")]
    for directive in re.findall(r"`([^`]+)`", sentence):
        assert directive in STRICT


def test_every_option_and_attribute_that_it_names_exists() -> None:
    sources = ROOT / "web" / "src"
    options = README[README.index("Options: ") : README.index("A value that cannot be meant")]
    declared = (sources / "annotator" / "options.ts").read_text("utf-8")
    named = set(re.findall(r"`(\w+)`", options)) - {"fault"}
    assert len(named) > 10
    assert [name for name in named if not re.search(rf"^  {name}\?:", declared, re.M)] == []
    attributes = re.sub(
        r"\([^)]*\)", "", README[README.index("Attributes: ") : README.index("`element.annotator`")]
    )
    properties = (sources / "element" / "element.ts").read_text("utf-8")
    for name in re.findall(r"(?:Attributes: |, )`([\w-]+)`", attributes):
        assert re.search(rf'\b{name}: \{{ type|attribute: "{name}"', properties), name
