"""Memory of the last prediction as a full-size probability map: the published implementation's way."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .config import Config
from .geometry import EMPTY, Box, bounds
from .previous import sigmoid
from .resampling import resize


class DensePrevious:
    """Probabilities 0-1 over the image, exactly 0 outside `support`."""

    def __init__(self, image: Box, config: Config) -> None:
        self.values = np.zeros((image.height, image.width), np.float32)
        self.support = EMPTY
        self.config = config

    def object_box(self, mask: NDArray[np.bool_], mask_box: Box) -> Box:
        """See `Previous.object_box`; what counts is the probability, not the mask."""
        return bounds(self.old(mask, self.support)).moved(self.support.x0, self.support.y0)

    def old(self, mask: NDArray[np.bool_], box: Box) -> NDArray[np.bool_]:
        """See `Previous.old`."""
        return self.values[box.slices] > np.float32(self.config.previous_threshold)

    def frame(self, mask: NDArray[np.bool_], target: Box) -> NDArray[np.float32]:
        """See `Previous.frame`."""
        return resize(
            self.values[target.slices], self.config.frame_side, self.config.frame_side, self.config.grid
        )

    def probability(self, mask: NDArray[np.bool_]) -> NDArray[np.float32]:
        """See `Previous.probability`."""
        return self.values.copy()

    def predict(self, coarse: NDArray[np.float32], target: Box) -> DensePrediction:
        """See `Previous.predict`; the sigmoid comes before the way from the frame to the image."""
        side = self.config.frame_side
        in_frame = sigmoid(resize(coarse, side, side, self.config.grid))
        return DensePrediction(self, target, resize(in_frame, target.height, target.width, self.config.grid))

    def after_mask(self, mask: NDArray[np.bool_], before: NDArray[np.bool_], keep: bool) -> DenseUpdate:
        """See `Previous.after_mask`; the mask counts as probability 0 or 1."""
        box = self.support.union(bounds(mask))
        values = mask[box.slices].astype(np.float32)
        if keep:
            unchanged = mask[box.slices] == before[box.slices]
            values = np.where(unchanged, self.values[box.slices], values)
        return DenseUpdate(self, box, values, box)


@dataclass(frozen=True)
class DensePrediction:
    """Coarse probabilities `values` over the Target Crop `box`."""

    previous: DensePrevious
    box: Box
    values: NDArray[np.float32]

    def focused(self) -> NDArray[np.bool_]:
        """See `Prediction.focused`; the threshold is given as a logit."""
        return self.values > np.float32(1 / (1 + math.exp(-self.previous.config.focus_threshold)))

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
        mask = values > np.float32(previous.config.mask_threshold)
        return DenseProposal(box, mask, update) if previous.config.mended else _whole(mask, update)


@dataclass(frozen=True)
class DenseProposal:
    """The proposed mask, and the probabilities it was cut from."""

    box: Box
    mask: NDArray[np.bool_]
    update: DenseUpdate

    def accept(self) -> DenseUpdate:
        """See `Proposal.accept`."""
        return self.update

    def settle(self, merged: NDArray[np.bool_]) -> DenseUpdate:
        """See `Proposal.settle`; a refused pixel keeps the probability it had."""
        previous = self.update.previous
        kept = previous.values[self.box.slices]
        values = np.where(merged == self.mask, self.update.values, kept)
        return DenseUpdate(previous, self.box, values, previous.support.union(self.update.support))


def _whole(mask: NDArray[np.bool_], update: DenseUpdate) -> DenseProposal:
    """Extend a proposal over the image.

    Unmended, the shown mask and the probabilities may disagree anywhere, not only where the click acts.
    """
    previous = update.previous
    whole = previous.values > np.float32(previous.config.mask_threshold)
    whole[update.box.slices] = mask
    return DenseProposal(Box.of(whole), whole, update)


@dataclass(frozen=True)
class DenseUpdate:
    """New probabilities inside `box`, and where any may differ from 0 afterwards."""

    previous: DensePrevious
    box: Box
    values: NDArray[np.float32]
    support: Box

    def apply(self) -> DenseUpdate:
        """See `Update.apply`."""
        previous = self.previous
        before = previous.values[self.box.slices].copy()
        inverse = DenseUpdate(previous, self.box, before, previous.support)
        previous.values[self.box.slices] = self.values
        previous.support = self.support
        return inverse
