"""Export a checkpoint: ``python -m model_export --checkpoint FILE``, ours or one that ClickSEG released."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import torch

from model_export.errors import ExportError
from model_export.export import FLOAT, INT, Candidates, Photographs, export_variant
from model_export.photographs import from_folder, from_shard
from training.errors import TrainingError
from training.networks.checkpoints import read_checkpoint

CALIBRATION_PICTURES = 24
VERIFICATION_PICTURES = 24

_EXAMPLES = Path(__file__).parent.parent / "web" / "samples"
_KEPT = ("samples", "noc80", "noc85", "noc90", "noc95", "nof85", "nof90", "miou")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    options = _parser().parse_args(arguments)
    torch.set_num_threads(1)
    try:
        candidates = export_variant(
            read_checkpoint(options.checkpoint, options.variant),
            _photographs(options),
            options.out,
            {"segmentor": options.segmentor or (INT if options.data else FLOAT), "refiner": options.refiner},
            {path.stem: _scores(path) for path in options.measured},
            {path.stem: _scores(path) for path in options.compared},
        )
    except (ExportError, TrainingError) as error:
        print(f"model_export: {error}", file=sys.stderr)
        return 1
    _print(candidates)
    return 0


def _photographs(options: argparse.Namespace) -> Photographs:
    """Take photographs from the shards, or else those that the page shows as examples."""
    if options.data is None:
        return Photographs((), from_folder(_EXAMPLES))
    return Photographs(
        from_shard(options.data / options.calibrate, CALIBRATION_PICTURES),
        from_shard(options.data / options.verify, VERIFICATION_PICTURES),
    )


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
    parser.add_argument(
        "--checkpoint", type=Path, required=True, help="weights: .safetensors, or a .pth of ClickSEG"
    )
    parser.add_argument("--variant", help="the variant it must hold (default: what it says)")
    parser.add_argument(
        "--data",
        type=Path,
        help="folder with .tar shards of photographs; without it there is no int8, and the page's examples "
        "verify",
    )
    parser.add_argument("--calibrate", default="train-00000.tar", help="shard to calibrate int8 with")
    parser.add_argument("--verify", default="val-00000.tar", help="shard to verify with")
    parser.add_argument("--out", type=Path, default=Path("web/models"), help="folder that ships")
    parser.add_argument(
        "--segmentor", choices=(FLOAT, INT), help="precision that ships (int8 if there is --data)"
    )
    parser.add_argument("--refiner", default=FLOAT, choices=(FLOAT, INT), help="precision that ships")
    parser.add_argument(
        "--measured", type=Path, nargs="*", default=[], help="JSON of evaluations, for the card"
    )
    parser.add_argument("--compared", type=Path, nargs="*", default=[], help="the same, with float32 graphs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
