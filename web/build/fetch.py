"""Fetch files over HTTP: whole, or single members of a remote zip by range requests; check their hashes."""

from __future__ import annotations

import io
import shutil
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from web.build.errors import BuildError
from web.build.stamps import sha256

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

READ_AHEAD = 1 << 18  # one request then covers a zip's directory of some 2000 names


class RangesUnsupported(Exception):
    """The server answers a range request with the whole file, or in another unusable way."""


class RemoteFile(io.RawIOBase):
    """Read-only, seekable view of a URL; each read is one HTTP range request.

    Raises
    ------
    RangesUnsupported
        On opening, when the server does not honour ranges.
    urllib.error.URLError
        When the server cannot be reached.
    """

    def __init__(self, url: str, timeout_s: float = 60) -> None:
        self._url = url
        self._timeout_s = timeout_s
        self._position = 0
        content_range, _ = self._request(0, 1)
        self._size = int(content_range.rpartition("/")[2])

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a position, asking for nothing yet."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = origin + offset
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` from the position by one request; return how many bytes came."""
        view = memoryview(buffer)
        stop = min(self._position + len(view), self._size)
        if stop <= self._position:
            return 0
        _, data = self._request(self._position, stop)
        view[: len(data)] = data
        self._position += len(data)
        return len(data)

    def _request(self, start: int, stop: int) -> tuple[str, bytes]:
        """Return the ``Content-Range`` header and bytes ``start:stop`` of the file."""
        request = urllib.request.Request(self._url, headers={"Range": f"bytes={start}-{stop - 1}"})
        with urllib.request.urlopen(request, timeout=self._timeout_s) as response:
            content_range = response.headers.get("Content-Range", "")
            if response.status != 206 or not content_range.rpartition("/")[2].isdigit():
                raise RangesUnsupported(f"{self._url} answered {response.status} to a range request")
            return content_range, response.read(stop - start)


def read_member(url: str, member: str) -> bytes:
    """Return one member of the zip file at `url`, asking only for its directory and that member.

    Raises
    ------
    RangesUnsupported, urllib.error.URLError, zipfile.BadZipFile, KeyError
        The server has no ranges, cannot be reached, holds no zip, or the zip has no such member.
    """
    remote = io.BufferedReader(RemoteFile(url), READ_AHEAD)
    with zipfile.ZipFile(remote) as archive:
        return archive.read(member)


def download(url: str, target: Path, timeout_s: float) -> None:
    """Save what `url` holds as `target`; nothing is left behind when that fails."""
    part = target.with_name(target.name + ".part")
    try:
        with urllib.request.urlopen(url, timeout=timeout_s) as response, part.open("wb") as stream:
            shutil.copyfileobj(response, stream)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def check_sha256(path: Path, expected: str, way_out: str) -> None:
    """Stop the build unless the file has the expected sha256."""
    found = sha256(path)
    if found != expected:
        hashes = f"  sha256 expected: {expected}\n  sha256 found:    {found}"
        raise BuildError(f"{path} is not the right file\n{hashes}\n  {way_out}")
