"""The protocol: click, look, click again, until the mask is good enough or the clicks are used up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from py_frontend import Click, FrontendError, Session
from training.errors import TrainingError
from training.evaluation.datasets import Loaded, Sample
from training.evaluation.metrics import MOST_CLICKS, iou, right_pixels
from training.evaluation.robot import next_click
from training.evaluation.runtime import Runtime

Merge = Literal["safe", "reference", "never"]

STOP_AT = 0.95
"""IoU at which a sample is done: the highest target, so that one run gives NoC for all of them."""


@dataclass(frozen=True)
class Move:
    """One click and what it did.

    Attributes
    ----------
    click
        The robot's click.
    mask
        ``(H, W)`` bool, the session's mask after it; a view that the next click changes.
    iou
        IoU of that mask.
    right, broken
        Pixels that were right before the click, and those of them that are wrong after it.
    seconds
        Time that the pipeline and its networks took.
    """

    click: Click
    mask: NDArray[np.bool_]
    iou: float
    right: int
    broken: int
    seconds: float


@dataclass(frozen=True)
class Record:
    """What one sample scored; `ious` has one value per click, `start_iou` is that before the first."""

    name: str
    size: tuple[int, int]
    clicks: tuple[Click, ...]
    start_iou: float
    ious: tuple[float, ...]
    right: int
    broken: int
    seconds: float


@dataclass(frozen=True)
class Failure:
    """A sample that could not be evaluated, and why."""

    name: str
    reason: str


def open_session(runtime: Runtime, loaded: Loaded, merge: Merge | None) -> Session:
    """Begin a session on a sample.

    Parameters
    ----------
    merge
        ``"safe"`` applies that rule of Progressive Merge from the first click on, from scratch too.
        ``"reference"`` takes the published rule, in force where the published one is: with a starting
        mask. ``"never"`` merges nothing. None leaves it to the variant's own configuration.
    """
    config, from_first = runtime.config, None
    if merge == "never":
        from_first = False
    elif merge is not None:
        config = replace(config, merge=merge)
        from_first = True if merge == "safe" else None
    return Session(loaded.image, config, loaded.start, merge_from_first=from_first)


def play(runtime: Runtime, session: Session, truth: NDArray[np.int8]) -> Iterator[Move]:
    """Let the robot click until IoU 0.95 or 20 clicks."""
    for _ in range(MOST_CLICKS):
        click = next_click(truth, session.mask, session.clicks)
        right = right_pixels(session.mask, truth)
        began = time.perf_counter()
        runtime.click(session, click)
        seconds = time.perf_counter() - began
        broken = np.count_nonzero(right & ~right_pixels(session.mask, truth))
        score = iou(session.mask, truth)
        yield Move(click, session.mask, score, int(np.count_nonzero(right)), int(broken), seconds)
        if score >= STOP_AT:
            return


def evaluate_sample(runtime: Runtime, sample: Sample, merge: Merge | None = None) -> Record:
    """Play one sample.

    Raises
    ------
    TrainingError
        Its files cannot be used.
    FrontendError
        A network's answer cannot be used.
    """
    loaded = sample.load()
    session = open_session(runtime, loaded, merge)
    start_iou = iou(session.mask, loaded.truth)
    moves = list(play(runtime, session, loaded.truth))
    return Record(
        name=sample.name,
        size=loaded.truth.shape,
        clicks=tuple(move.click for move in moves),
        start_iou=start_iou,
        ious=tuple(move.iou for move in moves),
        right=sum(move.right for move in moves),
        broken=sum(move.broken for move in moves),
        seconds=sum(move.seconds for move in moves),
    )


def evaluate(
    runtime: Runtime, samples: Iterable[Sample], merge: Merge | None = None
) -> Iterator[Record | Failure]:
    """Play samples, in their order; one that fails costs only itself."""
    for sample in samples:
        yield _outcome(runtime, sample, merge)


def evaluate_in_processes(
    open_runtime: Callable[[], Runtime], samples: Iterable[Sample], merge: Merge | None, jobs: int
) -> Iterator[Record | Failure]:
    """Do as `evaluate` does, in several processes; nothing but the seconds depends on their number.

    Parameters
    ----------
    open_runtime
        Picklable; called once in each process.
    jobs
        Processes.

    Raises
    ------
    TrainingError
        A process died, perhaps because it could not open its runtime.
    """
    # Threads of torch and onnxruntime do not survive a fork, so every process starts fresh.
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin_process, (open_runtime,)) as pool:
        try:
            yield from pool.map(partial(_in_process, merge=merge), samples)
        except BrokenProcessPool as error:
            raise TrainingError(
                "a process of the evaluation died: see above, or use fewer --jobs if memory ran out"
            ) from error


def _outcome(runtime: Runtime, sample: Sample, merge: Merge | None) -> Record | Failure:
    try:
        return evaluate_sample(runtime, sample, merge)
    except (TrainingError, FrontendError) as error:
        return Failure(sample.name, str(error))
    except Exception as error:  # whatever it is, hours of other samples must not be lost to it
        return Failure(sample.name, f"{type(error).__name__}: {error}")


_process_runtime: Runtime
"""The runtime of this process, made when it starts."""


def _begin_process(open_runtime: Callable[[], Runtime]) -> None:
    global _process_runtime
    _process_runtime = open_runtime()


def _in_process(sample: Sample, merge: Merge | None) -> Record | Failure:
    return _outcome(_process_runtime, sample, merge)
