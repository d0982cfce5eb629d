"""Tables 2 and 4: clicks that methods need, from scratch and from starting masks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from training.errors import TrainingError
from training.evaluation.opening import BASELINES, Choice
from training.evaluation.samples import Sample
from training.evaluation.tables.bench import Bench
from training.evaluation.tables.printed import Printed
from training.evaluation.tables.published import RELEASED, RELEASED_COLUMNS, TABLE_2, TABLE_2_COLUMNS, TABLE_4
from training.evaluation.tables.sets import SetAtHand

_TARGETS = (85, 90)
_NUMBERS = ("noc85", "noc90", "noc95", "nof85_at_20", "nof90_at_20", "nof95_at_20")


def table_2(
    bench: Bench, sets: Sequence[SetAtHand], choices: Sequence[Choice], classics: int | None = None
) -> Printed:
    """Compare methods by their mean number of clicks on the sets at hand.

    With a number in `classics`, GrabCut and the random walker, which are slow, play that many samples of
    each set.
    """
    columns = [(each, target) for each in sets for target in _TARGETS]
    printed = Printed(
        "Table 2: mean number of clicks (NoC) to IoU 0.85 and 0.90, at most 20; lower is better",
        ["method", "training data", *(f"{each.title} {target}" for each, target in columns)],
    )
    for method, data, figures in TABLE_2:
        known = dict(zip(TABLE_2_COLUMNS, figures, strict=True))
        values = [known.get((each.layout, target)) for each, target in columns]
        if any(value is not None for value in values):
            printed.add(f"paper: {method}", data, *values)
    printed.section()
    for name, data, pairs in RELEASED:
        published = dict(zip(RELEASED_COLUMNS, pairs, strict=True))
        printed.add(f"released: {name}", data, *_flat(published.get(each.layout) for each in sets))
    printed.section()
    for choice in choices:
        most = classics if choice.model in BASELINES else None
        measured = [bench.measure(choice, each.layout, _spaced(each.samples, most)) for each in sets]
        values = [figures[f"noc{target}"] for figures in measured for target in _TARGETS]
        name = bench.name(choice) + (f", {most} of each set" if most else "")
        printed.add(f"measured: {name}", "see its card" if choice.ships else "", *values)
    printed.notes += [*_parts(sets), *_OTHER_WEIGHTS]
    if any(choice.model in BASELINES for choice in choices):
        printed.notes += _CLASSICS
    return printed


def table_4(bench: Bench, sets: Sequence[SetAtHand], choices: Sequence[Choice], limit: int | None) -> Printed:
    """Compare methods on correcting masks and from scratch, on DAVIS-585 or what stands in for it."""
    chosen = with_masks(sets)
    columns = [
        f"{how} {what}"
        for how in ("masks", "scratch")
        for what in ("NoC85", "NoC90", "NoC95", "NoF85", "NoF90", "NoF95")
    ]
    printed = Printed(
        f"Table 4: correcting masks, and beginning from scratch; measured on {chosen.title}",
        ["method", *columns],
    )
    for method, masks, scratch in TABLE_4:
        printed.add(f"paper: {method}", *masks, *scratch)
    printed.section()
    for choice in choices:
        runs = [
            bench.measure(choice, f"{chosen.layout} with masks", chosen.from_masks(limit)),
            bench.measure(choice, chosen.layout, chosen.samples),
        ]
        printed.add(f"measured: {bench.name(choice)}", *(run[name] for run in runs for name in _NUMBERS))
    printed.notes.append("NoF counts samples that need 20 clicks or fail, as the paper's does.")
    printed.notes += [*stand_in(chosen), *_OTHER_WEIGHTS]
    return printed


def with_masks(sets: Sequence[SetAtHand]) -> SetAtHand:
    """Return DAVIS-585, or the first other set that has starting masks.

    Raises
    ------
    TrainingError
        None has.
    """
    usable = sorted((each for each in sets if each.start), key=lambda each: each.layout != "davis585")
    if not usable:
        raise TrainingError(
            "no set has starting masks: make some with 'python -m training.evaluation damage', in a folder "
            "'init' of the set"
        )
    return usable[0]


def stand_in(chosen: SetAtHand) -> list[str]:
    """Say what differs where it is not DAVIS-585 that was measured on."""
    if chosen.layout == "davis585":
        return _parts([chosen])
    return [
        f"{chosen.title} with masks damaged after the paper's Algorithm 1 stands in for DAVIS-585: other "
        "objects and other masks, so the paper's figures are a guide only."
    ]


def _flat(pairs: Iterable[tuple[float, float] | None]) -> list[float | None]:
    return [value for pair in pairs for value in (pair or (None, None))]


def _parts(sets: Sequence[SetAtHand]) -> list[str]:
    named = [each.title for each in sets if not each.whole]
    return [f"Not whole, so not comparable with published figures: {', '.join(named)}."] if named else []


def _spaced(samples: Sequence[Sample], count: int | None) -> Sequence[Sample]:
    """Return so many samples, evenly spaced and beginning with the first, or all."""
    return samples if count is None else samples[:: max(1, len(samples) // count)][:count]


_OTHER_WEIGHTS = [
    "What ships here has weights of its own: other training data, and far less training, than the paper's."
]
_CLASSICS = [
    "OpenCV's GrabCut and the random walker take clicks as disks of 5 pixels; the paper's classics are other "
    "implementations with strokes of their own."
]
