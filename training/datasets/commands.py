"""``python -m training prepare`` and ``python -m training label``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from training.datasets.layouts import LAYOUTS, layout
from training.datasets.packing import Packing, pack

COMMANDS = ("prepare", "label")


def run(arguments: Sequence[str]) -> None:
    """Run a command line that begins with one of `COMMANDS`.

    Raises
    ------
    TrainingError
        A file is missing or does not fit; see `pack` and `label`.
    """
    options = _parser().parse_args(arguments)
    options.run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training")
    commands = parser.add_subparsers(required=True)
    _add_prepare(commands.add_parser("prepare", help="make shards from a data set in its own layout"))
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
