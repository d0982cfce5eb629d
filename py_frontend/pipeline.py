"""The click pipeline: an image, its clicks and its mask, and what one click does to them."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .clicks import Click
from .config import Config
from .dense import DensePrevious
from .geometry import Box
from .layers import LayeredPrevious
from .looking import Looking
from .merging import merge_change
from .previous import Proposal
from .raster import Raster
from .requests import answered_logits, refiner_run
from .seam import Answer, Run
from .spans import Spans
from .state import Facts, Patch, State, Step
from .validation import check_click, checked_mask

PROGRESSIVE_AFTER = 10
"""Clicks after which only the Focus Crop changes and rule ``"safe"`` merges (FocalClick, section 3.3)."""

ClickSteps: TypeAlias = Generator[Run, Answer, "ClickResult"]


@dataclass(frozen=True)
class ClickResult:
    """What a click did.

    Attributes
    ----------
    patch : Patch
        Change of the mask.
    changed : bool
        Whether any pixel changed.
    target_crop, focus_crop : Box
        Where the two networks looked.
    merged : bool
        Whether Progressive Merge was applied. If nothing `changed` then, no component lay near the click.
    """

    patch: Patch
    changed: bool
    target_crop: Box
    focus_crop: Box
    merged: bool


class Session:
    """Annotation of one object in one image.

    Parameters
    ----------
    image
        ``(H, W, 3)`` or ``(H, W, 4)`` uint8 RGB(A), or a `raster.Raster` that sessions share.
    config
        The variant's settings.
    mask
        ``(H, W)`` bool or uint8 (0 is background), an existing mask to correct.
    clicks
        Clicks that count from the beginning, because they made that mask.
    merge_from_first
        True applies Progressive Merge from the first click on, False never; None follows the rule: with
        an existing or hand-edited mask always, from scratch only with rule ``"safe"`` after ten clicks.

    Raises
    ------
    ImageError, MaskError
        See `raster.Raster`; a mask of another size has code ``mask-size``.

    Examples
    --------
    >>> config = Config(frame_side=16, segmentor_side=16, refiner_side=16, segmentor_radius=3,
    ...                 grid="centres", antialias=True, focus_threshold=0, drop_corner_clicks=False,
    ...                 merge="safe", mended=True)
    >>> from py_frontend import Ref
    >>> session = Session(np.zeros((4, 6, 3), np.uint8), config)
    >>> steps = session.click(Click(2, 1))
    >>> next(steps).net
    'segmentor'
    >>> steps.send({"coarse": np.full((1, 1, 4, 4), 9, np.float32), "feature": Ref("anything")}).net
    'refiner'
    >>> try:
    ...     steps.send({"refined": np.full((1, 1, 16, 16), 9, np.float32)})
    ... except StopIteration as stop:
    ...     print(stop.value.patch.box, session.mask.all())
    Box(x0=0, y0=0, x1=6, y1=4) True
    >>> session.undo().box, bool(session.mask.any())
    (Box(x0=0, y0=0, x1=6, y1=4), False)
    """

    def __init__(
        self,
        image: NDArray[np.uint8] | Raster,
        config: Config,
        mask: NDArray[np.bool_] | NDArray[np.uint8] | None = None,
        merge_from_first: bool | None = None,
        clicks: Sequence[Click] = (),
    ) -> None:
        self.config = config
        self._raster = image if isinstance(image, Raster) else Raster(image)
        self._image = self._raster.box
        self._merge_from_first = merge_from_first
        memory = LayeredPrevious if config.grid == "centres" else DensePrevious
        self._state = State(self._image, memory(self._image, config))
        self._painted: tuple[Spans, NDArray[np.bool_]] | None = None
        if mask is not None:
            self.set_mask(mask)
            self._state.undoable.clear()
        for click in clicks:
            check_click(click, self._image)
        self._state.facts = replace(self._state.facts, clicks=tuple(clicks))
        self._start = self._state.mask, self._state.facts

    @property
    def mask(self) -> NDArray[np.bool_]:
        """The mask, ``(H, W)`` bool, read-only; painted when asked for, which costs a pass over the image."""
        if self._painted is None or self._painted[0] is not self.spans:
            self._painted = self.spans, self.spans.array(self._image)
            self._painted[1].flags.writeable = False
        return self._painted[1]

    @property
    def spans(self) -> Spans:
        """The mask as runs: what is cheap at any size."""
        return self._state.mask

    @property
    def probability(self) -> NDArray[np.float32]:
        """The previous probability map ``(H, W)`` float32 0-1, as a new array."""
        return self._state.previous.probability(self._state.mask)

    @property
    def clicks(self) -> tuple[Click, ...]:
        """All clicks that count, in order."""
        return self._state.facts.clicks

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self.steps > 0

    @property
    def steps(self) -> int:
        """How many steps can be taken back; the oldest are dropped when they need much memory."""
        return len(self._state.undoable)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._state.redoable)

    def click(self, click: Click, window: Box | None = None, preview: bool = False) -> ClickSteps:
        """Begin a click: a generator that yields a `Run`, is sent its outputs, and returns the result.

        The session changes only after the last answer. An exception, or a generator that is dropped,
        leaves it as it was.

        Parameters
        ----------
        click
            The new click.
        window
            The part of the image that the user looks at. It is the Target Crop if it is closer than the
            usual one and what the click changes does not reach the window's edges.
        preview
            Tell what the click would do, and leave the session as it is.

        Raises
        ------
        ClickError
            Here, when the click lies outside the image (code ``click-outside``).
        NetworkError
            From the generator, when an answer is missing, misshapen or not finite.
        SessionError
            From the generator, when another step was taken meanwhile (code ``session-changed``).
        """
        check_click(click, self._image)
        return self._steps(click, window, preview)

    def undo(self) -> Patch | None:
        """Take the last step back; None when there is none."""
        return self._state.undo()

    def redo(self) -> Patch | None:
        """Do the step again that was taken back last; None when there is none."""
        return self._state.redo()

    def reset(self) -> Patch:
        """Drop all clicks and return to the mask the session began with; can be undone."""
        mask, facts = self._start
        return self._replace_mask(mask, facts, keep=False)

    def set_mask(self, mask: NDArray[np.bool_] | NDArray[np.uint8], keep_clicks: bool = True) -> Patch:
        """Take over a mask from a hand tool or a file; can be undone.

        Parameters
        ----------
        mask
            ``(H, W)`` bool or uint8 (0 is background).
        keep_clicks
            Whether earlier clicks still count; a mask of another object should drop them.

        Raises
        ------
        MaskError
            The mask is of another size (code ``mask-size``) or type (``mask-type``).
        """
        clicks = self.clicks if keep_clicks else ()
        facts = Facts(clicks, edited=True, target=self._state.facts.target, from_mask=True)
        spans = Spans.of(checked_mask(mask, self._image))
        return self._replace_mask(spans, facts, keep_clicks and self.config.mended)

    def _steps(self, click: Click, window: Box | None, preview: bool) -> ClickSteps:
        """Run one click: Target Crop, Segmentor, Focus Crop, Refiner, Progressive Merge."""
        config, clicks = self.config, (*self.clicks, click)
        looking = Looking(self._raster, config, self._state, clicks)
        look = yield from looking.best(window)
        target, focus = look.target, looking.focus_crop(look)
        refined = None
        # Only ClickSEG's own boxes can leave nothing to refine (it fails then); the coarse mask stands.
        if focus.area:
            answer = yield refiner_run(self._raster, config, clicks, target, focus, look.coarse, look.feature)
            refined = answered_logits(answer, "refined", config.refiner_side)[0, 0]
            looking.check_state()
        proposal = look.prediction.propose(refined, focus, late=len(clicks) > PROGRESSIVE_AFTER)
        step, result = self._step(clicks, target, focus, proposal, target == window)
        if not preview:
            self._state.perform(step)
        return result

    def _step(
        self, clicks: tuple[Click, ...], target: Box, focus: Box, proposal: Proposal, windowed: bool
    ) -> tuple[Step, ClickResult]:
        """Merge a proposal into the mask: the step to take, and what it does."""
        before, update = self._state.mask, proposal.accept()
        after = before.replaced(proposal.box, proposal.mask)
        # A window may show a part of the object: the rest of it, and of the window, must stay.
        merging = self._merges(len(clicks)) or (windowed and bool(before))
        if merging:
            change = merge_change(
                before, after, clicks[-1], self.config.merge, self._reach(focus), self._image
            )
            after = before ^ change
            if self.config.mended:
                update = proposal.settle(after.inside(proposal.box))
        patch = Patch.between(before, after)
        facts = replace(self._state.facts, clicks=clicks, target=target, from_mask=merging)
        return Step(patch, update, facts), ClickResult(patch, bool(patch.box.area), target, focus, merging)

    def _merges(self, click_count: int) -> bool:
        if self._merge_from_first is not None:
            return self._merge_from_first
        return self._state.facts.edited or (self.config.merge == "safe" and click_count > PROGRESSIVE_AFTER)

    def _reach(self, focus: Box) -> int:
        """How far from the click, in image pixels, its component may begin: the radius of its disk."""
        side = max(focus.width, focus.height)
        return max(3, math.ceil(self.config.refiner_radius * side / self.config.refiner_side))

    def _replace_mask(self, mask: Spans, facts: Facts, keep: bool) -> Patch:
        """Take the step to another mask; `keep` the probabilities where the mask stays the same."""
        update = self._state.previous.after_mask(mask, self._state.mask, keep)
        patch = Patch.between(self._state.mask, mask)
        self._state.perform(Step(patch, update, facts))
        return patch
