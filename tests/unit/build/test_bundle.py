"""What ``python build.py`` made: complete, consistent, and not made twice. Skipped where it has not run."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from web.build import paths, stamps
from web.build.bundle import SOURCES, STAMP

LOGICAL_NAMES = {
    "decoder",
    "models",
    "numpy",
    "ort-mjs",
    "ort-wasm",
    "py-frontend",
    "pyodide-asm-mjs",
    "pyodide-asm-wasm",
    "pyodide-lock",
    "pyodide-mjs",
    "python-stdlib",
    "webgpu-js",
    "webgpu-mjs",
    "webgpu-wasm",
    "worker",
}


@pytest.fixture(autouse=True)
def built() -> None:
    if not stamps.is_current(STAMP, stamps.digest(SOURCES)):
        pytest.skip("dist/ is missing or older than its sources: run python build.py")


def test_a_second_run_does_nothing() -> None:
    before = {path: path.stat().st_mtime_ns for path in paths.DIST.rglob("*")}
    command = [sys.executable, "-m", "web.build", "bundle"]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "dist: up to date\n")
    assert {path: path.stat().st_mtime_ns for path in paths.DIST.rglob("*")} == before


@pytest.mark.parametrize("target", ["page", "plugin"])
def test_the_manifest_lists_every_asset_as_it_is(target: str) -> None:
    folder = paths.DIST / target / "assets"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {name for name in manifest if not name.endswith(".onnx")} == LOGICAL_NAMES
    for entry in manifest.values():
        content = (folder / entry["file"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["bytes"], entry["sha256"])
        assert entry["sha256"][:8] in entry["file"]
    listed = {entry["file"] for entry in manifest.values()} | {"manifest.json"}
    assert {path.name.removesuffix(".br") for path in folder.iterdir()} == listed


def test_the_page_refers_to_files_that_exist() -> None:
    page = paths.DIST / "page"
    text = (page / "index.html").read_text(encoding="utf-8")
    references = re.findall(r'(?:src|href|data-image|data-mask)="([^":]+)"', text)
    assert len(references) > 5
    assert [name for name in references if not Path(page, name).is_file()] == []


@pytest.mark.parametrize("target", ["page", "plugin"])
def test_notices_stand_beside_each_bundle(target: str) -> None:
    text = (paths.DIST / target / "NOTICES.txt").read_text(encoding="utf-8")
    assert re.search(r"(?m)^onnxruntime-web \S+ \(MIT\)$", text)
    assert re.search(r"(?m)^valibot \S+ \(MIT\)$", text)
