"""Range reading, whole downloads and hash checks against a server on this machine."""

from __future__ import annotations

import hashlib
import os
import urllib.error
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.build.site import Site
from web.build import fetch
from web.build.errors import BuildError

MEMBER = os.urandom(50_000)
FILLER = os.urandom(3_000_000)


@pytest.fixture
def archive(site: Site, make_zip: Callable[..., bytes]) -> str:
    site.files["/carrier.whl"] = make_zip({"filler.bin": FILLER, "wanted.whl": MEMBER, "last.txt": b"end"})
    return site.url + "/carrier.whl"


def test_one_member_is_read_by_ranges_without_the_rest(site: Site, archive: str) -> None:
    assert fetch.read_member(archive, "wanted.whl") == MEMBER
    assert all(wanted for _, wanted in site.asked)
    assert site.sent < len(MEMBER) + 3 * fetch.READ_AHEAD < len(FILLER)


def test_a_server_without_ranges_is_recognised_before_the_file_is_read(site: Site, archive: str) -> None:
    site.ranges = False
    with pytest.raises(fetch.RangesUnsupported, match="answered 200 to a range request"):
        fetch.read_member(archive, "wanted.whl")
    assert len(site.asked) == 1


def test_a_missing_member_and_a_file_that_is_no_zip_are_told_apart(site: Site, archive: str) -> None:
    site.files["/page.html"] = b"<html>" * 100
    with pytest.raises(KeyError, match="absent"):
        fetch.read_member(archive, "absent")
    with pytest.raises(zipfile.BadZipFile):
        fetch.read_member(site.url + "/page.html", "wanted.whl")


def test_remote_file_reads_like_a_local_one(site: Site) -> None:
    site.files["/bytes"] = bytes(range(256))
    remote = fetch.RemoteFile(site.url + "/bytes")
    assert remote.read(3) == bytes([0, 1, 2])
    assert remote.seek(-2, os.SEEK_END) == 254
    assert remote.read(10) == bytes([254, 255])
    assert remote.read(10) == b""


def test_download_keeps_whole_files_only(site: Site, tmp_path: Path) -> None:
    site.files["/file"] = b"content"
    fetch.download(site.url + "/file", tmp_path / "file", timeout_s=5)
    with pytest.raises(urllib.error.HTTPError):
        fetch.download(site.url + "/absent", tmp_path / "absent", timeout_s=5)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"file": b"content"}


def test_a_wrong_hash_names_file_expected_found_and_way_out(tmp_path: Path) -> None:
    path = tmp_path / "numpy.whl"
    path.write_bytes(b"altered")
    expected, found = "0" * 64, hashlib.sha256(b"altered").hexdigest()
    with pytest.raises(BuildError) as error:
        fetch.check_sha256(path, expected, "Delete it and build again.")
    for part in (str(path), expected, found, "Delete it and build again."):
        assert part in str(error.value)
    fetch.check_sha256(path, found, "")
