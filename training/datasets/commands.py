"""``python -m training prepare``, ``python -m training label`` and ``python -m training curves``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from training.curves import draw_curves
from training.datasets.label import Labelling, label_shards, read_boxes
from training.datasets.layouts import LAYOUTS, layout
from training.datasets.packing import Packing, pack
from training.datasets.sam import Sam

COMMANDS = ("prepare", "label", "curves")


def run(arguments: Sequence[str]) -> None:
    """Run a command line that begins with one of `COMMANDS`.

    Raises
    ------
    TrainingError
        A file is missing or does not fit; see `pack` and `label_shards`.
    """
    options = _parser().parse_args(arguments)
    options.run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training")
    commands = parser.add_subparsers(required=True)
    _add_prepare(commands.add_parser("prepare", help="make shards from a data set in its own layout"))
    _add_label(commands.add_parser("label", help="have Segment Anything draw masks for shards"))
    _add_curves(commands.add_parser("curves", help="draw the loss and the scores of runs"))
    return parser


def _add_prepare(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_prepare)
    parser.add_argument("--layout", choices=LAYOUTS, required=True, help="which data set it is")
    parser.add_argument("--root", type=Path, required=True, help="folder of the data set")
    parser.add_argument("--out", type=Path, required=True, help="folder for the shards")
    parser.add_argument("--split", help="part of the set, named as its files name it")
    parser.add_argument("--name", help="what samples and shards are called (the layout's name)")
    parser.add_argument("--licence", help="terms of the pictures, where they state none of their own")
    parser.add_argument("--longest", type=int, default=480, help="longest side in pixels (480)")
    parser.add_argument("--seed", type=int, default=0, help="decides the order of the pictures")


def _prepare(options: argparse.Namespace) -> None:
    chosen = layout(options.layout)
    entries = chosen.read(options.root, options.split or chosen.splits[0])
    packing = Packing(
        source=options.name or options.layout,
        licence=options.licence or chosen.licence,
        longest=options.longest,
        seed=options.seed,
    )
    print(pack(entries, packing, options.out))


def _add_label(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_label)
    parser.add_argument("--shards", type=Path, nargs="+", required=True, help=".tar files to label")
    parser.add_argument("--encoder", type=Path, required=True, help="image encoder, an ONNX file")
    parser.add_argument("--decoder", type=Path, required=True, help="prompt decoder, an ONNX file")
    parser.add_argument("--out", type=Path, required=True, help=".jsonl.gz file, gone on with if it is there")
    parser.add_argument("--points", type=int, default=30, help="points of a grid on each picture (30)")
    parser.add_argument("--boxes", type=Path, help="JSON file of boxes by picture, in place of the grid")
    parser.add_argument("--mirrored", action="store_true", help="average with the mirrored picture, in boxes")


def _label(options: argparse.Namespace) -> None:
    boxes = read_boxes(options.boxes) if options.boxes else None
    labelling = Labelling(options.points, options.mirrored)
    sam = Sam(options.encoder, options.decoder)
    pictures = masks = 0
    with Console(stderr=True).status("labelling") as status:
        for key, count in label_shards(options.shards, sam, options.out, labelling, boxes):
            pictures, masks = pictures + 1, masks + count
            status.update(f"{pictures} pictures, {masks} masks; {key}")
    print(f"{pictures} pictures with {masks} masks added to {options.out}")


def _add_curves(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_curves)
    parser.add_argument("runs", type=Path, nargs="+", help="folders of runs")
    parser.add_argument("--out", type=Path, default=Path("curves.svg"), help="SVG file (curves.svg)")


def _curves(options: argparse.Namespace) -> None:
    draw_curves(options.runs, options.out)
    print(f"{len(options.runs)} runs drawn in {options.out}")
