"""What a session changes, and the steps that change it: each can be taken back exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .clicks import Click
from .geometry import Box
from .previous import Previous, Update
from .spans import Spans

KEPT_BYTES = 64 << 20
"""Memory for steps that can be taken back; at least one is kept."""


@dataclass(frozen=True)
class Patch:
    """A change of the mask inside `box`, which is empty when nothing changed.

    Examples
    --------
    >>> old, new = Spans.empty(9), Spans.filled(Box(1, 2, 4, 3), 9)
    >>> patch = Patch.between(old, new)
    >>> patch.box, patch.after
    (Box(x0=1, y0=2, x1=4, y1=3), array([[ True,  True,  True]]))
    """

    box: Box
    old: Spans
    new: Spans

    @classmethod
    def between(cls, old: Spans, new: Spans) -> Patch:
        """Tell where two masks differ."""
        return cls((old ^ new).bounds, old, new)

    @property
    def before(self) -> NDArray[np.bool_]:
        """The box's pixels before the change, ``(box.height, box.width)`` bool."""
        return self.old.array(self.box)

    @property
    def after(self) -> NDArray[np.bool_]:
        """The box's pixels after the change, ``(box.height, box.width)`` bool."""
        return self.new.array(self.box)

    @property
    def inverse(self) -> Patch:
        """The patch that takes this one back."""
        return Patch(self.box, self.new, self.old)


@dataclass(frozen=True)
class Facts:
    """The small part of a session's state; replaced as a whole at every step.

    Attributes
    ----------
    clicks
        All clicks in order.
    edited
        Annotation began from a mask, or a hand tool has changed it: Progressive Merge is on.
    target
        Last Target Crop that was computed from an object, for ClickSEG's fault of pasting into it.
    from_mask
        The next Target Crop is chosen by the mask rather than by the last prediction.
    """

    clicks: tuple[Click, ...] = ()
    edited: bool = False
    target: Box | None = None
    from_mask: bool = False


@dataclass(frozen=True)
class Step:
    """One user action, ready to be done or undone."""

    patch: Patch
    update: Update
    facts: Facts

    @property
    def nbytes(self) -> int:
        """Memory that it alone holds."""
        return self.patch.old.edges.nbytes + self.update.nbytes


class State:
    """Mask, memory and facts of a session, with the steps to undo and redo.

    Parameters
    ----------
    image
        Box of the image.
    previous
        Memory of the last prediction.
    """

    def __init__(self, image: Box, previous: Previous) -> None:
        self.mask = Spans.empty(image.width)
        self.previous = previous
        self.facts = Facts()
        self.version = 0
        """Grows with every change, so that a computation can tell that its input is out of date."""
        self.undoable: list[Step] = []
        self.redoable: list[Step] = []

    def perform(self, step: Step) -> None:
        """Take a new step."""
        self.undoable.append(self._apply(step))
        self.redoable.clear()
        self._drop_oldest()

    def undo(self) -> Patch | None:
        """Take the last step back."""
        return self._move(self.undoable, self.redoable)

    def redo(self) -> Patch | None:
        """Do the step again that was taken back last."""
        return self._move(self.redoable, self.undoable)

    def _drop_oldest(self) -> None:
        kept = 0
        for place in range(len(self.undoable) - 1, -1, -1):
            kept += self.undoable[place].nbytes
            if kept > KEPT_BYTES:
                del self.undoable[: min(place + 1, len(self.undoable) - 1)]
                return

    def _apply(self, step: Step) -> Step:
        """Change mask, memory and facts; return the step that changes them back."""
        self.mask = step.patch.new
        inverse = Step(step.patch.inverse, step.update.apply(), self.facts)
        self.facts = step.facts
        self.version += 1
        return inverse

    def _move(self, source: list[Step], target: list[Step]) -> Patch | None:
        if not source:
            return None
        step = source.pop()
        target.append(self._apply(step))
        return step.patch
