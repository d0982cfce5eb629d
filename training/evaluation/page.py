"""A report to look at: one HTML file that needs nothing else, with curves and the worst samples."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import cv2
import jinja2

from training.errors import TrainingError
from training.evaluation.methods import Method
from training.evaluation.metrics import MOST_CLICKS, clicks_needed
from training.evaluation.protocol import Record
from training.evaluation.report import rows
from training.evaluation.samples import Sample
from training.evaluation.sheets import strip
from training.evaluation.spread import SPREAD_COLUMNS, spread_rows

_TEMPLATE = "page.html.j2"
_PICTURED = 12
_QUALITY = 82
_BARS_AT = (85, 90)


def write_page(
    path: Path,
    figures: Mapping[str, Any],
    records: Sequence[Record],
    method: Method,
    worst: Sequence[Sample],
) -> None:
    """Write the page of one evaluation.

    Parameters
    ----------
    figures
        Those of `report.summarise`, with ``dataset``, ``model`` and ``merge``; with those of
        `spread.spread` as ``displaced`` where there are any.
    worst
        Samples to show, worst first; the first twelve are played once more.

    Raises
    ------
    TrainingError
        The file cannot be written.
    """
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)
    environment.filters["points"] = _points
    template = environment.from_string(files(__package__).joinpath(_TEMPLATE).read_text(encoding="utf-8"))
    page = template.render(
        figures=figures,
        rows=rows(figures),
        spread_columns=SPREAD_COLUMNS,
        spread_rows=spread_rows(figures["displaced"]) if "displaced" in figures else [],
        histograms={target: _histogram(records, target) for target in _BARS_AT},
        pictures=[(sample.name, _encoded(method, sample)) for sample in worst[:_PICTURED]],
        clicks=MOST_CLICKS,
    )
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise TrainingError(f"cannot write {path}: {error.strerror}") from error


def _points(curve: Sequence[float], width: float, height: float, backwards: bool = False) -> str:
    """Return a curve over clicks 0, 1, … as points of an SVG polyline; 0 lies at the bottom, 1 on top."""
    step = width / (len(curve) - 1)
    points = [f"{index * step:.1f},{height * (1 - value):.1f}" for index, value in enumerate(curve)]
    return " ".join(reversed(points) if backwards else points)


def _histogram(records: Sequence[Record], target: int) -> list[tuple[str, int]]:
    """Count samples by the clicks they need; the last bar is those that fail."""
    reached = [record for record in records if max(record.ious) >= target / 100]
    counts = Counter(clicks_needed(record.ious, target / 100) for record in reached)
    bars = [(str(clicks), counts[clicks]) for clicks in range(1, MOST_CLICKS + 1)]
    return [*bars, ("never", len(records) - len(reached))]


def _encoded(method: Method, sample: Sample) -> str:
    """Return a sample's strip as the base64 of a JPEG file."""
    pixels = strip(method, sample)[..., ::-1]
    encoded = cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1]
    return base64.b64encode(encoded.tobytes()).decode("ascii")
