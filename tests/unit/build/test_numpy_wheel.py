"""Where NumPy's wheel comes from, in which order, and what happens when it is not the right one."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.build.site import Site
from web.build.errors import BuildError
from web.build.numpy_wheel import numpy_wheel

NAME = "numpy-2.4.3-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
WHEEL = b"the wheel" * 1000
CARRIER = "carrier_package-1.0-py3-none-any.whl"


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "pyodide-lock.json"
    numpy = {"file_name": NAME, "sha256": hashlib.sha256(WHEEL).hexdigest()}
    path.write_text(json.dumps({"packages": {"numpy": numpy}}))
    return path


@pytest.fixture
def pins(site: Site, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Pins that point to the local site, which is pip's only index as well."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", site.url + "/simple")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_RETRIES", "0")
    return {
        "pyodide": {"distribution": site.url + "/full/", "distribution_timeout_s": 5},
        "numpy_carrier": {"name": "carrier-package", "version": "1.0", "python": "3.12", "folder": "assets/"},
    }


@pytest.fixture
def carrier(site: Site, make_zip: Callable[..., bytes]) -> None:
    """Put a package with the wheel in it on the site's index."""
    info = "carrier_package-1.0.dist-info"
    members = {
        "assets/filler": os.urandom(2_000_000),
        f"assets/{NAME}": WHEEL,
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: carrier-package\nVersion: 1.0\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    site.files[f"/{CARRIER}"] = make_zip(members)
    sha256 = hashlib.sha256(site.files[f"/{CARRIER}"]).hexdigest()
    entry = {"filename": CARRIER, "url": f"../../{CARRIER}", "hashes": {"sha256": sha256}}
    other = {"filename": CARRIER.replace("1.0", "0.9"), "url": "../../old.whl", "hashes": {}}
    page = {"meta": {"api-version": "1.0"}, "name": "carrier-package", "files": [other, entry]}
    site.files["/simple/carrier-package/"] = json.dumps(page).encode()


def test_the_distribution_is_asked_first_and_only_once(
    site: Site, lock: Path, pins: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.files[f"/full/{NAME}"] = WHEEL
    wheel = numpy_wheel(lock, pins, tmp_path / "cache")
    assert wheel.read_bytes() == WHEEL
    assert "Pyodide's distribution, sha256 verified" in capsys.readouterr().out
    asked = len(site.asked)
    assert numpy_wheel(lock, pins, tmp_path / "cache") == wheel
    assert len(site.asked) == asked == 1


@pytest.mark.usefixtures("carrier")
def test_then_one_member_of_the_carrier_by_ranges(
    site: Site, lock: Path, pins: dict[str, Any], tmp_path: Path
) -> None:
    assert numpy_wheel(lock, pins, tmp_path / "cache").read_bytes() == WHEEL
    assert [wanted for path, wanted in site.asked if path == f"/{CARRIER}" and wanted is None] == []
    assert site.sent < 1_000_000


@pytest.mark.usefixtures("carrier")
def test_then_the_whole_carrier(site: Site, lock: Path, pins: dict[str, Any], tmp_path: Path) -> None:
    site.ranges = False
    assert numpy_wheel(lock, pins, tmp_path / "cache").read_bytes() == WHEEL
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [NAME]


def test_without_network_every_source_is_named_with_the_way_out(
    lock: Path, pins: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(BuildError) as error:
        numpy_wheel(lock, pins, tmp_path / "cache")
    for part in (NAME, "Pyodide's distribution", "carrier package", "Go online", str(tmp_path / "cache")):
        assert part in str(error.value)


def test_a_wrong_wheel_stops_the_build_and_is_not_kept_as_the_wheel(
    site: Site, lock: Path, pins: dict[str, Any], tmp_path: Path
) -> None:
    site.files[f"/full/{NAME}"] = WHEEL + b"!"
    with pytest.raises(BuildError, match="sha256 expected"):
        numpy_wheel(lock, pins, tmp_path / "cache")
    assert not (tmp_path / "cache" / NAME).exists()


def test_a_wheel_that_rotted_in_the_cache_is_noticed(
    lock: Path, pins: dict[str, Any], tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / NAME).write_bytes(WHEEL[:-1])
    with pytest.raises(BuildError, match="delete it and build again"):
        numpy_wheel(lock, pins, cache)
