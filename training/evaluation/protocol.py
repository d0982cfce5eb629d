"""The protocol: click, look, click again, until the mask is good enough or the clicks are used up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from py_frontend import Click, FrontendError
from training.errors import TrainingError
from training.evaluation.clicking import STANDARD, Clicking, Robot
from training.evaluation.methods import Attempt, Crops, Method
from training.evaluation.metrics import MOST_CLICKS, iou, right_pixels
from training.evaluation.samples import Sample

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
        ``(H, W)`` bool, the mask after it.
    iou
        IoU of that mask.
    right, broken
        Pixels that were right before the click, and those of them that are wrong after it.
    seconds
        Time that the method took.
    crops
        Where the networks looked, of methods that crop.
    """

    click: Click
    mask: NDArray[np.bool_]
    iou: float
    right: int
    broken: int
    seconds: float
    crops: Crops | None


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
    crops: tuple[Crops, ...] = ()


@dataclass(frozen=True)
class Failure:
    """A sample that could not be evaluated, and why."""

    name: str
    reason: str


def play(attempt: Attempt, truth: NDArray[np.int8], robot: Robot) -> Iterator[Move]:
    """Let a robot click until IoU 0.95 or 20 clicks."""
    for _ in range(MOST_CLICKS):
        click = robot(truth, attempt)
        right = right_pixels(attempt.mask, truth)
        began = time.perf_counter()
        crops = attempt.click(click)
        seconds = time.perf_counter() - began
        broken = np.count_nonzero(right & ~right_pixels(attempt.mask, truth))
        score = iou(attempt.mask, truth)
        yield Move(click, attempt.mask, score, int(np.count_nonzero(right)), int(broken), seconds, crops)
        if score >= STOP_AT:
            return


def evaluate_sample(method: Method, sample: Sample, clicking: Clicking = STANDARD) -> Record:
    """Play one sample.

    Raises
    ------
    TrainingError
        Its files cannot be used.
    FrontendError
        A network's answer cannot be used.
    """
    loaded = sample.load()
    attempt = method.begin(loaded)
    start_iou = iou(attempt.mask, loaded.truth)
    moves = list(play(attempt, loaded.truth, clicking.robot(sample.name)))
    return Record(
        name=sample.name,
        size=loaded.truth.shape,
        clicks=tuple(move.click for move in moves),
        start_iou=start_iou,
        ious=tuple(move.iou for move in moves),
        right=sum(move.right for move in moves),
        broken=sum(move.broken for move in moves),
        seconds=sum(move.seconds for move in moves),
        crops=tuple(move.crops for move in moves if move.crops),
    )


def evaluate(
    method: Method, samples: Iterable[Sample], clicking: Clicking = STANDARD
) -> Iterator[Record | Failure]:
    """Play samples, in their order; one that fails costs only itself."""
    for sample in samples:
        yield _outcome(method, sample, clicking)


def evaluate_in_processes(
    open_method: Callable[[], Method], samples: Iterable[Sample], clicking: Clicking, jobs: int
) -> Iterator[Record | Failure]:
    """Do as `evaluate` does, in several processes; nothing but the seconds depends on their number.

    Parameters
    ----------
    open_method
        Picklable; called once in each process.
    jobs
        Processes.

    Raises
    ------
    TrainingError
        A process died, perhaps because it could not open its method.
    """
    # Threads of torch and onnxruntime do not survive a fork, so every process starts fresh.
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin_process, (open_method,)) as pool:
        try:
            yield from pool.map(partial(_in_process, clicking=clicking), samples)
        except BrokenProcessPool as error:
            raise TrainingError(
                "a process of the evaluation died: see above, or use fewer --jobs if memory ran out"
            ) from error


def _outcome(method: Method, sample: Sample, clicking: Clicking) -> Record | Failure:
    try:
        return evaluate_sample(method, sample, clicking)
    except (TrainingError, FrontendError) as error:
        return Failure(sample.name, str(error))
    except Exception as error:  # whatever it is, hours of other samples must not be lost to it
        return Failure(sample.name, f"{type(error).__name__}: {error}")


_process_method: Method
"""The method of this process, made when it starts."""


def _begin_process(open_method: Callable[[], Method]) -> None:
    global _process_method
    _process_method = open_method()


def _in_process(sample: Sample, clicking: Clicking) -> Record | Failure:
    return _outcome(_process_method, sample, clicking)
