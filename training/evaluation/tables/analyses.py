"""Tables 5, 6 and 7: what each part does, how large the crops are, and how wide they should be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from training.errors import TrainingError
from training.evaluation.ablation import WHOLE_IMAGE
from training.evaluation.opening import Choice
from training.evaluation.tables.accuracy import stand_in, with_masks
from training.evaluation.tables.bench import Bench
from training.evaluation.tables.printed import Printed
from training.evaluation.tables.published import TABLE_5, TABLE_6, TABLE_7, TABLE_7_RATIOS
from training.evaluation.tables.sets import SetAtHand

_NUMBERS = ("noc85", "noc90", "nof90_at_20")
_WEIGHTS = (
    "The paper's figures are of SegFormer-B0, each row trained as it is run; here one model is run in parts."
)
_OTHER_MODEL = "The paper's figures hang on its own weights; those measured here had other and less training."


def table_5(bench: Bench, sets: Sequence[SetAtHand], choices: Sequence[Choice], limit: int | None) -> Printed:
    """Take Target Crop, Focus Crop and Progressive Merge away, and give them back one by one."""
    scratch, masks = davis(sets), with_masks(sets)
    columns = [f"{each} {what}" for each in ("scratch", "masks") for what in ("NoC85", "NoC90", "NoF90")]
    printed = Printed(
        f"Table 5: ablation; scratch on {scratch.title}, masks on {masks.title}", ["method", *columns]
    )
    for name, from_scratch, from_masks in TABLE_5:
        printed.add(f"paper: {name}", *from_scratch, *from_masks)
    for choice in choices:
        printed.section()
        for name, parts in _parts(choice):
            runs = [
                bench.measure(parts, scratch.layout, scratch.samples),
                bench.measure(parts, f"{masks.layout} with masks", masks.from_masks(limit)),
            ]
            values = [run[number] for run in runs for number in _NUMBERS]
            printed.add(f"measured: {bench.name(choice)}, {name}", *values)
    printed.notes += [_WEIGHTS, *stand_in(masks)]
    return printed


def _parts(choice: Choice) -> list[tuple[str, Choice]]:
    naive = replace(choice, target_ratio=WHOLE_IMAGE, refine=False, merge="never")
    with_target = replace(naive, target_ratio=None)
    with_focus = replace(with_target, refine=True)
    return [
        ("naive", naive),
        ("+ Target Crop", with_target),
        ("+ Focus Crop", with_focus),
        ("+ Progressive Merge", choice),
    ]


def table_6(bench: Bench, sets: Sequence[SetAtHand], choices: Sequence[Choice]) -> Printed:
    """Report how much of the image the crops cover."""
    columns = [f"{each.title} {crop}" for each in sets for crop in ("Target", "Focus")]
    printed = Printed("Table 6: mean area of the crops in percent of the image", ["method", *columns])
    known = [TABLE_6.get(each.layout, (None, None)) for each in sets]
    printed.add("paper", *(value for pair in known for value in pair))
    printed.section()
    for choice in choices:
        measured = [bench.measure(choice, each.layout, each.samples) for each in sets]
        printed.add(f"measured: {bench.name(choice)}", *(value for run in measured for value in _areas(run)))
    printed.notes += [
        "Measured: mean over all clicks up to IoU 0.95, the first (on the whole image) included; the paper "
        "does not say which clicks it counts.",
        _OTHER_MODEL,
    ]
    return printed


def _areas(figures: dict[str, Any]) -> list[float | None]:
    shares = (figures["target_crop"], figures["focus_crop"])
    return [None if share is None else 100 * share for share in shares]


def table_7(bench: Bench, sets: Sequence[SetAtHand], choices: Sequence[Choice]) -> Printed:
    """Widen the crops by other ratios: rows for the Focus Crop, columns for the Target Crop."""
    chosen = davis(sets)
    printed = Printed(
        f"Table 7: NoC85 / NoC90 by expansion ratio, on {chosen.title}",
        ["Focus \\ Target", *(str(ratio or "none") for ratio in TABLE_7_RATIOS)],
    )
    for focus, line in zip(TABLE_7_RATIOS, TABLE_7, strict=True):
        printed.add(f"paper: {focus or 'none'}", *(f"{low:.2f} / {high:.2f}" for low, high in line))
    for choice in choices:
        printed.section()
        for focus in TABLE_7_RATIOS:
            cells = [_cell(bench, choice, chosen, target, focus) for target in TABLE_7_RATIOS]
            printed.add(f"{bench.name(choice)}: {focus or 'none'}", *cells)
    printed.notes += ["The paper's figures are of SegFormer-B0 S1 on all 345 frames of DAVIS.", _OTHER_MODEL]
    return printed


def _cell(bench: Bench, choice: Choice, chosen: SetAtHand, target: float | None, focus: float | None) -> str:
    widened = replace(choice, target_ratio=target or WHOLE_IMAGE, focus_ratio=focus, refine=focus is not None)
    run = bench.measure(widened, chosen.layout, chosen.samples)
    return f"{run['noc85']:.2f} / {run['noc90']:.2f}"


def davis(sets: Sequence[SetAtHand]) -> SetAtHand:
    """Return the DAVIS set.

    Raises
    ------
    TrainingError
        It is not at hand.
    """
    for each in sets:
        if each.layout == "davis":
            return each
    raise TrainingError("this table is measured on DAVIS, and no folder of that name is at hand")
