"""``python -m training.evaluation --dataset NAME --root FOLDER``: one model on one set."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from rich.console import Console

from training.errors import TrainingError
from training.evaluation.clicking import Clicking
from training.evaluation.datasets import LAYOUTS, read_dataset
from training.evaluation.methods import Merge
from training.evaluation.opening import Choice
from training.evaluation.page import write_page
from training.evaluation.protocol import Failure, Record
from training.evaluation.report import summarise, table
from training.evaluation.running import Evaluation, Outcomes
from training.evaluation.sheets import worst, write_sheets
from training.evaluation.spread import spread, spread_table

MODELS = Path("web/models/models.json")
_PICTURED = 24
_DETAILS = ("per_sample",)


def run(arguments: list[str]) -> int:
    """Run the command line; return 1 where a sample failed.

    Raises
    ------
    TrainingError
        Nothing could be measured.
    """
    options = _parser().parse_args(arguments)
    evaluation = Evaluation(
        title="clicking",
        open_method=Choice(options.model, options.models, options.merge),
        samples=read_dataset(options.dataset, options.root, options.init)[: options.limit],
        jobs=options.jobs,
        journal=options.resume,
    )
    method = evaluation.open_method()
    outcomes = evaluation.run(method)
    _require_records(outcomes)
    figures: dict[str, Any] = {
        "dataset": options.dataset,
        "model": method.name,
        "merge": options.merge or "config",
        **summarise(outcomes.records, outcomes.failures),
    }
    Console().print(table(f"{options.dataset} · {method.name} · {figures['merge']}", figures))
    _keep(options.json, figures)
    if options.draws:
        figures["displaced"] = _displaced(evaluation, options.draws, outcomes.records)
        Console().print(spread_table(figures["displaced"]))
        _keep(options.json, figures)
    by_name = {sample.name: sample for sample in evaluation.samples}
    chosen = [by_name[record.name] for record in worst(outcomes.records, _PICTURED)]
    if options.pictures:
        for path in write_sheets(options.pictures, method, chosen):
            print(path)
    if options.report:
        write_page(options.report, figures, outcomes.records, method, chosen)
    print(json.dumps({name: value for name, value in figures.items() if name not in _DETAILS}))
    return 1 if outcomes.failures else 0


def _keep(path: Path | None, figures: dict[str, Any]) -> None:
    """Write the figures as soon as there are any: displaced clicks take hours more."""
    if path:
        path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _require_records(outcomes: Outcomes) -> None:
    """Name the samples that failed, and stop where all did."""
    _name(outcomes.failures)
    if not outcomes.records:
        raise TrainingError(f"none of {len(outcomes.failures)} samples could be evaluated")


def _name(failures: list[Failure]) -> None:
    for failure in failures:
        print(f"evaluation: {failure.name}: {failure.reason}", file=sys.stderr)


def _displaced(evaluation: Evaluation, draws: int, standard: list[Record]) -> dict[str, Any]:
    """Play several draws of displaced clicks, and the best and the worst of as many at each click."""

    def records(clicking: Clicking, suffix: str) -> list[Record]:
        journal = evaluation.journal and evaluation.journal.with_suffix(f".{suffix}.jsonl")
        played = replace(evaluation, title=str(clicking), clicking=clicking, journal=journal).run()
        _name(played.failures)
        return played.records

    runs = [records(Clicking(draw), f"draw{draw}") for draw in range(draws)]
    best, worst = Clicking(0, draws, "best"), Clicking(0, draws, "worst")
    return spread(standard, runs, records(best, "best"), records(worst, "worst"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluation",
        description="Click on every object of a data set as a robot would, and count. "
        "Other commands: table N (a table of the paper), damage (make starting masks).",
    )
    add = parser.add_argument
    add("--dataset", required=True, choices=sorted(LAYOUTS), help="layout of the data set")
    add("--root", type=Path, required=True, help="its folder")
    add(
        "--model",
        help="a variant of models.json, a checkpoint (.safetensors, .pth), opencv-grabcut, random-walker, "
        "or mobilesam:FOLDER; default: the default variant",
    )
    add("--models", type=Path, default=MODELS, help="models.json, with its graphs beside it (%(default)s)")
    add(
        "--merge",
        choices=get_args(Merge),
        help="Progressive Merge: safe, from the first click on; reference, as "
        "published; never. Default: the variant's own rule",
    )
    add("--init", type=Path, help="begin with the masks of this folder (below --root, or anywhere)")
    add(
        "--draws",
        type=count,
        default=0,
        help="play so many draws of displaced clicks too, and the best and worst of so many at each click",
    )
    add("--limit", type=count, help="only the first N samples")
    add("--jobs", type=count, default=1, help="processes (%(default)s); the figures do not depend on it")
    add("--resume", type=Path, help="keep outcomes in this file as they come, and go on from those in it")
    add("--json", type=output, help="write all figures, with one entry per sample")
    add("--report", type=output, help="write a page (.html) with curves and pictures, complete in itself")
    add("--pictures", type=Path, help=f"write sheets of the {_PICTURED} worst samples to this folder")
    return parser


def output(text: str) -> Path:
    """Read the path of a file to write, whose folder must be there: it is written after hours of work."""
    path = Path(text)
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{text}: there is no folder {path.parent}")
    return path


def count(text: str) -> int:
    """Read a number of things from a command line."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text}: expected 1 or more")
    return number
