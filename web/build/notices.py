"""One file with the licences of everything that a bundle contains."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from web.build import paths

RULE = "=" * 78


def notices(npm_licenses: str, numpy_wheel: Path) -> str:
    """Return the text of NOTICES.txt.

    Parameters
    ----------
    npm_licenses
        What the bundler found to be in the JavaScript files, with texts.
    numpy_wheel
        The wheel that the browser's NumPy is cut from; it carries the licences of its own parts.
    """
    ort = _version(paths.ONNXRUNTIME)
    pyodide = _version(paths.PYODIDE)
    sections = (
        ("This program", _text(paths.ROOT / "LICENSE")),
        ("JavaScript libraries in the bundled scripts", npm_licenses),
        (f"onnxruntime-web {ort} (MIT): ort-wasm-simd-threaded.wasm and .mjs", _license("onnxruntime")),
        (f"Pyodide {pyodide} (MPL-2.0): pyodide.mjs, pyodide.asm.mjs, pyodide.asm.wasm", _pyodide(pyodide)),
        ("Parts compiled into onnxruntime-web", _license("onnxruntime-parts")),
        ("Parts compiled into Pyodide", _license("pyodide-parts")),
        ("CPython: in pyodide.asm.wasm, and its standard library, trimmed and compiled", _license("Python")),
        ("NumPy, trimmed and compiled, with its own parts", _numpy(numpy_wheel)),
        ("Weights of the networks", _weights()),
        ("Sample photographs", _samples()),
    )
    return "\n\n".join(f"{RULE}\n{title}\n{RULE}\n\n{text.strip()}" for title, text in sections) + "\n"


def _pyodide(version: str) -> str:
    origin = f"Unmodified files of the npm package pyodide {version}."
    source = f"Their source: https://github.com/pyodide/pyodide, tag {version}."
    return f"{origin}\n{source}\n\n{_license('MPL-2.0')}"


def _numpy(wheel: Path) -> str:
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(name for name in archive.namelist() if ".dist-info/licenses/" in name)
        texts = {name.partition("/licenses/")[2]: archive.read(name).decode().strip() for name in names}
    return "\n\n".join(f"[{name}]\n\n{text}" for name, text in texts.items())


def _weights() -> str:
    """Name where each variant's training started; its own weights are under this program's licence."""
    variants = json.loads(_text(paths.MODELS / "models.json"))["variants"]
    origins = {name: entry["training"].get("origin", "") for name, entry in variants.items()}
    started = [
        f"{name}: trained by this project, starting from {text}" for name, text in origins.items() if text
    ]
    return "\n".join(started) + f"\n\n{_license('Apache-2.0')}" if started else "Trained by this project."


def _samples() -> str:
    samples = json.loads(_text(paths.SAMPLES / "samples.json"))["samples"]
    return "\n".join(f"{sample['name']}, {sample['image']}: {sample['credit']}" for sample in samples)


def _license(name: str) -> str:
    return _text(paths.LICENSES / f"{name}.txt")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _version(package: Path) -> str:
    version: str = json.loads(_text(package / "package.json"))["version"]
    return version
