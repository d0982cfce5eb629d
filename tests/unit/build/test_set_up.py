"""build.py's own checks: each unfit machine gets one message that names what was found and the way out."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import build
from web.build import stamps
from web.build.errors import BuildError

BUILD = build.ROOT / "build.py"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the whole PATH."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("CHROME", raising=False)
    return folder


def program(folder: Path, name: str, output: str = "") -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{output}'\n")
    path.chmod(0o755)
    return str(path)


def test_old_pythons_can_read_build_py() -> None:
    ast.parse(BUILD.read_text(), feature_version=(3, 7))


def test_an_old_python_is_named_with_the_way_out() -> None:
    script = f"import sys; sys.version_info = (3, 9, 2); exec(open({str(BUILD)!r}).read())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert sys.version.split()[0] in done.stderr
    assert "python3.12 build.py" in done.stderr


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ("v18.20.4", False),
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.0.0", True),
        ("", False),
    ],
)
def test_which_node_versions_fit(version: str, fits: bool) -> None:
    assert build.node_fits(version) == fits


def test_a_missing_node(programs: Path) -> None:
    with pytest.raises(BuildError, match=r"no node was found.*nodejs\.org"):
        build.check_node()


def test_an_old_node_is_named(programs: Path) -> None:
    node = program(programs, "node", "v18.19.0")
    with pytest.raises(BuildError, match=rf"20\.19 or newer.*{node} is v18\.19\.0.*nodejs\.org"):
        build.check_node()


def test_a_node_without_npm(programs: Path) -> None:
    program(programs, "node", "v22.12.0")
    with pytest.raises(BuildError, match=r"npm, which belongs to Node\.js, was not found"):
        build.check_node()


def test_chromium_is_found_in_path_under_any_of_its_names(programs: Path) -> None:
    chrome = program(programs, "google-chrome")
    assert build.find_chromium(os.environ) == chrome
    chromium = program(programs, "chromium")
    assert build.find_chromium(os.environ) == chromium


def test_chrome_variable_comes_first_and_must_be_a_program(programs: Path, tmp_path: Path) -> None:
    program(programs, "chromium")
    own = program(tmp_path, "my-browser")
    assert build.find_chromium({**os.environ, "CHROME": own}) == own
    with pytest.raises(BuildError, match=r"CHROME names /no/such.*correct it or unset it"):
        build.find_chromium({**os.environ, "CHROME": "/no/such"})


def test_a_missing_chromium_names_the_command(programs: Path) -> None:
    with pytest.raises(BuildError, match="sudo apt-get install chromium"):
        build.find_chromium(os.environ)


def test_python_without_venv_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_venv(monkeypatch, tmp_path / ".venv")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BuildError, match="sudo apt-get install python3-venv"):
        build.venv()


def test_somebody_elses_venv_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_venv(monkeypatch, tmp_path / ".venv")
    (tmp_path / ".venv").mkdir()
    with pytest.raises(BuildError, match=r"\.venv exists, but was not made by build\.py: move it away"):
        build.venv()


def test_a_set_up_cut_short_is_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_venv(monkeypatch, tmp_path / ".venv")
    (tmp_path / ".venv").mkdir()
    build.VENV_MARK.write_text("{}")
    (tmp_path / ".venv" / "half").touch()
    assert build.venv() == build.venv()
    assert build.VENV_PYTHON.exists()
    assert not (tmp_path / ".venv" / "half").exists()


def test_no_network_at_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "VENV_PYTHON", Path(sys.executable))
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(BuildError, match=r"(?s)step failed: .*no-such-package.*check the network"):
        build.pip("--target", tmp_path, "no-such-package==1.0")


def test_a_second_set_up_runs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_venv(monkeypatch, tmp_path / ".venv")
    build.VENV_PYTHON.parent.mkdir(parents=True)
    build.VENV_PYTHON.touch()
    groups = {group: stamps.sha256(build.lock_file(group)) for group in build.GROUPS}
    version = ".".join(map(str, sys.version_info[:2]))
    build.VENV_MARK.write_text(json.dumps({"python": version, "torch": build.TORCH, **groups}))
    node_mark = tmp_path / "node.json"
    stamps.write(node_mark, stamps.sha256(build.WEB / "package-lock.json"), ())
    monkeypatch.setattr(build, "NODE_MARK", node_mark)

    build.python_packages(build.GROUPS)
    build.npm_packages()

    printed = capsys.readouterr().out.splitlines()
    assert printed == [".venv: build, train, test up to date", "web/node_modules: up to date"]


def test_a_changed_lock_file_is_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_venv(monkeypatch, tmp_path / ".venv")
    ran = tmp_path / "ran"
    build.VENV_PYTHON.parent.mkdir(parents=True)
    build.VENV_PYTHON.write_text(f'#!/bin/sh\necho "$@" >> {ran}\n')
    build.VENV_PYTHON.chmod(0o755)
    version = ".".join(map(str, sys.version_info[:2]))
    build.VENV_MARK.write_text(json.dumps({"python": version, "build": "an older lock file's"}))
    build.python_packages(["build"])
    build.python_packages(["build"])
    (line,) = ran.read_text().splitlines()
    assert "--require-hashes" in line
    assert "--no-deps" in line, "a locked package depends on torch, which no hash can pin"
    assert line.endswith("requirements-build.txt")


def test_clean_leaves_what_it_did_not_make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "ROOT", tmp_path)
    use_venv(monkeypatch, tmp_path / ".venv")
    monkeypatch.setattr(build, "NODE_MARK", tmp_path / "node_modules" / "mark.json")
    for folder in ("dist", ".cache", ".venv", "node_modules"):
        (tmp_path / folder).mkdir()
    build.NODE_MARK.touch()
    build.clean(build.arguments().parse_args(["clean"]))
    assert [path.name for path in tmp_path.iterdir()] == [".venv"]


def use_venv(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(build, "VENV", folder)
    monkeypatch.setattr(build, "VENV_PYTHON", folder / "bin" / "python")
    monkeypatch.setattr(build, "VENV_MARK", folder / ".made-by-build.json")
