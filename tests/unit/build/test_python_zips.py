"""Repacking Python: which modules are found, which parts of NumPy are kept, byte-equal zips."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from web.build import zips
from web.build.pyodide_assets import wanted_of_numpy
from web.build.python_imports import imports


def test_imports_are_found_at_every_depth_but_not_those_for_types(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "from __future__ import annotations\n"
        "import json, os.path as p\n"
        "from typing import TYPE_CHECKING\n"
        "from . import b\n"
        "from .c import d\n"
        "if TYPE_CHECKING:\n    import decimal\nelse:\n    import fractions\n"
        "def f():\n    from base64 import b64encode\n"
    )
    assert imports([tmp_path / "a.py"]) == ["__future__", "base64", "fractions", "json", "os.path", "typing"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("numpy/__init__.py", True),
        ("numpy/_core/_multiarray_umath.cpython-314-wasm32-emscripten.so", True),
        ("numpy/_core/tests/test_umath.py", False),
        ("numpy/_core/include/numpy/ndarrayobject.h", False),
        ("numpy/linalg/lapack_lite.cpython-314-wasm32-emscripten.so", False),
        ("numpy/random/__init__.py", False),
        ("numpy/__init__.pyi", False),
        ("numpy-2.4.3.dist-info/METADATA", False),
    ],
)
def test_which_parts_of_numpy_are_kept(name: str, wanted: bool) -> None:
    assert wanted_of_numpy(name) is wanted


def test_zips_are_byte_equal_sorted_and_stored(tmp_path: Path) -> None:
    packed = []
    for turn, names in enumerate([("a.pyc", "b/c.pyc"), ("b/c.pyc", "a.pyc")]):
        folder = tmp_path / str(turn)
        for name in names:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(name.encode())
            os.utime(path, (turn * 1e9, turn * 1e9))
        zips.pack(folder, tmp_path / f"{turn}.zip")
        packed.append((tmp_path / f"{turn}.zip").read_bytes())
    assert packed[0] == packed[1]
    with zipfile.ZipFile(tmp_path / "0.zip") as archive:
        assert archive.namelist() == ["a.pyc", "b/c.pyc"]
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_source_date_epoch_is_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").touch()
    for epoch, year in ((None, 1980), ("0", 1980), ("1700000000", 2023)):
        if epoch:
            monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        zips.pack(tmp_path / "in", tmp_path / "out.zip")
        with zipfile.ZipFile(tmp_path / "out.zip") as archive:
            assert archive.infolist()[0].date_time[0] == year
