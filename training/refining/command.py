"""``python -m training refine``: a robot clicks on photographs, and the Refiner learns from what it met."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import torch
from rich.console import Console
from rich.progress import track

from training.checkpoint_io import save_weights
from training.data.shards import read_shards
from training.errors import TrainingError
from training.evaluation.opening import open_runtime
from training.networks.checkpoints import Checkpoint, read_checkpoint
from training.refining.config import RefiningConfig
from training.refining.meetings import meetings
from training.refining.records import Records, are_there, write_records
from training.refining.tuning import Progress, compare, tune
from training.saving import writing
from training.settings import read_settings

_HELD_OUT = 600
_CONSOLE = Console(stderr=True)


def run(arguments: Sequence[str]) -> None:
    """Run the command line.

    Raises
    ------
    TrainingError
        A file is missing or does not fit, or the loss is no longer a number.
    """
    options = _parser().parse_args(arguments)
    torch.set_num_threads(options.threads or torch.get_num_threads())
    config = read_settings(options.config, RefiningConfig)
    checkpoint = read_checkpoint(options.checkpoint)
    frontend = checkpoint.variant.config
    if frontend.grid != "centres":
        raise TrainingError(
            f"{checkpoint.variant.name} samples as published: only our own variants learn here"
        )
    learned = _gathered(
        options, config, config.shards, options.records / "train", config.meetings, config.seed
    )
    held_out = _gathered(
        options, config, options.held_out, options.records / "held-out", _HELD_OUT, config.seed + 1
    )
    network = checkpoint.network()
    print(
        "mean IoU in the Focus Crop, held out: coarse {:.4f}, refined {:.4f}".format(
            *compare(network, frontend.frame_side, held_out)
        )
    )
    count = tune(network, frontend.frame_side, learned, config, options.seconds, _tell)
    print(
        "after {} meetings: coarse {:.4f}, refined {:.4f}".format(
            count, *compare(network, frontend.frame_side, held_out)
        )
    )
    with writing(options.out):
        save_weights(options.out, network.state_dict(), _record(checkpoint, count, options.seconds))


def _gathered(
    options: argparse.Namespace,
    config: RefiningConfig,
    shards: Sequence[str],
    folder: Path,
    count: int,
    seed: int,
) -> Records:
    """Return the meetings of a folder, gathered now unless it holds them already."""
    runtime = open_runtime(options.model or str(options.checkpoint), options.models)
    setting = {
        "model": runtime.identity,
        "pipeline": runtime.config.to_json(),
        "sources": msgspec.to_builtins(config.sources),
        "shards": list(shards),
        "meetings": count,
        "seed": seed,
    }
    if not are_there(folder):
        pictures = read_shards([options.data / name for name in shards])
        met = meetings(runtime, pictures, config.sources, np.random.default_rng(seed))
        told = track(met, f"clicking for {folder.name}", total=count, console=_CONSOLE, transient=True)
        write_records(folder, iter(told), count, setting)
    return Records(folder, setting)


def _tell(progress: Progress) -> None:
    print(f"step {progress.steps}: loss {progress.loss:.4f}, {progress.samples_per_second:.1f} samples/s")


def _record(checkpoint: Checkpoint, count: int, seconds: float) -> dict[str, object]:
    """Tell how the Refiner went on learning; scores of before are not those of these weights."""
    kept = {name: value for name, value in checkpoint.record.items() if name != "validation"}
    return {**kept, "refiner_meetings": count, "refiner_seconds": round(seconds)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training refine", description=__doc__)
    add = parser.add_argument
    add("--checkpoint", type=Path, required=True, help="weights to begin with, and to click with")
    add("--data", type=Path, required=True, help="folder with the .tar shards")
    add("--out", type=Path, required=True, help="where the weights go (.safetensors)")
    add(
        "--records",
        type=Path,
        required=True,
        help="folder for the meetings; those in it are used again if they were made likewise",
    )
    add("--config", type=Path, default=Path("training/configs/refiner.yaml"), help="settings (%(default)s)")
    add("--model", help="click with this variant of models.json, in its own precision, not the checkpoint")
    add("--models", type=Path, default=Path("web/models/models.json"), help="models.json (%(default)s)")
    add("--held-out", nargs="+", default=["val-00000.tar"], help="shards to compare on (%(default)s)")
    add("--seconds", type=float, default=1200, help="time to learn (%(default)s)")
    add("--threads", type=int, help="processor threads of torch")
    return parser
