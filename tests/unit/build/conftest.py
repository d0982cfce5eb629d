"""Fixtures of the build's tests; nothing here leaves the machine."""

from __future__ import annotations

import functools
import http.server
import io
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.unit.build.site import Site, SiteHandler
from web.build import paths


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty site on 127.0.0.1."""
    running = Site("")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(SiteHandler, running))
    running.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield running
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def make_zip() -> Callable[[Mapping[str, bytes]], bytes]:
    """Return a function that packs names and contents into a zip."""

    def pack(members: Mapping[str, bytes]) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return stream.getvalue()

    return pack


@pytest.fixture
def npm_packages() -> None:
    """Skip without the npm packages, which ``python build.py`` installs."""
    if not paths.PYODIDE.is_dir():
        pytest.skip("needs web/node_modules: run python build.py once")
