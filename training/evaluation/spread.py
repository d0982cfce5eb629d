"""How much a model depends on where exactly people click: NoC over several draws of displaced clicks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from rich.table import Table

from training.errors import TrainingError
from training.evaluation.metrics import clicks_needed
from training.evaluation.protocol import Record

_TARGETS = (85, 90)


def spread(standard: Sequence[Record], draws: Sequence[Sequence[Record]]) -> dict[str, Any]:
    """Compare displaced clicks with the standard ones.

    Parameters
    ----------
    standard
        Records of the protocol's own robot.
    draws
        Records of one or more draws of displaced clicks. Only samples that all runs have are counted.

    Returns
    -------
    dict
        ``draws``, ``samples``: how many. For each target, as in ``noc90``: ``standard``; ``mean`` and
        ``deviation`` (from draw to draw) of the displaced clicks; ``best`` and ``worst``: means over
        samples of each one's best and worst draw; ``increase``: mean over standard, less one.

    Raises
    ------
    TrainingError
        No sample was played in every run.

    Notes
    -----
    After RClicks (arXiv 2410.11722), which reports NoC under clicks sampled from a model of people, its
    increase over the standard protocol, and the gap between easy and hard clicks.
    """
    runs = [{record.name: record for record in run} for run in (standard, *draws)]
    names = [name for name in runs[0] if all(name in run for run in runs)]
    if not names:
        raise TrainingError("no sample was played in every draw")
    figures: dict[str, Any] = {"draws": len(draws), "samples": len(names)}
    for target in _TARGETS:
        noc = np.array([[clicks_needed(run[name].ious, target / 100) for name in names] for run in runs])
        displaced = noc[1:]
        figures[f"noc{target}"] = {
            "standard": float(noc[0].mean()),
            "mean": float(displaced.mean()),
            "deviation": float(displaced.mean(axis=1).std()),
            "best": float(displaced.min(axis=0).mean()),
            "worst": float(displaced.max(axis=0).mean()),
            "increase": float(displaced.mean() / noc[0].mean() - 1),
        }
    return figures


def spread_table(figures: Mapping[str, Any]) -> Table:
    """Return the figures of `spread` as a table for a terminal."""
    title = f"displaced clicks: {figures['draws']} draws of {figures['samples']} samples"
    result = Table(title=title, title_justify="left")
    for column in ("", "standard", "displaced", "± draws", "best of draws", "worst of draws", "increase"):
        result.add_column(column, justify="right")
    for target in _TARGETS:
        one = figures[f"noc{target}"]
        numbers = [f"{one[name]:.2f}" for name in ("standard", "mean", "deviation", "best", "worst")]
        result.add_row(f"NoC@{target}", *numbers, f"{100 * one['increase']:+.0f} %")
    return result
