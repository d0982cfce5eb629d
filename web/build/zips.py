"""Zip files that come out byte for byte equal each time: sorted, undated, stored."""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

# Stored, since the server's brotli shrinks a stored zip far better than a deflated one.
_UNDATED = (1980, 1, 1, 0, 0, 0)


def pack(folder: Path, target: Path) -> None:
    """Store every file below `folder` in the zip `target`."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _date())
            info.external_attr = 0o644 << 16
            archive.writestr(info, path.read_bytes())


def unpack(archive: Path, folder: Path, wanted: Callable[[str], bool]) -> None:
    """Extract the members whose name is `wanted`."""
    with zipfile.ZipFile(archive) as source:
        source.extractall(folder, [n for n in source.namelist() if not n.endswith("/") and wanted(n)])


def _date() -> tuple[int, int, int, int, int, int]:
    """Return ``SOURCE_DATE_EPOCH`` as a zip date, or the earliest date that a zip can hold."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return max(_UNDATED, time.gmtime(int(epoch))[:6]) if epoch else _UNDATED
