"""From a photograph to one training sample: target, crops, damage, first clicks."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.clicks import initial_clicks, next_click
from training.data.crops import Window, focus_window, resample_image, resample_mask, target_window
from training.data.damage import damage
from training.data.shards import Picture
from training.errors import TrainingError

Mask = NDArray[np.bool_]

_KIND_WEIGHTS = {"whole": 1.0, "part": 0.5, "region": 0.4, "stuff": 0.3}
_SMALLEST_AREA = 40
_ATTEMPTS = 20
_MOST_REFUSED = 50


@dataclass(frozen=True)
class SampleConfig:
    """What samples look like.

    ``side`` S and ``focus_side`` R in frame pixels; ``corrected`` is the share of samples that
    begin with a damaged mask; ``joined`` the share whose target is two objects; ``colour`` the
    strength of brightness, contrast and tint changes.
    """

    side: int = 128
    focus_side: int = 256
    corrected: float = 0.25
    joined: float = 0.1
    colour: float = 0.25


@dataclass(frozen=True)
class Sample:
    """One object to segment, S being the Target Crop's side and R the Focus Crop's.

    ``image`` (S, S, 3) and ``focus_image`` (R, R, 3) uint8 RGB; ``target``, ``ignored``, ``start``
    (the mask before the first click) (S, S) bool; ``focus_target``, ``focus_ignored`` (R, R) bool;
    ``box`` (4,) float32, the Focus Crop in frame pixels x0, y0, x1, y1; ``positive`` and
    ``negative`` (n, 2) float32 clicks x, y in frame pixels.
    """

    image: NDArray[np.uint8]
    target: Mask
    ignored: Mask
    start: Mask
    focus_image: NDArray[np.uint8]
    focus_target: Mask
    focus_ignored: Mask
    box: NDArray[np.float32]
    positive: NDArray[np.float32]
    negative: NDArray[np.float32]


def draw_sample(pictures: list[Picture], config: SampleConfig, rng: np.random.Generator) -> Sample:
    """Draw photographs until one yields an object that is large enough in its crop.

    Raises
    ------
    TrainingError
        Many photographs in a row yielded none; some of them are named.
    """
    refused: list[str] = []
    while len(refused) < _MOST_REFUSED:
        picture = pictures[rng.integers(len(pictures))]
        for _ in range(_ATTEMPTS if picture.masks else 0):
            sample = _try_sample(picture, config, rng)
            if sample is not None:
                return sample
        refused.append(picture.key)
    raise TrainingError(
        f"none of {len(refused)} photographs in a row has an object of a usable size in its crop,"
        f" among them {', '.join(sorted(set(refused))[:5])}: look at the masks of these shards"
    )


def _try_sample(picture: Picture, config: SampleConfig, rng: np.random.Generator) -> Sample | None:
    target, others = _choose_target(picture, config.joined, rng)
    if not target.any():
        return None
    image, ignored = picture.image, picture.ignored() & ~target
    if rng.random() < 0.5:
        image, target, others, ignored = image[:, ::-1], target[:, ::-1], others[:, ::-1], ignored[:, ::-1]
    start = damage(target, rng) if rng.random() < config.corrected else np.zeros_like(target)
    window = target_window(target, rng)
    in_frame = resample_mask(target, window, config.side)
    if not _SMALLEST_AREA <= in_frame.sum() <= 0.9 * in_frame.size:
        return None
    error = (start ^ target) & ~ignored if start.any() else np.zeros_like(target)
    focus = focus_window(target, error, window, rng)
    start_in_frame = resample_mask(start, window, config.side)
    ignored_in_frame = resample_mask(ignored, window, config.side)
    positive, negative = _first_clicks(
        in_frame, resample_mask(others, window, config.side), ignored_in_frame, start_in_frame, rng
    )
    tint = _tint(config.colour, rng)
    return Sample(
        image=tint[np.arange(3), resample_image(image, window, config.side)],
        target=in_frame,
        ignored=ignored_in_frame,
        start=start_in_frame,
        focus_image=tint[np.arange(3), resample_image(image, focus, config.focus_side)],
        focus_target=resample_mask(target, focus, config.focus_side),
        focus_ignored=resample_mask(ignored, focus, config.focus_side),
        box=_in_frame(focus, window, config.side),
        positive=positive,
        negative=negative,
    )


def _choose_target(picture: Picture, joined: float, rng: np.random.Generator) -> tuple[Mask, Mask]:
    """Pick one object, sometimes joined with a second, and return it with all the others."""
    weights = np.array([_KIND_WEIGHTS.get(kind, 0.5) for kind in picture.kinds])
    count = 2 if len(weights) > 1 and rng.random() < joined else 1
    chosen = rng.choice(len(weights), count, replace=False, p=weights / weights.sum())
    target = np.logical_or.reduce([picture.mask(int(index)) for index in chosen])
    # A few other objects are enough to put negative clicks on; crowded pictures have dozens.
    rest = [index for index in range(len(weights)) if index not in chosen][:4]
    others = np.logical_or.reduce([picture.mask(index) for index in rest] or [np.zeros_like(target)])
    return target, others & ~target


def _first_clicks(
    target: Mask, others: Mask, ignored: Mask, start: Mask, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Click where a start mask is wrong; without one click as an annotator who starts from scratch."""
    nothing = np.empty((0, 2), np.float32)
    if not start.any():
        return initial_clicks(target, others, rng)
    click, is_positive = next_click(start, target, ignored, rng)
    return (click, nothing) if is_positive else (nothing, click)


def _in_frame(focus: Window, target: Window, side: int) -> NDArray[np.float32]:
    """Express a Focus Crop in pixels of the Target Crop's frame."""
    scale = np.array([side / target.width, side / target.height] * 2)
    corners = np.array([focus.x0, focus.y0, focus.x1, focus.y1], float)
    return np.asarray((corners - [target.x0, target.y0] * 2) * scale, np.float32)


def _tint(strength: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return three (256,) lookup tables that change contrast, brightness and the colour balance."""
    levels = np.arange(256, dtype=np.float32)
    contrast = 1 + strength * rng.uniform(-1, 1)
    brightness = 128 * strength * rng.uniform(-1, 1)
    balance = 40 * strength * rng.uniform(-1, 1, (3, 1))
    if rng.random() < 0.3:
        contrast, brightness, balance = 1.0, 0.0, 0.0 * balance
    tables = (levels - 128) * contrast + 128 + brightness + balance
    return np.asarray(np.clip(tables, 0, 255), np.uint8)


def boundary_target(target: Mask) -> Mask:
    """Return the (H, W) pixels near detail that a stride-8 map cannot hold.

    The mask is brought to an eighth of its sides and back; where that changes it, widened by two pixels, the
    boundary weighs double (ClickSEG's boundary target, here at the Focus Crop's own resolution).
    """
    values = target.astype(np.uint8) * 255
    height, width = target.shape
    small = (cv2.resize(values, (width // 8, height // 8)) > 128).astype(np.uint8) * 255
    changed = (cv2.resize(small, (width, height)) > 128) ^ target
    return cv2.dilate(changed.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=2).astype(bool)
