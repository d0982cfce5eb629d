"""A run on a GPU that is rented by the minute and reached by slow transfers of limited size.

    python -m training.gpu_run pack SHARDS/*.tar --to TRANSFER
    python -m training.gpu_run train --config CONFIG --data TRANSFER --run RUN --out BACK --seconds 500

``pack`` cuts files into pieces that travel one by one. ``train`` puts them together where it runs,
decodes everything into the GPU's memory once, goes on from the newest checkpoint that it finds in RUN
and in TRANSFER, and leaves in BACK small pieces of a checkpoint that the next machine goes on from
(copy them into its TRANSFER), the averaged weights, and a table.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.config import TrainingConfig
from training.devices import launched
from training.errors import TrainingError
from training.loop import Limits, Places, train
from training.pieces import cut, put_together
from training.saving import read_content, write_content, writing
from training.settings import read_settings

_MIB = 2**20
_COLUMNS = ("step", "minutes", "samples/s", "loss", "coarse +0", "refined +0", "coarse +3", "refined +3")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "pack":
            pieces = [piece for path in options.files for piece in cut(path, options.to, options.mib * _MIB)]
            print(f"{len(pieces)} pieces in {options.to}")
        else:
            _train(options)
    except (TrainingError, OSError) as error:
        print(f"gpu_run: {error}", file=sys.stderr)
        return 1
    return 0


def _train(options: argparse.Namespace) -> None:
    data = options.run / "data"
    put_together(options.data, data)
    for pattern in ("*.tar", "*.jsonl.gz"):
        for whole in options.data.glob(pattern):
            shutil.copyfile(whole, data / whole.name)
    config, fabric = read_settings(options.config, TrainingConfig), launched(options.device)
    places = Places(data, options.pretrained or data, options.run, options.mixture, options.licence)
    resume = newest_checkpoint([options.run, data])
    print(f"goes on from {resume}" if resume else "begins anew", flush=True)

    def leave(content: dict[str, Any]) -> None:
        leave_pieces(options.out, options.run, content, options.optimiser, options.mib * _MIB)

    limits = Limits(options.schedule, options.seconds)
    train(config, places, fabric, limits, resume, leave)
    if fabric.is_global_zero:
        print((options.out / "table.txt").read_text(), end="")


def newest_checkpoint(folders: list[Path]) -> Path | None:
    """Return the checkpoint that has taken most steps; of equals the one in the earlier folder."""
    paths = [path for folder in folders for path in sorted(folder.glob("*.pt"))]
    steps = [int(read_content(path).get("step", -1)) for path in paths]
    return paths[steps.index(max(steps))] if paths else None


def leave_pieces(out: Path, run: Path, content: dict[str, Any], optimiser: bool, most: int) -> None:
    """Leave the checkpoint in pieces, the averaged weights and a table in the place of the last ones."""
    carried = run / "carried" / "carried.pt"
    with writing(out):
        carried.parent.mkdir(parents=True, exist_ok=True)
        out.mkdir(parents=True, exist_ok=True)
        write_content(carried, compact(content, optimiser))
        last = set(out.glob("carried.pt.*"))
        for old in last - set(cut(carried, out, most)):
            old.unlink()
        for weights in run.glob("*.safetensors"):
            shutil.copyfile(weights, out / weights.name)
        (out / "table.txt").write_text(table(run / "log.jsonl"))


def compact(content: dict[str, Any], optimiser: bool) -> dict[str, Any]:
    """Return a checkpoint at half its size or less: weights in float16, moments in bfloat16 or left out.

    Norms, biases and statistics stay as they are. Going on from it is not exact.
    """
    return {
        **content,
        "network": _narrowed(content["network"], torch.float16),
        "average": _narrowed(content["average"], torch.float16),
        "optimiser": _narrowed(content["optimiser"], torch.bfloat16) if optimiser else {},
        "pool": {},
    }


def _narrowed(content: Any, dtype: torch.dtype) -> Any:
    if isinstance(content, Tensor) and content.is_floating_point() and content.dim() >= 2:
        return content.to(dtype)
    if isinstance(content, dict):
        return {key: _narrowed(value, dtype) for key, value in content.items()}
    return content


def table(log: Path) -> str:
    """Return one line per check of a run's log, under a line of titles."""
    lines = ["  ".join(f"{title:>10}" for title in _COLUMNS)]
    report: dict[str, float] = {}
    for entry in map(json.loads, log.read_text().splitlines()):
        if "total" in entry:
            report = entry
            continue
        scores = [entry[f"{map_}_iou@+{clicks}"] for clicks in (0, 3) for map_ in ("coarse", "refined")]
        speed = [report.get(name, float("nan")) for name in ("samples_per_second", "total")]
        numbers = [entry["elapsed"] / 60, *speed, *scores]
        shown = [str(entry["step"]), *(f"{number:.3f}" for number in numbers)]
        lines.append("  ".join(f"{value:>10}" for value in shown))
    return "\n".join(lines) + "\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.gpu_run", description=(__doc__ or "").split("\n")[0]
    )
    commands = parser.add_subparsers(dest="command", required=True)
    pack = commands.add_parser("pack", help="cut files into pieces that can be transferred")
    pack.add_argument("files", type=Path, nargs="+", help="shards, a teacher's masks, trunks or checkpoints")
    pack.add_argument("--to", type=Path, required=True, help="folder for the pieces")
    pack.add_argument("--mib", type=int, default=60, help="size of a piece at most")
    run = commands.add_parser("train", help="train for some time and leave pieces to carry on")
    run.add_argument("--config", type=Path, required=True, help="settings of the run, a YAML file")
    run.add_argument("--data", type=Path, required=True, help="folder with what was transferred")
    run.add_argument(
        "--pretrained", type=Path, help="folder with the pretrained trunks (by default the data)"
    )
    run.add_argument("--mixture", type=Path, help="YAML file of weighted shards among what was transferred")
    run.add_argument("--licence", choices=["any", "permissive"], default="any", help="pictures to use")
    run.add_argument("--run", type=Path, required=True, help="working folder on this machine")
    run.add_argument("--out", type=Path, required=True, help="folder for what is to be transferred back")
    run.add_argument("--seconds", type=float, required=True, help="train for so long")
    run.add_argument("--schedule", type=float, help="length of the schedule in seconds, over all such runs")
    run.add_argument("--optimiser", action="store_true", help="carry the optimiser's moments on as well")
    run.add_argument("--mib", type=int, default=16, help="size of a piece at most")
    run.add_argument("--device", choices=["cpu", "cuda"], help="by default the GPU where there is one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
