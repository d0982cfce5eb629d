"""The lock files pin everything with hashes and name no registry."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

import build
from web.build import paths

GROUPS = tomllib.loads((paths.ROOT / "pyproject.toml").read_text())["dependency-groups"]


@pytest.mark.parametrize("group", build.GROUPS)
def test_python_lock_holds_every_package_with_hashes_and_no_address(group: str) -> None:
    text = build.lock_file(group).read_text()
    entries = re.split(r"(?m)^(?=\w)", text)[1:]
    assert all(re.match(r"[\w.-]+==[\w.]+[ ;]", entry) and "--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    wanted = {pin.lower() for pin in GROUPS[group]} - {build.TORCH}
    assert wanted <= {re.split(r"[ ;]", entry)[0] for entry in entries}


def test_torch_is_the_one_that_pyproject_names_and_is_in_no_lock_file() -> None:
    assert build.TORCH in GROUPS["train"]
    assert not any("torch==" in build.lock_file(group).read_text() for group in build.GROUPS)


def test_groups_agree_on_versions() -> None:
    pins: dict[str, set[str]] = {}
    for group in build.GROUPS:
        for name, version in re.findall(r"(?m)^([\w.-]+)==([\w.]+) \\$", build.lock_file(group).read_text()):
            pins.setdefault(name, set()).add(version)
    assert {name: versions for name, versions in pins.items() if len(versions) > 1} == {}


def test_npm_lock_names_no_registry_and_has_hashes_for_all() -> None:
    lock = json.loads((paths.WEB / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []


def test_pins_name_the_pyodide_of_the_npm_lock() -> None:
    pins = tomllib.loads((paths.WEB / "build" / "pins.toml").read_text())
    lock = json.loads((paths.WEB / "package-lock.json").read_text())
    assert pins["pyodide"]["version"] == lock["packages"]["node_modules/pyodide"]["version"]
    assert f"/v{pins['pyodide']['version']}/" in pins["pyodide"]["distribution"]
