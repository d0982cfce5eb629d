"""Export a checkpoint: ``python -m model_export --checkpoint training/checkpoints/NAME.safetensors …``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import torch

from model_export.errors import ExportError
from model_export.export import FLOAT, INT, Candidates, export_variant
from training.errors import TrainingError
from training.networks import variant

_KEPT = ("samples", "noc80", "noc85", "noc90", "noc95", "nof85", "nof90", "miou")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    options = _parser().parse_args(arguments)
    torch.set_num_threads(1)
    try:
        candidates = export_variant(
            variant(options.variant or options.checkpoint.stem),
            options.checkpoint,
            (options.data / options.calibrate, options.data / options.verify),
            options.out,
            {"segmentor": options.segmentor, "refiner": options.refiner},
            {path.stem: _scores(path) for path in options.measured},
            {path.stem: _scores(path) for path in options.compared},
        )
    except (ExportError, TrainingError) as error:
        print(f"model_export: {error}", file=sys.stderr)
        return 1
    _print(candidates)
    return 0


def _scores(path: Path) -> dict[str, Any]:
    """Read the figures that are kept of an evaluation's JSON."""
    try:
        scores = json.loads(path.read_text(encoding="utf-8"))
        return {name: _rounded(scores[name]) for name in _KEPT}
    except (OSError, json.JSONDecodeError, KeyError) as error:
        raise ExportError(f"{path} is not the JSON of an evaluation: {error}") from error


def _rounded(value: Any) -> Any:
    """Keep four digits after the point, of each number of a list."""
    return [_rounded(each) for each in value] if isinstance(value, list) else round(value, 4)


def _print(candidates: Candidates) -> None:
    for net, by_precision in candidates.items():
        for precision, candidate in by_precision.items():
            found = candidate.agreement
            print(
                f"{net:9}  {precision:8}  {candidate.size:9} bytes  difference {found.difference:.2g}"
                f"  mask IoU {found.mask_iou:.4f} (worst {found.worst_mask_iou:.4f})"
            )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m model_export", description="Export a variant to ONNX.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="weights, a .safetensors file")
    parser.add_argument("--variant", help="name of the variant (by default the checkpoint's file name)")
    parser.add_argument("--data", type=Path, required=True, help="folder with the .tar shards")
    parser.add_argument("--calibrate", default="tiny.tar", help="shard to calibrate int8 with")
    parser.add_argument("--verify", default="val-00000.tar", help="shard to verify with")
    parser.add_argument("--out", type=Path, default=Path("web/models"), help="folder that ships")
    parser.add_argument("--segmentor", default=INT, choices=(FLOAT, INT), help="precision that ships")
    parser.add_argument("--refiner", default=FLOAT, choices=(FLOAT, INT), help="precision that ships")
    parser.add_argument(
        "--measured", type=Path, nargs="*", default=[], help="JSON of evaluations, for the card"
    )
    parser.add_argument("--compared", type=Path, nargs="*", default=[], help="the same, with float32 graphs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
