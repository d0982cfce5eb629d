"""Progressive Merge: a click may change one connected component and nothing else."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .clicks import Click
from .components import Component, component_at
from .config import MergeRule
from .errors import MaskError
from .geometry import Box


@dataclass(frozen=True)
class Change:
    """What a click changes: the pixels of `component` are set or cleared."""

    component: Component
    value: bool


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
    if rule == "reference":
        return _reference(previous, new, click)
    result = previous.copy()
    change = safe_change(previous, new, click, radius)
    if change is not None:
        result[change.component.box.slices][change.component.pixels] = change.value
    return result


def _check_pair(previous: NDArray[np.bool_], new: NDArray[np.bool_]) -> None:
    for mask in (previous, new):
        if mask.dtype != np.bool_ or mask.ndim != 2:
            raise MaskError("mask-type", f"mask of {mask.dtype} {mask.shape}: expected bool [rows, columns]")
    if previous.shape != new.shape:
        raise MaskError("mask-size", f"masks of {previous.shape} and {new.shape}: expected equal sizes")


def _reference(previous: NDArray[np.bool_], new: NDArray[np.bool_], click: Click) -> NDArray[np.bool_]:
    difference = previous ^ new
    part = reference_component(difference, click)
    return previous & ~part if previous[click.y, click.x] else previous | part


def reference_component(difference: NDArray[np.bool_], click: Click) -> NDArray[np.bool_]:
    """Return all pixels with the click's label, ``(H, W)`` bool: its component, or the whole background."""
    component = component_at(difference, click.x, click.y)
    if component is None:
        return ~difference
    part = np.zeros_like(difference)
    part[component.box.slices] = component.pixels
    return part


def safe_change(
    previous: NDArray[np.bool_], new: NDArray[np.bool_], click: Click, radius: float
) -> Change | None:
    """Find what rule ``"safe"`` changes, or None when nothing of the click's sign lies near it.

    The arguments are those of `merge`; the click may lie outside the arrays.
    """
    difference = new & ~previous if click.positive else previous & ~new
    x, y = click.x, click.y
    if (x, y) not in Box.of(difference) or not difference[y, x]:
        nearest = _nearest(difference, x, y, radius)
        if nearest is None:
            return None
        x, y = nearest
    component = component_at(difference, x, y)
    assert component is not None, "the pixel was just found to be set"
    return Change(component, click.positive)


def _nearest(mask: NDArray[np.bool_], x: int, y: int, radius: float) -> tuple[int, int] | None:
    """Nearest set pixel within a radius; ties go to the smaller row, then the smaller column."""
    reach = math.floor(radius)
    window = Box(x - reach, y - reach, x + reach + 1, y + reach + 1).intersection(Box.of(mask))
    rows, columns = np.nonzero(mask[window.slices])
    if not rows.size:
        return None
    distance = (rows + (window.y0 - y)) ** 2 + (columns + (window.x0 - x)) ** 2
    best = int(np.argmin(distance))
    if distance[best] > radius * radius:
        return None
    return int(columns[best]) + window.x0, int(rows[best]) + window.y0
