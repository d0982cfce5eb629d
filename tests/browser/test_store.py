"""Work outlives the tab: saved after every change, found again by what its image shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.browser.plugin_host import PLUGIN, load, payload, serving

# Stands in for an annotator: its whole document is one number, `window.value`.
DOCUMENT = """
window.snapshotOf = (value) => ({
    version: 1, width: 4, height: 4, active: 1, nextId: 2, classes: [], overlap: 'allow',
    objects: value ? [{ info: { id: 1, name: String(value), area: value, filler: window.filler } }] : [],
});
window.begin = async (key = 'picture') => {
    window.value = 0;
    const listeners = new Set();
    const annotator = {
        snapshot: async () => window.snapshotOf(window.value),
        restore: async ({ objects }) => { window.value = Number(objects[0]?.info.name ?? 0); },
        on: (event, listener) => (listeners.add(listener), () => listeners.delete(listener)),
    };
    window.set = (value) => { window.value = value; for (const listener of listeners) listener(); };
    window.store ??= await window.plugin.Store.open();
    window.keeper = await window.plugin.keep(annotator, { store: window.store, key, name: 'photo.jpg' });
    window.states = [];
    window.keeper.on('state', ({ state }) => window.states.push(state));
    const { restored } = window.keeper;
    return { value: window.value, restored: restored && restored.objects };
};
null;
"""
STATE = """() => {
    const { state, error } = window.keeper.state;
    return [state, error?.code, error?.message, error?.hint];
}"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(PLUGIN) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that keeps what its tabs store."""
    made = browser.new_context()
    made.set_default_timeout(60_000)
    yield made
    made.close()


def tab(context: BrowserContext, address: str) -> Page:
    page = load(context.new_page(), address)
    page.evaluate(DOCUMENT)
    return page


def begin(page: Page, key: str = "picture") -> dict[str, Any]:
    answer: dict[str, Any] = page.evaluate("(key) => window.begin(key)", key)
    return answer


def test_the_first_visit_finds_nothing_and_the_next_one_everything(
    context: BrowserContext, address: str
) -> None:
    page = tab(context, address)
    assert begin(page) == {"value": 0, "restored": None}
    page.evaluate("async () => { window.set(7); await window.keeper.flush() }")
    assert page.evaluate(STATE)[0] == "saved"
    assert page.evaluate("() => window.states") == ["saving", "saved"]
    page.close()
    again = tab(context, address)
    assert begin(again) == {"value": 7, "restored": 1}
    assert begin(again, "another picture") == {"value": 0, "restored": None}


@pytest.mark.parametrize("run_before_unload", [False, True])
def test_a_tab_closed_right_after_a_change_loses_nothing(
    context: BrowserContext, address: str, run_before_unload: bool
) -> None:
    page = tab(context, address)
    begin(page)
    for value in range(1, 6):
        page.evaluate("(value) => window.set(value)", value)
        page.wait_for_timeout(350)
    page.evaluate("() => window.set(6)")
    page.close(run_before_unload=run_before_unload)
    again = tab(context, address)
    assert begin(again)["value"] == 6


def test_a_flood_of_changes_is_thinned_out_and_its_last_one_saved(
    context: BrowserContext, address: str
) -> None:
    page = tab(context, address)
    begin(page)
    page.evaluate("""async () => {
        for (let value = 1; value <= 200; value++) {
            window.set(value);
            await new Promise((done) => setTimeout(done, 5));
        }
    }""")
    page.wait_for_function("() => window.keeper.state.state === 'saved'", timeout=5000)
    page.wait_for_timeout(400)
    saves = page.evaluate("() => window.states.filter((state) => state === 'saved').length")
    assert 3 <= saves <= 40
    page.close()
    assert begin(tab(context, address))["value"] == 200


def test_hiding_the_page_saves_what_waits(context: BrowserContext, address: str) -> None:
    page = tab(context, address)
    begin(page)
    page.evaluate("""async () => {
        window.set(1);
        await window.keeper.flush();
        window.set(2);
        window.dispatchEvent(new PageTransitionEvent('pagehide'));
    }""")
    page.wait_for_function(
        "async () => (await window.store.stored('picture')).snapshot.objects[0].info.name === '2'"
    )


@pytest.mark.parametrize("wait", [0, 1])
def test_the_second_of_two_quick_changes_outlives_the_page(
    context: BrowserContext, address: str, wait: int
) -> None:
    page = tab(context, address)
    begin(page)
    page.evaluate("async () => { window.set(1); await window.keeper.flush() }")
    page.evaluate(
        """async ([wait]) => {
            window.set(2);
            if (wait) await new Promise((done) => setTimeout(done));
            location.reload();
        }""",
        [wait],
    )
    page.wait_for_function("() => window.plugin && !window.keeper")
    page.evaluate(DOCUMENT)
    assert begin(page)["value"] == 2


def test_a_full_quota_asks_for_an_export_and_later_saves_again(context: BrowserContext, address: str) -> None:
    page = tab(context, address)
    begin(page)
    quota = context.new_cdp_session(page)
    origin = address.rstrip("/")
    quota.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 200_000})
    page.evaluate("""async () => {
        window.filler = Array.from({ length: 20 }, () => crypto.getRandomValues(new Uint8Array(60_000)));
        window.set(3);
        await window.keeper.flush();
    }""")
    state, code, message, hint = page.evaluate(STATE)
    assert (state, code) == ("failed", "store-full")
    assert "no room" in message
    assert "export it now" in hint
    assert page.evaluate("() => window.plugin.asksForExport(window.keeper.state.error)")
    quota.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    page.evaluate("async () => { window.set(4); await window.keeper.flush() }")
    assert page.evaluate(STATE)[0] == "saved"
    page.close()
    assert begin(tab(context, address))["value"] == 4


FULL = """(full) => {
    window.put ??= IDBObjectStore.prototype.put;
    const refuse = () => { throw new DOMException('no room', 'QuotaExceededError') };
    IDBObjectStore.prototype.put = full ? refuse : window.put;
}"""


def test_what_cannot_be_saved_is_found_again_in_its_tab_and_saved_when_there_is_room(
    context: BrowserContext, address: str
) -> None:
    page = tab(context, address)
    begin(page)
    page.evaluate("async () => { window.set(1); await window.keeper.flush() }")
    page.evaluate(FULL, True)
    page.evaluate("async () => { window.set(2); await window.keeper.stop() }")
    waiting = page.evaluate("() => [window.keeper.waiting.code, window.keeper.waiting.message]")
    assert waiting[0] == "store-waiting"
    assert "photo.jpg" in waiting[1]
    assert "no room" in waiting[1]
    asks = "() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(asks), "the browser asks before the tab is closed"
    assert begin(page) == {"value": 2, "restored": 1}
    page.evaluate("async () => { window.set(3); await window.keeper.stop() }")
    begin(page, "another picture")
    page.evaluate(FULL, False)
    page.evaluate("async () => { window.set(9); await window.keeper.flush() }")
    assert not page.evaluate(asks)
    assert begin(tab(context, address)) == {"value": 3, "restored": 1}


def test_two_tabs_do_not_overwrite_each_other_in_silence(context: BrowserContext, address: str) -> None:
    one, other = tab(context, address), tab(context, address)
    begin(one)
    begin(other)
    one.evaluate("async () => { window.set(1); await window.keeper.flush() }")
    other.evaluate("async () => { window.set(2); await window.keeper.flush() }")
    state, code, message, hint = other.evaluate(STATE)
    assert (state, code) == ("failed", "store-conflict")
    assert "photo.jpg" in message
    assert "close one" in hint
    assert begin(tab(context, address))["value"] == 1
    other.evaluate("async () => { await window.keeper.saveOver() }")
    assert other.evaluate(STATE)[0] == "saved"
    assert begin(tab(context, address))["value"] == 2
    one.evaluate("async () => { window.set(3); await window.keeper.flush() }")
    assert one.evaluate(STATE)[1] == "store-conflict"
    one.evaluate("async () => { await window.keeper.takeOther() }")
    assert one.evaluate(STATE)[0] == "saved"
    assert one.evaluate("() => window.value") == 2
    one.evaluate("async () => { window.set(4); await window.keeper.flush() }")
    assert one.evaluate(STATE)[0] == "saved"
    assert begin(tab(context, address))["value"] == 4


DRAW = """async () => {
    const canvas = document.body.appendChild(document.createElement('canvas'));
    canvas.getContext('2d').fillRect(0, 0, 64, 64);
    window.annotator = await window.plugin.createAnnotator(canvas);
    window.store = await window.plugin.Store.open();
    window.at = (x, y) => window.annotator.stroke([{ x, y }], { radius: 3 });
    window.keepIt = async () => {
        const key = await window.plugin.documentKey(window.annotator.image);
        const options = { store: window.store, key, name: 'a.png' };
        window.keeper = await window.plugin.keep(window.annotator, options);
    };
}"""


def test_what_was_done_before_the_saved_work_was_read_stays_beside_it(
    context: BrowserContext, address: str
) -> None:
    page = tab(context, address)
    page.evaluate(DRAW)
    page.evaluate(
        "async () => { await window.keepIt(); await window.at(10, 10); await window.keeper.stop() }"
    )
    page.evaluate("() => { window.annotator.destroy(); document.querySelector('canvas').remove() }")
    page.evaluate(DRAW)
    page.evaluate("async () => { await window.at(40, 40); await window.keepIt() }")
    objects = "() => window.annotator.objects.map(({ box }) => [box.x0, box.y0])"
    assert page.evaluate(objects) == [[7, 7], [37, 37]]
    page.evaluate("() => window.annotator.undo()")
    assert page.evaluate(objects) == [[7, 7]]


def test_an_annotator_begins_with_what_is_found_for_its_image(context: BrowserContext, address: str) -> None:
    page = tab(context, address)
    page.evaluate(DRAW)
    found = page.evaluate("""async () => {
        await window.at(10, 10);
        const saved = await window.annotator.snapshot();
        const create = (snapshot) => window.plugin.createAnnotator(document.querySelector('canvas'), {
            mask: new ImageData(new Uint8ClampedArray(4 * 300 * 150).fill(255), 300, 150), snapshot });
        const asked = [];
        const find = (given) => async (image, size) => {
            asked.push([image instanceof ImageBitmap, size.width, size.height]);
            return given;
        };
        const areas = [];
        for (const given of [saved, null]) areas.push((await create(find(given))).objects[0].area);
        const code = await create(saved).catch((error) => error.code);
        return { asked, areas, code, drawn: saved.objects[0].info.area };
    }""")
    assert found["asked"] == [[True, 300, 150]] * 2
    assert found["areas"] == [found["drawn"], 300 * 150]
    assert found["code"] == "argument-invalid"


def test_the_key_is_what_the_image_shows(context: BrowserContext, address: str) -> None:
    page = tab(context, address)
    keys = page.evaluate(
        """async (files) => {
            const [one, renamed, other] = files.map(window.file);
            const key = window.plugin.documentKey;
            const bitmap = async (width, height) => key(
                await createImageBitmap(new ImageData(new Uint8ClampedArray(64).fill(9), width, height)));
            return Promise.all([
                key(one), key(renamed), key(other), key(one, other), bitmap(4, 4), bitmap(4, 4), bitmap(8, 2),
            ]);
        }""",
        [payload("one.png", b"abc"), payload("two.png", b"abc"), payload("one.png", b"abd")],
    )
    one, renamed, other, masked, pixels, same_pixels, wide = keys
    assert one == renamed == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert pixels == same_pixels
    assert len({one, other, masked, pixels, wide}) == 5


def test_what_is_kept_can_be_seen_and_cleared(context: BrowserContext, address: str) -> None:
    page = tab(context, address)
    for number, key in enumerate(("a", "b"), 1):
        begin(page, key)
        page.evaluate("async (value) => { window.set(value); await window.keeper.stop() }", number)
    listed = page.evaluate(
        "async () => (await window.store.list()).map(({ key, name, objects }) => [key, name, objects])"
    )
    assert listed == [["b", "photo.jpg", 1], ["a", "photo.jpg", 1]]
    usage = page.evaluate("() => window.plugin.storageUsage(window.store)")
    assert usage["documents"] == 2
    assert 0 < usage["used"] < usage["quota"]
    page.evaluate("() => window.store.remove('a')")
    assert begin(page, "a") == {"value": 0, "restored": None}
    page.evaluate("() => window.store.clear()")
    assert begin(page, "b") == {"value": 0, "restored": None}


def test_a_browser_without_storage_says_so(context: BrowserContext, address: str) -> None:
    page = tab(context, address)
    code = page.evaluate("""async () => {
        IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError') };
        return window.plugin.Store.open().then(() => 'opened', (error) => [error.code, error.hint]);
    }""")
    assert code[0] == "store-unavailable"
    assert "private windows" in code[1]


CREATE = """async () => {
    const canvas = document.body.appendChild(document.createElement('canvas'));
    canvas.getContext('2d').fillRect(0, 0, 32, 32);
    await window.plugin.createAnnotator(canvas);
}"""
CACHED = """async () => {
    const cache = await caches.open('focalclick-assets');
    return (await cache.keys()).map(({ url }) => url.split('/').at(-1));
}"""


def test_assets_come_from_the_cache_and_a_damaged_one_is_loaded_again(
    context: BrowserContext, address: str
) -> None:
    page = tab(context, address)
    page.evaluate(CREATE)
    page.wait_for_function(f"async () => (await ({CACHED})()).length >= 7")
    kept = page.evaluate(CACHED)
    assert not [name for name in kept if name.endswith(("js", "manifest.json"))]
    page.evaluate("""async () => {
        const cache = await caches.open('focalclick-assets');
        const [damaged] = (await cache.keys()).filter(({ url }) => url.includes('refiner'));
        await cache.put(damaged, new Response('half of it'));
        await cache.put(new URL('assets/old-01234567.wasm', location.href), new Response('old'));
    }""")
    page.close()
    again = tab(context, address)
    asked: list[Request] = []
    context.on("request", lambda request: asked.append(request))
    again.evaluate(CREATE)
    binaries = [request.url for request in asked if request.url.endswith((".wasm", ".zip", ".onnx"))]
    assert len(binaries) == 1
    assert "refiner" in binaries[0]
    again.wait_for_function(f"async () => !(await ({CACHED})()).includes('old-01234567.wasm')")
    again.evaluate("() => window.plugin.clearAssets()")
    assert again.evaluate(CACHED) == []
