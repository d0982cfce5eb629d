"""Firefox with the extension in it: its button, its keys and its questions answered as a person would."""

from __future__ import annotations

import base64
import time
from pathlib import Path
from typing import Any

from tests.extension.marionette import Marionette

ID = "focalclick@annotator.invalid"
LIMIT_S = 120.0
ROOT = "const root = document.documentElement.lastElementChild.openOrClosedShadowRoot;"
EXTENSION = f"const {{ extension }} = WebExtensionPolicy.getByID('{ID}');"
BUTTONS = (
    "const button = [...root.querySelectorAll('button')]"
    ".find((one) => one.textContent.startsWith(args[0]) && one.getClientRects().length);"
)


class FirefoxTab:
    """The one tab of a browser, and what the extension shows in it."""

    def __init__(self, browser: Marionette, pictures: Path) -> None:
        self.browser = browser
        self._pictures = pictures

    def go(self, url: str) -> None:
        """Open an address."""
        self.browser.command("WebDriver:Navigate", url=url)

    def press_button(self) -> None:
        """Press the extension's button in the browser's bar."""
        self.browser.in_browser(f"""
            const {{ ExtensionParent }} = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
            {EXTENSION}
            await ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(window);
        """)

    def accept_permission(self) -> None:
        """Press "Allow" in the browser's own question, in whichever window it stands."""
        self.until(
            self.browser.in_browser,
            """
            for (const window of Services.wm.getEnumerator("navigator:browser")) {
                const question = window.document.getElementById("addon-webext-permissions-notification");
                if (!question || window.PopupNotifications.panel.state !== "open") continue;
                question.button.click();
                return true;
            }
            return false;
            """,
        )

    def inside(self, script: str, *values: object) -> Any:
        """Run a script that may name `root`, the closed root of the extension's element."""
        return self.browser.in_page(f"{ROOT} {script}", *values)

    def until(self, run: Any, script: str, *values: object) -> Any:
        """Run a script again and again until it gives something true; what it gave."""
        limit = time.monotonic() + LIMIT_S
        problem = "nothing"
        while time.monotonic() < limit:
            try:
                value = run(script, *values)
                if value:
                    return value
                problem = repr(value)
            except RuntimeError as error:
                problem = str(error)
            time.sleep(0.1)
        self.picture("timeout")
        raise AssertionError(f"{script.strip()} gave {problem}")

    def wait(self, script: str, *values: object) -> Any:
        """Wait for something in the extension's element."""
        return self.until(self.inside, script, *values)

    def ready(self) -> FirefoxTab:
        """Wait until the first click can be computed."""
        self.wait("return root.querySelector('[data-act=undo]')")
        return self

    @property
    def status(self) -> str:
        """What the bar says."""
        text: str = self.inside("return root.querySelector('.bar .status').textContent")
        return text

    @property
    def notice(self) -> str:
        """The message over the page; empty without one."""
        text: str = self.inside(
            "const { hidden, textContent } = root.querySelector('.notice'); return hidden ? '' : textContent"
        )
        return text

    def click(self, x: float, y: float, *, button: int = 0) -> None:
        """Click at a fraction of the picture, and wait until that is computed."""
        before = self.status
        box = self.wait("return root.querySelector('.frame').getBoundingClientRect().toJSON()")
        self._press(box["x"] + x * box["width"], box["y"] + y * box["height"], button)
        self.wait(
            "const { textContent } = root.querySelector('.bar .status');"
            "return textContent !== args[0] && / ms|Nothing/.test(textContent)",
            before,
        )

    def press(self, text: str) -> None:
        """Press one of the extension's buttons in sight, found by the beginning of its text."""
        box = self.wait(f"{BUTTONS} return button?.getBoundingClientRect().toJSON()", text)
        self._press(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, 0)

    def keys(self, *chord: str) -> None:
        """Press keys together."""
        down = [{"type": "keyDown", "value": key} for key in chord]
        up = [{"type": "keyUp", "value": key} for key in reversed(chord)]
        self._act({"type": "key", "id": "keys", "actions": [*down, *up]})

    def _press(self, x: float, y: float, button: int) -> None:
        move = {"type": "pointerMove", "x": round(x), "y": round(y)}
        press = [{"type": kind, "button": button} for kind in ("pointerDown", "pointerUp")]
        self._act({"type": "pointer", "id": "mouse", "actions": [move, *press]})

    def _act(self, source: dict[str, object]) -> None:
        self.browser.command("WebDriver:PerformActions", actions=[source])

    def saved(self) -> FirefoxTab:
        """Wait until some work lies in the extension's storage."""
        self.until(
            self.browser.in_browser,
            f"""
            const {{ ExtensionStorageIDB }} = ChromeUtils.importESModule(
                "resource://gre/modules/ExtensionStorageIDB.sys.mjs");
            {EXTENSION}
            const principal = ExtensionStorageIDB.getStoragePrincipal(extension);
            const storage = await ExtensionStorageIDB.open(principal, false);
            return Object.keys(await storage.get(null)).some((key) => key.startsWith("work:"));
            """,
        )
        return self

    def picture(self, name: str) -> None:
        """Save what is on the screen, for eyes."""
        shot = self.browser.command("WebDriver:TakeScreenshot", full=False)["value"]
        (self._pictures / f"firefox-{name}.png").write_bytes(base64.b64decode(shot))
