"""Memory of the last prediction as a full-size probability map: the published implementation's way."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .config import Config
from .geometry import EMPTY, Box
from .previous import sigmoid
from .resampling import resize
from .spans import Spans


class DensePrevious:
    """Probabilities 0-1 over the image, exactly 0 outside `support`."""

    def __init__(self, image: Box, config: Config) -> None:
        self.values = np.zeros((image.height, image.width), np.float32)
        self.support = EMPTY
        self.config = config

    def object_box(self, mask: Spans) -> Box:
        """See `Previous.object_box`; what counts is the probability, not the mask."""
        return self.old(mask, self.support).bounds

    def old(self, mask: Spans, box: Box) -> Spans:
        """See `Previous.old`."""
        return self.above(self.values[box.slices], self.config.previous_threshold, box)

    def above(self, values: NDArray[np.float32], threshold: float, box: Box) -> Spans:
        """Pixels of a box whose probability exceeds a threshold."""
        return Spans.of(values > np.float32(threshold), box, self.values.shape[1])

    def frame(self, mask: Spans, target: Box) -> NDArray[np.float32]:
        """See `Previous.frame`."""
        return resize(
            self.values[target.slices], self.config.frame_side, self.config.frame_side, self.config.grid
        )

    def probability(self, mask: Spans) -> NDArray[np.float32]:
        """See `Previous.probability`."""
        return self.values.copy()

    def predict(self, coarse: NDArray[np.float32], target: Box) -> DensePrediction:
        """See `Previous.predict`; the sigmoid comes before the way from the frame to the image."""
        side = self.config.frame_side
        in_frame = sigmoid(resize(coarse, side, side, self.config.grid))
        return DensePrediction(self, target, resize(in_frame, target.height, target.width, self.config.grid))

    def after_mask(self, mask: Spans, before: Spans, keep: bool) -> DenseUpdate:
        """See `Previous.after_mask`; the mask counts as probability 0 or 1."""
        box = self.support.union(mask.bounds)
        values = mask.array(box).astype(np.float32)
        if keep:
            values = np.where((mask ^ before).array(box), values, self.values[box.slices])
        return DenseUpdate(self, box, values, box)


@dataclass(frozen=True)
class DensePrediction:
    """Coarse probabilities `values` over the Target Crop `box`."""

    previous: DensePrevious
    box: Box
    values: NDArray[np.float32]

    def focused(self) -> Spans:
        """See `Prediction.focused`; the threshold is given as a logit."""
        threshold = 1 / (1 + math.exp(-self.previous.config.focus_threshold))
        return self.previous.above(self.values, threshold, self.box)

    def propose(self, refined: NDArray[np.float32] | None, focus: Box, late: bool) -> DenseProposal:
        """See `Prediction.propose`."""
        previous = self.previous
        if late:
            box, support = focus, previous.support.union(focus)
            values = previous.values[box.slices].copy()
        else:
            box, support = previous.support.union(self.box), self.box
            values = np.zeros((box.height, box.width), np.float32)
            values[self.box.within(box).slices] = self.values
        if refined is not None:
            sharp = resize(refined, focus.height, focus.width, previous.config.grid)
            values[focus.within(box).slices] = sigmoid(sharp)
        update = DenseUpdate(previous, box, values, support)
        mask = previous.above(values, previous.config.mask_threshold, box)
        return DenseProposal(box, mask, update) if previous.config.mended else _whole(mask, update)


@dataclass(frozen=True)
class DenseProposal:
    """The proposed mask, and the probabilities it was cut from."""

    box: Box
    mask: Spans
    update: DenseUpdate

    def accept(self) -> DenseUpdate:
        """See `Proposal.accept`."""
        return self.update

    def settle(self, merged: Spans) -> DenseUpdate:
        """See `Proposal.settle`; a refused pixel keeps the probability it had."""
        previous = self.update.previous
        kept = previous.values[self.box.slices]
        values = np.where((merged ^ self.mask).array(self.box), kept, self.update.values)
        return DenseUpdate(previous, self.box, values, previous.support.union(self.update.support))


def _whole(mask: Spans, update: DenseUpdate) -> DenseProposal:
    """Extend a proposal over the image.

    Unmended, the shown mask and the probabilities may disagree anywhere, not only where the click acts.
    """
    previous = update.previous
    image = Box.of(previous.values)
    whole = previous.above(previous.values, previous.config.mask_threshold, image)
    return DenseProposal(image, whole.replaced(update.box, mask), update)


@dataclass(frozen=True)
class DenseUpdate:
    """New probabilities inside `box`, and where any may differ from 0 afterwards."""

    previous: DensePrevious
    box: Box
    values: NDArray[np.float32]
    support: Box

    @property
    def nbytes(self) -> int:
        """See `Update.nbytes`."""
        return self.values.nbytes

    def apply(self) -> DenseUpdate:
        """See `Update.apply`."""
        previous = self.previous
        before = previous.values[self.box.slices].copy()
        inverse = DenseUpdate(previous, self.box, before, previous.support)
        previous.values[self.box.slices] = self.values
        previous.support = self.support
        return inverse
