"""Several processes that train together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import torch

from tests.unit.training.test_training import CONFIG
from training.devices import launched
from training.errors import TrainingError
from training.loop import begin
from training.saving import read_content

SCRIPT = Path(__file__).parent / "reporting_each_step.py"
TWO = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", "--")
SHARED = msgspec.structs.replace(CONFIG, samples=16, batch=4, fresh=2, refined=4, lanes=2)


def train(shard: Path, folder: Path, processes: tuple[str, ...], *more: str) -> list[dict[str, float]]:
    """Train in a process of its own or in several, and return the reports of the steps."""
    folder.mkdir(exist_ok=True)
    config = folder / "config.yaml"
    config.write_bytes(msgspec.json.encode(SHARED))  # JSON is YAML
    options = (
        "--config",
        config,
        "--data",
        shard.parent,
        "--run",
        folder,
        "--device",
        "cpu",
        "--threads",
        "1",
    )
    environment = {**os.environ, "PYTHONPATH": str(SCRIPT.parents[3])}
    subprocess.run([sys.executable, *processes, SCRIPT, *options, *more], check=True, env=environment)
    entries = map(json.loads, (folder / "log.jsonl").read_text().splitlines())
    return [entry for entry in entries if "total" in entry]


def test_two_processes_learn_as_one_with_the_same_batch(shard: Path, tmp_path: Path) -> None:
    alone = train(shard, tmp_path / "alone", ())
    together = train(shard, tmp_path / "together", TWO)
    assert [entry["step"] for entry in together] == [1, 2, 3, 4]
    for name in ("coarse", "refined", "boundary", "total"):
        one, other = ([entry[name] for entry in entries] for entries in (alone, together))
        assert other == pytest.approx(one, rel=2e-3)
    first, second = (read_content(tmp_path / each / "state.pt") for each in ("alone", "together"))
    for name, tensor in first["average"].items():
        torch.testing.assert_close(second["average"][name], tensor, rtol=0.01, atol=2e-3)
    assert second["pool"]["image"].shape == first["pool"]["image"].shape


def test_lanes_must_suffice_for_all_processes() -> None:
    fabric = launched("cpu")
    fabric._strategy = type("ThreeProcesses", (), {"world_size": 3})()
    with pytest.raises(TrainingError, match="2 lanes cannot be dealt out to 3 processes"):
        begin(SHARED, None, fabric)
