"""The learning rate over a run: a short rise, then a cosine down to nothing."""

from __future__ import annotations

import math


def rate_factor(progress: float, warm_up: float) -> float:
    """Return the share of the highest learning rate at a point of the run.

    Parameters
    ----------
    progress : share of the run done, 0…1
    warm_up : share of the run spent rising

    Examples
    --------
    >>> [round(rate_factor(progress, warm_up=0.1), 6) for progress in (0.05, 0.55, 1.0)]
    [0.5, 0.5, 0.0]
    """
    if progress < warm_up:
        return progress / warm_up
    done = (min(progress, 1.0) - warm_up) / (1 - warm_up)
    return 0.5 * (1 + math.cos(math.pi * done))
