"""Small web sites for the extension to meet, each with a log of every request."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TYPES = {"html": "text/html; charset=utf-8", "jpg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True)
class Reply:
    """What is served at a path."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """A running server: what it serves by path, and what it was asked for."""

    host: str
    port: int
    pages: dict[str, Reply]
    log: list[tuple[str, str, bytes]]

    def url(self, path: str) -> str:
        """Address of a path."""
        return f"http://{self.host}:{self.port}{path}"

    def put(self, path: str, body: str | bytes, **headers: str) -> str:
        """Serve something; header names are written with underscores."""
        content = body.encode() if isinstance(body, str) else body
        self.pages[path] = Reply(content, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.url(path)


@contextmanager
def site(host: str) -> Iterator[Site]:
    """A server on a free port; `host` is 127.0.0.1 or localhost, which are two origins."""
    pages: dict[str, Reply] = {}
    log: list[tuple[str, str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            self.answer()

        def answer(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            log.append((self.command, self.path, sent))
            reply = pages.get(self.path.split("?")[0])
            self.send_response(200 if reply else 404)
            kind = TYPES.get(self.path.split("?")[0].rsplit(".", 1)[-1], TYPES["html"])
            headers = {"Content-Type": kind, "Cache-Control": "no-store", **(reply.headers if reply else {})}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body if reply else b"")

        def log_message(self, format: str, *values: object) -> None:
            """Say nothing: the log is kept."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(host, server.server_port, pages, log)
    server.shutdown()
    server.server_close()
