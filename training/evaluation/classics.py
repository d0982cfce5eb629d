"""Methods without learning, as floors: OpenCV's GrabCut and scikit-image's random walker."""

from __future__ import annotations

import warnings
from importlib import metadata
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from py_frontend import Click
from training.evaluation.methods import Attempt, Method
from training.evaluation.samples import Loaded

_SEED_RADIUS = 5
_SIDE = 320
_WALKER_BETA = 130
_ITERATIONS = 5


class _SmallAttempt(Attempt):
    """Clicks on the image at 320 pixels, as disks of 5 pixels of the image itself; masks at its full size."""

    def __init__(self, loaded: Loaded) -> None:
        height, width = loaded.truth.shape
        self._scale = min(1.0, _SIDE / max(height, width))
        size = (max(1, round(width * self._scale)), max(1, round(height * self._scale)))
        self._image = cv2.resize(loaded.image, size, interpolation=cv2.INTER_AREA)
        self._mask = np.zeros((height, width), bool) if loaded.start is None else loaded.start.copy()

    @property
    def mask(self) -> NDArray[np.bool_]:
        return self._mask

    def _draw(self, labels: NDArray[np.integer[Any]], positive: int, negative: int) -> None:
        """Draw every click's disk on labels of the small image, in place."""
        radius = max(1, round(_SEED_RADIUS * self._scale))
        for click in self.clicks:
            centre = (int(click.x * self._scale), int(click.y * self._scale))
            cv2.circle(labels, centre, radius, positive if click.positive else negative, -1)

    def _enlarge(self, share: NDArray[np.float32]) -> NDArray[np.bool_]:
        height, width = self._mask.shape
        return np.asarray(cv2.resize(share, (width, height)) > 0.5, bool)


class GrabCut(Method):
    """OpenCV's GrabCut (Rother et al., 2004) on the image at 320 pixels.

    Each click is a disk of 5 image pixels that is certain; all else is probable, background at first and
    then as the last cut said.
    """

    name = "OpenCV GrabCut"
    identity = f"GrabCut, OpenCV {cv2.__version__}, {_SIDE}, radius {_SEED_RADIUS}, {_ITERATIONS} iterations"

    def begin(self, loaded: Loaded) -> Attempt:
        """See `Method.begin`."""
        return _GrabCutAttempt(loaded)


class _GrabCutAttempt(_SmallAttempt):
    def __init__(self, loaded: Loaded) -> None:
        super().__init__(loaded)
        small = cv2.resize(
            self._mask.astype(np.uint8), self._image.shape[1::-1], interpolation=cv2.INTER_NEAREST
        )
        self._labels = np.where(small, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)

    def click(self, click: Click) -> None:
        self.clicks = (*self.clicks, click)
        self._labels = self._labels.copy()
        self._draw(self._labels, cv2.GC_FGD, cv2.GC_BGD)
        found = self._foreground()
        if found.any() and not found.all():
            self._cut()
        self._mask = self._enlarge(self._foreground().astype(np.float32))

    def _foreground(self) -> NDArray[np.bool_]:
        return np.asarray((self._labels == cv2.GC_FGD) | (self._labels == cv2.GC_PR_FGD), bool)

    def _cut(self) -> None:
        cv2.setRNGSeed(0)  # its colour models begin at random
        background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
        cv2.grabCut(
            self._image,
            self._labels,
            None,  # type: ignore[call-overload]
            background,
            foreground,
            _ITERATIONS,
            cv2.GC_INIT_WITH_MASK,
        )


class RandomWalker(Method):
    """Random walker (Grady, 2006) on the image at 320 pixels, as scikit-image has it.

    Each click is a disk of 5 image pixels; the image's border is background until a negative click.
    """

    name = "random walker"

    def __init__(self) -> None:
        version = metadata.version("scikit-image")
        self.identity = f"random walker, scikit-image {version}, {_SIDE}, {_WALKER_BETA}"

    def begin(self, loaded: Loaded) -> Attempt:
        """See `Method.begin`."""
        return _WalkerAttempt(loaded)


class _WalkerAttempt(_SmallAttempt):
    def click(self, click: Click) -> None:
        from skimage.segmentation import random_walker

        self.clicks = (*self.clicks, click)
        labels = self._seeds()
        if set(np.unique(labels)) < {0, 1, 2}:
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of solvers that could be faster
            shares = random_walker(
                self._image.astype(np.float64) / 255,
                labels,
                beta=_WALKER_BETA,
                mode="bf",
                channel_axis=2,
                return_full_prob=True,
            )
        self._mask = self._enlarge(shares[0].astype(np.float32))

    def _seeds(self) -> NDArray[np.int32]:
        """Label disks: 1 object, 2 background."""
        labels = np.zeros(self._image.shape[:2], np.int32)
        if all(click.positive for click in self.clicks):
            labels[[0, -1]] = labels[:, [0, -1]] = 2
        self._draw(labels, 1, 2)
        return labels
