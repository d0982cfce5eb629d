"""Names by content, the manifest, the brotli twins and the table of sizes."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import brotli
import pytest

from web.build.asset_files import model_files
from web.build.assets import place
from web.build.brotli_twins import add_brotli
from web.build.errors import BuildError
from web.build.sizes import table


def test_manifest_tells_where_each_asset_is_and_what_it_is(tmp_path: Path) -> None:
    source = tmp_path / "worker.js"
    source.write_bytes(b"let a = 1")
    sha256 = hashlib.sha256(b"let a = 1").hexdigest()
    manifest = place({"worker": source}, tmp_path / "assets")
    name = f"worker-{sha256[:8]}.js"
    assert manifest == {"worker": {"file": name, "bytes": 9, "sha256": sha256}}
    assert json.loads((tmp_path / "assets" / "manifest.json").read_text()) == manifest
    assert (tmp_path / "assets" / name).read_bytes() == b"let a = 1"


def test_brotli_twins_are_made_once_per_content(tmp_path: Path) -> None:
    folder, cache = tmp_path / "dist", tmp_path / "cache"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.js").write_bytes(b"let a = 1\n" * 100)
    (folder / "b.js").write_bytes(b"let a = 1\n" * 100)
    (folder / "photo.jpg").write_bytes(b"not compressed again")
    twins = add_brotli(folder, cache)
    assert [twin.relative_to(folder).as_posix() for twin in twins] == ["b.js.br", "sub/a.js.br"]
    assert all(brotli.decompress(twin.read_bytes()) == b"let a = 1\n" * 100 for twin in twins)
    (cached,) = cache.iterdir()
    cached.write_bytes(b"from the cache")
    assert [twin.read_bytes() for twin in add_brotli(folder, cache)] == [b"from the cache"] * 2


def test_table_gives_raw_gzip_brotli_and_their_sums(tmp_path: Path) -> None:
    content = b"abc" * 5000
    for name in ("a.js", "b.wasm"):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "a.js.br").write_bytes(b"x" * 20)
    zipped = len(gzip.compress(content, 9))
    lines = [line.split() for line in table({"a": tmp_path / "a.js", "b": tmp_path / "b.wasm"}).splitlines()]
    assert lines == [
        ["file", "raw", "gzip", "brotli"],
        ["a", "15,000", str(zipped), "20"],
        ["b", "15,000", str(zipped), "15,000"],
        ["total", "30,000", str(2 * zipped), "15,020"],
    ]


def models(folder: Path, content: bytes) -> Path:
    sha256 = hashlib.sha256(b"weights").hexdigest()
    graphs = {"segmentor": {"file": "a.onnx", "sha256": sha256}}
    (folder / "models.json").write_text(json.dumps({"variants": {"a": {"graphs": graphs}}}))
    if content:
        (folder / "a.onnx").write_bytes(content)
    return folder


def test_weights_are_those_that_models_json_lists(tmp_path: Path) -> None:
    folder = models(tmp_path, b"weights")
    assert model_files(folder) == {"models": folder / "models.json", "a.onnx": folder / "a.onnx"}


@pytest.mark.parametrize(("content", "message"), [(b"", "missing"), (b"weight", "sha256 found")])
def test_missing_and_damaged_weights_stop_the_build(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(BuildError, match=rf"(?s)a\.onnx.*{message}.*python -m model_export"):
        model_files(models(tmp_path, content))


@pytest.mark.parametrize(("text", "message"), [(None, "is missing"), ("{", "is not JSON")])
def test_a_missing_or_broken_list_of_models(tmp_path: Path, text: str | None, message: str) -> None:
    if text:
        (tmp_path / "models.json").write_text(text)
    with pytest.raises(BuildError, match=rf"models\.json {message}.*check it out again"):
        model_files(tmp_path)
