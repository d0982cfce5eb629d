"""What Hypothesis draws: masks, boxes and clicks."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from py_frontend import Box, Click

MASKS = npst.arrays(bool, npst.array_shapes(min_dims=2, max_dims=2, max_side=24))


@st.composite
def pairs(draw: Any) -> tuple[Any, Any]:
    """Two masks of one size."""
    first = draw(MASKS)
    return first, draw(npst.arrays(bool, first.shape))


@st.composite
def blobs(draw: Any) -> Any:
    """A mask of a few rectangles, nearer to real masks than noise."""
    height, width = draw(st.integers(1, 60)), draw(st.integers(1, 60))
    mask = np.zeros((height, width), bool)
    for _ in range(draw(st.integers(0, 5))):
        box = draw(boxes_in(Box(0, 0, width, height)))
        mask[box.slices] = draw(st.booleans())
    return mask


@st.composite
def boxes_in(draw: Any, outer: Box) -> Box:
    """A non-empty box inside another."""
    x0, y0 = draw(st.integers(outer.x0, outer.x1 - 1)), draw(st.integers(outer.y0, outer.y1 - 1))
    return Box(x0, y0, draw(st.integers(x0 + 1, outer.x1)), draw(st.integers(y0 + 1, outer.y1)))


def clicks_in(outer: Box) -> st.SearchStrategy[Click]:
    """A click of either sign on a pixel of a box."""
    xs, ys = st.integers(outer.x0, outer.x1 - 1), st.integers(outer.y0, outer.y1 - 1)
    return st.builds(Click, xs, ys, st.booleans())
