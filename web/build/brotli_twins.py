"""Compress files beforehand: a server then sends ``file.br`` where the browser takes brotli."""

from __future__ import annotations

import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from web.build.stamps import sha256

COMPRESSIBLE = {".css", ".html", ".js", ".json", ".mjs", ".onnx", ".svg", ".txt", ".wasm", ".zip"}


def add_brotli(folder: Path, cache: Path) -> list[Path]:
    """Put a ``.br`` twin beside every compressible file below `folder`, keeping results in `cache`.

    Returns
    -------
    list of Path
        The twins.
    """
    cache.mkdir(parents=True, exist_ok=True)
    files = [path for path in sorted(folder.rglob("[!.]*")) if path.suffix in COMPRESSIBLE]
    twins = [path.with_name(path.name + ".br") for path in files]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # brotli lets go of the interpreter lock
        compressed = pool.map(lambda file: _compressed(file, cache), files)
        for source, twin in zip(compressed, twins, strict=True):
            shutil.copyfile(source, twin)
    return twins


def _compressed(path: Path, cache: Path) -> Path:
    """Return the cached brotli form of a file, by its content: 14 MB of wasm take half a minute."""
    twin = cache / f"{sha256(path)}.br"
    if not twin.is_file():
        part = twin.with_suffix(f".{os.getpid()}-{threading.get_ident()}")  # equal files meet here
        part.write_bytes(brotli.compress(path.read_bytes(), quality=11, lgwin=24))
        part.replace(twin)
    return twin
