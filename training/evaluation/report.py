"""From records to figures: one dictionary for programs, one table for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from rich.table import Table

from training.evaluation.metrics import MOST_CLICKS, clicks_needed, continued, fails
from training.evaluation.protocol import Failure, Record

_NOC_TARGETS = (80, 85, 90, 95)
_NOF_TARGETS = (85, 90, 95)
_SHOWN_CLICKS = (1, 2, 3, 5, 10, 20)


def summarise(records: Sequence[Record], failures: Sequence[Failure]) -> dict[str, Any]:
    """Return a set's figures, ready for `json.dumps`.

    Parameters
    ----------
    records
        At least one.

    Returns
    -------
    dict
        ``samples``: how many. ``noc80`` ``noc85`` ``noc90`` ``noc95``: mean clicks to that IoU in percent,
        20 for a sample that fails. ``nof85`` ``nof90`` ``nof95``: samples that fail; ``nof85_at_20`` …: those
        that need 20 clicks or fail, which is what published figures count. ``start_iou``: mean before
        the first click. ``miou``: means after clicks 1 to 20; a sample that reached 0.95 keeps its last.
        ``destroyed``: mean over samples of the share of right pixels that a click broke.
        ``target_crop`` ``focus_crop``: mean over clicks of their share of the image, None without crops.
        ``seconds_per_click``: over all clicks. ``failed``: samples that could not be evaluated.
        ``per_sample``: one entry each.
    """
    curves = np.array([continued(record.ious) for record in records])
    noc = {each: [clicks_needed(record.ious, each / 100) for record in records] for each in _NOC_TARGETS}
    failing = {each: sum(fails(record.ious, each / 100) for record in records) for each in _NOF_TARGETS}
    return {
        "samples": len(records),
        **{f"noc{target}": float(np.mean(noc[target])) for target in _NOC_TARGETS},
        **{f"nof{target}": failing[target] for target in _NOF_TARGETS},
        **{f"nof{target}_at_20": noc[target].count(MOST_CLICKS) for target in _NOF_TARGETS},
        "start_iou": float(np.mean([record.start_iou for record in records])),
        "miou": curves.mean(axis=0).tolist(),
        "destroyed": float(np.mean([_destroyed(record) for record in records])),
        "target_crop": _mean([crops.target for record in records for crops in record.crops]),
        "focus_crop": _mean([crops.focus for record in records for crops in record.crops]),
        "seconds_per_click": sum(r.seconds for r in records) / sum(len(r.clicks) for r in records),
        "failed": [{"name": failure.name, "reason": failure.reason} for failure in failures],
        "per_sample": [_entry(record) for record in records],
    }


def _entry(record: Record) -> dict[str, Any]:
    height, width = record.size
    return {
        "name": record.name,
        "width": width,
        "height": height,
        **{f"noc{target}": clicks_needed(record.ious, target / 100) for target in _NOC_TARGETS},
        "start_iou": record.start_iou,
        "iou": list(record.ious),
        "clicks": [{"x": c.x, "y": c.y, "positive": c.positive} for c in record.clicks],
        "destroyed": _destroyed(record),
        "seconds": record.seconds,
    }


def _destroyed(record: Record) -> float:
    return record.broken / record.right if record.right else 0.0


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def table(title: str, figures: Mapping[str, Any]) -> Table:
    """Return the figures of `summarise` as a table for a terminal."""
    result = Table(title=title, title_justify="left")
    result.add_column("figure")
    result.add_column("value", justify="right")
    result.add_column("what it is", style="dim")
    for name, value, meaning in rows(figures):
        result.add_row(name, value, meaning)
    return result


def rows(figures: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return name, value and meaning of the figures that people read."""
    noc = [
        (f"NoC@{target}", f"{figures[f'noc{target}']:.2f}", f"mean clicks to IoU 0.{target}, at most 20")
        for target in _NOC_TARGETS
    ]
    nof = [
        (
            f"NoF@{target}",
            f"{figures[f'nof{target}']}",
            f"samples that never reach 0.{target} (need 20 or fail: {figures[f'nof{target}_at_20']})",
        )
        for target in _NOF_TARGETS
    ]
    ious = [(f"IoU@{n}", f"{figures['miou'][n - 1]:.3f}", f"mean after click {n}") for n in _SHOWN_CLICKS]
    return [
        ("samples", f"{figures['samples']}", f"{len(figures['failed'])} could not be evaluated"),
        *noc,
        *nof,
        ("IoU@0", f"{figures['start_iou']:.3f}", "mean before the first click"),
        *ious,
        ("destroyed", f"{100 * figures['destroyed']:.2f} %", "right pixels that a click broke"),
        (
            "per click",
            f"{1000 * figures['seconds_per_click']:.0f} ms",
            "on one thread of this machine, without the robot",
        ),
    ]
