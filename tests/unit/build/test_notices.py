"""The notices hold a licence text for everything that is bundled."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from web.build.notices import notices


@pytest.mark.usefixtures("npm_packages")
def test_every_part_has_its_licence_text(tmp_path: Path) -> None:
    wheel = tmp_path / "numpy.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("numpy-2.4.3.dist-info/licenses/LICENSE.txt", "Copyright (c) NumPy Developers.")
        archive.writestr("numpy-2.4.3.dist-info/licenses/numpy/ma/LICENSE", "University of Georgia")
        archive.writestr("numpy/__init__.py", "not a licence")
    text = notices("valibot 1.5.0 (MIT)\n\nCopyright (c) Fabian Hiller", wheel)
    titles = [line for line in text.splitlines() if text.count(f"==\n{line}\n==")]
    assert [title.split()[0] for title in titles] == [
        "This",
        "JavaScript",
        "onnxruntime-web",
        "Pyodide",
        "Parts",
        "Parts",
        "CPython:",
        "NumPy,",
        "Weights",
        "Sample",
    ]
    for part in (
        "Copyright (c) Fabian Hiller",
        "google-coral/test_data",
        "Apache License",
        "NASA (public domain)",
        "Copyright (c) Microsoft Corporation",
        "Mozilla Public License Version 2.0",
        "https://github.com/pyodide/pyodide, tag 314.0.3",
        "google/flatbuffers",
        "musl libc",
        "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2",
        "[LICENSE.txt]\n\nCopyright (c) NumPy Developers.",
        "[numpy/ma/LICENSE]\n\nUniversity of Georgia",
    ):
        assert part in text
    assert "not a licence" not in text
