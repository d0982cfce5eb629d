"""`models.json`: what ships, file by file, with everything the browser needs to know about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model_export.errors import ExportError
from model_export.names import INPUTS, OUTPUTS, Net

FORMAT = 1


def graph_entry(path: Path, net: Net, precision: str) -> dict[str, Any]:
    """Describe one shipped graph."""
    content = path.read_bytes()
    return {
        "file": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "precision": precision,
        "inputs": list(INPUTS[net]),
        "outputs": list(OUTPUTS[net]),
    }


def update_manifest(path: Path, name: str, entry: Mapping[str, Any]) -> None:
    """Put one variant into the manifest, which is made where there is none; the first becomes the default.

    Raises
    ------
    ExportError
        The manifest is of another format.
    """
    fresh: dict[str, Any] = {"format": FORMAT, "default": name, "variants": {}}
    manifest = read_manifest(path) if path.exists() else fresh
    manifest["variants"][name] = dict(entry)
    path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def read_manifest(path: Path) -> dict[str, Any]:
    """Read a manifest.

    Raises
    ------
    ExportError
        The file is missing, is not JSON, or is of another format.
    """
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise ExportError(f"cannot read {path}: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ExportError(f"{path} is not a models.json of format {FORMAT}")
    return manifest
