"""Firefox by its own remote control (Marionette): JSON with its length before it, over a local socket."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

START_LIMIT_S = 120.0
#: Longer than anything that is waited for inside the browser.
SCRIPT_LIMIT_MS = 150_000
PREFERENCES: dict[str, object] = {
    "marionette.port": 0,  # any free one; the profile then tells which
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.download.folderList": 2,
    "browser.download.alwaysOpenPanel": False,
}
ASYNC = """
    const values = [...arguments];
    const done = values.pop();
    const run = async (...args) => { %s };
    run(...values).then((value) => done({ value }), (error) => done({ error: String(error) }));
"""


class Marionette:
    """A running Firefox with a fresh profile; ends with the ``with`` block."""

    def __init__(self, executable: str, profile: Path, preferences: dict[str, object]) -> None:
        profile.mkdir(parents=True, exist_ok=True)
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});"
            for name, value in {**PREFERENCES, **preferences}.items()
        )
        (profile / "user.js").write_text("\n".join(lines))
        arguments = ["--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile"]
        self._process = subprocess.Popen(
            [executable, *arguments, str(profile)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._socket = self._connect(profile / "MarionetteActivePort")
        self._stream = self._socket.makefile("rb")
        self._number = 0
        self._read()  # says who it is
        self.command("WebDriver:NewSession")
        self.command("WebDriver:SetTimeouts", script=SCRIPT_LIMIT_MS)

    def __enter__(self) -> Marionette:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        self._socket.close()
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def command(self, name: str, **parameters: object) -> Any:
        """Send one command; its answer, or `RuntimeError` with what the browser says."""
        self._number += 1
        text = json.dumps([0, self._number, name, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self._read()
        if error:
            raise RuntimeError(f"{name}: {error['error']}: {error['message']}")
        return result

    def in_page(self, script: str, *values: object) -> Any:
        """Run the body of an async function in the tab, with rights to look into closed shadow roots."""
        return self._run(script, values, sandbox="system")

    def in_browser(self, script: str, *values: object) -> Any:
        """Run the body of an async function in the browser's own window."""
        self.command("Marionette:SetContext", value="chrome")
        try:
            return self._run(script, values, sandbox="default")
        finally:
            self.command("Marionette:SetContext", value="content")

    def _run(self, script: str, values: tuple[object, ...], sandbox: str) -> Any:
        answered = self.command(
            "WebDriver:ExecuteAsyncScript", script=ASYNC % script, args=list(values), sandbox=sandbox
        )["value"]
        if answered is None:
            raise RuntimeError("the page went elsewhere while the script ran")
        if "error" in answered:
            raise RuntimeError(answered["error"])
        return answered.get("value")

    def _connect(self, told: Path) -> socket.socket:
        limit = time.monotonic() + START_LIMIT_S
        while time.monotonic() < limit and self._process.poll() is None:
            if told.is_file() and (port := told.read_text().strip()):
                return socket.create_connection(("127.0.0.1", int(port)))
            time.sleep(0.1)
        raise RuntimeError("Firefox did not start")

    def _read(self) -> Any:
        length = b""
        while (digit := self._stream.read(1)) != b":":
            if not digit:
                raise RuntimeError("Firefox has ended")
            length += digit
        return json.loads(self._stream.read(int(length)))
