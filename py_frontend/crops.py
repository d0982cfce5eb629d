"""Target Crop and Focus Crop, mended: centred, half-open, never empty.

`reference_crops` holds the boxes of the published implementation, faults included.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from .clicks import Click
from .components import component_at
from .geometry import Box
from .spans import Spans

LEAST_TARGET = 10
"""Shortest side of a Target Crop before clamping, in image pixels."""

LEAST_FOCUS = 8
"""Shortest useful side of a Focus Crop, in image pixels."""

_CLOSER = 0.8
"""A first look is repeated when the better crop has less than this share of its area."""

_NEAR_EDGE = 1 / 64
"""An object that comes so near an edge of its crop, in longer sides of the crop, is taken to be cut."""

_FEW = 10
"""A prediction of fewer pixels says nothing about the object's size."""


def widen(box: Box, ratio: float, least: float, outer: Box) -> Box:
    """Lengthen each side about the box's centre and cut the result to `outer`.

    Ends are rounded to the nearest pixel edge, ties outwards, so that mirrored boxes give mirrored
    results.

    Examples
    --------
    >>> widen(Box(10, 10, 20, 20), 1.4, 0, Box(0, 0, 100, 21))
    Box(x0=8, y0=8, x1=22, y1=21)
    """
    x0, x1 = _widen_side(box.x0, box.x1, ratio, least)
    y0, y1 = _widen_side(box.y0, box.y1, ratio, least)
    return Box(x0, y0, x1, y1).intersection(outer)


def _widen_side(start: float, end: float, ratio: float, least: float) -> tuple[int, int]:
    centre, half = (start + end) / 2, max(ratio * (end - start), least) / 2
    return math.ceil(centre - half - 0.5), math.floor(centre + half + 0.5)


def target_crop(previous: Box, clicks: Sequence[Click], ratio: float, image: Box) -> Box:
    """Choose the part of the image for the Segmentor.

    Parameters
    ----------
    previous
        Bounding box of the previous mask; empty for the whole image.
    clicks
        All clicks, the new one last. Positive ones count as object; negative ones outside the widened
        box stretch it, so that the network sees them.
    ratio
        Length of the crop over that of the object.
    image
        Box of the image.

    Returns
    -------
    Box
        Non-empty, inside the image, with every click in it.

    Notes
    -----
    FocalClick, section 3.1. ClickSEG takes the whole image at the first click even when a mask is
    given, ignores negative clicks, and makes the crop a pixel too long.

    Examples
    --------
    >>> target_crop(Box(40, 40, 60, 60), [Click(50, 50), Click(80, 50, False)], 1.4, Box(0, 0, 99, 99))
    Box(x0=36, y0=36, x1=81, y1=64)
    """
    if not previous.area:
        return image
    crop = previous
    for click in clicks:
        if click.positive:
            crop = crop.union(Box(click.x, click.y, click.x + 1, click.y + 1))
    crop = widen(crop, ratio, LEAST_TARGET, image)
    for click in clicks:
        crop = crop.union(Box(click.x, click.y, click.x + 1, click.y + 1))
    return crop


def better_target_crop(target: Box, seen: Box, clicks: Sequence[Click], ratio: float, image: Box) -> Box:
    """Choose the Target Crop again, now that the Segmentor has seen the object.

    The first click looks at the whole image, in which a small object is a few pixels of the frame; and
    a mask that was too small gives a crop that cuts the object. A second look mends both.

    Parameters
    ----------
    target
        The Target Crop that was looked at.
    seen
        Bounding box of the object predicted in it, in image pixels; may be empty.
    clicks, ratio, image
        See `target_crop`.

    Returns
    -------
    Box
        A closer crop at the first click, a wider one where the object reaches an edge of the crop
        inside the image, else `target` itself.

    Examples
    --------
    >>> image = Box(0, 0, 100, 100)
    >>> better_target_crop(image, Box(40, 40, 60, 60), [Click(50, 50)], 1.4, image)
    Box(x0=36, y0=36, x1=64, y1=64)
    >>> better_target_crop(Box(20, 20, 60, 60), Box(40, 30, 60, 50), [Click(50, 50)] * 2, 1.4, image)
    Box(x0=20, y0=20, x1=64, y1=60)
    """
    if not seen.area:
        return target
    wanted = target_crop(seen, clicks, ratio, image)
    if len(clicks) == 1 and wanted.area < _CLOSER * target.area:
        return wanted
    return target.union(wanted) if is_cut(seen, target, image) else target


def is_cut(seen: Box, target: Box, image: Box) -> bool:
    """Tell whether an object reaches an edge of the Target Crop where the image goes on."""
    near = max(target.width, target.height) * _NEAR_EDGE
    return (
        seen.x0 - target.x0 < near < target.x0 - image.x0 + near
        or seen.y0 - target.y0 < near < target.y0 - image.y0 + near
        or target.x1 - seen.x1 < near < image.x1 - target.x1 + near
        or target.y1 - seen.y1 < near < image.y1 - target.y1 + near
    )


def focus_crop(new: Spans, old: Spans, target: Box, click: Click, ratio: float) -> Box:
    """Choose the part of the Target Crop for the Refiner.

    Parameters
    ----------
    new, old
        The coarse prediction and the previous mask, both inside the Target Crop.
    target
        Target Crop, with the click in it.
    click
        The new click.
    ratio
        Length of the crop over that of the changed component.

    Returns
    -------
    Box
        Inside the Target Crop; sides of `LEAST_FOCUS` or more where the Target Crop has them.

    Notes
    -----
    FocalClick, section 3.2: the box of the component of the difference under the click. Without an old
    mask it is the box of the new one. A click on no difference, or a component much smaller than the
    object, gives a square round the click of 0.4 times the object's longer side.

    Examples
    --------
    >>> new = Spans.filled(Box(10, 10, 20, 20), 40)
    >>> focus_crop(new, Spans.empty(40), Box(0, 0, 40, 40), Click(12, 12), 1.4)
    Box(x0=8, y0=8, x1=22, y1=22)
    """
    crop = _changed_crop(new, old, target, click, ratio) if old else widen(new.bounds, ratio, 0, target)
    if crop.width >= min(LEAST_FOCUS, target.width) and crop.height >= min(LEAST_FOCUS, target.height):
        return crop
    return _square_inside(click, math.ceil(max(LEAST_FOCUS, 0.2 * max(target.width, target.height))), target)


def _changed_crop(new: Spans, old: Spans, target: Box, click: Click, ratio: float) -> Box:
    part = component_at(new ^ old, click.x, click.y)
    whole = new.bounds
    if part is None:
        return _square_around(click, whole if new.area >= _FEW else target, ratio, target)
    changed = part.bounds
    if changed.height < whole.height / 3 or changed.width < whole.width / 3:
        return _square_around(click, whole, ratio, target)
    return widen(changed, ratio, 0, target)


def _square_around(click: Click, scale: Box, ratio: float, target: Box) -> Box:
    """Square about the click's pixel, 0.4 times the longer side of `scale`, then widened."""
    half = 0.2 * max(scale.width, scale.height)
    x0, x1 = _widen_side(click.x + 0.5 - half, click.x + 0.5 + half, ratio, 0)
    y0, y1 = _widen_side(click.y + 0.5 - half, click.y + 0.5 + half, ratio, 0)
    return Box(x0, y0, x1, y1).intersection(target)


def _square_inside(click: Click, side: int, target: Box) -> Box:
    """Square round the click, pushed into the Target Crop rather than cut by it."""
    width, height = min(side, target.width), min(side, target.height)
    x0 = min(max(click.x - width // 2, target.x0), target.x1 - width)
    y0 = min(max(click.y - height // 2, target.y0), target.y1 - height)
    return Box(x0, y0, x0 + width, y0 + height)
