"""A page with the annotator in it, driven as a person or a script would."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Error, FilePayload, Page, expect
from pycocotools import mask as coco

from py_frontend import Click

READY = "async () => { const annotator = await window.annotator; return [annotator.width, annotator.height] }"
REPLACED = "() => window.annotator !== window.earlier && 'click' in window.annotator"


class Driver:
    """The built page in a browser tab."""

    def __init__(self, page: Page, address: str, pictures: Path) -> None:
        self.page = page
        self.address = address
        self._pictures = pictures
        pictures.mkdir(parents=True, exist_ok=True)

    def open(self, query: str = "", *, autosave: bool = False) -> Driver:
        """Load the page and wait until the first click can be computed; nothing is kept unless `autosave`."""
        switch = "" if autosave else ("&" if query else "?") + "autosave=off"
        self.page.goto(self.address + query + switch)
        return self.ready()

    def ready(self) -> Driver:
        """Wait until the first click can be computed."""
        self.page.evaluate(READY)
        return self

    def sample(self, title: str) -> Driver:
        """Choose a sample; see `opens_image`."""
        samples = self.page.get_by_role("navigation", name="Samples")
        return self.opens_image(samples.get_by_text(title, exact=True).click)

    def image(self, name: str, content: bytes) -> Driver:
        """Open an image file; see `opens_image`."""
        return self.opens_image(lambda: self.choose("image-file", name, content))

    def opens_image(self, act: Callable[[], object]) -> Driver:
        """Do something after which another image is shown, and wait until it is ready."""
        self.page.evaluate("() => { window.earlier = window.annotator }")
        act()
        self.page.wait_for_function(REPLACED)
        return self

    def choose(self, picker: str, name: str, content: bytes) -> None:
        """Choose a file in the tool's picker ``"image-file"`` or ``"mask-file"``."""
        file = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
        self.page.set_input_files(f"#{picker}", file)

    @property
    def status(self) -> str:
        """The line that says what happened."""
        return self.page.locator("#status").inner_text()

    def says(self, pattern: str) -> str:
        """Wait until the status line matches the regular expression; returns it."""
        expect(self.page.locator("#status")).to_have_text(re.compile(pattern))
        return self.status

    def click(self, click: Click) -> dict[str, Any]:
        """Click through ``window.annotator``; returns what its promise resolves to."""
        answer: dict[str, Any] = self.call("click", click.x, click.y, {"positive": click.positive})
        return answer

    def call(self, method: str, *arguments: object) -> Any:
        """Call a method of ``window.annotator`` and await its promise."""
        script = "async ([method, values]) => await (await window.annotator)[method](...values)"
        return self.page.evaluate(script, [method, arguments])

    def failure(self, method: str, *arguments: object) -> tuple[str, str, str]:
        """Call a method that must fail; returns the error's code, message and hint."""
        script = """async ([method, values]) => {
            try { await (await window.annotator)[method](...values); }
            catch (error) { return [error.code, error.message, error.hint]; }
            throw new Error(`${method} did not fail`);
        }"""
        code, message, hint = self.page.evaluate(script, [method, arguments])
        return code, message, hint

    @property
    def mask(self) -> NDArray[np.bool_]:
        """The mask, through its COCO form and pycocotools."""
        encoded = self.call("getMask", "coco")
        pixels = coco.decode({**encoded, "counts": encoded["counts"].encode()})
        return np.asarray(pixels, bool)

    def set_mask(self, mask: NDArray[np.bool_]) -> None:
        """Put `mask` in place of the present one, in COCO's form."""
        encoded = coco.encode(np.asfortranarray(mask, dtype=np.uint8))
        self.call("setMask", {"size": encoded["size"], "counts": encoded["counts"].decode()})

    @property
    def clicks(self) -> Sequence[dict[str, Any]]:
        """The clicks that the annotator counts."""
        clicks: Sequence[dict[str, Any]] = self.page.evaluate("async () => (await window.annotator).clicks")
        return clicks

    @property
    def banner(self) -> tuple[str, str]:
        """Code and text of the error that is shown; waits for one."""
        banner = self.page.get_by_role("alert")
        banner.wait_for()
        return banner.get_attribute("data-code") or "", banner.locator("p").inner_text()

    def has_no_banner(self) -> None:
        """Wait until no error is shown."""
        expect(self.page.get_by_role("alert")).to_be_hidden()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the image."""
        width, height = self.page.evaluate(READY)
        return width, height

    @property
    def scale(self) -> float:
        """Pixels of the screen per pixel of the image, while the whole image is shown."""
        canvas = self.page.locator(".canvas.current canvas").bounding_box()
        width, height = self.size
        return min(canvas["width"] / width, canvas["height"] / height) if canvas else 1.0

    @property
    def stage_width(self) -> float:
        """Width on the screen of the annotator's canvas; 0 when it is out of sight."""
        box = self.page.locator(".canvas.current canvas").bounding_box()
        return box["width"] if box else 0.0

    def on_screen(self, x: float, y: float) -> tuple[float, float]:
        """Place of an image pixel on the screen, while the whole image is shown."""
        canvas = self.page.locator(".canvas.current canvas").bounding_box()
        if canvas is None:
            raise Error("no image is shown")
        width, height = self.page.evaluate(READY)
        scale = min(canvas["width"] / width, canvas["height"] / height)
        left = canvas["x"] + (canvas["width"] - width * scale) / 2
        top = canvas["y"] + (canvas["height"] - height * scale) / 2
        return left + (x + 0.5) * scale, top + (y + 0.5) * scale

    def picture(self, name: str) -> None:
        """Save what is on the screen, for eyes."""
        self.page.screenshot(path=self._pictures / f"{name}.png")
