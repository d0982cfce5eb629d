"""A proxy that a whole browser is bound to, and so a log of every request of every one of its processes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

LOCAL = ("127.0.0.1", "localhost")
#: Of one hop each, so that a proxy passes none of them on.
HOP = {"connection", "keep-alive", "proxy-connection", "transfer-encoding"}


@dataclass(frozen=True)
class Asked:
    """One request: to any server for a file, or for a tunnel (``CONNECT``) to one."""

    method: str
    url: str
    body: bytes


@dataclass
class Proxy:
    """A running proxy, and what it was asked for."""

    port: int
    log: list[Asked] = field(default_factory=list)

    @property
    def arguments(self) -> list[str]:
        """What binds Chromium to it, for this machine's own addresses too."""
        return [f"--proxy-server=http://127.0.0.1:{self.port}", "--proxy-bypass-list=<-loopback>"]


@contextmanager
def proxy() -> Iterator[Proxy]:
    """A proxy on a free port; it passes on what goes to this machine, and refuses all else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.forward()

        def do_POST(self) -> None:
            self.forward()

        def do_CONNECT(self) -> None:
            running.log.append(Asked(self.command, self.path, b""))
            self.send_error(502)

        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            running.log.append(Asked(self.command, self.path, body))
            address = urlsplit(self.path)
            if address.hostname not in LOCAL:
                return self.send_error(502)
            path = f"{address.path}?{address.query}" if address.query else address.path
            connection = HTTPConnection("127.0.0.1", address.port or 80)
            connection.request(self.command, path, body, dict(self.headers))
            self.answer(connection)

        def answer(self, connection: HTTPConnection) -> None:
            answered = connection.getresponse()
            content = answered.read()
            self.send_response(answered.status)
            for name, value in answered.getheaders():
                if name.lower() not in HOP:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
            connection.close()

        def log_message(self, format: str, *values: object) -> None:
            """Say nothing: the log is kept."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = Proxy(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield running
    server.shutdown()
    server.server_close()
