"""Files that browsers do not read, or read wrong: deep, turned, foreign, animated, no images at all."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page
from pycocotools import mask as coco

from tests.browser.plugin_host import PLUGIN, ROOT, load, payload, serving

PHOTO = ROOT / "web" / "samples" / "coffee.jpg"
OPEN = """async ([given, options]) => {
    window.made?.destroy();
    const frame = document.createElement('div');
    document.body.replaceChildren(frame);
    const image = typeof given === 'string' ? given : window.file(given);
    try {
        window.made = await window.plugin.createAnnotator(frame, { image, ...options });
    } catch (error) {
        return window.failure(error);
    }
    const { width, height, notices } = window.made;
    frame.style.cssText = `width: ${width}px; height: ${height}px`;
    await new Promise((done) => setTimeout(done, 100));
    const canvas = window.made.element.shadowRoot.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    return { width, height, notices, pixels: width < 100 ? [...data] : [] };
}"""
SET_MASK = """async (given) => {
    try {
        await window.made.setMask(window.file(given));
        return window.made.getMask('coco');
    } catch (error) {
        return window.failure(error);
    }
}"""


@pytest.fixture(scope="module")
def host(browser: Browser) -> Iterator[Page]:
    """A page that keeps one annotator, so that the worker starts once for the module."""
    with serving(PLUGIN) as address:
        page = browser.new_page()
        page.set_default_timeout(120_000)
        load(page, address)
        page.evaluate(OPEN, [payload("first.png", png(np.zeros((8, 8), np.uint8))), {}])
        page.evaluate(
            "() => { window.first = window.made; window.made = null }"
        )  # it keeps the worker running
        yield page
        page.close()


def png(pixels: NDArray[Any]) -> bytes:
    return cv2.imencode(".png", pixels)[1].tobytes()


def file_of(image: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def opened(page: Page, name: str, content: bytes, **options: object) -> dict[str, Any]:
    answer: dict[str, Any] = page.evaluate(OPEN, [payload(name, content), options])
    return answer


def shown(answer: dict[str, Any]) -> NDArray[np.int64]:
    """Grey values on the screen of an image that `opened` has opened."""
    assert "pixels" in answer, answer
    return np.array(answer["pixels"]).reshape(answer["height"], answer["width"], 4)[..., 0]


RAMP = np.linspace(0, 1, 64 * 48).reshape(48, 64)


@pytest.mark.parametrize(("low", "high"), [(100, 4000), (30000, 36000)])
def test_a_dark_16_bit_png_is_stretched_and_says_so(host: Page, low: int, high: int) -> None:
    answer = opened(host, "scan.png", png((low + RAMP * (high - low)).astype(np.uint16)))
    assert np.abs(shown(answer) - 255 * RAMP).max() <= 2
    assert re.search(r"16 bits a sample: \d+ is shown as black and \d+ as white", answer["notices"][0])


def test_a_16_bit_png_that_uses_its_range_is_not_stretched(host: Page) -> None:
    answer = opened(host, "photo.png", png((RAMP * 65535).astype(np.uint16)))
    assert np.abs(shown(answer) - 255 * RAMP).max() <= 1
    assert answer["notices"] == []


def test_levels_can_be_chosen(host: Page) -> None:
    deep = (RAMP * 65535).astype(np.uint16)
    answer = opened(host, "scan.png", png(deep), levels={"low": 1000, "high": 2000})
    expected = np.clip((deep.astype(float) - 1000) / 1000, 0, 1) * 255
    assert np.abs(shown(answer) - expected).max() <= 1


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate"])
@pytest.mark.parametrize("bits", [8, 16])
def test_a_tiff_is_read(host: Page, compression: str, bits: int) -> None:
    values = (RAMP * (2**bits - 1)).astype(np.uint8 if bits == 8 else np.uint16)
    answer = opened(host, "scan.tif", file_of(Image.fromarray(values), "TIFF", compression=compression))
    assert np.abs(shown(answer) - 255 * RAMP).max() <= 1


def test_a_tiff_of_a_kind_that_is_not_read_says_so(host: Page) -> None:
    bilevel = Image.fromarray(RAMP > 0.5)
    answer = opened(host, "fax.tif", file_of(bilevel, "TIFF", compression="group4"))
    assert answer["code"] == "image-undecodable"
    assert re.search(r"fax\.tif is a TIFF that cannot be read here: .*[Cc]ompression", answer["message"])
    assert "Convert" in answer["hint"]


def test_of_several_pages_the_first_is_shown(host: Page) -> None:
    pages = [Image.fromarray(np.full((48, 64), value, np.uint8)) for value in (200, 10)]
    answer = opened(host, "stack.tif", file_of(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert (shown(answer) == 200).all()
    assert answer["notices"] == ["It holds 2 pictures; the first one is shown."]


@pytest.mark.parametrize("form", ["JPEG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_masks_match_what_is_seen_of_a_turned_photo(host: Page, form: str, orientation: int) -> None:
    corner = np.zeros((48, 64), np.uint8)
    corner[:16, :24] = 255
    exif = Image.Exif()
    exif[274] = orientation
    upright = corner
    if orientation in (5, 6, 7, 8):
        upright = upright.T
    if orientation in (2, 3, 6, 7):
        upright = upright[:, ::-1]
    if orientation in (3, 4, 7, 8):
        upright = upright[::-1]
    answer = opened(host, f"turned.{form.lower()}", file_of(Image.fromarray(corner), form, exif=exif))
    seen = shown(answer)
    assert seen.shape == upright.shape
    assert ((seen > 127) == (upright > 127)).mean() > 0.99
    assert "counts" in host.evaluate(SET_MASK, payload("mask.png", png(upright)))
    if upright.shape != corner.shape:
        refusal = host.evaluate(SET_MASK, payload("mask.png", png(corner)))
        assert refusal["code"] == "mask-size"
        assert "fit turned by 90°" in refusal["hint"]


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)
NO_IMAGES = [
    ("photo.heic", HEIC, r"photo\.heic is a HEIC photo", "JPEG"),
    ("page.pdf", b"%PDF-1.7 ...", "a PDF document", "PNG"),
    ("layers.psd", b"8BPS\0\1" + bytes(32), "a Photoshop document", "Convert"),
    ("slice.dcm", bytes(128) + b"DICM", "a DICOM file", "Convert"),
    ("set.zip", b"PK\3\4" + bytes(32), "a zip archive", "Unpack"),
    ("big.tif", b"II+\0" + bytes(32), "a BigTIFF", "Convert"),
    ("cut.tif", b"II*\0\x08\0\0\0\x05\0", "a TIFF that cannot be read", "Convert"),
    ("cut.png", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", "a PNG.* cannot decode", "damaged"),
]


@pytest.mark.parametrize(
    ("name", "content", "message", "hint"), NO_IMAGES, ids=[case[0] for case in NO_IMAGES]
)
def test_what_cannot_be_read_is_called_by_its_name(
    host: Page, name: str, content: bytes, message: str, hint: str
) -> None:
    answer = opened(host, name, content)
    assert answer["code"] == "image-undecodable"
    assert re.search(message, answer["message"]), answer
    assert hint in answer["hint"]


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_an_animation_is_its_first_frame_and_says_so(host: Page, form: str) -> None:
    frames = [Image.fromarray(np.full((48, 64, 3), value, np.uint8)) for value in (210, 20)]
    content = file_of(frames[0], form, save_all=True, append_images=frames[1:], loop=0, duration=100)
    answer = opened(host, f"moving.{form.lower()}", content)
    assert np.abs(shown(answer) - 210).max() <= 3
    assert "animated; its first frame is shown" in answer["notices"][0]


def mask_of(page: Page, name: str, content: bytes) -> NDArray[np.bool_]:
    encoded = page.evaluate(SET_MASK, payload(name, content))
    assert "counts" in encoded, encoded
    return np.asarray(coco.decode({**encoded, "counts": encoded["counts"].encode()}), bool)


TRUTH = np.asarray(Image.open(ROOT / "tests/browser/fixtures/coffee-truth.png").convert("L")) > 127


def palette_png() -> bytes:
    labels = Image.fromarray(np.where(TRUTH, 1 + np.arange(TRUTH.shape[1]) // 200, 0).astype(np.uint8), "P")
    labels.putpalette([0, 0, 0, 128, 0, 0, 0, 64, 0, 192, 128, 64])
    return file_of(labels, "PNG")


def cut_out() -> bytes:
    photo = np.asarray(Image.open(PHOTO))
    return file_of(Image.fromarray(np.dstack([photo, np.where(TRUTH, 255, 0).astype(np.uint8)])), "PNG")


HALF = cv2.GaussianBlur(np.where(TRUTH, 255, 0).astype(np.uint8), (5, 5), 0)
GOOD_MASKS = {
    "0 and 1": png(TRUTH.astype(np.uint8)),
    "120 and 200": png(np.where(TRUTH, 200, 120).astype(np.uint8)),
    "labels 1 to 3": png(np.where(TRUTH, 1 + np.arange(600) // 200, 0).astype(np.uint8)),
    "labels of 16 bits": png(np.where(TRUTH, 1 + np.arange(600), 0).astype(np.uint16)),
    "16 bits": png(np.where(TRUTH, 65535, 0).astype(np.uint16)),
    "palette": palette_png(),
    "cut-out": cut_out(),
    "JPEG": cv2.imencode(".jpg", np.where(TRUTH, 255, 0).astype(np.uint8))[1].tobytes(),
    "smooth edges": png(HALF),
}


@pytest.mark.parametrize("name", GOOD_MASKS)
def test_a_mask_of_other_values_is_understood(host: Page, name: str) -> None:
    opened(host, "coffee.jpg", PHOTO.read_bytes())
    mask = mask_of(host, "mask.png", GOOD_MASKS[name])
    allowed = 0.005 if name in ("JPEG", "smooth edges") else 0
    assert (mask != TRUTH).mean() <= allowed


def test_a_photograph_is_no_mask(host: Page) -> None:
    opened(host, "coffee.jpg", PHOTO.read_bytes())
    before = mask_of(host, "mask.png", GOOD_MASKS["0 and 1"])
    refusal = host.evaluate(SET_MASK, payload("coffee.jpg", PHOTO.read_bytes()))
    assert refusal["code"] == "mask-photo"
    assert re.search(r"coffee\.jpg looks like a photograph.*\d+ % of its pixels", refusal["message"])
    assert "as an image" in refusal["hint"]
    kept = host.evaluate("() => window.made.getMask('coco')")
    assert coco.area({**kept, "counts": kept["counts"].encode()}) == before.sum()
