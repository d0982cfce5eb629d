"""How much a model depends on where exactly people click: the protocol's figures under displaced clicks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from training.errors import TrainingError
from training.evaluation.metrics import clicks_needed, continued
from training.evaluation.protocol import Record

_TARGETS = (85, 90)
_SHOWN_CLICKS = (1, 2, 3, 5)
_COLUMNS = {
    "standard": "middle",
    "mean": "drawn",
    "deviation": "± draws",
    "best": "best draw",
    "worst": "worst draw",
    "lucky": "best clicks",
    "unlucky": "worst clicks",
}
SPREAD_COLUMNS = ("", *_COLUMNS.values(), "more")
"""Heads of the table of displaced clicks."""


def spread(
    standard: Sequence[Record],
    draws: Sequence[Sequence[Record]],
    lucky: Sequence[Record],
    unlucky: Sequence[Record],
) -> dict[str, Any]:
    """Compare displaced clicks with the standard ones.

    Parameters
    ----------
    standard
        Records of the protocol's own robot.
    draws
        Records of one or more draws of displaced clicks.
    lucky, unlucky
        Records of a robot that tries as many displaced clicks at each click and takes the best, the worst.

    Returns
    -------
    dict
        ``draws``, ``samples``: how many; only samples that all runs have are counted. ``noc85``,
        ``noc90``: ``standard``; ``mean`` and ``deviation`` (from draw to draw) of the displaced clicks;
        ``best`` and ``worst``: means over samples of each one's best and worst draw; ``lucky`` and
        ``unlucky``; ``increase``: mean over standard, less one. ``miou``: the same, but the increase, as
        lists of IoU after clicks 1 to 20; ``best`` and ``worst`` are then those at each click.

    Raises
    ------
    TrainingError
        No sample was played in every run.

    Notes
    -----
    After RClicks (arXiv 2410.11722), which reports NoC under clicks sampled from a model of people, its
    increase over the standard protocol, and the gap between easy and hard clicks.
    """
    runs = [{record.name: record.ious for record in run} for run in (standard, *draws, lucky, unlucky)]
    names = [name for name in runs[0] if all(name in run for run in runs)]
    if not names:
        raise TrainingError("no sample was played in every draw")

    def compared(measure: Callable[[Sequence[float]], Any], highest_is_best: bool) -> dict[str, NDArray[Any]]:
        return _compared(np.array([[measure(run[name]) for name in names] for run in runs]), highest_is_best)

    figures: dict[str, Any] = {"draws": len(draws), "samples": len(names)}
    for target in _TARGETS:
        noc = compared(partial(clicks_needed, target=target / 100), False)
        numbers = {name: float(value) for name, value in noc.items()}
        figures[f"noc{target}"] = {**numbers, "increase": numbers["mean"] / numbers["standard"] - 1}
    figures["miou"] = {name: curve.tolist() for name, curve in compared(continued, True).items()}
    return figures


def _compared(values: NDArray[Any], highest_is_best: bool) -> dict[str, NDArray[Any]]:
    """Average values of (run, sample, ...), with the runs in the order of `spread`'s parameters."""
    displaced = values[1:-2]
    lowest, highest = displaced.min(axis=0).mean(axis=0), displaced.max(axis=0).mean(axis=0)
    best, worst = (highest, lowest) if highest_is_best else (lowest, highest)
    return {
        "standard": values[0].mean(axis=0),
        "mean": displaced.mean(axis=(0, 1)),
        "deviation": displaced.mean(axis=1).std(axis=0),
        "best": best,
        "worst": worst,
        "lucky": values[-2].mean(axis=0),
        "unlucky": values[-1].mean(axis=0),
    }


def spread_table(figures: Mapping[str, Any]) -> Table:
    """Return the figures of `spread` as a table for a terminal."""
    title = (
        f"displaced clicks: {figures['draws']} draws, or candidates a click, of {figures['samples']} samples"
    )
    result = Table(title=title, title_justify="left")
    for column in SPREAD_COLUMNS:
        result.add_column(column, justify="right")
    for row in spread_rows(figures):
        result.add_row(*row)
    return result


def spread_rows(figures: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the rows below `SPREAD_COLUMNS`."""
    rows = []
    for target in _TARGETS:
        one = figures[f"noc{target}"]
        numbers = [f"{one[name]:.2f}" for name in _COLUMNS]
        rows.append((f"NoC@{target}", *numbers, f"{100 * one['increase']:+.0f} %"))
    for click in _SHOWN_CLICKS:
        numbers = [f"{figures['miou'][name][click - 1]:.3f}" for name in _COLUMNS]
        rows.append((f"IoU@{click}", *numbers, ""))
    return rows
