"""What a session changes, and the steps that change it: each can be taken back exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .clicks import Click
from .geometry import EMPTY, Box, bounds
from .previous import Previous, Update

KEPT_BYTES = 64 << 20
"""Memory for steps that can be taken back; at least one is kept."""


@dataclass(frozen=True)
class Patch:
    """A local change of the mask: `before` and `after` are ``(box.height, box.width)`` bool.

    The box is empty when nothing changed.
    """

    box: Box
    before: NDArray[np.bool_]
    after: NDArray[np.bool_]

    @classmethod
    def between(cls, box: Box, before: NDArray[np.bool_], after: NDArray[np.bool_]) -> Patch:
        """Keep only the part of a box in which two masks differ.

        Examples
        --------
        >>> old, new = np.zeros((2, 3), bool), np.array([[0, 0, 0], [0, 1, 0]], bool)
        >>> Patch.between(Box(10, 20, 13, 22), old, new).box
        Box(x0=11, y0=21, x1=12, y1=22)
        """
        changed = bounds(before ^ after)
        if not changed.area:
            return cls(EMPTY, np.zeros((0, 0), bool), np.zeros((0, 0), bool))
        return cls(changed.moved(box.x0, box.y0), before[changed.slices].copy(), after[changed.slices].copy())

    @property
    def inverse(self) -> Patch:
        """The patch that takes this one back."""
        return Patch(self.box, self.after, self.before)


@dataclass(frozen=True)
class Facts:
    """The small part of a session's state; replaced as a whole at every step.

    Attributes
    ----------
    clicks
        All clicks in order.
    mask_box
        Bounding box of the mask.
    edited
        Annotation began from a mask, or a hand tool has changed it: Progressive Merge is on.
    target
        Last Target Crop that was computed from an object, for ClickSEG's fault of pasting into it.
    from_mask
        The next Target Crop is chosen by the mask rather than by the last prediction.
    """

    clicks: tuple[Click, ...] = ()
    mask_box: Box = EMPTY
    edited: bool = False
    target: Box | None = None
    from_mask: bool = False


@dataclass(frozen=True)
class Step:
    """One user action, ready to be done or undone."""

    patch: Patch
    update: Update
    facts: Facts


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
        self.mask = np.zeros((image.height, image.width), bool)
        self.previous = previous
        self.facts = Facts()
        self.version = 0
        """Grows with every change, so that a computation can tell that its input is out of date."""
        self.undoable: list[Step] = []
        self.redoable: list[Step] = []

    def perform(self, step: Step) -> None:
        """Take a new step; the mask's box in its facts is filled in here."""
        reach = self.facts.mask_box.union(step.patch.box)
        self.undoable.append(self._apply(step))
        self.redoable.clear()
        self._drop_oldest()
        self.facts = replace(step.facts, mask_box=bounds(self.mask, reach))

    def undo(self) -> Patch | None:
        """Take the last step back."""
        return self._move(self.undoable, self.redoable)

    def redo(self) -> Patch | None:
        """Do the step again that was taken back last."""
        return self._move(self.redoable, self.undoable)

    def _drop_oldest(self) -> None:
        kept = 0
        for place in range(len(self.undoable) - 1, -1, -1):
            kept += 2 * self.undoable[place].patch.before.nbytes
            if kept > KEPT_BYTES:
                del self.undoable[: min(place + 1, len(self.undoable) - 1)]
                return

    def _apply(self, step: Step) -> Step:
        """Change mask, memory and facts; return the step that changes them back."""
        self.mask[step.patch.box.slices] = step.patch.after
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
