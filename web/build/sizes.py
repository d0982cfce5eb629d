"""Compress dist/ and tell its sizes: what a first visit loads, raw, gzip and brotli."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from web.build import paths, stamps
from web.build.asset_files import read_models
from web.build.brotli_twins import add_brotli

Sizes = tuple[int, int, int]
STAMP = paths.DIST / ".compressed.json"


def report() -> None:
    """Add brotli twins to dist/ and print the table of sizes, or print it again when nothing has changed."""
    text = paths.DIST / "sizes.txt"
    key = stamps.sha256(paths.DIST / ".built.json")
    if not stamps.is_current(STAMP, key):
        print("compressing dist with brotli, which takes a minute or two the first time", flush=True)
        served = (paths.DIST / name for name in ("page", "plugin"))  # stores refuse compressed twins
        twins = [twin for folder in served for twin in add_brotli(folder, paths.CACHE / "brotli")]
        text.write_text(_report(paths.DIST / "page", paths.DIST / "plugin"))
        stamps.write(STAMP, key, [*twins, text])
    print(text.read_text())


def _report(page: Path, plugin: Path) -> str:
    loaded = first_visit(page, read_models(paths.MODELS))
    scripts = {path.name: path for path in sorted(plugin.glob("*.js"))}
    return (
        f"\ndist/page: all that a first visit loads, in bytes\n{table(loaded)}\n"
        f"\ndist/plugin: one of these beside the same assets, in bytes\n{table(scripts, total=False)}\n"
    )


def first_visit(page: Path, models: Mapping[str, Any]) -> dict[str, Path]:
    """Return label → file of all that a first visit loads; `models` is the content of ``models.json``."""
    default = {graph["file"] for graph in models["variants"][models["default"]]["graphs"].values()}
    loaded = {path.name: path for path in sorted(page.iterdir()) if path.suffix in {".html", ".js", ".css"}}
    for name, entry in json.loads((page / "assets" / "manifest.json").read_text()).items():
        later = name.startswith(("decoder", "webgpu")) or name.endswith(".onnx")
        if name in default or not later:
            loaded[name] = page / "assets" / entry["file"]
    return loaded


def sizes(path: Path) -> Sizes:
    """Return a file's bytes: raw, with gzip 9, and of its ``.br`` twin (raw where there is none)."""
    content = path.read_bytes()
    twin = path.with_name(path.name + ".br")
    brotli = twin.stat().st_size if twin.is_file() else len(content)
    return len(content), len(gzip.compress(content, 9, mtime=0)), brotli


def table(files: Mapping[str, Path], *, total: bool = True) -> str:
    """Return lines with the sizes of `files` (label → file), and their sum if `total`.

    >>> print(table({}))
    file      raw    gzip  brotli
    total       0       0       0
    """
    rows = {label: sizes(path) for label, path in files.items()}
    if total:
        raw, gzipped, brotli = (sum(row[column] for row in rows.values()) for column in range(3))
        rows["total"] = (raw, gzipped, brotli)
    cells = {"file": ["raw", "gzip", "brotli"]}
    cells |= {label: [f"{size:,}" for size in row] for label, row in rows.items()}
    width = max(map(len, cells))
    digits = max(len(cell) for row in cells.values() for cell in row)
    lines = ([label.ljust(width), *(cell.rjust(digits) for cell in row)] for label, row in cells.items())
    return "\n".join(map("  ".join, lines))
