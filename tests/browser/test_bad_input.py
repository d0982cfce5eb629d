"""What cannot be used is refused with its name and the way out, and changes nothing."""

from __future__ import annotations

import io
import re
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Route

from py_frontend import Click
from tests.browser.driver import Driver

SAMPLES = Path(__file__).resolve().parents[2] / "web" / "samples"


@pytest.fixture
def clicked(shared_driver: Driver) -> Driver:
    """The coffee after one click that changed something."""
    driver = shared_driver.sample("Coffee")
    driver.click(Click(290, 120))
    driver.click(Click(200, 250))
    return driver


def png(width: int, height: int) -> bytes:
    """A black PNG of any size, without holding its pixels: rows of zeros shrink to almost nothing."""
    packer = zlib.compressobj(1)
    row = bytes(1 + (width + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


IMAGES = [
    (
        "letter.doc",
        b"Dear annotator, this is no image.",
        "image-missing",
        r"no image among \"letter\.doc\".*Choose PNG",
    ),
    ("empty.png", b"", "image-undecodable", r"empty\.png"),
    ("dot.png", png(1, 1), "image-too-small", r"1 × 1 pixels.*at least 8 × 8"),
    (
        "huge.png",
        png(20_000, 20_000),
        "image-too-large",
        r"20000 × 20000 pixels, 400 megapixels.*Up to 50 megapixels",
    ),
]


@pytest.mark.parametrize(("name", "content", "code", "text"), IMAGES, ids=[case[0] for case in IMAGES])
def test_an_unusable_image(clicked: Driver, name: str, content: bytes, code: str, text: str) -> None:
    mask, clicks = clicked.mask, clicked.clicks
    clicked.choose("image-file", name, content)
    shown, message = clicked.banner
    clicked.picture(f"bad-{name.split('.')[0]}")
    assert clicked.stage_width > 900, "the picture stays in sight under the message"
    assert shown == code
    assert re.search(text, message), message
    np.testing.assert_array_equal(clicked.mask, mask)
    assert clicked.clicks == clicks
    clicked.page.get_by_role("button", name="Dismiss this message").click()
    clicked.has_no_banner()


def mask_png(height: int, width: int) -> bytes:
    file = io.BytesIO()
    Image.new("L", (width, height)).save(file, "PNG")
    return file.getvalue()


MASKS = [
    ("small.png", mask_png(30, 40), "mask-size", r"mask has 40 × 30 pixels, the image 600 × 400"),
    ("turned.png", mask_png(600, 400), "mask-size", r"fit turned by 90°"),
    ("broken.png", b"\x89PNG\r\n\x1a\n broken", "mask-undecodable", r"broken\.png"),
]


@pytest.mark.parametrize(("name", "content", "code", "text"), MASKS, ids=[case[0] for case in MASKS])
def test_an_unusable_mask(clicked: Driver, name: str, content: bytes, code: str, text: str) -> None:
    mask, clicks = clicked.mask, clicked.clicks
    clicked.choose("mask-file", name, content)
    shown, message = clicked.banner
    assert shown == code
    assert re.search(text, message), message
    np.testing.assert_array_equal(clicked.mask, mask)
    assert clicked.clicks == clicks


@pytest.mark.parametrize(("x", "y"), [(-1, 0), (600, 0), (0, 400), (1e9, 5)])
def test_a_click_outside_the_image(clicked: Driver, x: float, y: float) -> None:
    mask, clicks = clicked.mask, clicked.clicks
    code, message, hint = clicked.failure("click", x, y)
    assert code == "click-outside"
    assert "600 × 400" in message
    assert hint
    np.testing.assert_array_equal(clicked.mask, mask)
    assert clicked.clicks == clicks


def test_a_click_that_is_no_place_at_all(clicked: Driver) -> None:
    mask = clicked.mask
    code, message, _ = clicked.failure("click", float("nan"), 1)
    assert code == "argument-invalid"
    assert "NaN" in message
    np.testing.assert_array_equal(clicked.mask, mask)


def test_runs_that_do_not_fill_a_mask(clicked: Driver) -> None:
    mask = clicked.mask
    code, message, _ = clicked.failure("setMask", {"size": [400, 600], "counts": [10, 20]})
    assert code == "mask-undecodable"
    assert "runs" in message
    np.testing.assert_array_equal(clicked.mask, mask)


# The worker is busy until it dies, so that a click is waiting then.
CRASH_SOON = """() => void setTimeout(() => {
    const end = Date.now() + 1000;
    while (Date.now() < end);
    throw new WebAssembly.RuntimeError('memory access out of bounds');
})"""


def test_a_crashed_worker_keeps_the_mask_and_comes_back(clicked: Driver) -> None:
    mask = clicked.mask
    clicked.page.workers[-1].evaluate(CRASH_SOON)
    code, message, hint = clicked.failure("click", 400, 250)
    assert code == "worker-crashed"
    assert "memory access out of bounds" in message
    assert "work is kept" in hint
    assert clicked.banner[0] == "worker-crashed"
    clicked.picture("crashed")
    assert clicked.stage_width > 900
    np.testing.assert_array_equal(clicked.mask, mask)
    clicked.click(Click(400, 250))
    clicked.page.get_by_role("alert").wait_for(state="hidden")
    clicked.call("undo")
    np.testing.assert_array_equal(clicked.mask, mask)
    clicked.call("reset")
    assert not clicked.mask.any(), "a restart does not change where the annotation began"


def test_a_worker_that_hangs_is_given_up_and_the_work_kept(driver: Driver) -> None:
    page = driver.page
    page.clock.install()
    driver.open()
    driver.click(Click(290, 120))
    mask = driver.mask
    page.workers[-1].evaluate("() => void setTimeout(() => { for (;;); })")
    page.evaluate("() => { window.failed = window.annotator.click(400, 250).catch(({ code }) => code) }")
    for _ in range(2):  # asked whether it lives, then given up
        page.clock.fast_forward(31_000)
    assert page.evaluate("() => window.failed") == "worker-crashed"
    assert driver.banner[0] == "worker-crashed"
    np.testing.assert_array_equal(driver.mask, mask)
    driver.click(Click(400, 250))
    driver.has_no_banner()


def test_reset_after_a_crash_leads_to_the_loaded_mask(shared_driver: Driver) -> None:
    driver = shared_driver.sample("Cat")
    loaded = np.zeros((300, 451), bool)
    loaded[50:150, 100:200] = True
    driver.set_mask(loaded)
    driver.click(Click(170, 200))
    mask = driver.mask
    driver.page.workers[-1].evaluate(CRASH_SOON)
    assert driver.failure("click", 300, 60)[0] == "worker-crashed"
    changes = driver.page.evaluate("""async () => {
        const annotator = await window.annotator;
        const changes = [];
        annotator.on('change', (change) => changes.push(change));
        await annotator.reset();
        return changes;
    }""")
    assert [change["changed"] for change in changes] == [bool((mask != loaded).any())]
    np.testing.assert_array_equal(driver.mask, loaded)
    driver.call("undo")
    np.testing.assert_array_equal(driver.mask, mask)


ASSETS = (
    "manifest.json",
    "worker",
    "pyodide.asm-*.wasm",
    "ort-wasm-simd-threaded-*.wasm",
    "*segmentor*.onnx",
    "numpy*",
)


@pytest.mark.parametrize("asset", ASSETS)
def test_a_missing_asset_is_named(driver: Driver, asset: str) -> None:
    driver.page.route(f"**/assets/{asset}*", lambda route: route.fulfill(status=404))
    code, message = refused(driver)
    assert code == "asset-missing"
    assert "HTTP 404" in message
    assert re.search(asset.replace(".", r"\.").replace("*", ".*"), message)


def test_a_damaged_asset_is_named_and_loading_again_helps(driver: Driver) -> None:
    def flip(route: Route) -> None:
        body = bytearray(route.fetch().body())
        body[len(body) // 2] ^= 1
        route.fulfill(body=bytes(body), content_type="application/octet-stream")

    driver.page.route("**/assets/*refiner*.onnx", flip)
    code, message = refused(driver)
    assert code == "asset-corrupted"
    assert re.search(r"refiner.*\.onnx is damaged: its SHA-256 is", message)
    driver.picture("damaged-asset")
    driver.page.unroute("**/assets/*refiner*.onnx")
    driver.opens_image(driver.page.get_by_role("button", name="Try again").click)
    assert driver.click(Click(290, 120))["ms"]["total"] > 0


def test_a_truncated_asset_is_named(driver: Driver) -> None:
    driver.page.route(
        "**/assets/*segmentor*.onnx", lambda route: route.fulfill(body=route.fetch().body()[:1000])
    )
    code, message = refused(driver)
    assert code == "asset-corrupted"
    assert "it has 1000 of" in message


def refused(driver: Driver) -> tuple[str, str]:
    """Load a page whose engine cannot start; ``window.annotator`` and the banner must say the same."""
    driver.page.goto(driver.address)
    code = driver.page.evaluate(
        "async () => { try { await window.annotator } catch (error) { return error.code } }"
    )
    shown, message = driver.banner
    assert shown == code
    return shown, message


@pytest.mark.parametrize(
    ("image", "text"),
    [
        ("samples/none.jpg", "HTTP 404"),
        ("http://127.0.0.1:9/none.jpg", "its site does not answer"),
        ("page.css", "could not be loaded|not an image"),
    ],
)
def test_an_unreadable_address(driver: Driver, image: str, text: str) -> None:
    driver.page.goto(f"{driver.address}?image={image}")
    _, message = driver.banner
    assert re.search(text, message), message


def test_unknown_mask_format_names_the_known_ones(driver: Driver) -> None:
    code, message, hint = driver.open().failure("getMask", "jpg")
    assert code == "format-unknown"
    assert "jpg" in message
    assert "imagedata, png, coco, polygons" in hint


def test_images_open_without_the_browsers_storage(driver: Driver) -> None:
    driver.page.add_init_script(
        "indexedDB.open = () => { throw new DOMException('storage is off', 'SecurityError') }"
    )
    driver.open().image("cat.jpg", (SAMPLES / "chelsea.jpg").read_bytes())
    assert driver.click(Click(170, 120))["changed"]
    assert driver.size == (451, 300)
