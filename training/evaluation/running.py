"""A whole evaluation: all samples, in one process or several, with a progress bar and a journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track

from training.evaluation.clicking import STANDARD, Clicking
from training.evaluation.journal import Journal
from training.evaluation.methods import Method
from training.evaluation.protocol import Failure, Record, evaluate, evaluate_in_processes
from training.evaluation.samples import Sample


@dataclass(frozen=True)
class Outcomes:
    """What came out, in the order of the samples."""

    records: list[Record]
    failures: list[Failure]


@dataclass(frozen=True)
class Evaluation:
    """What to play, and how.

    Attributes
    ----------
    title
        For the progress bar.
    open_method
        Picklable; called in this process, and in each other one.
    clicking
        Who clicks.
    jobs
        Processes; nothing but the seconds depends on their number.
    journal
        File that keeps the outcomes, or None.
    """

    title: str
    open_method: Callable[[], Method]
    samples: Sequence[Sample]
    clicking: Clicking = STANDARD
    jobs: int = 1
    journal: Path | None = None

    def run(self, method: Method | None = None) -> Outcomes:
        """Play all samples that the journal does not hold yet; `method` saves opening it once more.

        Raises
        ------
        TrainingError
            The method cannot be opened, or the journal is of another evaluation.
        """
        method = method or self.open_method()
        journal = self.journal and Journal(self.journal, self._setting(method))
        records = dict(journal.records) if journal else {}
        failures: dict[str, Failure] = {}
        missing = [sample for sample in self.samples if sample.name not in records]
        if self.jobs == 1:
            outcomes = evaluate(method, missing, self.clicking)
        else:
            outcomes = evaluate_in_processes(self.open_method, missing, self.clicking, self.jobs)
        console = Console(stderr=True)
        total, done = len(self.samples), len(self.samples) - len(missing)
        for outcome in track(
            outcomes, self.title, total=total, completed=done, console=console, transient=True
        ):
            if isinstance(outcome, Failure):
                failures[outcome.name] = outcome
                continue
            records[outcome.name] = outcome
            if journal:
                journal.add(outcome)
        names = [sample.name for sample in self.samples]
        return Outcomes(
            [records[name] for name in names if name in records],
            [failures[name] for name in names if name in failures],
        )

    def _setting(self, method: Method) -> Mapping[str, str]:
        first = self.samples[0].identity if self.samples else ""
        return {"method": method.identity, "clicks": str(self.clicking), "first sample": first}
