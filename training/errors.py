"""The one error type of the training room."""

from __future__ import annotations


class TrainingError(Exception):
    """Something the person who runs training or evaluation can mend: a file, a name, a setting."""
