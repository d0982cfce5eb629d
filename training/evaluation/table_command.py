"""``python -m training.evaluation table N``: a table of the paper, measured anew."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from training.errors import TrainingError
from training.evaluation.manifest import variant_names
from training.evaluation.measure_command import MODELS, count, output
from training.evaluation.opening import BASELINES, Choice
from training.evaluation.tables.accuracy import table_2, table_4
from training.evaluation.tables.analyses import table_5, table_6, table_7
from training.evaluation.tables.bench import Bench
from training.evaluation.tables.document import keep
from training.evaluation.tables.printed import Printed
from training.evaluation.tables.sets import find_sets

_CACHE = Path(".cache/evaluation")
_DATA = Path("data/eval")


def run(arguments: list[str]) -> int:
    """Run the command line; return 1 where a sample failed.

    Raises
    ------
    TrainingError
        The data or a model cannot be read.
    """
    options = _parser().parse_args(arguments)
    bench = Bench(options.cache, options.jobs)
    printed = _measured(options, bench)
    printed.show()
    if options.json:
        options.json.write_text(json.dumps(printed.to_json(), indent=1) + "\n", encoding="utf-8")
    if options.markdown:
        keep(options.markdown, options.number, printed, arguments, bench.weights())
    for failure in bench.failures:
        print(f"evaluation: {failure.name}: {failure.reason}", file=sys.stderr)
    return 1 if bench.failures else 0


def _measured(options: argparse.Namespace, bench: Bench) -> Printed:
    if options.number == 3:
        return _table_3(options.model)
    sets = find_sets(options.data, options.limit)
    if options.only:
        sets = [each for each in sets if each.layout in options.only]
    if not sets:
        raise TrainingError(f"none of the sets at hand is one of {', '.join(options.only)}")
    models = [Choice(model, options.models) for model in options.model or variant_names(options.models)]
    if options.number == 2:
        baselines = [Choice(name, options.models) for name in BASELINES if not options.no_baselines]
        return table_2(bench, sets, [*models, *baselines], options.classics)
    if options.number == 4:
        return table_4(bench, sets, models, options.limit)
    if options.number == 5:
        return table_5(bench, sets, models, options.limit)
    return (table_6 if options.number == 6 else table_7)(bench, sets, models)


def _table_3(names: list[str] | None) -> Printed:
    # Imported here: the other tables of what ships need no torch.
    from training.evaluation.tables.cost import table_3
    from training.networks import VARIANTS

    unknown = set(names or ()) - set(VARIANTS)
    if unknown:
        raise TrainingError(f"no variant {min(unknown)!r}: choose of {', '.join(VARIANTS)}")
    return table_3(names or list(VARIANTS))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluation table",
        description="Measure a table of the paper anew and print it beside the paper's figures: 2 methods "
        "compared, 3 cost, 4 correcting masks, 5 ablation, 6 crop areas, 7 expansion ratios. Outcomes are "
        "kept, so that a table that was interrupted goes on, and what two tables share is measured once.",
    )
    add = parser.add_argument
    add("number", type=int, choices=range(2, 8), help="of the table")
    add("--data", type=Path, default=_DATA, help="folder whose folders are the sets (%(default)s)")
    add("--only", nargs="+", help="only these layouts")
    add(
        "--model",
        action="append",
        help="as for the measuring command, may be repeated; default: all that ship (table 3: all)",
    )
    add("--no-baselines", action="store_true", help="table 2 without GrabCut and random walker")
    add("--classics", type=count, help="GrabCut and random walker on N samples of each set, evenly spaced")
    add("--models", type=Path, default=MODELS, help="models.json (%(default)s)")
    add("--limit", type=count, help="only the first N samples of each set")
    add("--jobs", type=count, default=1, help="processes (%(default)s)")
    add("--cache", type=Path, default=_CACHE, help="where outcomes are kept (%(default)s)")
    add("--json", type=output, help="write the table")
    add(
        "--markdown",
        type=output,
        help="keep the table in this file, in place of an earlier one of its number",
    )
    return parser
