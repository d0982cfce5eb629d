"""Memory of the last prediction as the networks' own small outputs: cheap at any image size.

A full-size probability map costs a pass over the whole Target Crop at every click. The networks' outputs
hold the same information in a few hundred kilobytes; probabilities are read from them where they are
needed, which is a frame's worth of places per click.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .config import Config
from .geometry import Box
from .previous import sigmoid
from .raster import pyramid_level
from .resampling import Axis, positions, sample
from .spans import Spans
from .thresholds import spans_above

_SUBSAMPLES = 4
"""Places per axis at which the mask is read for one frame pixel that covers several image pixels."""


@dataclass(frozen=True)
class Layer:
    """Logits ``(h, w)`` that fill a box of the image, on half-pixel centres."""

    box: Box
    logits: NDArray[np.float32]

    def paint(self, canvas: NDArray[np.float32], ys: NDArray[np.floating], xs: NDArray[np.floating]) -> None:
        """Write probabilities onto a canvas whose rows and columns lie at rising image places."""
        box = self.box
        rows = slice(*np.searchsorted(ys, (box.y0 - 0.5, box.y1 - 0.5)))
        columns = slice(*np.searchsorted(xs, (box.x0 - 0.5, box.x1 - 0.5)))
        height, width = self.logits.shape
        row = Axis.at(positions(ys[rows] - box.y0, height, box.height, "centres"), height)
        column = Axis.at(positions(xs[columns] - box.x0, width, box.width, "centres"), width)
        canvas[rows, columns] = sigmoid(sample(self.logits, row, column))


class LayeredPrevious:
    """Layers of logits, later ones above earlier ones, that the session's mask may overrule.

    Where the layers contradict the mask (Progressive Merge refused the change, a hand tool set it, or
    no layer lies there), the mask is taken: 0 or 1, or its mean over a frame pixel. `exact` says that
    they cannot contradict it, because the mask was cut from them.
    """

    def __init__(self, image: Box, config: Config) -> None:
        self.image = image
        self.layers: tuple[Layer, ...] = ()
        self.exact = True
        self.config = config

    def object_box(self, mask: Spans) -> Box:
        """See `Previous.object_box`."""
        return mask.bounds

    def old(self, mask: Spans, box: Box) -> Spans:
        """See `Previous.old`."""
        return mask.inside(box)

    def frame(self, mask: Spans, target: Box) -> NDArray[np.float32]:
        """See `Previous.frame`."""
        side = self.config.frame_side
        ys = target.y0 + np.clip(
            positions(np.arange(side), target.height, side, "centres"), 0, target.height - 1
        )
        xs = target.x0 + np.clip(
            positions(np.arange(side), target.width, side, "centres"), 0, target.width - 1
        )
        if self.exact:
            return self._paint(np.zeros((side, side), np.float32), ys, xs)
        return self._overruled(_mask_frame(mask, target, side), ys, xs)

    def probability(self, mask: Spans) -> NDArray[np.float32]:
        """See `Previous.probability`."""
        ys, xs = (np.arange(size, dtype=np.float64) for size in (self.image.height, self.image.width))
        return self._overruled(mask.array(self.image).astype(np.float32), ys, xs)

    def predict(self, coarse: NDArray[np.float32], target: Box) -> LayeredPrediction:
        """See `Previous.predict`."""
        return LayeredPrediction(self, target, coarse)

    def after_mask(self, mask: Spans, before: Spans, keep: bool) -> LayeredUpdate:
        """See `Previous.after_mask`."""
        return LayeredUpdate(self, self.layers if keep else (), exact=False)

    def _paint(
        self, canvas: NDArray[np.float32], ys: NDArray[np.floating], xs: NDArray[np.floating]
    ) -> NDArray[np.float32]:
        for layer in self.layers:
            layer.paint(canvas, ys, xs)
        return canvas

    def _overruled(
        self, mask: NDArray[np.float32], ys: NDArray[np.floating], xs: NDArray[np.floating]
    ) -> NDArray[np.float32]:
        """Read the layers, and the mask (0-1, at the same places) where they contradict it."""
        painted = self._paint(mask.copy(), ys, xs)
        return np.where((painted > self.config.mask_threshold) == (mask > 0.5), painted, mask)


def _mask_frame(mask: Spans, target: Box, side: int) -> NDArray[np.float32]:
    """Sample a mask to a frame: bilinear when close to the image's scale, else a mean of places."""
    if pyramid_level(target, side) == 0:
        rows = Axis.between(target.height, side, "centres")
        columns = Axis.between(target.width, side, "centres")
        return sample(mask.array(target).astype(np.float32), rows, columns)
    fine = np.arange(side * _SUBSAMPLES)
    rows, columns = (
        start + np.clip(positions(fine, size, len(fine), "centres") + 0.5, 0, size - 1).astype(np.intp)
        for start, size in ((target.y0, target.height), (target.x0, target.width))
    )
    # Four places of a row are the four bytes of one word: whole words add up, then a word's own bytes.
    words = mask.sampled(rows, columns).array(Box(0, 0, len(fine), len(fine))).view(np.uint32)
    sums = words[0::4] + words[1::4] + words[2::4] + words[3::4]
    means: NDArray[np.float32] = (sums * np.uint32(0x01010101) >> np.uint32(24)).astype(np.float32)
    means /= _SUBSAMPLES**2
    return means


@dataclass(frozen=True)
class LayeredPrediction:
    """Coarse logits ``(h, w)`` of the Target Crop `box`."""

    previous: LayeredPrevious
    box: Box
    coarse: NDArray[np.float32]
    _cut: dict[float, Spans] = field(default_factory=dict)

    def focused(self) -> Spans:
        """See `Prediction.focused`."""
        return self._above(self.previous.config.focus_threshold)

    def propose(self, refined: NDArray[np.float32] | None, focus: Box, late: bool) -> LayeredProposal:
        """See `Prediction.propose`."""
        assert refined is not None, "mended crops are never empty"
        threshold = self.previous.config.mask_threshold
        cut = math.log(threshold / (1 - threshold))
        sharp = spans_above(refined, focus, self.previous.image.width, cut)
        if late:
            layers = _uncovered(self.previous.layers, focus)
            update = LayeredUpdate(self.previous, (*layers, Layer(focus, refined)), self.previous.exact)
            return LayeredProposal(focus, sharp, update)
        mask = self._above(cut).replaced(focus, sharp)
        layers = (Layer(self.box, self.coarse), Layer(focus, refined))
        return LayeredProposal(self.box, mask, LayeredUpdate(self.previous, layers, exact=True))

    def _above(self, threshold: float) -> Spans:
        """Pixels of the box whose logit exceeds a threshold, kept because both thresholds are often equal."""
        if threshold not in self._cut:
            width = self.previous.image.width
            self._cut[threshold] = spans_above(self.coarse, self.box, width, threshold)
        return self._cut[threshold]


def _uncovered(layers: tuple[Layer, ...], box: Box) -> tuple[Layer, ...]:
    """Layers of which something shows beside a new one."""
    return tuple(layer for layer in layers if layer.box.intersection(box) != layer.box)


@dataclass(frozen=True)
class LayeredProposal:
    """The proposed mask, and the layers it was cut from."""

    box: Box
    mask: Spans
    update: LayeredUpdate

    def accept(self) -> LayeredUpdate:
        """See `Proposal.accept`."""
        return self.update

    def settle(self, merged: Spans) -> LayeredUpdate:
        """See `Proposal.settle`; where the layers contradict the mask, the mask will be read."""
        return LayeredUpdate(self.update.previous, self.update.layers, exact=False)


@dataclass(frozen=True)
class LayeredUpdate:
    """The layers afterwards."""

    previous: LayeredPrevious
    layers: tuple[Layer, ...]
    exact: bool

    @property
    def nbytes(self) -> int:
        """See `Update.nbytes`; all layers but the last one belong to earlier updates, too."""
        return self.layers[-1].logits.nbytes if self.layers else 0

    def apply(self) -> LayeredUpdate:
        """See `Update.apply`."""
        inverse = LayeredUpdate(self.previous, self.previous.layers, self.previous.exact)
        self.previous.layers, self.previous.exact = self.layers, self.exact
        return inverse
