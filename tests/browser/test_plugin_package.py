"""The plugin as a package: one worker for all, everything given back, strict policies, types, a self-test."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.plugin_host import PLUGIN, ROOT, load, serving

PHOTO = ROOT / "web" / "samples" / "coffee.jpg"
# Counts what a page could leak: made less given back.
COUNTERS = """
window.counts = { workers: 0, listeners: 0, bitmaps: 0, urls: 0, observers: 0 };
const count = (owner, name, what, by) => {
    const native = owner[name];
    owner[name] = function (...given) { window.counts[what] += by; return native.apply(this, given); };
};
window.Worker = class extends Worker {
    constructor(...given) { super(...given); window.counts.workers++; }
    terminate() { if (!this.ended) window.counts.workers--; this.ended = true; super.terminate(); }
};
const live = new Set();
const { addEventListener, removeEventListener } = EventTarget.prototype;
EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (this === window || this === document || this === document.documentElement || this === document.body) {
        const entry = { type, listener };
        live.add(entry);
        options?.signal && addEventListener.call(options.signal, 'abort', () => live.delete(entry));
    }
    return addEventListener.call(this, type, listener, options);
};
EventTarget.prototype.removeEventListener = function (type, listener, options) {
    for (const entry of live) if (entry.type === type && entry.listener === listener) live.delete(entry);
    return removeEventListener.call(this, type, listener, options);
};
Object.defineProperty(window.counts, 'listeners', { enumerable: true, get: () => live.size });
const { createImageBitmap } = window;
const open = new Set();
window.createImageBitmap = async (...given) => {
    const bitmap = await createImageBitmap(...given);
    open.add(bitmap);
    return bitmap;
};
// One that was given away or closed is 0 pixels wide.
Object.defineProperty(window.counts, 'bitmaps', {
    enumerable: true, get: () => [...open].filter(({ width }) => width > 0).length });
count(URL, 'createObjectURL', 'urls', 1);
count(URL, 'revokeObjectURL', 'urls', -1);
count(ResizeObserver.prototype, 'disconnect', 'observers', -1);
window.ResizeObserver = class extends ResizeObserver {
    constructor(...given) { super(...given); window.counts.observers++; }
};
"""
STRICT = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; "
    "img-src 'self' blob:; style-src 'none'"
)
TRUSTED = "require-trusted-types-for 'script'; trusted-types focalclick"
HOST = """<!doctype html><title>host</title>
<img id="one" src="/photo.jpg" width="300"><img id="two" src="/photo.jpg" width="200">
<script type="module" src="/host.js"></script>"""
SCRIPT = "import * as plugin from '/focalclick.js'; window.plugin = plugin;"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(PLUGIN) as running:
        yield running


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A fresh tab that fails its test at an uncaught error."""
    page = browser.new_page()
    page.set_default_timeout(120_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/photo.jpg", lambda route: route.fulfill(path=PHOTO, content_type="image/jpeg"))
    page.route("**/host.js", lambda route: route.fulfill(body=SCRIPT, content_type="text/javascript"))
    yield page
    page.close()
    assert not errors


def test_everything_is_given_back(tab: Page, address: str) -> None:
    tab.add_init_script(COUNTERS)
    load(tab, address, HOST)
    before = tab.evaluate("() => [{ ...window.counts }, document.documentElement.outerHTML]")
    during = tab.evaluate("""async () => {
        const both = await Promise.all(['#one', '#two'].map((image) => window.plugin.createAnnotator(image)));
        await Promise.all(both.map((annotator) => annotator.click(290, 120)));
        const during = { ...window.counts };
        for (const annotator of both) annotator.destroy();
        await new Promise((done) => setTimeout(done, 200));
        return during;
    }""")
    assert during["workers"] == 1
    assert during["observers"] > 0
    assert tab.evaluate("() => [{ ...window.counts }, document.documentElement.outerHTML]") == before
    assert tab.workers == []


@pytest.mark.parametrize("policy", [STRICT, f"{STRICT}; {TRUSTED}"], ids=["strict", "trusted-types"])
def test_a_strict_policy_without_isolation_lets_it_work(tab: Page, address: str, policy: str) -> None:
    def with_policy(route: Route) -> None:
        headers = {"Content-Security-Policy": policy}
        route.fulfill(body=HOST, content_type="text/html", headers=headers)

    refused: list[str] = []
    tab.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    tab.route("**/strict.html", with_policy)
    tab.goto(f"{address}strict.html")
    tab.wait_for_function("() => window.plugin")
    added, isolated = tab.evaluate("""async () => {
        const annotator = await window.plugin.createAnnotator('#one');
        return [(await annotator.click(290, 120)).added, window.crossOriginIsolated];
    }""")
    assert added > 1000
    assert not isolated
    assert refused == []


def test_element_and_function_share_a_worker(tab: Page, address: str) -> None:
    script = "import * as plugin from '/focalclick-element.js'; window.plugin = plugin;"
    tab.unroute("**/host.js")
    tab.route("**/host.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    load(
        tab,
        address,
        HOST.replace("<script", '<focalclick-annotator src="/photo.jpg"></focalclick-annotator><script'),
    )
    tab.evaluate(
        "async () => (await (await import('/focalclick.js')).createAnnotator('#one')).click(290, 120)"
    )
    tab.wait_for_function("() => document.querySelector('focalclick-annotator').annotator")
    assert len(tab.workers) == 1


@pytest.mark.parametrize("missing", ["decoder", "refiner.float32", "python-stdlib"])
def test_the_self_test_names_a_missing_file(tab: Page, address: str, missing: str) -> None:
    load(tab, address, HOST)
    assert tab.evaluate("() => window.plugin.selfTest()") == []
    tab.route(f"**/assets/*{missing}*", lambda route: route.fulfill(status=404))
    (problem,) = tab.evaluate("() => window.plugin.selfTest()")
    assert problem["code"] == "asset-missing"
    assert missing in problem["about"]
    assert "HTTP 404" in problem["message"]


def test_the_self_test_names_a_folder_that_is_elsewhere(tab: Page, address: str) -> None:
    load(tab, address, HOST)
    (problem,) = tab.evaluate("() => window.plugin.selfTest({ assetPath: '/elsewhere/' })")
    assert problem["about"] == "manifest.json"
    assert f"{address}elsewhere/" in problem["hint"]


def test_the_self_test_names_policies_that_forbid_it(tab: Page, address: str) -> None:
    policy = "script-src 'self'; worker-src 'none'"
    tab.route(
        "**/forbidding.html",
        lambda route: route.fulfill(
            body=HOST, content_type="text/html", headers={"Content-Security-Policy": policy}
        ),
    )
    tab.goto(f"{address}forbidding.html")
    tab.wait_for_function("() => window.plugin")
    problems = tab.evaluate("() => window.plugin.selfTest()")
    assert [problem["about"] for problem in problems] == ["WebAssembly", "worker"]
    assert "wasm-unsafe-eval" in problems[0]["hint"]
    assert "worker-src 'self'" in problems[1]["hint"]


def test_assets_may_lie_on_another_origin(tab: Page, address: str, tmp_path: Path) -> None:
    def with_header(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "Access-Control-Allow-Origin": "*"})

    with serving(PLUGIN) as other:
        tab.route(f"{other}**", with_header)
        load(tab, address, HOST)
        script = """async (assetPath) => {
            const annotator = await window.plugin.createAnnotator('#one', { assetPath });
            return (await annotator.click(290, 120)).added;
        }"""
        assert tab.evaluate(script, f"{other}assets/") > 1000


CONSUMER = """
import { AnnotatorError, Batch, createAnnotator, documentKey, keep, selfTest } from "focalclick-annotator";
import { type Polygon, Store } from "focalclick-annotator";
import { AnnotatorElement } from "focalclick-annotator/element";
const classes = [{ id: "c", name: "cup", color: "#ff0000" }];
const onProgress = ({ done }: { done: number }) => done.toFixed();
const annotator = await createAnnotator("#photo", { onProgress, language: "de" });
const snapshot = await annotator.snapshot();
const again = await createAnnotator("#photo", { snapshot, classes, overlap: "new" });
await again.pasteObjects(await annotator.copyObjects([annotator.active]));
again.hover = "auto";
const { added } = await annotator.click(1, 2, { positive: false });
const png: Blob = await annotator.getMask("png");
const [part]: Polygon[] = await annotator.getMask("polygons", annotator.active, { tolerance: 2 });
annotator.on("error", (error: AnnotatorError) => error.hint);
const element: AnnotatorElement = document.querySelector("focalclick-annotator") ?? new AnnotatorElement();
const other = await element.open({ image: png, name: "x" });
const batch = await Batch.open([], await Store.open());
batch.progress.annotated satisfies number;
(await selfTest({ assetPath: "." })).map(({ about }) => about.trim());
other.destroy();
(await other.backend()).reason satisfies string;
// @ts-expect-error: networks run in WebAssembly or on WebGPU
createAnnotator("#photo", { backend: "webgl" });
// @ts-expect-error: a click has two coordinates
annotator.click(added);
export { documentKey, keep };
"""
OPTIONS = {
    "compilerOptions": {
        "target": "ES2022",
        "module": "ESNext",
        "moduleResolution": "bundler",
        "lib": ["ES2022", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
        "strict": True,
        "noEmit": True,
        "skipLibCheck": False,
        "types": [],
    },
    "files": ["consumer.ts"],
}


def test_the_types_serve_a_strict_page_that_has_nothing_installed(tmp_path: Path) -> None:
    package: dict[str, Any] = json.loads((PLUGIN / "package.json").read_text())
    for entry in package["exports"]["."].values():
        assert (PLUGIN / entry).is_file()
    installed = tmp_path / "node_modules" / "focalclick-annotator"
    shutil.copytree(PLUGIN, installed, ignore=shutil.ignore_patterns("assets", "*.br"))
    (tmp_path / "consumer.ts").write_text(CONSUMER)
    (tmp_path / "tsconfig.json").write_text(json.dumps(OPTIONS))
    compiler = ROOT / "web" / "node_modules" / "typescript" / "bin" / "tsc"
    done = subprocess.run(["node", compiler, "-p", tmp_path], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
