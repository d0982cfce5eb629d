"""The annotator in somebody else's page: five lines, nothing moved, and gone without a trace."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from web.build.serve import server

ROOT = Path(__file__).resolve().parents[2]
PHOTO = ROOT / "web" / "samples" / "coffee.jpg"
EMBEDDING = """<!doctype html><title>host</title>
<p>Some text above.</p>
<div id="frame"><img id="photo" src="/photo.jpg" width="300"></div>
<script type="module">
  import { createAnnotator } from "/focalclick.js";
  window.create = (options, target = "#photo") => createAnnotator(target, options);
</script>"""
CLASSIC = '<!doctype html><img id="photo" src="/photo.jpg"><script src="/focalclick.iife.js"></script>'


@pytest.fixture(scope="module")
def plugin() -> Iterator[str]:
    """Address of the built plugin."""
    with server(ROOT / "dist" / "plugin", 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


@pytest.fixture
def host(page: Page, plugin: str) -> Page:
    """A page with a photo of its own, which loads the plugin in one of two ways."""
    page.route("**/photo.jpg", lambda route: route.fulfill(path=PHOTO, content_type="image/jpeg"))
    page.route("**/embedding.html", lambda route: route.fulfill(body=EMBEDDING, content_type="text/html"))
    page.route("**/classic.html", lambda route: route.fulfill(body=CLASSIC, content_type="text/html"))
    page.goto(f"{plugin}embedding.html")
    return page


def test_an_image_is_covered_clicked_and_given_back(host: Page) -> None:
    before = host.locator("#frame").inner_html()
    events = host.evaluate("""async () => {
        window.made = await window.create();
        const events = [];
        window.made.on('change', (change) => events.push(change.added));
        await window.made.click(290, 120);
        return events;
    }""")
    assert len(events) == 1
    assert events[0] > 1000
    place = "element => Object.values(element.getBoundingClientRect().toJSON()).map(Math.round)"
    assert host.locator("#frame canvas").evaluate(place) == host.locator("#photo").evaluate(place)
    assert host.evaluate("() => [window.made.width, window.made.height]") == [600, 400]
    with host.workers[0].expect_event("close"):  # the last annotator takes the worker with it
        host.evaluate("() => window.made.destroy()")
    assert host.locator("#frame").inner_html() == before


def test_two_annotators_share_a_worker(host: Page) -> None:
    host.evaluate("""async () => {
        const photo = document.querySelector("#photo"), twin = photo.cloneNode();
        photo.after(twin);
        await twin.decode();
        window.both = await Promise.all([window.create(), window.create({}, twin)]);
        await Promise.all(window.both.map((annotator, index) => annotator.click(200 + 100 * index, 150)));
    }""")
    assert len(host.workers) == 1
    host.evaluate("() => window.both[0].destroy()")
    code = host.evaluate("() => window.both[0].click(1, 1).catch((error) => error.code)")
    assert code == "destroyed"
    assert host.evaluate("async () => (await window.both[1].click(300, 300)).ms.total") > 0


def test_a_second_annotator_on_an_image_takes_the_first_ones_place(host: Page) -> None:
    assert host.evaluate("""async () => {
        const first = await window.create();
        const broken = await window.create({ mask: new ImageData(3, 3) }).catch(({ code }) => code);
        const stays = (await first.click(200, 250)).object;
        const second = await window.create();
        const code = await first.click(1, 1).catch((error) => error.code);
        return [broken, stays, code, (await second.click(290, 120)).changed];
    }""") == ["mask-size", 1, "destroyed", True]
    assert host.locator("#frame canvas").count() == 1


def test_the_cover_lies_inside_border_and_padding(host: Page) -> None:
    host.locator("#photo").evaluate(
        "photo => { photo.style.cssText = 'border: 7px solid red; padding: 5px 11px' }"
    )
    host.evaluate("() => window.create()")
    photo, cover = (host.locator(name).bounding_box() for name in ("#photo", "#frame canvas"))
    assert photo
    assert cover
    assert (cover["x"] - photo["x"], cover["y"] - photo["y"]) == (18, 12)
    assert (photo["width"] - cover["width"], photo["height"] - cover["height"]) == (36, 24)


def test_loading_can_be_given_up(host: Page) -> None:
    name = host.evaluate("""async () => {
        const control = new AbortController();
        const making = window.create({ signal: control.signal, onProgress: () => control.abort() });
        return making.then(() => 'made', (error) => error.name);
    }""")
    assert name == "AbortError"
    assert host.locator("#frame canvas").count() == 0


def test_progress_grows_to_its_end(host: Page) -> None:
    told = host.evaluate("""async () => {
        const told = [];
        await window.create({ onProgress: (progress) => told.push(progress) });
        return told;
    }""")
    done = [progress["done"] for progress in told]
    assert done == sorted(done)
    assert done[-1] == told[-1]["total"] > 5e6
    stages = list(dict.fromkeys(progress["stage"] for progress in told))
    assert stages == ["download", "python", "networks", "warm-up"]


def test_a_model_that_does_not_exist_is_named(host: Page) -> None:
    error = host.evaluate("() => window.create({ model: 'none' }).catch(({ code, hint }) => [code, hint])")
    assert error[0] == "model-unknown"
    assert "mobilenetv2-s1" in error[1]


def test_a_classic_script_finds_its_assets(host: Page, plugin: str) -> None:
    host.goto(f"{plugin}classic.html")
    made = host.evaluate("async () => (await FocalClick.createAnnotator('#photo')).width")
    assert made == 600
