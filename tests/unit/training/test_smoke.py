"""The whole way in small: learn, stop, go on, export, click."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import torch

from model_export.__main__ import main as export
from py_frontend import Click, Session
from tests.unit.drawn_shard import drawn_picture
from tests.unit.training.test_training import CONFIG
from training.__main__ import main
from training.evaluation.runtime import NativeRuntime

NAME = "mobilenetv2-s1"
SHIPPED = Path(__file__).parents[3] / "training" / "checkpoints" / f"{NAME}.safetensors"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep checks and calibration small, and networks on one thread: small ones only wait for each other."""
    monkeypatch.setattr("training.loop._VALIDATION_SIZE", 2)
    monkeypatch.setattr("training.loop._REPORT_SECONDS", 0.0)
    for name in ("CALIBRATION_PICTURES", "VERIFICATION_PICTURES"):
        monkeypatch.setattr(f"model_export.__main__.{name}", 2)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def command(shard: Path, run: Path, samples: int, *more: str) -> list[str]:
    config = run.parent / f"{run.name}.yaml"
    settings = msgspec.structs.replace(CONFIG, samples=samples, batch=4, fresh=2, rate=3e-3, trunk_rate=3e-3)
    config.write_bytes(msgspec.json.encode(settings))  # JSON is YAML
    return ["--config", str(config), "--data", str(shard.parent), "--run", str(run), "--device", "cpu", *more]


def test_a_run_from_nothing_stops_goes_on_and_learns(shard: Path, tmp_path: Path) -> None:
    assert main(command(shard, tmp_path / "run", 32, "--part", "0.01")) == 0
    assert main(command(shard, tmp_path / "run", 32, "--resume")) == 0
    entries = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    losses = [entry["total"] for entry in entries if "total" in entry]
    assert len(losses) == 8
    assert sum(losses[-2:]) < 0.8 * sum(losses[:2])


def test_weights_trained_on_are_exported_and_find_an_object(shard: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert main(command(shard, run, 8, "--weights", str(SHIPPED))) == 0
    trained = run / f"{NAME}.safetensors"
    options = ["--calibrate", shard.name, "--verify", shard.name, "--out", str(tmp_path)]
    assert export(["--checkpoint", str(trained), "--data", str(shard.parent), *options]) == 0
    runtime = NativeRuntime.from_models(tmp_path / "models.json", NAME)
    image, (disk, _) = drawn_picture(0)
    session = Session(image, runtime.config)
    rows, columns = disk.nonzero()
    runtime.click(session, Click(int(columns.mean()), int(rows.mean())))
    found = session.mask
    assert (found & disk).sum() / (found | disk).sum() > 0.8
