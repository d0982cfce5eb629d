"""Progressive Merge: a click may change one connected component and nothing else."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .clicks import Click
from .components import component_at
from .config import MergeRule
from .errors import MaskError
from .geometry import Box
from .spans import Spans


def merge(
    previous: NDArray[np.bool_],
    new: NDArray[np.bool_],
    click: Click,
    rule: MergeRule = "safe",
    radius: float = 3,
) -> NDArray[np.bool_]:
    """Let a click change the one component of the difference that it points at.

    Parameters
    ----------
    previous, new
        ``(H, W)`` bool, the mask shown before and the one predicted now.
    click
        The click that led to `new`.
    rule
        ``"reference"``: the component of the exclusive or under the click; whether it is added or
        removed depends on `previous` under the click, not on the click's sign. A click outside the
        difference changes everything that did *not* differ, as the published implementation does.
        ``"safe"``: a positive click adds one component of ``new & ~previous``, a negative one removes
        one component of ``previous & ~new``.
    radius
        ``"safe"`` only: how far from the click, in image pixels, its component may begin.

    Returns
    -------
    numpy.ndarray
        ``(H, W)`` bool, a new array. Equal to `previous` where the rule finds nothing to change.

    Raises
    ------
    MaskError
        The masks differ in size (code ``mask-size``) or are not bool (``mask-type``).

    Notes
    -----
    FocalClick, section 3.3. Components are 8-connected. ``"safe"`` never crosses signs and is
    idempotent; with the click on no change it takes the nearest within `radius` (ties: smaller row,
    then smaller column).

    Examples
    --------
    >>> previous = np.array([[1, 1, 0, 0, 0]], bool)
    >>> new = np.array([[0, 1, 1, 0, 1]], bool)
    >>> merge(previous, new, Click(2, 0)).astype(int)
    array([[1, 1, 1, 0, 0]])
    """
    _check_pair(previous, new)
    box = Box.of(previous)
    change = merge_change(Spans.of(previous), Spans.of(new), click, rule, radius, box)
    return previous ^ change.array(box)


def merge_change(
    previous: Spans, new: Spans, click: Click, rule: MergeRule, radius: float, image: Box
) -> Spans:
    """Pixels that `merge` turns over, of regions of the `image`; the click may lie beside them."""
    if rule == "safe":
        return _safe_change(previous, new, click, radius)
    part = reference_component(previous ^ new, click, image)
    fresh = part - previous
    return part ^ fresh if (click.x, click.y) in previous else fresh


def _check_pair(previous: NDArray[np.bool_], new: NDArray[np.bool_]) -> None:
    for mask in (previous, new):
        if mask.dtype != np.bool_ or mask.ndim != 2:
            raise MaskError("mask-type", f"mask of {mask.dtype} {mask.shape}: expected bool [rows, columns]")
    if previous.shape != new.shape:
        raise MaskError("mask-size", f"masks of {previous.shape} and {new.shape}: expected equal sizes")


def reference_component(difference: Spans, click: Click, image: Box) -> Spans:
    """Return all pixels with the click's label: its component, or the whole background of the image."""
    component = component_at(difference, click.x, click.y)
    return Spans.filled(image, difference.width) ^ difference if component is None else component


def _safe_change(previous: Spans, new: Spans, click: Click, radius: float) -> Spans:
    """Find what rule ``"safe"`` changes: nothing when no component of the click's sign lies near it."""
    difference = new - previous if click.positive else previous - new
    x, y = click.x, click.y
    if (x, y) not in difference:
        nearest = _nearest(difference, x, y, radius)
        if nearest is None:
            return Spans.empty(difference.width)
        x, y = nearest
    component = component_at(difference, x, y)
    assert component is not None, "the pixel was just found to be set"
    return component


def _nearest(region: Spans, x: int, y: int, radius: float) -> tuple[int, int] | None:
    """Nearest set pixel within a radius; ties go to the smaller row, then the smaller column."""
    reach = math.floor(radius)
    window = Box(x - reach, y - reach, x + reach + 1, y + reach + 1).intersection(region.bounds)
    rows, columns = np.nonzero(region.array(window))
    if not rows.size:
        return None
    distance = (rows + (window.y0 - y)) ** 2 + (columns + (window.x0 - x)) ** 2
    best = int(np.argmin(distance))
    if distance[best] > radius * radius:
        return None
    return int(columns[best]) + window.x0, int(rows[best]) + window.y0
