"""Methods without learning, as floors: OpenCV's GrabCut and scikit-image's random walker."""

from __future__ import annotations

import warnings
from importlib import metadata

import cv2
import numpy as np
from numpy.typing import NDArray

from py_frontend import Click
from training.evaluation.methods import Attempt, Method
from training.evaluation.samples import Loaded

_SEED_RADIUS = 5
_WALKER_SIDE = 320
_WALKER_BETA = 130
_ITERATIONS = 5


class GrabCut(Method):
    """OpenCV's GrabCut (Rother et al., 2004): each click is a disk of 5 pixels that is certain.

    All else is probable, background at first and then as the last cut said.
    """

    name = "OpenCV GrabCut"
    identity = f"GrabCut, OpenCV {cv2.__version__}, radius {_SEED_RADIUS}, {_ITERATIONS} iterations"

    def begin(self, loaded: Loaded) -> Attempt:
        """See `Method.begin`."""
        return _GrabCutAttempt(loaded)


class _GrabCutAttempt(Attempt):
    def __init__(self, loaded: Loaded) -> None:
        self._image = np.ascontiguousarray(loaded.image[..., ::-1])
        probable = np.zeros(loaded.truth.shape, bool) if loaded.start is None else loaded.start
        self._labels = np.where(probable, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)

    @property
    def mask(self) -> NDArray[np.bool_]:
        return np.asarray((self._labels == cv2.GC_FGD) | (self._labels == cv2.GC_PR_FGD), bool)

    def click(self, click: Click) -> None:
        self.clicks = (*self.clicks, click)
        self._labels = self._labels.copy()
        for each in self.clicks:
            cv2.circle(self._labels, (each.x, each.y), _SEED_RADIUS, int(each.positive), -1)
        mask = self.mask
        if mask.all() or not mask.any():
            return
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
        self.identity = f"random walker, scikit-image {version}, {_WALKER_SIDE}, {_WALKER_BETA}"

    def begin(self, loaded: Loaded) -> Attempt:
        """See `Method.begin`."""
        return _WalkerAttempt(loaded)


class _WalkerAttempt(Attempt):
    def __init__(self, loaded: Loaded) -> None:
        height, width = loaded.truth.shape
        self._scale = min(1.0, _WALKER_SIDE / max(height, width))
        size = (max(1, round(width * self._scale)), max(1, round(height * self._scale)))
        small = cv2.resize(loaded.image, size, interpolation=cv2.INTER_AREA)
        self._image = small.astype(np.float64) / 255
        self._mask = np.zeros((height, width), bool) if loaded.start is None else loaded.start.copy()

    @property
    def mask(self) -> NDArray[np.bool_]:
        return self._mask

    def click(self, click: Click) -> None:
        from skimage.segmentation import random_walker

        self.clicks = (*self.clicks, click)
        labels = self._seeds()
        if set(np.unique(labels)) < {0, 1, 2}:
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of solvers that could be faster
            shares = random_walker(
                self._image, labels, beta=_WALKER_BETA, mode="bf", channel_axis=2, return_full_prob=True
            )
        height, width = self._mask.shape
        self._mask = np.asarray(cv2.resize(shares[0].astype(np.float32), (width, height)) > 0.5, bool)

    def _seeds(self) -> NDArray[np.int32]:
        """Label disks: 1 object, 2 background."""
        labels = np.zeros(self._image.shape[:2], np.int32)
        if all(click.positive for click in self.clicks):
            labels[[0, -1]] = labels[:, [0, -1]] = 2
        radius = max(1, round(_SEED_RADIUS * self._scale))
        for click in self.clicks:
            centre = (int(click.x * self._scale), int(click.y * self._scale))
            cv2.circle(labels, centre, radius, 1 if click.positive else 2, -1)
        return labels
