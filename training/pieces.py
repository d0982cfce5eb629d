"""Files cut into pieces for a slow transfer with a size limit, and put together again.

A piece is named ``<file>.<number>of<count>.<digest>``: the digest is the beginning of the whole
file's SHA-256, so that pieces of two versions never mix and a damaged one is noticed.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from pathlib import Path

from training.errors import TrainingError
from training.saving import writing

_PIECE = re.compile(r"(?P<name>.+)\.(?P<number>\d+)of(?P<count>\d+)\.(?P<digest>[0-9a-f]{12})")


def cut(path: Path, folder: Path, most: int) -> list[Path]:
    """Write a file's pieces of at most `most` bytes to a folder; return them in order."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    count = max(1, -(-len(content) // most))
    pieces = []
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(count):
            piece = folder / f"{path.name}.{number + 1}of{count}.{digest}"
            piece.write_bytes(content[number * most : (number + 1) * most])
            pieces.append(piece)
    return pieces


def put_together(folder: Path, target: Path) -> list[Path]:
    """Write to `target` every file that lies in `folder` in pieces; return what was written.

    Raises
    ------
    TrainingError
        A piece is missing or damaged, or there are pieces of two versions of a file.
    """
    found: dict[str, list[tuple[int, int, str, Path]]] = defaultdict(list)
    for path in folder.iterdir():
        if match := _PIECE.fullmatch(path.name):
            found[match["name"]].append((int(match["number"]), int(match["count"]), match["digest"], path))
    return [_put_together(name, sorted(pieces), target) for name, pieces in sorted(found.items())]


def _put_together(name: str, pieces: list[tuple[int, int, str, Path]], target: Path) -> Path:
    versions = {(count, digest) for _, count, digest, _ in pieces}
    if len(versions) > 1:
        raise TrainingError(f"there are pieces of several versions of {name}: remove all but one version's")
    (count, digest) = versions.pop()
    if missing := set(range(1, count + 1)) - {number for number, *_ in pieces}:
        raise TrainingError(f"of {name} piece {min(missing)} of {count} is missing")
    content = b"".join(path.read_bytes() for *_, path in pieces)
    if hashlib.sha256(content).hexdigest()[:12] != digest:
        raise TrainingError(f"a piece of {name} is damaged: transfer its {count} pieces again")
    with writing(target / name):
        target.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)
    return target / name
