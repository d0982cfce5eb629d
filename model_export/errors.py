"""The one error type of the export room."""

from __future__ import annotations


class ExportError(Exception):
    """An export that cannot go on, or whose result must not ship."""
