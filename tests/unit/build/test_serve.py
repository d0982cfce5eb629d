"""The local server's headers, on which caching, compression, wasm and threads depend."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from web.build.errors import BuildError
from web.build.serve import FOR_EVER, server

Get = Callable[..., tuple[http.client.HTTPResponse, bytes]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    page = tmp_path / "page"
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text("<p>page")
    (page / "assets" / "a-0123abcd.wasm").write_bytes(b"\0asm")
    (page / "assets" / "a-0123abcd.wasm.br").write_bytes(b"compressed")
    (page / "assets" / "b-0123abcd.mjs").write_text("export {}")
    (page / "assets" / "manifest.json").write_text("{}")
    (tmp_path / "secret.txt").write_text("outside")
    return page


@pytest.fixture(params=[False, True], ids=["plain", "threads"])
def threads(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def get(folder: Path, threads: bool) -> Iterator[Get]:
    running = server(folder, 0, threads=threads)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    connections = []

    def fetch(path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", running.server_port, timeout=10)
        connections.append(connection)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response, response.read()

    yield fetch
    for connection in connections:
        connection.close()
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.mark.parametrize("path", ["/", "/?image=a.jpg", "/index.html"])
def test_the_page_itself_is_asked_for_each_time(get: Get, path: str) -> None:
    response, body = get(path)
    assert (response.status, body) == (200, b"<p>page")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"


def test_hashed_names_are_kept_for_ever_and_the_manifest_is_not(get: Get) -> None:
    assert get("/assets/b-0123abcd.mjs")[0].headers["Cache-Control"] == FOR_EVER
    assert get("/assets/manifest.json")[0].headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/assets/a-0123abcd.wasm", "application/wasm"),
        ("/assets/b-0123abcd.mjs", "text/javascript; charset=utf-8"),
        ("/assets/manifest.json", "application/json"),
    ],
)
def test_media_types(get: Get, path: str, kind: str) -> None:
    assert get(path)[0].headers["Content-Type"] == kind


def test_the_brotli_twin_goes_to_browsers_that_take_it(get: Get) -> None:
    response, body = get("/assets/a-0123abcd.wasm", **{"Accept-Encoding": "gzip, deflate, br;q=1.0, zstd"})
    assert (response.headers["Content-Encoding"], body) == ("br", b"compressed")
    assert response.headers["Content-Type"] == "application/wasm"
    assert response.headers["Cache-Control"] == FOR_EVER
    response, body = get("/assets/a-0123abcd.wasm", **{"Accept-Encoding": "gzip"})
    assert (response.headers["Content-Encoding"], body) == (None, b"\0asm")
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path", ["/absent-0123abcd.js", "/assets/", "/assets", "/../secret.txt", "/%2e%2e/secret.txt"]
)
def test_nothing_but_the_files_is_served_and_errors_are_not_cached(get: Get, path: str) -> None:
    response, body = get(path)
    assert response.status in (301, 404)
    assert b"outside" not in body
    assert b"manifest" not in body
    assert response.headers["Cache-Control"] is None


def test_isolation_headers_only_with_threads(get: Get, threads: bool) -> None:
    for path in ("/", "/assets/a-0123abcd.wasm", "/assets/manifest.json"):
        headers = get(path)[0].headers
        assert headers["Cross-Origin-Opener-Policy"] == ("same-origin" if threads else None)
        assert headers["Cross-Origin-Embedder-Policy"] == ("require-corp" if threads else None)


def test_a_busy_port_is_named_with_the_way_out(folder: Path) -> None:
    with server(folder, 0) as first, pytest.raises(BuildError, match=rf"port {first.server_port} .*--port N"):
        server(folder, first.server_port)


def test_a_port_that_cannot_be(folder: Path) -> None:
    with pytest.raises(BuildError, match=r"port 70000 .*cannot be opened"):
        server(folder, 70000)
