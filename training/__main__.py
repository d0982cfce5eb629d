"""Train a variant: ``python -m training --config training/configs/mobilenetv2-s1.yaml --data SHARDS``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from training.config import read_config
from training.errors import TrainingError
from training.loop import Places, train


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    options = _parser().parse_args(arguments)
    torch.set_num_threads(options.threads or torch.get_num_threads())
    device = torch.device(options.device or ("cuda" if torch.cuda.is_available() else "cpu"))
    places = Places(options.data, options.pretrained, options.run or Path("runs") / options.config.stem)
    try:
        state = train(read_config(options.config), places, device, options.seconds, options.resume)
    except TrainingError as error:
        print(f"training: {error}", file=sys.stderr)
        return 1
    print(f"{state.step} steps in {state.elapsed / 60:.1f} minutes; results in {places.run}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description="Train a click network.")
    parser.add_argument("--config", type=Path, required=True, help="settings of the run, a YAML file")
    parser.add_argument("--data", type=Path, required=True, help="folder with the .tar shards")
    parser.add_argument("--pretrained", type=Path, help="folder with the pretrained trunks")
    parser.add_argument("--run", type=Path, help="folder for checkpoints, log and pictures (runs/NAME)")
    parser.add_argument("--seconds", type=float, help="end the schedule after this much training time")
    parser.add_argument("--resume", action="store_true", help="go on from the run folder's checkpoint")
    parser.add_argument("--device", help="cpu or cuda (by default the GPU where there is one)")
    parser.add_argument("--threads", type=int, help="processor threads of torch")
    return parser


if __name__ == "__main__":
    sys.exit(main())
