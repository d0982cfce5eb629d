"""What a session remembers of its last prediction: the network's fourth channel at the next click.

Two kinds of memory share this interface: `dense.DensePrevious` keeps a full-size probability map, as
ClickSEG does; `layers.LayeredPrevious` keeps the networks' small outputs and the boxes they belong to.
A memory changes only through `Update.apply`, so a click can be computed and dropped without a trace.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .geometry import Box
from .spans import Spans


class Update(Protocol):
    """A change of a memory, not yet made."""

    @property
    def nbytes(self) -> int:
        """Memory that it alone holds."""
        ...

    def apply(self) -> Update:
        """Make the change; return the one that takes it back."""
        ...


class Proposal(Protocol):
    """The mask that the networks propose inside `box`; outside, the session's mask stays."""

    @property
    def box(self) -> Box:
        """The part of the image that the proposal is about."""
        ...

    @property
    def mask(self) -> Spans:
        """Proposed mask, inside the box."""
        ...

    def accept(self) -> Update:
        """Take the proposal over as it is."""
        ...

    def settle(self, merged: Spans) -> Update:
        """Take over what agrees with the merged mask inside `box`; the rest was refused."""
        ...


class Prediction(Protocol):
    """A coarse prediction over the Target Crop `box`."""

    def focused(self) -> Spans:
        """Tell which pixels of the box are above the Focus Crop's threshold."""
        ...

    def propose(self, refined: NDArray[np.float32] | None, focus: Box, late: bool) -> Proposal:
        """Compose a mask from the coarse logits and the refined ones ``(R, R)`` of the Focus Crop.

        `late` (from the eleventh click on) leaves everything outside the Focus Crop as it was.
        """
        ...


class Previous(Protocol):
    """Memory of the last prediction. `mask` is always the session's mask."""

    def object_box(self, mask: Spans) -> Box:
        """Bounding box of what counts as the previous object."""
        ...

    def old(self, mask: Spans, box: Box) -> Spans:
        """Tell which pixels of a box counted as object before the click."""
        ...

    def frame(self, mask: Spans, target: Box) -> NDArray[np.float32]:
        """Sample the probabilities of a box to the Segmentor's frame, ``(F, F)`` float32."""
        ...

    def probability(self, mask: Spans) -> NDArray[np.float32]:
        """Return the probabilities over the image, ``(H, W)`` float32, a new array."""
        ...

    def predict(self, coarse: NDArray[np.float32], target: Box) -> Prediction:
        """Read coarse logits ``(h, w)`` of a Target Crop."""
        ...

    def after_mask(self, mask: Spans, before: Spans, keep: bool) -> Update:
        """Take over a mask from outside; with `keep`, only where it changed."""
        ...


def sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn logits into probabilities, float32, without overflow.

    Examples
    --------
    >>> sigmoid(np.array([-1000, 0, 1000], np.float32)).round(3)
    array([0. , 0.5, 1. ], dtype=float32)
    """
    result: NDArray[np.float32] = np.clip(logits, -80, 80, dtype=np.float32)
    np.exp(np.negative(result, out=result), out=result)
    result += 1
    return np.reciprocal(result, out=result)
