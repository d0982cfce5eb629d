"""The curves of runs as one picture (SVG): loss and scores on held-out samples, by steps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

import numpy as np

from training.errors import TrainingError
from training.saving import writing

Curve = list[tuple[float, float]]
"""Points (step, value)."""

Logs = dict[str, list[dict[str, float]]]
"""Entries of each run's log, by the run's name."""

PANELS = (
    ("loss", "total"),
    ("IoU of the refined mask after the first clicks", "refined_iou@+0"),
    ("and three clicks later", "refined_iou@+3"),
)
"""Title and the log's name for what each panel shows."""

_COLOURS = ("#1f6fb4", "#d1601f", "#2c8f4a", "#8c4fb8", "#5b5b5b")
_WIDTH, _HEIGHT, _MARGIN = 300, 180, 44
_MOST_POINTS = 60
_SHOWN = (10, 99)
"""Percentiles between which values are shown, so that a run's beginning does not flatten all the rest."""


def draw_curves(runs: Sequence[Path], out: Path) -> None:
    """Write one panel per curve, a line of another colour for each run folder.

    Raises
    ------
    TrainingError
        A run has no log or a damaged one, or the picture cannot be written.
    """
    logs = {run.name: _read_log(run / "log.jsonl") for run in runs}
    panels = [_panel(number, title, name, logs) for number, (title, name) in enumerate(PANELS)]
    width, height = len(PANELS) * (_WIDTH + _MARGIN) + _MARGIN, _HEIGHT + 2 * _MARGIN
    legend = [
        _text(_MARGIN + 130 * place, height - 6, name, colour)
        for place, (name, colour) in enumerate(_coloured(logs))
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    ground = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    with writing(out):
        out.write_text("\n".join([head, ground, *panels, *legend, "</svg>\n"]), encoding="utf-8")


def _read_log(path: Path) -> list[dict[str, float]]:
    try:
        entries = [json.loads(line) for line in path.read_text().splitlines()]
    except (OSError, ValueError) as error:
        raise TrainingError(f"cannot read the log of a run, {path}: {error}") from error
    if not entries:
        raise TrainingError(f"{path} is empty: the run has reported nothing yet")
    return entries


def _coloured(logs: Logs) -> list[tuple[str, str]]:
    """Return name and colour of each run."""
    return [(name, _COLOURS[place % len(_COLOURS)]) for place, name in enumerate(logs)]


def _panel(number: int, title: str, name: str, logs: Logs) -> str:
    curves = {run: _thinned([(e["step"], e[name]) for e in log if name in e]) for run, log in logs.items()}
    values = [value for curve in curves.values() for _, value in curve] or [0.0]
    low, high = (float(each) for each in np.percentile(values, _SHOWN))
    last = max(entry["step"] for log in logs.values() for entry in log)
    left, top = _MARGIN + number * (_WIDTH + _MARGIN), _MARGIN
    lines = [
        f'<rect x="{left}" y="{top}" width="{_WIDTH}" height="{_HEIGHT}" fill="none" stroke="#bbb"/>',
        _text(left, top - 8, title),
        _text(left - 4, top + 10, f"{high:.2f}", anchor="end"),
        _text(left - 4, top + _HEIGHT, f"{low:.2f}", anchor="end"),
        _text(left + _WIDTH, top + _HEIGHT + 14, f"{last:.0f} steps", anchor="end"),
    ]
    for run, colour in _coloured(logs):
        across = [left + _WIDTH * step / max(last, 1) for step, _ in curves[run]]
        held = [min(max(value, low), high) for _, value in curves[run]]
        down = [top + _HEIGHT * (high - value) / max(high - low, 1e-9) for value in held]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True))
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
    return "\n".join(lines)


def _thinned(curve: Curve) -> Curve:
    """Bring a long curve to few points, each the mean of some that follow each other."""
    parts = np.array_split(np.array(curve), min(len(curve), _MOST_POINTS)) if curve else []
    return [(float(x), float(y)) for x, y in (part.mean(0) for part in parts)]


def _text(x: float, y: float, words: str, colour: str = "#333", anchor: str = "start") -> str:
    place = f'x="{x}" y="{y}" font-size="11" fill="{colour}" text-anchor="{anchor}"'
    return f"<text {place}>{escape(words)}</text>"
