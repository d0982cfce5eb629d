"""Measure a model: ``python -m training.evaluation --dataset grabcut --root FOLDER``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.progress import track

from training.errors import TrainingError
from training.evaluation.datasets import LAYOUTS, Sample, read_dataset
from training.evaluation.opening import open_runtime
from training.evaluation.protocol import Failure, Merge, Record, evaluate, evaluate_in_processes
from training.evaluation.report import summarise, table
from training.evaluation.runtime import Runtime
from training.evaluation.sheets import worst, write_sheets

_MODELS = Path("web/models/models.json")
_PICTURED = 24


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code: 1 where a sample or everything failed."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except TrainingError as error:
        print(f"evaluation: {error}", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    samples = read_dataset(options.dataset, options.root, options.init)[: options.limit]
    runtime = open_runtime(options.model, options.models)
    records, failures = _play(options, runtime, samples)
    for failure in failures:
        print(f"evaluation: {failure.name}: {failure.reason}", file=sys.stderr)
    if not records:
        raise TrainingError(f"none of {len(samples)} samples could be evaluated")
    setting = {"dataset": options.dataset, "model": runtime.name, "merge": options.merge or "config"}
    figures = setting | summarise(records, failures)
    Console().print(table(" · ".join(setting.values()), figures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if options.pictures:
        by_name = {sample.name: sample for sample in samples}
        chosen = [by_name[record.name] for record in worst(records, _PICTURED)]
        for path in write_sheets(options.pictures, runtime, chosen, options.merge):
            print(path)
    print(json.dumps({name: value for name, value in figures.items() if name != "per_sample"}))
    return 1 if failures else 0


def _play(
    options: argparse.Namespace, runtime: Runtime, samples: Sequence[Sample]
) -> tuple[list[Record], list[Failure]]:
    """Play all samples, with a progress bar, and sort what came out."""
    if options.jobs == 1:
        outcomes = evaluate(runtime, samples, options.merge)
    else:
        opener = partial(open_runtime, options.model, options.models)
        outcomes = evaluate_in_processes(opener, samples, options.merge, options.jobs)
    records, failures = [], []
    console = Console(stderr=True)
    for outcome in track(outcomes, "clicking", total=len(samples), console=console, transient=True):
        if isinstance(outcome, Failure):
            failures.append(outcome)
        else:
            records.append(outcome)
    return records, failures


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluation",
        description="Click on every object of a data set as a robot would, and count.",
    )
    add = parser.add_argument
    add("--dataset", required=True, choices=sorted(LAYOUTS), help="layout of the data set")
    add("--root", type=Path, required=True, help="its folder")
    add(
        "--model",
        help="a variant of models.json, or a checkpoint (.safetensors, .pth); default: the default variant",
    )
    add("--models", type=Path, default=_MODELS, help="models.json, with its graphs beside it (%(default)s)")
    add(
        "--merge",
        choices=get_args(Merge),
        help="Progressive Merge: safe, from the first click on; reference, as "
        "published; never. Default: the variant's own rule",
    )
    add("--init", type=Path, help="begin with the masks of this folder (below --root, or anywhere)")
    add("--limit", type=_count, help="only the first N samples")
    add("--jobs", type=_count, default=1, help="processes (%(default)s); the figures do not depend on it")
    add("--json", type=Path, help="write all figures, with one entry per sample")
    add("--pictures", type=Path, help=f"write sheets of the {_PICTURED} worst samples to this folder")
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text}: expected 1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
