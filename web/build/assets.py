"""Lay a folder of assets out for shipping: names that carry the content's hash, and a manifest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from web.build.stamps import sha256


def hashed_name(path: Path, stem: str | None = None) -> str:
    """Return ``stem-1a2b3c4d.ext``, whose digits are the content's: it may be cached for ever."""
    return f"{stem or path.stem}-{sha256(path)[:8]}{path.suffix}"


def place(files: Mapping[str, Path], folder: Path) -> dict[str, dict[str, object]]:
    """Copy `files` (logical name → file) into `folder` under hashed names and write its ``manifest.json``.

    Returns
    -------
    dict
        The manifest: logical name → ``{"file", "bytes", "sha256"}``; `file` is relative to `folder`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    manifest: dict[str, dict[str, object]] = {}
    for name, source in sorted(files.items()):
        target = folder / hashed_name(source)
        shutil.copyfile(source, target)
        manifest[name] = {"file": target.name, "bytes": target.stat().st_size, "sha256": sha256(target)}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    return manifest
