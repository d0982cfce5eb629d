"""A set of images: sorted and paired with masks, each saved for itself, exported in one zip."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.plugin_host import PLUGIN, load, payload, serving

# `annotate` stands in for the page: it opens the current image with a document of `count` objects, and saves.
PAGE = """
window.paths = (files) => files.map(({ name, content, path }) => {
    const file = window.file({ name, content });
    if (path) Object.defineProperty(file, 'webkitRelativePath', { value: path });
    return file;
});
window.open = async (files) => {
    window.store ??= await window.plugin.Store.open();
    window.batch = await window.plugin.Batch.open(window.paths(files), window.store);
    return window.look();
};
window.look = () => window.batch.items.map(
    ({ name, mask, state, objects }) => [name, mask?.name ?? null, state, objects]);
window.annotate = async (count) => {
    let change;
    const objects = Array.from({ length: count }, (_, index) => ({
        info: { id: index + 1, name: `thing ${index}`, classId: 'c', color: '#ff0000', area: 2 },
        mask: { box: { x0: 0, y0: 0, x1: 8, y1: 1 }, bits: Uint8Array.of(192) },
    }));
    const classes = [{ id: 'c', name: 'cup', color: '#ff0000' }];
    const snapshot = { version: 1, width: 8, height: 8, active: 1, nextId: 9,
        overlap: 'allow', classes, objects };
    const annotator = {
        snapshot: async () => snapshot,
        restore: async () => {},
        on: (_, listener) => (change = listener, () => {}),
    };
    const { image, mask } = window.batch.current;
    const key = await window.plugin.documentKey(image, mask ?? undefined);
    const keeper = await window.plugin.keep(annotator, { store: window.store, key, name: image.name });
    await window.batch.watch(keeper);
    if (count) change();
    await keeper.stop();
    await new Promise((done) => setTimeout(done, 50));
};
null;
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with serving(PLUGIN) as address:
        context = browser.new_context()
        tab = load(context.new_page(), address)
        tab.evaluate(PAGE)
        yield tab
        context.close()


def file(path: str) -> dict[str, Any]:
    folder, _, name = path.rpartition("/")
    return payload(name, path.encode()) | ({"path": path} if folder else {})


def opened(page: Page, *paths: str) -> list[Any]:
    items: list[Any] = page.evaluate("(files) => window.open(files)", [file(path) for path in paths])
    return items


@pytest.mark.parametrize(
    ("paths", "pairs"),
    [
        (["b10.jpg", "b9.jpg", "notes.txt"], [("b9.jpg", None), ("b10.jpg", None)]),
        (["cup.jpg", "cup.png"], [("cup.jpg", "cup.png")]),
        (
            ["cup.png", "cup-mask.png", "mug_label.png"],
            [("cup.png", "cup-mask.png"), ("mug_label.png", None)],
        ),
        (["Cup.JPG", "cup (mask).PNG", "cup2.jpg"], [("Cup.JPG", "cup (mask).PNG"), ("cup2.jpg", None)]),
        (["set/images/1.jpg", "set/masks/1.png"], [("set/images/1.jpg", "1.png")]),
        (["one.png", "two.png"], [("one.png", None), ("two.png", None)]),
        (
            ["IMG_12.jpg", "IMG_12_mask.png", "b_gt.png", "b.png"],
            [("b.png", "b_gt.png"), ("IMG_12.jpg", "IMG_12_mask.png")],
        ),
        (["mask.png"], [("mask.png", None)]),
        (["x.jpg", "x.png", "x_mask.png"], [("x.jpg", "x_mask.png"), ("x.png", None)]),
        (["gt/images/a.jpg", "gt/masks/a.png"], [("gt/images/a.jpg", "a.png")]),
        (["gt/a.jpg", "gt/b.jpg", "c.jpg"], [("c.jpg", None), ("gt/a.jpg", None), ("gt/b.jpg", None)]),
        (
            ["1/labels/a.jpg", "1/labels/a-gt.png", "2/labels/b.jpg"],
            [("1/labels/a.jpg", "a-gt.png"), ("2/labels/b.jpg", None)],
        ),
        (["train/a.jpg", "train_masks/a_mask.gif"], [("train/a.jpg", "a_mask.gif")]),
        (["set/pics/a.jpg", "set/masks/a.png"], [("set/pics/a.jpg", "a.png")]),
        (
            ["s/1/images/a.png", "s/2/masks/a.png"],
            [("s/1/images/a.png", None), ("s/2/masks/a.png", None)],
        ),
        (["unmasked.png", "labels.jpg"], [("labels.jpg", None), ("unmasked.png", None)]),
    ],
)
def test_masks_find_their_images(page: Page, paths: list[str], pairs: list[tuple[str, str | None]]) -> None:
    assert [tuple(item[:2]) for item in opened(page, *paths)] == pairs


def test_masks_stay_in_their_folder(page: Page) -> None:
    opened(page, *(f"all/set{at}/{kind}/001.png" for at in (1, 2) for kind in ("images", "masks")))
    found = page.evaluate(
        "() => window.batch.items.map(({ image, mask }) => [image, mask].map(window.plugin.pathOf))"
    )
    assert found == [[f"all/set{at}/{kind}/001.png" for kind in ("images", "masks")] for at in (1, 2)]


def test_a_second_mask_of_an_image_is_spare_and_no_image(page: Page) -> None:
    items = opened(page, "photo.jpg", "photo-mask-1.png", "photo-mask-2.png", "other-mask.png")
    assert [item[:2] for item in items] == [["other-mask.png", None], ["photo.jpg", "photo-mask-1.png"]]
    assert page.evaluate("() => window.batch.spare.map(({ name }) => name)") == ["photo-mask-2.png"]


def test_annotations_without_an_image_lead_to_their_import(page: Page) -> None:
    told = page.evaluate(
        "(files) => window.open(files).catch(({ code, hint }) => [code, hint])", [file("a.json")]
    )
    assert told == ["image-missing", 'Open the image first, then choose "Import annotations" in the menu.']


def test_no_image_at_all_is_said(page: Page) -> None:
    error = page.evaluate(
        "(files) => window.open(files).catch(({ code, message }) => [code, message])", [file("a.pdf")]
    )
    assert error == ["image-missing", 'There is no image among "a.pdf".']


def test_the_set_follows_what_is_saved_and_knows_it_the_next_time(page: Page) -> None:
    names = ["1.jpg", "2.jpg", "3.jpg"]
    assert [item[2] for item in opened(page, *names)] == ["new", "new", "new"]
    page.evaluate("() => window.annotate(2)")
    assert page.evaluate("() => window.batch.step(1).name") == "2.jpg"
    page.evaluate("() => window.annotate(0)")
    states = [["1.jpg", None, "annotated", 2], ["2.jpg", None, "seen", 0], ["3.jpg", None, "new", 0]]
    assert page.evaluate("() => window.look()") == states
    assert page.evaluate("() => window.batch.progress") == {"annotated": 1, "seen": 1, "total": 3}
    assert page.evaluate("() => [window.batch.step(2), window.batch.at, window.batch.step(-2)]") == [
        None,
        1,
        None,
    ]
    assert opened(page, *names) == states, "opened again, the set knows its files without reading them"


WRITER = """async (format, pictures, options) => ({
    files: pictures.map((picture) => ({
        name: 'annotations.json',
        bytes: new TextEncoder().encode(JSON.stringify({ format, options, picture: { ...picture,
            objects: picture.objects.map(({ bits, ...object }) => ({ ...object, bits: [...bits] })) } })),
    })),
    losses: [{ object: 'thing 0', text: '1 hole filled' }],
})"""


def exported(page: Page, options: dict[str, Any]) -> tuple[dict[str, bytes], dict[str, Any]]:
    answer = page.evaluate(
        """async (options) => {
            const { zip, ...rest } = await window.batch.export(WRITER, 'coco', options);
            const bytes = new Uint8Array(await zip.arrayBuffer());
            return { ...rest, zip: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
        }""".replace("WRITER", WRITER),
        options,
    )
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(answer.pop("zip")))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}, answer


def test_the_whole_set_is_one_zip(page: Page) -> None:
    opened(page, "1.jpg", "2.jpg", "3.jpg")
    page.evaluate("() => window.annotate(2)")
    page.evaluate("() => { window.batch.step(2); return window.annotate(1) }")
    files, answer = exported(page, {"images": True, "tolerance": 2})
    assert answer == {"pictures": 2, "losses": [{"object": "thing 0", "text": "1 hole filled"}]}
    assert set(files) == {"annotations.json", "annotations-2.json", "images/1.jpg", "images/3.jpg"}
    assert files["images/3.jpg"] == b"3.jpg"
    first, last = (json.loads(files[name]) for name in ("annotations.json", "annotations-2.json"))
    assert (first["format"], first["options"]) == ("coco", {"tolerance": 2})
    assert first["picture"]["categories"] == ["cup"]
    box = {"x0": 0, "y0": 0, "x1": 8, "y1": 1}
    thing = {"id": 1, "name": "thing 0", "category": "cup", "color": "#ff0000", "box": box, "bits": [192]}
    assert first["picture"]["objects"][0] == thing
    assert (last["picture"]["name"], len(last["picture"]["objects"])) == ("3.jpg", 1)


def test_an_export_of_nothing_says_so(page: Page) -> None:
    opened(page, "1.jpg")
    code = page.evaluate(f"() => window.batch.export({WRITER}, 'coco').catch((error) => error.code)")
    assert code == "export-empty"


def test_dropped_folders_are_read_to_the_bottom(page: Page) -> None:
    found = page.evaluate("""async () => {
        const entry = (path, inner) => ({ isDirectory: !!inner, isFile: !inner, fullPath: path,
            file: (give) => give(new File(['x'], path.split('/').at(-1))),
            createReader: () => ({ readEntries: (give) => give(inner.splice(0, 1)) }) });
        const deep = entry('/set/deep', [entry('/set/deep/3.jpg')]);
        const folder = entry('/set', [entry('/set/1.jpg'), deep, entry('/set/2.jpg')]);
        const items = [folder, entry('/4.jpg')].map((each) => ({ webkitGetAsEntry: () => each }));
        return (await window.plugin.droppedFiles({ items, files: [] })).map(window.plugin.pathOf);
    }""")
    assert sorted(found) == ["4.jpg", "set/1.jpg", "set/2.jpg", "set/deep/3.jpg"]


def test_a_chosen_folder_is_read_to_the_bottom(page: Page) -> None:
    found = page.evaluate("""async () => {
        const root = await navigator.storage.getDirectory();
        const deep = await root.getDirectoryHandle('deep', { create: true });
        for (const [folder, name] of [[root, '1.jpg'], [deep, '2.jpg']]) {
            const writing = await (await folder.getFileHandle(name, { create: true })).createWritable();
            await writing.write('x');
            await writing.close();
        }
        window.showDirectoryPicker = async () => root;
        const files = await window.plugin.pickFolder();
        window.showDirectoryPicker = async () => { throw new DOMException('', 'AbortError') };
        return [files.map(window.plugin.pathOf), await window.plugin.pickFolder()];
    }""")
    assert found == [["1.jpg", "deep/2.jpg"], None] or found == [["deep/2.jpg", "1.jpg"], None]
