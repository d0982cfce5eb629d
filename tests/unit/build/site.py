"""A server on this machine that plays a package index, with or without range requests."""

from __future__ import annotations

import http.server
import re
from dataclasses import dataclass, field


@dataclass
class Site:
    """A running server: its address, the files it has, and what was asked of it."""

    url: str
    files: dict[str, bytes] = field(default_factory=dict)
    ranges: bool = True
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    sent: int = 0


class SiteHandler(http.server.BaseHTTPRequestHandler):
    """Answers with the bytes of `Site.files`, by ranges if the site has them."""

    def __init__(self, site: Site, *arguments: object) -> None:
        self.site = site
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        content = self.site.files.get(self.path)
        wanted = self.headers.get("Range")
        self.site.asked.append((self.path, wanted))
        if content is None:
            self.send_error(404)
            return
        match = re.fullmatch(r"bytes=(\d+)-(\d+)", wanted or "")
        if match and self.site.ranges:
            start, end = int(match[1]), min(int(match[2]), len(content) - 1)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(content)}")
            content = content[start : end + 1]
        else:
            self.send_response(200)
        kind = (
            "application/vnd.pypi.simple.v1+json" if self.path.endswith("/") else "application/octet-stream"
        )
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.site.sent += self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the tests' output clean."""
