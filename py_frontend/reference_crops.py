"""Target Crop and Focus Crop exactly as the published implementation (ClickSEG) computes them.

Needed for released weights and published figures. Known faults, kept on purpose: boxes are inclusive
in one place and half-open in another, so crops sit half a pixel low; a click outside the difference
gives the box of everything that did *not* change; fewer than ten pixels count as the whole image.
`crops` holds the mended versions.
"""

from __future__ import annotations

from collections.abc import Sequence

from .clicks import Click
from .geometry import Box
from .merging import reference_component
from .spans import Spans


def reference_target_crop(previous: Box, clicks: Sequence[Click], ratio: float, image: Box) -> Box:
    """Choose the part of the image for the Segmentor; about a pixel longer than `ratio` asks.

    Parameters
    ----------
    previous
        Bounding box of the previous mask; empty for the whole image.
    clicks
        All clicks, the new one last; only positive ones count.
    ratio
        Length of the crop over that of the object.
    image
        Box of the image.

    Examples
    --------
    >>> reference_target_crop(Box(10, 10, 20, 20), [], 1.4, Box(0, 0, 99, 99))
    Box(x0=8, y0=8, x1=23, y1=23)
    """
    if not previous.area:
        return image
    crop = previous
    for click in clicks:
        if click.positive:
            crop = crop.union(Box(click.x, click.y, click.x + 1, click.y + 1))
    x0, x1 = _widen_target(crop.x0, crop.x1 - 1, ratio)
    y0, y1 = _widen_target(crop.y0, crop.y1 - 1, ratio)
    return Box(x0, y0, x1 + 1, y1 + 1).intersection(image)


def _widen_target(first: int, last: int, ratio: float) -> tuple[int, int]:
    centre, length = (first + last) / 2, max(ratio * (last - first + 1), 10)
    return round(centre - length / 2), round(centre + length / 2)


def reference_focus_crop(new: Spans, old: Spans, target: Box, click: Click, ratio: float, image: Box) -> Box:
    """Choose the part of the Target Crop for the Refiner; it may be empty.

    Parameters
    ----------
    new, old
        The coarse prediction and the previous mask.
    target
        Target Crop.
    click
        The new click, inside the image.
    ratio
        Length of the crop over that of the changed component.
    image
        Box of the image.

    Examples
    --------
    >>> image, new = Box(0, 0, 40, 40), Spans.filled(Box(10, 10, 20, 20), 40)
    >>> reference_focus_crop(new, Spans.empty(40), image, Click(12, 12), 1.4, image)
    Box(x0=7, y0=7, x1=21, y1=21)
    """
    x0, y0, x1, y1 = _mixed_box(new, image)
    if old:
        width, height = x1 - x0, y1 - y0
        x0, y0, x1, y1 = _mixed_box(reference_component(new ^ old, click, image), image)
        if y1 - y0 < height / 3 or x1 - x0 < width / 3:
            half = 0.2 * max(height, width)
            x0, y0, x1, y1 = click.x - half, click.y - half, click.x + half, click.y + half
    x0, x1 = widen_focus(x0, x1, ratio, image.width)
    y0, y1 = widen_focus(y0, y1, ratio, image.height)
    return Box(x0, y0, x1, y1).intersection(target)


def _mixed_box(region: Spans, image: Box) -> tuple[float, float, float, float]:
    """Inclusive box of a region, or the half-open one of the image for fewer than ten pixels."""
    if region.area < 10:
        return 0, 0, image.width, image.height
    box = region.bounds
    return box.x0, box.y0, box.x1 - 1, box.y1 - 1


def widen_focus(first: float, last: float, ratio: float, size: int) -> tuple[int, int]:
    """Lengthen one side, cut towards zero and clamp to ``0 ... size``."""
    centre, length = (first + last) / 2, ratio * (last - first + 1)
    return max(int(centre - length / 2), 0), min(int(centre + length / 2), size)
