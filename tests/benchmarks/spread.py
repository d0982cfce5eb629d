"""A median with its quartiles."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Quartiles of measured values."""

    lower: float
    median: float
    upper: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Return the quartiles of at least two values.

        Examples
        --------
        >>> Spread.of([1.0, 2.0, 3.0]).median
        2.0
        """
        return cls(*statistics.quantiles(values, n=4, method="inclusive"))

    def __str__(self) -> str:
        return f"{self.median:.1f} ({self.lower:.1f} to {self.upper:.1f})"
