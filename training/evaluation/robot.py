"""Robots that click: in the middle of the largest error, as the protocol asks, or near it, as people do."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from py_frontend import Click


def next_click(truth: NDArray[np.int8], mask: NDArray[np.bool_], clicks: Sequence[Click] = ()) -> Click:
    """Choose the next click on an object.

    Parameters
    ----------
    truth
        ``(H, W)`` int8: 1 object, 0 background, -1 ignored.
    mask
        ``(H, W)`` bool, the mask so far.
    clicks
        Earlier clicks; none of their pixels is clicked again.

    Returns
    -------
    Click
        Positive on a missing part, negative on a false one.

    Notes
    -----
    The protocol of RITM and ClickSEG. The error that is deepest is clicked at its deepest pixel. Depth is
    the exact Euclidean distance to the nearest pixel that is no such error; the image's border counts as
    one. Pixels that were clicked before still belong to the error. Ties go to the false part, and to the
    first pixel in reading order. Where nothing is wrong the click is negative, at the first pixel.

    Examples
    --------
    >>> truth = np.zeros((4, 5), np.int8)
    >>> truth[1:, 1:4] = 1
    >>> next_click(truth, np.zeros((4, 5), bool))
    Click(x=2, y=2, positive=True)
    >>> next_click(truth, np.ones((4, 5), bool))
    Click(x=0, y=0, positive=False)
    """
    depth, positive = _clicked_error(truth, mask, clicks)
    y, x = divmod(int(depth.argmax()), truth.shape[1])
    return Click(x, y, positive)


def displaced_clicks(
    truth: NDArray[np.int8],
    mask: NDArray[np.bool_],
    clicks: Sequence[Click],
    random: np.random.Generator,
    count: int = 1,
) -> list[Click]:
    """Choose clicks as a less patient annotator does: somewhere in the part that `next_click` clicks.

    The `count` clicks are alternatives to one another; some may be equal.

    Any pixel of that connected part can be clicked, with a chance in proportion to its depth, so that
    the middle is likelier than the rim.

    Notes
    -----
    After the finding of RClicks (arXiv 2410.11722) that people do not click in the very middle. Its
    model of where they click was learned from people; this one is a stand-in.

    Examples
    --------
    >>> truth = np.zeros((4, 5), np.int8)
    >>> truth[1:, 1:4] = 1
    >>> displaced_clicks(truth, np.zeros((4, 5), bool), (), np.random.default_rng(0))
    [Click(x=3, y=2, positive=True)]
    """
    depth, positive = _clicked_error(truth, mask, clicks)
    deepest = int(depth.argmax())
    _, parts = cv2.connectedComponents((depth > 0).astype(np.uint8), connectivity=8)
    weights = np.where(parts == parts.flat[deepest], depth, 0).astype(np.float64).ravel()
    if not weights.any():
        return [next_click(truth, mask, clicks)] * count
    chosen = random.choice(weights.size, count, p=weights / weights.sum())
    return [Click(int(place) % truth.shape[1], int(place) // truth.shape[1], positive) for place in chosen]


def _clicked_error(
    truth: NDArray[np.int8], mask: NDArray[np.bool_], clicks: Sequence[Click]
) -> tuple[NDArray[np.float32], bool]:
    """Return the depth of the kind of error that is deeper, and whether it is a missing part."""
    missing, false = _depth((truth == 1) & ~mask), _depth((truth == 0) & mask)
    for click in clicks:
        missing[click.y, click.x] = false[click.y, click.x] = 0
    positive = bool(missing.max() > false.max())
    return (missing if positive else false), positive


def _depth(error: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Distance of each pixel to the nearest one outside the error."""
    # Of the whole image, even for a small error: OpenCV's rounding depends on where a pixel lies, and which
    # of two equal depths is clicked hangs on it.
    padded = np.pad(error.astype(np.uint8), 1)
    distance = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.array(distance[1:-1, 1:-1], np.float32)
