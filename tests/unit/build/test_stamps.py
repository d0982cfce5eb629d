"""A step is repeated exactly when its inputs or outputs changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.build import stamps


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "a.py").write_text("a = 1\n")
    return folder


def test_digest_follows_names_contents_and_texts_only(source: Path) -> None:
    before = stamps.digest([source], "option")
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "a.pyc").write_bytes(b"byte code")
    (source / ".a.py.swp").write_text("an editor's")
    assert stamps.digest([source], "option") == before
    assert stamps.digest([source], "other option") != before
    (source / "a.py").rename(source / "b.py")
    assert stamps.digest([source], "option") != before


def test_digest_does_not_depend_on_where_the_tree_lies(source: Path, tmp_path: Path) -> None:
    before = stamps.digest([source])
    moved = source.rename(tmp_path / "elsewhere")
    assert stamps.digest([moved]) == before


def test_a_file_in_another_folder_changes_the_digest(source: Path) -> None:
    before = stamps.digest([source])
    (source / "folder").mkdir()
    (source / "a.py").rename(source / "folder" / "a.py")
    assert stamps.digest([source]) != before


@pytest.mark.parametrize("harm", ["missing", "cut short", "other key", "no stamp", "broken stamp"])
def test_is_current_notices(harm: str, tmp_path: Path) -> None:
    stamp, output = tmp_path / "stamp.json", tmp_path / "output"
    output.write_text("whole")
    stamps.write(stamp, "key", [output])
    assert stamps.is_current(stamp, "key")
    if harm == "missing":
        output.unlink()
    elif harm == "cut short":
        output.write_text("who")
    elif harm == "no stamp":
        stamp.unlink()
    elif harm == "broken stamp":
        stamp.write_text("{")
    assert not stamps.is_current(stamp, "another" if harm == "other key" else "key")
