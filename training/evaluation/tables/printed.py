"""A table as people read it in a terminal and as programs read it in JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

Cell = str | float | int | None

_WIDTH = 160


@dataclass
class Printed:
    """Rows under a title, with notes on what differs from the published figures."""

    title: str
    columns: list[str]
    notes: list[str] = field(default_factory=list)
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    _sections: set[int] = field(default_factory=set)

    def add(self, *cells: Cell) -> None:
        """Add a row."""
        self.rows.append(cells)

    def section(self) -> None:
        """Draw a line below the last row."""
        self._sections.add(len(self.rows) - 1)

    def show(self) -> None:
        """Print to the terminal; wide, where it goes to a file."""
        table = Table(title=self.title, title_justify="left")
        for index, column in enumerate(self.columns):
            table.add_column(column, justify="right" if index else "left", no_wrap=not index)
        for index, row in enumerate(self.rows):
            table.add_row(*map(text_of, row), end_section=index in self._sections)
        console = Console()
        console = console if console.is_terminal else Console(width=_WIDTH)
        console.print(table)
        for note in self.notes:
            console.print(f"* {note}", highlight=False)

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for `json.dumps`."""
        return {"title": self.title, "columns": self.columns, "rows": self.rows, "notes": self.notes}


def text_of(cell: Cell) -> str:
    """Return a cell as people read it: two digits after the point, a dash for what is not known."""
    if cell is None:
        return "–"
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)
