"""``python -m training.evaluation damage``: starting masks for any data set, as DAVIS-585 has them."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from training.errors import TrainingError
from training.evaluation.damage import KINDS, ORDERS, Damage, damage
from training.evaluation.datasets import LAYOUTS, read_dataset
from training.evaluation.measure_command import count
from training.evaluation.protocol import Failure
from training.evaluation.samples import Sample

_BINS = np.linspace(0.75, 0.85, 6)

Outcome = tuple[str, Damage] | Failure


def run(arguments: list[str]) -> int:
    """Run the command line; return 1 where a sample failed.

    Raises
    ------
    TrainingError
        The set cannot be read, the folder not be written, or no sample could be damaged.
    """
    options = _parser().parse_args(arguments)
    samples = read_dataset(options.dataset, options.root)[: options.limit]
    task = partial(_task, order=options.order, seed=options.seed)
    made: dict[str, Damage] = {}
    failures = []
    outcomes = _outcomes(task, samples, options.jobs)
    console = Console(stderr=True)
    for outcome in track(outcomes, "damaging", total=len(samples), console=console, transient=True):
        if isinstance(outcome, Failure):
            print(f"evaluation: {outcome.name}: {outcome.reason}", file=sys.stderr)
            failures.append(outcome)
            continue
        name, damaged = outcome
        _write(options.out / f"{name}.png", damaged)
        made[name] = damaged
    if not made:
        raise TrainingError(f"none of {len(samples)} masks could be damaged")
    figures = {"order": options.order, "seed": options.seed, **summary(made, failures)}
    (options.out / "damage.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    Console().print(_table(figures))
    return 1 if failures else 0


def summary(made: Mapping[str, Damage], failures: Sequence[Failure]) -> dict[str, Any]:
    """Return the distribution of IoU, the share of each kind of edit, the attempts, and what was left out."""
    ious = [each.iou for each in made.values()]
    edits = Counter(kind for each in made.values() for kind in each.edits)
    histogram = np.histogram(ious, _BINS)[0].tolist()
    return {
        "superpixels": f"SLIC, scikit-image {version('scikit-image')}",
        "samples": len(made),
        "iou_mean": float(np.mean(ious)),
        "iou_histogram": {
            f"{low:.2f}-{low + 0.02:.2f}": n for low, n in zip(_BINS[:-1], histogram, strict=True)
        },
        "edits": {kind: edits[kind] / edits.total() for kind in KINDS},
        "edits_mean": edits.total() / len(made),
        "attempts_mean": float(np.mean([each.attempts for each in made.values()])),
        "failed": [{"name": failure.name, "reason": failure.reason} for failure in failures],
        "per_sample": [
            {"name": name, "iou": each.iou, "edits": list(each.edits), "attempts": each.attempts}
            for name, each in made.items()
        ],
    }


def _outcomes(task: partial[Outcome], samples: Iterable[Sample], jobs: int) -> Iterator[Outcome]:
    if jobs == 1:
        yield from map(task, samples)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from pool.map(task, samples)


def _task(sample: Sample, order: str, seed: int) -> Outcome:
    try:
        return sample.name, damage(sample.load(), sample.name, order, seed)
    except TrainingError as error:
        return Failure(sample.name, str(error))
    except Exception as error:  # whatever it is, the other masks must not be lost to it
        return Failure(sample.name, f"{type(error).__name__}: {error}")


def _write(path: Path, damaged: Damage) -> None:
    encoded = cv2.imencode(".png", damaged.mask.astype(np.uint8) * 255)[1]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded.tobytes())
    except OSError as error:
        raise TrainingError(f"cannot write {path}: {error.strerror}") from error


def _table(figures: Mapping[str, Any]) -> Table:
    title = f"{figures['samples']} damaged masks, order {figures['order']!r}, seed {figures['seed']}"
    table = Table("figure", "value", title=title, title_justify="left")
    table.add_row("IoU, mean", f"{figures['iou_mean']:.3f}")
    for name, number in figures["iou_histogram"].items():
        table.add_row(f"IoU {name}", str(number))
    for kind, share in figures["edits"].items():
        table.add_row(f"edits: {kind}", f"{100 * share:.0f} %")
    table.add_row("edits per mask", f"{figures['edits_mean']:.1f}")
    table.add_row("attempts per mask", f"{figures['attempts_mean']:.1f}")
    table.add_row("left out", str(len(figures["failed"])))
    return table


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluation damage",
        description="Damage the ground truth of a data set, for --init (FocalClick, Algorithm 1).",
    )
    add = parser.add_argument
    add("--dataset", required=True, choices=sorted(LAYOUTS), help="layout of the data set")
    add("--root", type=Path, required=True, help="its folder")
    add("--out", type=Path, required=True, help="folder for the masks, named as the samples")
    add("--order", default="paper", choices=sorted(ORDERS), help="whose chances of each kind (%(default)s)")
    add("--seed", type=int, default=0, help="other masks for another number (%(default)s)")
    add("--limit", type=count, help="only the first N samples")
    add("--jobs", type=count, default=1, help="processes (%(default)s); the masks do not depend on it")
    return parser
