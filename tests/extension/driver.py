"""A tab with the extension in it: started as its button does, looked at from inside its own world."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import CDPSession, Error, Page, Worker
from pycocotools import mask as coco

START_LIMIT_S = 120.0
ACTIVE_TAB = "const [tab] = await chrome.tabs.query({active: true, lastFocusedWindow: true});"
READY = "Boolean(globalThis.focalclick?.session?.annotator)"
ROOT = "focalclick.session.stage.root"
TOOL = "focalclick.session.whole.tool"


class Tab:
    """One page, and the content script's world in it."""

    def __init__(self, page: Page, worker: Worker, pictures: Path) -> None:
        self.page = page
        self._worker = worker
        self._pictures = pictures
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._worlds: list[int] = []
        self._cdp.on("Runtime.executionContextCreated", self._created)
        self._cdp.on(
            "Runtime.executionContextDestroyed", lambda event: self._forget(event["executionContextId"])
        )
        self._cdp.on("Runtime.executionContextsCleared", lambda _: self._worlds.clear())
        self._cdp.send("Runtime.enable")

    def _created(self, event: dict[str, Any]) -> None:
        context = event["context"]
        if context["origin"].startswith("chrome-extension://"):
            self._worlds.append(context["id"])

    def _forget(self, world: int) -> None:
        if world in self._worlds:
            self._worlds.remove(world)

    def press_button(self) -> Tab:
        """Do what the extension's button does."""
        return self._event("chrome.action.onClicked.dispatch(tab)")

    def press_shortcut(self) -> Tab:
        """Do what Alt+Shift+M does."""
        return self._event("chrome.commands.onCommand.dispatch('annotate', tab)")

    def choose_menu(self, picture: str, *, frame: int = 0) -> Tab:
        """Choose "Segment this image" of the picture with that address, in the page or in a frame of it."""
        info = json.dumps({"srcUrl": picture, "frameId": frame, "menuItemId": "segment"})
        return self._event(f"chrome.contextMenus.onClicked.dispatch({info}, tab)")

    def _event(self, script: str) -> Tab:
        self.page.bring_to_front()
        self._worker.evaluate(f"async () => {{ {ACTIVE_TAB} {script}; }}")
        return self

    def ready(self) -> Tab:
        """Wait until the first click can be computed."""
        self.until(READY)
        return self

    def inside(self, expression: str) -> Any:
        """Evaluate in the newest of the extension's worlds in this page; promises are awaited."""
        options = {"awaitPromise": True, "returnByValue": True}
        self.page.evaluate("0")  # lets events of the browser come in
        if not self._worlds:
            raise Error("the extension has no world in this page")
        world = self._worlds[-1]
        answer = self._cdp.send("Runtime.evaluate", {"expression": expression, "contextId": world, **options})
        if "exceptionDetails" in answer:
            raise Error(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def until(self, expression: str) -> Any:
        """Wait until an expression in the extension's world is true; returns its value."""
        limit = time.monotonic() + START_LIMIT_S
        while time.monotonic() < limit:
            try:
                value = self.inside(expression)
            except Error:
                value = None
            if value:
                return value
            self.page.wait_for_timeout(100)
        self.picture("timeout")
        raise AssertionError(f"{expression} did not become true")

    def click(self, x: float, y: float, *, button: Any = "left") -> None:
        """Click at a fraction of the frame, and wait for the answer."""
        box = self.frame
        before = self.inside("focalclick.session.annotator.clicks.length")
        self.page.mouse.click(box["left"] + x * box["width"], box["top"] + y * box["height"], button=button)
        self.until(f"focalclick.session.annotator.clicks.length > {before}")

    @property
    def frame(self) -> dict[str, float]:
        """The box that shows the picture, in CSS pixels of the window."""
        box: dict[str, float] = self.inside(f"{TOOL}.desk.layers.getBoundingClientRect().toJSON()")
        return box

    @property
    def mask(self) -> NDArray[np.bool_]:
        """The mask, through its COCO form and pycocotools."""
        encoded = self.inside("focalclick.session.annotator.getMask('coco')")
        return decode(encoded)

    @property
    def notice(self) -> str:
        """The message over the page."""
        text: str = self.until(f"{ROOT}.querySelector('.notice:not([hidden])')?.textContent")
        return text

    def told(self, text: str) -> None:
        """Wait until the message over the page has this in it."""
        self.until(f"{ROOT}.querySelector('.notice:not([hidden])')?.textContent.includes({json.dumps(text)})")

    def press(self, text: str) -> None:
        """Press one of the extension's own buttons in sight, found by the beginning of its text."""
        named = (
            f"(button) => button.textContent.startsWith({json.dumps(text)}) && button.getClientRects().length"
        )
        self._press(f"[...{ROOT}.querySelectorAll('button')].find({named})")

    def press_tool(self, selector: str) -> None:
        """Press something in the whole tool."""
        self._press(f"{TOOL}.root.querySelector({json.dumps(selector)})")

    def _press(self, found: str) -> None:
        box = self.until(f"{found}?.getBoundingClientRect().toJSON()")
        while (later := self._settled(found)) != box:  # it moves while the tool takes another layout
            box = later
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def _settled(self, found: str) -> Any:
        """Where something is two frames later."""
        self.inside("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
        return self.until(f"{found}?.getBoundingClientRect().toJSON()")

    def choose(self, label: str, value: str) -> None:
        """Choose from one of the extension's own lists in sight, as a person does."""
        seen = f"(list) => list.ariaLabel === {json.dumps(label)} && list.getClientRects().length"
        self.inside(f"""(() => {{
            const list = [...{ROOT}.querySelectorAll('select')].find({seen});
            list.value = {json.dumps(value)};
            list.dispatchEvent(new Event('change'));
        }})()""")

    def picture(self, name: str) -> None:
        """Save what is on the screen, for eyes."""
        self.page.screenshot(path=self._pictures / f"extension-{name}.png")


def decode(encoded: dict[str, Any]) -> NDArray[np.bool_]:
    """A COCO run-length code as an array."""
    return np.asarray(coco.decode({**encoded, "counts": encoded["counts"].encode()}), bool)
