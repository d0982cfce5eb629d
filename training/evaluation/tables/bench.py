"""Measuring for tables: many methods on many sets, each outcome kept on disk and never measured twice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.errors import TrainingError
from training.evaluation.methods import Method
from training.evaluation.opening import Choice
from training.evaluation.protocol import Failure
from training.evaluation.report import summarise
from training.evaluation.running import Evaluation
from training.evaluation.samples import Sample

_SHA256 = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass
class Bench:
    """Where outcomes are kept, and with how many processes they are made.

    Attributes
    ----------
    failures
        Samples that could not be evaluated, of all runs.
    """

    cache: Path
    jobs: int = 1
    failures: list[Failure] = field(default_factory=list)
    _opened: dict[Choice, Method] = field(default_factory=dict)

    def name(self, choice: Choice) -> str:
        """Return a method's name."""
        return self._open(choice).name

    def weights(self) -> dict[str, list[str]]:
        """Return, by method, the sha256 of the files that it was read from."""
        found = {each.name: _SHA256.findall(each.identity) for each in self._opened.values()}
        return {name: hashes for name, hashes in found.items() if hashes}

    def measure(self, choice: Choice, title: str, samples: Sequence[Sample]) -> dict[str, Any]:
        """Return the figures of `report.summarise` for a method on some samples.

        Raises
        ------
        TrainingError
            The method cannot be opened, or no sample be evaluated.
        """
        method = self._open(choice)
        key = hashlib.sha256(f"{method.identity} {samples[0].identity}".encode()).hexdigest()[:16]
        name = "".join(letter if letter.isalnum() else "-" for letter in f"{title}-{method.name}")
        journal = self.cache / f"{name}-{key}.jsonl"
        outcomes = Evaluation(
            f"{title}: {method.name}", choice, samples, jobs=self.jobs, journal=journal
        ).run(method)
        self.failures += outcomes.failures
        if not outcomes.records:
            first = outcomes.failures[0]
            raise TrainingError(
                f"{title}: none of {len(samples)} samples could be evaluated; {first.name}: {first.reason}"
            )
        return summarise(outcomes.records, outcomes.failures)

    def _open(self, choice: Choice) -> Method:
        if choice not in self._opened:
            self._opened[choice] = choice()
        return self._opened[choice]
