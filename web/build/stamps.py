"""Remember what a step was made from, so that a second run does no work twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path


def digest(roots: Iterable[Path], *texts: str) -> str:
    """Return one sha256 over `roots` (files, and folders with all that is in them) and over `texts`.

    Names below a root count, where it lies does not, nor do byte code and names that begin with a dot.
    """
    total = hashlib.sha256()
    for root in roots:
        total.update(b"root\n")
        for path in sorted(_files(root)):
            total.update(f"{path.relative_to(root).as_posix()}\0{sha256(path)}\n".encode())
    for text in texts:
        total.update(f"{text}\0".encode())
    return total.hexdigest()


def sha256(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_current(stamp: Path, key: str) -> bool:
    """Tell whether `stamp` was written for `key` and every file it lists still has its size."""
    try:
        record = json.loads(stamp.read_text())
        return record["key"] == key and all(
            Path(stamp.parent, name).stat().st_size == size for name, size in record["files"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


def write(stamp: Path, key: str, files: Iterable[Path]) -> None:
    """Record in `stamp` that `files`, all below its folder, were made for `key`."""
    sizes = {path.relative_to(stamp.parent).as_posix(): path.stat().st_size for path in sorted(files)}
    stamp.write_text(json.dumps({"key": key, "files": sizes}, indent=1) + "\n")


def _files(root: Path) -> Iterable[Path]:
    if root.is_file():
        return [root]
    return (path for path in root.rglob("*") if path.is_file() and _counts(path.relative_to(root)))


def _counts(path: Path) -> bool:
    return path.suffix != ".pyc" and not any(part.startswith(".") for part in path.parts)
