"""What `createAnnotator` can be given: what it begins with, its language, options that cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.plugin_host import PLUGIN, ROOT, load, serving

SOURCES = ROOT / "web" / "src"
GERMAN = ROOT / "web" / "locales" / "annotator" / "de.ftl"
# Pictures of 64 × 48 pixels; `bar(x)` is a mask of eight columns.
MAKE = """() => {
    const frame = document.querySelector('#frame');
    frame.style.height = '300px';
    const columns = (x0, x1) => {
        const mask = new ImageData(64, 48);
        new Uint32Array(mask.data.buffer).fill(0xff000000);
        const pixels = new Uint32Array(mask.data.buffer);
        for (let row = 0; row < 64 * 48; row += 64) pixels.fill(0xffffffff, row + x0, row + x1);
        return mask;
    };
    window.bar = (x) => columns(x, x + 8);
    window.make = (options, target = '#frame') =>
        window.plugin.createAnnotator(target, { image: columns(16, 40), ...options });
    window.refusal = (options, target) => window.make(options, target).then(
        () => null, ({ code, message, hint, stack }) => [code, message, hint, stack.split('\\n')[0]]);
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with serving(PLUGIN) as address:
        tab = load(browser.new_page(), address)
        tab.set_default_timeout(120_000)
        tab.evaluate(MAKE)
        yield tab
        tab.close()


def test_objects_classes_and_the_overlap_rule_are_there_from_the_beginning(page: Page) -> None:
    got = page.evaluate("""async () => {
        const annotator = await make({
            classes: [{ id: 'c', name: 'cup', color: '#ff0000' }],
            objects: [{ name: 'left', classId: 'c', mask: bar(0) }, { locked: true, mask: bar(8) }, {}],
            overlap: 'new',
        });
        const { objects, classes, overlap, active, canUndo } = annotator;
        window.kept = await annotator.snapshot();
        annotator.destroy();
        return { objects, classes, overlap, active, canUndo };
    }""")
    told = [(one["name"], one["color"], one["locked"], one["area"]) for one in got["objects"]]
    assert told == [
        ("left", "#ff0000", False, 8 * 48),
        ("Object 2", "#ff7a1a", True, 8 * 48),
        ("Object 3", "#12b886", False, 0),
    ]
    assert got["classes"] == [{"id": "c", "name": "cup", "color": "#ff0000"}]
    assert (got["overlap"], got["active"], got["canUndo"]) == ("new", 3, False)


def test_a_snapshot_goes_on_where_it_was_taken(page: Page) -> None:
    got = page.evaluate("""async () => {
        const first = await make({ objects: [{ name: 'kept', mask: bar(24) }] });
        const snapshot = structuredClone(await first.snapshot());
        const classes = [{ id: 'c', name: 'cup', color: '#ff0000' }];
        const again = await make({ snapshot, classes });
        const answer = [again.objects.map(({ name, area }) => [name, area]), again.classes.length];
        again.destroy();
        return [...answer, await refusal({ snapshot: { ...snapshot, width: 63 } })];
    }""")
    assert got[:2] == [[["kept", 8 * 48]], 1]
    assert got[2][0] == "snapshot-unfit"
    assert "63 × 48" in got[2][1]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ("{ backend: 'webgl' }", "backend is webgl"),
        ("{ threads: 0 }", "threads is 0"),
        ("{ merge: 'fast' }", "merge is fast"),
        ("{ overlap: 'mine' }", "overlap is mine"),
        ("{ model: 7 }", "model is 7"),
        ("{ language: 5 }", "language is 5"),
        ("{ classes: 'cat' }", "classes is cat"),
        ("{ classes: [{ id: 'c', name: 'cup', color: 'red' }] }", "color is red"),
        ("{ classes: [{ id: 'c', color: '#ff0000' }] }", "name is undefined"),
        ("{ objects: [{ name: 5 }] }", "name is 5"),
        ("{ objects: [null] }", "change is null"),
        ("{ mask: bar(0), objects: [] }", "options is mask and objects"),
    ],
)
def test_a_wrong_option_is_named(page: Page, options: str, named: str) -> None:
    code, message, hint, _ = page.evaluate(f"() => refusal({options})")
    assert code == "argument-invalid"
    assert named in message
    assert hint
    assert page.locator("#frame canvas").count() == 0


@pytest.mark.parametrize("target", ["'#nowhere'", "'>>'", "null", "undefined + ''"])
def test_a_target_that_is_not_there_is_named(page: Page, target: str) -> None:
    code, message, _, _ = page.evaluate(f"() => refusal({{}}, {target})")
    assert code == "target-missing"
    assert str(page.evaluate(f"() => String({target})")) in message


GERMAN_FAULTS = [
    (
        "overlap: 'mine'",
        "argument-invalid",
        "overlap ist mine.",
        "Erwartet wird: eines von allow, new, locked.",
    ),
    ("mask: new ImageData(30, 40)", "mask-size", "Die Maske hat 30 × 40 Pixel, das Bild 64 × 48.", "genau"),
    ("image: new ImageData(4, 4)", "image-too-small", "Das Bild hat 4 × 4 Pixel.", "mindestens 8 × 8"),
    ("image: '/none.jpg'", "image-unreadable", "none.jpg konnte nicht geladen werden (HTTP 404).", "Adresse"),
    ("image: new File(['II*'], 'a.tif')", "image-undecodable", "a.tif ist kein Bild", "TIFF"),
    ("image: new File(['%PDF'], 'a.pdf')", "image-undecodable", "a.pdf ist ein PDF-Dokument", "als PNG"),
    ("mask: '/none.png'", "mask-unreadable", "nicht brauchbar: http", "weiß auf schwarz"),
    ("model: 'none'", "model-unknown", "Ein Modell „none“ gibt es nicht.", "mobilenetv2-s1"),
]


@pytest.mark.parametrize(("options", "code", "message", "hint"), GERMAN_FAULTS)
def test_errors_are_told_in_german_and_in_the_console_in_english(
    page: Page, options: str, code: str, message: str, hint: str
) -> None:
    told = page.evaluate(f"() => refusal({{ language: 'de-AT', {options} }})")
    assert told[0] == code
    assert message in told[1]
    assert hint in told[2]
    assert told[3] != f"Error: {told[1]}", "the stack begins with the English message"


def test_an_annotator_speaks_its_language_and_can_change_it(page: Page) -> None:
    told = page.evaluate("""async () => {
        const annotator = await make({ language: 'de' });
        const canvas = annotator.element.shadowRoot.querySelector('canvas');
        const live = annotator.element.shadowRoot.querySelector('.live');
        const told = [canvas.ariaLabel];
        await annotator.fillPolygon([{ x: 1, y: 1 }, { x: 9, y: 1 }, { x: 9, y: 9 }]);
        told.push(live.textContent);
        told.push(await annotator.click(99, 1).catch(({ message }) => message));
        annotator.language = 'fr';
        told.push(await annotator.click(99, 1).catch(({ message }) => message), canvas.ariaLabel);
        annotator.destroy();
        return told;
    }""")
    assert told[0].startswith("Bild zum Annotieren.")
    assert re.fullmatch(r"\d+ Pixel hinzugefügt\.", told[1])
    assert told[2].startswith("Der Klick (99, 1) liegt außerhalb")
    assert told[3].startswith("The click (99, 1) is outside")
    assert told[4].startswith("Image to annotate.")


def test_every_error_has_a_german_text() -> None:
    codes = set(re.findall(r'^  \| "([\w-]+)"', (SOURCES / "engine" / "errors.ts").read_text(), re.M))
    texts = set(re.findall(r"^([\w-]+) =", GERMAN.read_text("utf-8"), re.M))
    assert len(codes) > 25
    assert codes - texts == {"mask-unreadable"}, "that one tells why as mask-undecodable does"


def test_every_error_that_a_source_names_otherwise_has_a_german_text() -> None:
    texts = set(re.findall(r"^([\w-]+) =", GERMAN.read_text("utf-8"), re.M))
    named: set[Any] = set()
    for source in (file.read_text() for file in SOURCES.rglob("*.ts")):
        named |= set(re.findall(r'wording: \{ name: "([\w-]+)"', source))
        named |= set(re.findall(r'\bfail\([^;]*?, "([\w-]+)"\)', source))
        named |= set(re.findall(r'\bunfit\([^;]*?, "([\w-]+)"\)', source))
    assert len(named) > 20
    assert named <= texts
