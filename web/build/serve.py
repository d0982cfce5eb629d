"""Serve dist/page on this machine, with the headers that any other host should send as well."""

from __future__ import annotations

import errno
import functools
import http.server
import re
import sys
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar

from web.build import paths
from web.build.errors import BuildError

HOST = "127.0.0.1"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".onnx": "application/octet-stream",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".zip": "application/zip",
}
HASHED = re.compile(r"-[0-9a-f]{8}\.\w+$")
FOR_EVER = "public, max-age=31536000, immutable"
ISOLATION = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}


class PageHandler(http.server.SimpleHTTPRequestHandler):
    """Static files: brotli twins where the browser takes them, hashed names cached for ever, no listings."""

    protocol_version = "HTTP/1.1"
    extensions_map = TYPES
    always: ClassVar[dict[str, str]] = {}
    _status = HTTPStatus.OK
    _file = ""

    def translate_path(self, path: str) -> str:
        """Return the file for a URL: ``index.html`` for a folder, a brotli twin where that is wanted."""
        file = super().translate_path(path)
        if path.partition("?")[0].endswith("/"):
            file = str(Path(file, "index.html"))
        accepted = re.findall(r"[\w-]+", self.headers.get("Accept-Encoding", ""))
        self._file = f"{file}.br" if "br" in accepted and Path(f"{file}.br").is_file() else file
        return self._file

    def guess_type(self, path: str) -> str:  # type: ignore[override]
        """Return the media type that a file has before compression."""
        return TYPES.get(Path(path.removesuffix(".br")).suffix) or super().guess_type(path)

    def send_response(self, code: int, message: str | None = None) -> None:
        """Note the status, on which the headers depend."""
        self._status = HTTPStatus(code)
        super().send_response(code, message)

    def end_headers(self) -> None:
        """Add what the file's name and form ask for."""
        if self._status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            hashed = HASHED.search(self._file.removesuffix(".br"))
            self.send_header("Cache-Control", FOR_EVER if hashed else "no-cache")
            self.send_header("Vary", "Accept-Encoding")
            if self._file.endswith(".br"):
                self.send_header("Content-Encoding", "br")
        for name, value in self.always.items():
            self.send_header(name, value)
        super().end_headers()

    def list_directory(self, path: str) -> None:  # type: ignore[override]
        """Answer 404: there is nothing to browse."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *arguments: object) -> None:
        """Print errors only: a page load is thirty requests."""
        if self._status >= HTTPStatus.BAD_REQUEST:
            super().log_message(format, *arguments)


class PageServer(http.server.ThreadingHTTPServer):
    """A server for browsers, which drop connections whenever they like."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over dropped connections; print every other fault."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class IsolatedHandler(PageHandler):
    """The same with cross-origin isolation, which WebAssembly threads need."""

    always = ISOLATION


def server(folder: Path, port: int, *, threads: bool = False) -> http.server.ThreadingHTTPServer:
    """Return a server of `folder` that listens on 127.0.0.1; port 0 picks a free one.

    Raises
    ------
    BuildError
        The port is taken, or not to be had.
    """
    handler = functools.partial(IsolatedHandler if threads else PageHandler, directory=str(folder))
    try:
        return PageServer((HOST, port), handler)
    except (OSError, OverflowError) as error:
        busy = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        reason = "is in use by another program" if busy else f"cannot be opened ({error})"
        raise BuildError(f"port {port} of {HOST} {reason}: choose another with --port N") from None


def serve(port: int, *, threads: bool = False) -> None:
    """Serve dist/page until Ctrl+C."""
    with server(paths.DIST / "page", port, threads=threads) as running:
        isolated = ", cross-origin isolated" if threads else ""
        address = f"http://{HOST}:{running.server_port}/"
        print(f"serving dist/page at {address}{isolated} (Ctrl+C ends it)", flush=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print()
