"""Keeping what tables printed in one Markdown file, a section each, with what the figures hang on."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from training.errors import TrainingError
from training.evaluation.tables.printed import Cell, Printed, text_of

_INTRODUCTION = """\
# Tables

The paper's tables (Chen et al., FocalClick, CVPR 2022) as this repository measures them. Each section was
written by the command that it names; running that again, with the folders' own paths, replaces the section.
"""
_HEAD = re.compile(r"^## Table (\d)", re.MULTILINE)
_ABSOLUTE = re.compile(r"(?<![^:=])/(?:[^/]+/)*")


def keep(
    path: Path,
    number: int,
    printed: Printed,
    arguments: Sequence[str],
    weights: Mapping[str, Sequence[str]],
) -> None:
    """Write a table into a Markdown file, which is made where there is none; sections stay in order.

    Parameters
    ----------
    arguments
        Of the command line; of absolute paths only the last name is kept.
    weights
        By method, the sha256 of the files behind its figures.

    Raises
    ------
    TrainingError
        The file cannot be read or written.
    """
    try:
        content = path.read_text(encoding="utf-8") if path.exists() else _INTRODUCTION
        introduction, *parts = re.split(r"^(?=## Table \d)", content, flags=re.MULTILINE)
        sections = {_number(part): part.strip() for part in parts}
        sections[number] = _section(number, printed, arguments, weights)
        ordered = [introduction.strip(), *(sections[key] for key in sorted(sections))]
        path.write_text("\n\n".join(ordered) + "\n", encoding="utf-8")
    except OSError as error:
        raise TrainingError(f"cannot keep the table in {path}: {error.strerror}") from error


def _number(section: str) -> int:
    head = _HEAD.match(section)
    assert head  # the file was split there
    return int(head[1])


def _section(
    number: int, printed: Printed, arguments: Sequence[str], weights: Mapping[str, Sequence[str]]
) -> str:
    command = shlex.join(_ABSOLUTE.sub("", each) for each in arguments)
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    facts = [
        f"{datetime.now(UTC):%d %B %Y}, {os.cpu_count()} processors, load {load}",
        *(
            f"{name}: sha256 {', '.join(f'`{each[:12]}…`' for each in hashes)}"
            for name, hashes in weights.items()
        ),
    ]
    rows = [printed.columns, ["---", *["---:"] * (len(printed.columns) - 1)], *map(_texts, printed.rows)]
    lines = [
        f"## {printed.title}",
        "",
        f"`python -m training.evaluation table {command}`",
        "",
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
        *(f"* {note}" for note in [*printed.notes, *facts]),
    ]
    return "\n".join(lines)


def _texts(row: Sequence[Cell]) -> list[str]:
    return [text_of(cell) for cell in row]
