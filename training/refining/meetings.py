"""Focus Crops as the annotator meets them: a robot clicks on training photographs, and each one is kept.

Training draws Focus Crops round the true object; in use they surround what the last click changed, at any
stage of a mask that the Refiner itself had a hand in. These are those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray

from py_frontend import Box, Click, Ref, Run, Session
from py_frontend.seam import Tensor
from training.data.shards import Picture
from training.errors import TrainingError
from training.evaluation.metrics import iou
from training.evaluation.robot import next_click
from training.evaluation.runtime import Runtime

_SMALLEST_AREA = 300
_DONE_AT = 0.97
"""IoU at which the robot leaves an object."""

_IGNORED_SHARE = 0.25
"""A sample of the Focus Crop is ignored when more than this share of it is."""


class Meeting(NamedTuple):
    """What the Refiner is fed at one click, and the truth.

    ``image`` (3, R, R) float32 RGB 0-1; ``prompt`` (2, R, R) float32 disks; ``coarse`` (1, h, h) float32
    logits; ``feature`` (C, h, h) float32; ``box`` (4,) float32 in frame pixels; ``truth`` (R, R) int8:
    1 object, 0 background, -1 ignored.
    """

    image: NDArray[np.float32]
    prompt: NDArray[np.float32]
    coarse: NDArray[np.float32]
    feature: NDArray[np.float32]
    box: NDArray[np.float32]
    truth: NDArray[np.int8]


class Sources(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which photographs are clicked on, and how often.

    ``shares`` weighs sources by name, those with fine outlines most; ``others`` is the weight of all that
    are not named, together. An object gets from ``fewest`` to ``most`` clicks.
    """

    shares: dict[str, float] = {}
    others: float = 1.0
    fewest: int = 2
    most: int = 6


def meetings(
    runtime: Runtime, pictures: Sequence[Picture], sources: Sources, random: np.random.Generator
) -> Iterator[Meeting]:
    """Click on one drawn object after another, without end.

    Raises
    ------
    TrainingError
        No photograph has a mask, or hardly any is large enough.
    """
    groups, shares = _groups(pictures, sources)
    recorder = Recorder(runtime)
    tries = 0
    while True:
        group = groups[random.choice(len(groups), p=shares)]
        picture = group[random.integers(len(group))]
        truth = _truth(picture, int(random.integers(len(picture.masks))))
        tries += 1
        if np.count_nonzero(truth == 1) < _SMALLEST_AREA:
            if tries > 1000:
                raise TrainingError(f"no mask of {_SMALLEST_AREA} pixels in a thousand drawn: see the shards")
            continue
        tries = 0
        yield from _clicked(recorder, picture, truth, int(random.integers(sources.fewest, sources.most + 1)))


def _clicked(recorder: Recorder, picture: Picture, truth: NDArray[np.int8], clicks: int) -> Iterator[Meeting]:
    session = Session(np.ascontiguousarray(picture.image), recorder.config)
    for _ in range(clicks):
        meeting = recorder.meeting(session, next_click(truth, session.mask, session.clicks), truth)
        if meeting is not None:
            yield meeting
        if iou(session.mask, truth) > _DONE_AT:
            return


class Recorder(Runtime):
    """A runtime that remembers what its Refiner was fed last."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime.config, runtime.name, runtime.identity)
        self._runtime = runtime
        self._fed: Mapping[str, NDArray[np.float32]] | None = None

    def answer(self, run: Run) -> Mapping[str, Tensor]:
        """Answer as the runtime does."""
        if run.net == "refiner":
            self._fed = {name: _array(value) for name, value in run.feeds.items()}
        return self._runtime.answer(run)

    def meeting(self, session: Session, click: Click, truth: NDArray[np.int8]) -> Meeting | None:
        """Click; return what the Refiner was fed, or None where it was not asked."""
        self._fed = None
        focus = self.click(session, click).focus_crop
        if self._fed is None:
            return None
        fed = {name: value[0] for name, value in self._fed.items()}
        return Meeting(**fed, truth=focus_truth(truth, focus, self.config.refiner_side))


def focus_truth(truth: NDArray[np.int8], focus: Box, side: int) -> NDArray[np.int8]:
    """Bring the truth to the samples of a Focus Crop, (R, R) int8, as the image is brought to them.

    Examples
    --------
    >>> focus_truth(np.array([[0, 1], [0, -1]], np.int8), Box(0, 0, 2, 2), 4)
    array([[ 0,  0,  1,  1],
           [ 0,  0,  1,  1],
           [ 0,  0, -1, -1],
           [ 0,  0, -1, -1]], dtype=int8)
    """
    crop = truth[focus.slices]
    method = cv2.INTER_AREA if min(crop.shape) > side else cv2.INTER_LINEAR
    inside, ignored = (
        cv2.resize((crop == value).astype(np.float32), (side, side), interpolation=method)
        for value in (1, -1)
    )
    sampled: NDArray[np.int8] = np.asarray(inside > (1 - ignored) / 2).astype(np.int8)
    sampled[ignored > _IGNORED_SHARE] = -1
    return sampled


def _groups(pictures: Sequence[Picture], sources: Sources) -> tuple[list[list[Picture]], NDArray[np.float64]]:
    """Sort photographs with masks by source; return the groups and how often each is drawn."""
    groups: dict[str, list[Picture]] = {}
    for picture in pictures:
        if picture.masks:
            name = picture.source if picture.source in sources.shares else ""
            groups.setdefault(name, []).append(picture)
    shares = np.array([sources.shares.get(name, sources.others) for name in groups], np.float64)
    if not shares.sum() > 0:
        raise TrainingError("no photograph of these sources has a mask: see the shards and the settings")
    return list(groups.values()), shares / shares.sum()


def _truth(picture: Picture, index: int) -> NDArray[np.int8]:
    mask = picture.mask(index)
    truth = mask.astype(np.int8)
    truth[picture.ignored() & ~mask] = -1
    return truth


def _array(value: Tensor) -> NDArray[np.float32]:
    """Copy a feed; what a runtime kept is an onnxruntime value or a torch tensor, and both can tell."""
    kept = value.handle.numpy() if isinstance(value, Ref) else value  # type: ignore[attr-defined]
    return np.array(kept, np.float32)
