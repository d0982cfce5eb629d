"""Where the networks look at a click: the Target Crop, chosen anew if it was bad, and the Focus Crop."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .clicks import Click
from .components import component_at
from .config import Config
from .crops import better_target_crop, focus_crop, is_cut, target_crop
from .errors import SessionError
from .geometry import Box
from .previous import Prediction
from .raster import Raster
from .reference_crops import reference_focus_crop, reference_target_crop
from .requests import answered, answered_logits, segmentor_run
from .seam import Answer, Run, Tensor
from .state import State


@dataclass(frozen=True)
class Look:
    """The Segmentor's answer about a Target Crop, and the outputs of it that the Refiner needs."""

    target: Box
    prediction: Prediction
    coarse: NDArray[np.float32]
    feature: Tensor


Looks: TypeAlias = Generator[Run, Answer, Look]


class Looking:
    """What one click looks at.

    Parameters
    ----------
    raster, config, state
        The session's; the state is read only.
    clicks
        All clicks, the new one last.
    """

    def __init__(self, raster: Raster, config: Config, state: State, clicks: tuple[Click, ...]) -> None:
        self._raster, self._image = raster, raster.box
        self._config = config
        self._state, self._version = state, state.version
        self._clicks, self._click = clicks, clicks[-1]

    def check_state(self) -> None:
        """Refuse to go on with a state that has changed since the click began.

        Raises
        ------
        SessionError
            It has (code ``session-changed``).
        """
        if self._version != self._state.version:
            raise SessionError(
                "session-changed", "the mask changed while the click was computed: click again"
            )

    def best(self, window: Box | None) -> Looks:
        """Ask the Segmentor, and again while its answer shows that the Target Crop was badly chosen."""
        config = self._config
        fed, target = self._target_crops()
        if window is not None and config.mended and self._is_closer(window, target):
            look = yield from self._once(window, window)
            if not self._reaches_out(look.prediction, window):
                return look
        for number in range(config.looks):
            look = yield from self._once(fed, target)
            if number + 1 == config.looks:
                break
            seen = look.prediction.focused().bounds
            better = better_target_crop(target, seen, self._clicks, config.target_ratio, self._image)
            if better == target:
                break
            fed = target = better
        return look

    def focus_crop(self, look: Look) -> Box:
        """Choose the part of the Target Crop for the Refiner; only ClickSEG's may be empty."""
        ratio, image, new = self._config.focus_ratio, self._image, look.prediction.focused()
        old = self._state.previous.old(self._state.mask, look.target if self._config.mended else image)
        if self._config.mended:
            return focus_crop(new, old, look.target, self._click, ratio)
        return reference_focus_crop(new, old, look.target, self._click, ratio, image)

    def _once(self, fed: Box, target: Box) -> Looks:
        """Ask the Segmentor once."""
        state = self._state
        previous = state.previous.frame(state.mask, fed)
        answer = yield segmentor_run(self._raster, self._config, self._clicks, fed, previous)
        coarse, feature = answered_logits(answer, "coarse"), answered(answer, "feature")
        self.check_state()
        return Look(target, state.previous.predict(coarse[0, 0], target), coarse, feature)

    def _target_crops(self) -> tuple[Box, Box]:
        """Return the box that is fed to the Segmentor, and the one its answer is taken to fill.

        They differ in one case: ClickSEG feeds the whole image when the object has vanished, but pastes
        the prediction into the last Target Crop.
        """
        facts, mask, ratio = self._state.facts, self._state.mask, self._config.target_ratio
        object_box = mask.bounds if facts.from_mask else self._state.previous.object_box(mask)
        if self._config.mended:
            crop = target_crop(object_box, self._clicks, ratio, self._image)
            return crop, crop
        if len(self._clicks) == 1:
            return self._image, self._image
        crop = reference_target_crop(object_box, self._clicks, ratio, self._image)
        return crop, crop if object_box.area else facts.target or self._image

    def _is_closer(self, window: Box, target: Box) -> bool:
        """Tell whether a window shows the click larger than the usual Target Crop would."""
        return (self._click.x, self._click.y) in window and window.area < target.area

    def _reaches_out(self, prediction: Prediction, window: Box) -> bool:
        """Tell whether what the click changes goes on beyond the window, whose edge nobody should see."""
        old = self._state.previous.old(self._state.mask, window)
        changed = prediction.focused() ^ old
        part = component_at(changed, self._click.x, self._click.y) if old else None
        seen = (part or changed).bounds
        return bool(seen.area) and is_cut(seen, window, self._image)
