"""WebGPU, played by software: the same masks as in WebAssembly, and a way back from any fault."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from build import find_chromium
from py_frontend import Click
from tests.browser.driver import Driver
from web.build.paths import MODELS

REPORT = """async () => {
    const { backend, reason } = await (await window.annotator).backend();
    return [backend, reason];
}"""
SOFTWARE = ("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader")
LIMIT_MS = 300_000  # software takes seconds for what a graphics processor does in milliseconds
CLICKS = (Click(290, 120), Click(200, 250))


@pytest.fixture(scope="module")
def gpu(playwright: Playwright) -> Iterator[Browser]:
    """A browser of its own that has WebGPU."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    running = playwright.chromium.launch(
        executable_path=find_chromium(os.environ), args=[*sandbox, *SOFTWARE]
    )
    yield running
    running.close()


@pytest.fixture
def visitor(gpu: Browser) -> Iterator[BrowserContext]:
    context = gpu.new_context(viewport={"width": 1200, "height": 800})
    context.set_default_timeout(LIMIT_MS)
    yield context
    context.close()


@pytest.fixture
def on_gpu(visitor: BrowserContext, address: str, pictures: Path) -> Driver:
    """The page in that browser, not loaded yet."""
    return Driver(visitor.new_page(), address, pictures)


def report(driver: Driver) -> list[str]:
    found: list[str] = driver.page.evaluate(REPORT)
    return found


def test_masks_are_those_of_webassembly_until_the_processor_is_lost(
    on_gpu: Driver, gpu: Browser, shared_driver: Driver
) -> None:
    on_gpu.open("?backend=webgpu")
    assert report(on_gpu) == ["webgpu", "chosen"]
    shared_driver.sample("Coffee")
    for click in CLICKS:
        on_gpu.click(click)
        shared_driver.click(click)
    ours, theirs = on_gpu.mask, shared_driver.mask
    assert theirs.any()
    assert np.count_nonzero(ours & theirs) >= 0.99 * np.count_nonzero(ours | theirs)

    session = gpu.new_browser_cdp_session()
    session.send("Browser.crashGpuProcess")
    assert on_gpu.click(Click(420, 260))["changed"]
    assert report(on_gpu) == ["wasm", "failed"]


def test_a_runtime_that_cannot_be_loaded_leaves_webassembly(on_gpu: Driver) -> None:
    on_gpu.page.route("**/ort-wasm-simd-threaded.jspi-*.wasm", lambda route: route.abort())
    on_gpu.open("?backend=webgpu")
    assert report(on_gpu) == ["wasm", "failed"]
    assert on_gpu.click(CLICKS[0])["changed"]


def test_auto_downloads_nothing_at_first_and_measures_later(on_gpu: Driver) -> None:
    asked: list[str] = []
    on_gpu.page.on("request", lambda request: asked.append(request.url))
    assert report(on_gpu.open()) == ["wasm", "first-visit"]
    assert not [url for url in asked if "jspi" in url or "webgpu" in url]
    assert report(on_gpu.open()) == ["wasm", "slower"]
    assert on_gpu.click(CLICKS[0])["changed"]


def test_other_results_than_webassembly_s_are_not_used(on_gpu: Driver, tmp_path: Path) -> None:
    on_gpu.open()
    on_gpu.page.set_input_files("#model-folder", wrong_model(tmp_path / "mine"))
    on_gpu.says("mine computes the clicks now")
    assert report(on_gpu) == ["wasm", "different"]


def wrong_model(folder: Path) -> Path:
    """Write a model of one's own whose Refiner for WebGPU subtracts where it should add."""
    folder.mkdir()
    models = json.loads((MODELS / "models.json").read_text())
    variant = models["variants"][models["default"]]
    for graph in (*variant["graphs"].values(), *variant["webgpu"].values()):
        shutil.copy(MODELS / graph["file"], folder)
    graph = variant["webgpu"]["refiner"]
    content = (folder / graph["file"]).read_bytes().replace(b"\x22\x03Add", b"\x22\x03Sub")
    (folder / graph["file"]).write_bytes(content)
    graph["sha256"] = hashlib.sha256(content).hexdigest()
    own = {**models, "default": "mine", "variants": {"mine": variant}}
    (folder / "models.json").write_text(json.dumps(own))
    return folder


@pytest.mark.parametrize(
    ("query", "reason"), [("?backend=webgpu", "unavailable"), ("?backend=wasm", "chosen")]
)
def test_webassembly_where_there_is_no_webgpu_or_it_is_asked_for(
    driver: Driver, query: str, reason: str
) -> None:
    assert report(driver.open(query)) == ["wasm", reason]
    assert driver.click(CLICKS[0])["changed"]
