"""Which files the engine runs from: both runtimes, Python's zips, the weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from web.build import fetch, paths, pyodide_assets, stamps
from web.build.errors import BuildError

REPACKING_CODE = ("in_pyodide", "pyodide_assets.py", "python_imports.py", "zips.py")


def asset_files(wheel: Path) -> dict[str, Path]:
    """Return logical name → file for all assets but the worker's script; `wheel` is Pyodide's NumPy."""
    return _runtime_files() | _python_files(wheel) | model_files(paths.MODELS)


def read_models(folder: Path) -> dict[str, Any]:
    """Return ``models.json`` of `folder`.

    Raises
    ------
    BuildError
        It is missing, or not JSON.
    """
    path = folder / "models.json"
    way_out = "check it out again, or make it with python -m model_export"
    try:
        models: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BuildError(f"{path} is missing: {way_out}") from None
    except ValueError as error:
        raise BuildError(f"{path} is not JSON ({error}): {way_out}") from None
    return models


def model_files(folder: Path) -> dict[str, Path]:
    """Return logical name → file for the weights that ``models.json`` lists, and for the list itself.

    Raises
    ------
    BuildError
        A file is missing, or has another sha256 than the list says.
    """
    way_out = "Check web/models out again, or export the model anew with python -m model_export."
    files = {"models": folder / "models.json"}
    for variant in read_models(folder)["variants"].values():
        for graph in (*variant["graphs"].values(), *variant.get("webgpu", {}).values()):
            path = files[graph["file"]] = folder / graph["file"]
            if not path.is_file():
                raise BuildError(f"{path} is named in models.json but missing. {way_out}")
            fetch.check_sha256(path, graph["sha256"], way_out)
    return files


def _runtime_files() -> dict[str, Path]:
    ort = paths.ONNXRUNTIME / "dist"
    return {
        "ort-wasm": ort / "ort-wasm-simd-threaded.wasm",
        "ort-mjs": ort / "ort-wasm-simd-threaded.mjs",
        "webgpu-js": ort / "ort.jspi.min.mjs",
        "webgpu-mjs": ort / "ort-wasm-simd-threaded.jspi.mjs",
        "webgpu-wasm": ort / "ort-wasm-simd-threaded.jspi.wasm",
        "pyodide-mjs": paths.PYODIDE / "pyodide.mjs",
        "pyodide-asm-mjs": paths.PYODIDE / "pyodide.asm.mjs",
        "pyodide-asm-wasm": paths.PYODIDE / "pyodide.asm.wasm",
    }


def _python_files(wheel: Path) -> dict[str, Path]:
    """Repack Python, or take what was repacked from the very same files."""
    folder = paths.CACHE / "python"
    stamp = folder / "stamp.json"
    files = {name: folder / file for name, file in pyodide_assets.FILES.items()}
    code = [Path(__file__).parent / name for name in REPACKING_CODE]
    runtime = [paths.PYODIDE / "python_stdlib.zip", paths.PYODIDE / "pyodide.asm.wasm", wheel]
    key = stamps.digest([*code, *runtime, paths.FRONTEND, *paths.BRIDGE, paths.MODELS / "models.json"])
    if stamps.is_current(stamp, key):
        print("Python for the browser: up to date")
    else:
        pyodide_assets.repack(wheel, folder)
        stamps.write(stamp, key, files.values())
        print("Python for the browser: trimmed and compiled, then checked by running it")
    return files
