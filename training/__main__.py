"""Train a variant: ``python -m training --config training/configs/mobilenetv2-s1.yaml --data SHARDS``.

``python -m training rate`` with the same options measures how fast that goes on this machine,
``python -m training refine`` goes on with the Refiner alone, ``python -m training prepare`` makes shards
from a data set, ``python -m training label`` has MobileSAM draw masks for them, ``python -m training
curves`` draws what runs have reported; each tells its options with ``--help``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from training.config import TrainingConfig
from training.datasets import commands
from training.devices import launched
from training.errors import TrainingError
from training.loop import Limits, Places, train
from training.rate import measure
from training.refining.command import run as refine
from training.settings import read_settings


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if arguments and arguments[0] in commands.COMMANDS:
            commands.run(arguments)
            return 0
        if arguments and arguments[0] == "refine":
            refine(arguments[1:])
            return 0
        options = _parser().parse_args(arguments)
        torch.set_num_threads(options.threads or torch.get_num_threads())
        if options.command == "rate":
            config = read_settings(options.config, TrainingConfig)
            print(measure(config, _places(options), launched(options.device), options.steps))
        else:
            _train(options)
    except TrainingError as error:
        print(f"training: {error}", file=sys.stderr)
        return 1
    return 0


def _train(options: argparse.Namespace) -> None:
    config, fabric = read_settings(options.config, TrainingConfig), launched(options.device)
    places = _places(options)
    resume = places.run / "state.pt" if options.resume else None
    state = train(config, places, fabric, Limits(options.seconds, options.part), resume)
    if fabric.is_global_zero:
        print(f"{state.step} steps in {state.elapsed / 60:.1f} minutes; results in {places.run}")


def _places(options: argparse.Namespace) -> Places:
    run = options.run or Path("runs") / options.config.stem
    return Places(options.data, options.pretrained, run, options.mixture, options.licence, options.weights)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description="Train a click network.")
    parser.add_argument(
        "command", nargs="?", choices=["train", "rate"], default="train", help="train, or measure how fast"
    )
    parser.add_argument("--config", type=Path, required=True, help="settings of the run, a YAML file")
    parser.add_argument("--data", type=Path, required=True, help="folder with the .tar shards")
    parser.add_argument(
        "--mixture", type=Path, help="YAML file of weighted shards, in place of the settings'"
    )
    parser.add_argument("--licence", choices=["any", "permissive"], default="any", help="pictures to use")
    parser.add_argument("--pretrained", type=Path, help="folder with the pretrained trunks")
    parser.add_argument("--weights", type=Path, help="begin with a checkpoint's .safetensors, not anew")
    parser.add_argument("--run", type=Path, help="folder for checkpoints, log and pictures (runs/NAME)")
    parser.add_argument("--seconds", type=float, help="end the schedule after this much training time")
    parser.add_argument("--part", type=float, help="stop after this many seconds, to go on with --resume")
    parser.add_argument("--resume", action="store_true", help="go on from the run folder's checkpoint")
    parser.add_argument("--device", choices=["cpu", "cuda"], help="by default the GPU where there is one")
    parser.add_argument("--threads", type=int, help="processor threads of torch")
    parser.add_argument("--steps", type=int, default=30, help="steps that rate measures")
    return parser


if __name__ == "__main__":
    sys.exit(main())
