"""Training in parts on borrowed machines."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch

from tests.unit.training.datasets.test_teacher import write_teacher
from tests.unit.training.test_training import CONFIG
from training.checkpoint_io import load_weights
from training.errors import TrainingError
from training.gpu_run import main
from training.pieces import cut, put_together
from training.saving import read_content


@pytest.fixture(autouse=True)
def quick_validation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.loop._VALIDATION_SIZE", 2)


def part(tmp_path: Path, number: int, *more: str) -> Path:
    """Train on a machine that knows only what was transferred; return what comes back."""
    config = tmp_path / "config.yaml"
    config.write_bytes(msgspec.json.encode(msgspec.structs.replace(CONFIG, samples=1000)))
    run, out = tmp_path / f"machine-{number}", tmp_path / f"back-{number}"
    options = ["--data", tmp_path / "transfer", "--run", run, "--out", out, "--seconds", 2, "--mib", 16]
    command = ["train", "--config", config, *options, "--device", "cpu", "--optimiser"]
    assert main([*map(str, command), *more]) == 0
    return out


def test_a_run_goes_on_from_what_another_machine_left(
    shard: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", str(shard), "--to", str(tmp_path / "transfer"), "--mib", "60"]) == 0
    out = part(tmp_path, 1)
    assert "begins anew" in capsys.readouterr().out
    assert max(path.stat().st_size for path in out.iterdir()) <= 16 * 2**20
    assert {"mobilenetv2-s1.safetensors", "table.txt"} < {path.name for path in out.iterdir()}
    for piece in out.glob("carried.pt.*"):
        shutil.copy(piece, tmp_path / "transfer")
    out = part(tmp_path, 2)
    printed = capsys.readouterr().out
    assert "goes on from" in printed
    assert "coarse +3" in printed
    first, second = (content_of(tmp_path / f"back-{number}", tmp_path / str(number)) for number in (1, 2))
    assert first["step"] < second["step"]
    assert first["network"]["coarse.weight"].dtype == torch.float16
    moments = second["optimiser"]["state"][0]
    assert moments["exp_avg"].dtype == torch.bfloat16
    assert float(moments["step"]) == second["step"]


def content_of(folder: Path, target: Path) -> dict[str, Any]:
    [path] = put_together(folder, target)
    return read_content(path)


def test_pieces_come_together_and_tell_what_is_wrong(tmp_path: Path) -> None:
    whole = tmp_path / "shard.tar"
    whole.write_bytes(bytes(range(250)) * 3)
    pieces = cut(whole, tmp_path / "pieces", 300)
    assert [path.stat().st_size for path in pieces] == [300, 300, 150]
    [again] = put_together(tmp_path / "pieces", tmp_path / "again")
    assert again.read_bytes() == whole.read_bytes()
    content = pieces[1].read_bytes()
    pieces[1].write_bytes(content[::-1])
    with pytest.raises(TrainingError, match=r"a piece of shard\.tar is damaged"):
        put_together(tmp_path / "pieces", tmp_path)
    pieces[1].unlink()
    with pytest.raises(TrainingError, match=r"of shard\.tar piece 2 of 3 is missing"):
        put_together(tmp_path / "pieces", tmp_path)
    whole.write_bytes(b"another")
    cut(whole, tmp_path / "pieces", 300)
    with pytest.raises(TrainingError, match=r"several versions of shard\.tar"):
        put_together(tmp_path / "pieces", tmp_path)


def test_a_mixture_with_a_teacher_travels(shard: Path, tmp_path: Path) -> None:
    transfer, mixture = tmp_path / "transfer", tmp_path / "mixture.yaml"
    left = np.zeros((120, 160), bool)
    left[:, :80] = True
    teacher = write_teacher(tmp_path / "taught.jsonl.gz", {"drawn-0": [left]})
    assert main(["pack", str(shard), "--to", str(transfer)]) == 0
    shutil.copy(teacher, transfer)
    mixture.write_text("sources: [{shards: [drawn.tar], teacher: taught.jsonl.gz}]")
    out = part(tmp_path, 1, "--mixture", str(mixture))
    _, record = load_weights(out / "mobilenetv2-s1.safetensors")
    assert [source["teacher"] for source in record["sources"]] == [1]
