"""What can be measured: anything that turns an image and clicks into a mask."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from py_frontend import Click, Session
from training.evaluation.runtime import Runtime
from training.evaluation.samples import Loaded

Merge = Literal["safe", "reference", "never"]


@dataclass(frozen=True)
class Crops:
    """Area of the Target Crop and of the Focus Crop, as shares of the image."""

    target: float
    focus: float


class Attempt(ABC):
    """One object being annotated; a click replaces what an attempt holds and never changes it in place.

    Attributes
    ----------
    clicks
        All clicks so far.
    """

    clicks: tuple[Click, ...] = ()

    @property
    @abstractmethod
    def mask(self) -> NDArray[np.bool_]:
        """The mask so far, ``(H, W)`` bool; later clicks make another one."""

    @abstractmethod
    def click(self, click: Click) -> Crops | None:
        """Take a click; return where the networks looked, of methods that crop.

        Raises
        ------
        FrontendError, TrainingError
            The click or an answer is unusable.
        """

    def outcome(self, click: Click) -> NDArray[np.bool_]:
        """Return the mask that a click would give, ``(H, W)`` bool; the attempt stays as it is."""
        tried = copy.copy(self)
        tried.click(click)
        return tried.mask


class Method(ABC):
    """Begins attempts.

    Attributes
    ----------
    name
        For people.
    identity
        For programs: two methods of one identity give the same masks.
    """

    name: str
    identity: str

    @abstractmethod
    def begin(self, loaded: Loaded) -> Attempt:
        """Begin with an object, at its starting mask where there is one."""


class FocalClick(Method):
    """The product's own pipeline on some networks.

    Parameters
    ----------
    merge
        ``"safe"`` applies that rule of Progressive Merge from the first click on, from scratch too.
        ``"reference"`` takes the published rule, in force where the published one is: with a starting
        mask. ``"never"`` merges nothing. None leaves it to the variant's own configuration.
    """

    def __init__(self, runtime: Runtime, merge: Merge | None = None) -> None:
        self.runtime = runtime
        self.name = runtime.name
        self.config, self._merge_from_first = runtime.config, None if merge != "never" else False
        if merge in ("safe", "reference"):
            self.config = replace(self.config, merge=merge)
            self._merge_from_first = True if merge == "safe" else None
        self.identity = f"{runtime.identity} {self.config} merge from first click: {self._merge_from_first}"

    def begin(self, loaded: Loaded) -> FocalClickAttempt:
        """See `Method.begin`."""
        session = Session(loaded.image, self.config, loaded.start, merge_from_first=self._merge_from_first)
        return FocalClickAttempt(self.runtime, session)


class FocalClickAttempt(Attempt):
    """A session of `py_frontend`, which does change in place, but takes clicks back."""

    def __init__(self, runtime: Runtime, session: Session) -> None:
        self._runtime, self._session = runtime, session

    @property
    def mask(self) -> NDArray[np.bool_]:
        """See `Attempt.mask`."""
        return self._session.mask

    def click(self, click: Click) -> Crops:
        """See `Attempt.click`."""
        result = self._runtime.click(self._session, click)
        self.clicks = self._session.clicks
        image = self._session.mask.size
        return Crops(result.target_crop.area / image, result.focus_crop.area / image)

    def outcome(self, click: Click) -> NDArray[np.bool_]:
        """See `Attempt.outcome`."""
        self._runtime.click(self._session, click)
        mask = self._session.mask
        self._session.undo()
        return mask
