"""The two requests of a click: what each network is fed, and what its answer must be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .clicks import Click, click_maps
from .config import Config
from .errors import NetworkError
from .geometry import Box
from .raster import Raster
from .seam import Answer, Run, Tensor


def segmentor_run(
    raster: Raster, config: Config, clicks: Sequence[Click], target: Box, previous: NDArray[np.float32]
) -> Run:
    """Ask for coarse logits and features of the Target Crop.

    Feeds ``image`` ``(1, 3, F, F)`` RGB 0-1 and ``prompt`` ``(1, 3, F, F)``: previous probability,
    positive disks, negative disks. `previous` is ``(F, F)`` float32.
    """
    disks = click_maps(
        clicks, target, config.frame_side, config.segmentor_radius, config.grid, config.drop_corner_clicks
    )
    return Run(
        net="segmentor",
        feeds={
            "image": raster.crop(target, config.frame_side, config.grid, config.antialias),
            "prompt": np.concatenate((previous[None], disks))[None],
        },
        fetches=("coarse",),
        keeps=("feature",),
    )


def refiner_run(
    raster: Raster,
    config: Config,
    clicks: Sequence[Click],
    target: Box,
    focus: Box,
    coarse: NDArray[np.float32],
    feature: Tensor,
) -> Run:
    """Ask for refined logits of the Focus Crop.

    Feeds ``image`` ``(1, 3, R, R)`` RGB 0-1, ``prompt`` ``(1, 2, R, R)`` disks, ``coarse`` and
    ``feature`` as the Segmentor gave them, and ``box`` ``(1, 4)``: the Focus Crop in the pixels of the
    Segmentor's frame, ``(x0, y0, x1, y1)``.
    """
    disks = click_maps(
        clicks, focus, config.refiner_side, config.refiner_radius, config.grid, config.drop_corner_clicks
    )
    return Run(
        net="refiner",
        feeds={
            "image": raster.crop(focus, config.refiner_side, config.grid, config.antialias),
            "prompt": disks[None],
            "coarse": coarse,
            "feature": feature,
            "box": frame_box(focus, target, config.frame_side),
        },
        fetches=("refined",),
    )


def frame_box(focus: Box, target: Box, side: int) -> NDArray[np.float32]:
    """Place a box in the frame of the Target Crop.

    Examples
    --------
    >>> frame_box(Box(10, 0, 20, 10), Box(0, 0, 40, 20), 256)
    array([[ 64.,   0., 128., 128.]], dtype=float32)
    """
    corners = np.array([[focus.x0, focus.y0], [focus.x1, focus.y1]], np.float64) - (target.x0, target.y0)
    scaled = corners * side / (target.width, target.height)
    return np.clip(scaled, 0, side).astype(np.float32).reshape(1, 4)


def answered(answer: Answer, name: str) -> Tensor:
    """Take one output from an answer.

    Raises
    ------
    NetworkError
        The answer lacks it (code ``network-answer``).
    """
    if name not in answer:
        raise NetworkError(
            "network-answer", f"the answer lacks {name!r}; it has {', '.join(answer) or 'nothing'}"
        )
    return answer[name]


def answered_logits(answer: Answer, name: str, side: int | None = None) -> NDArray[np.float32]:
    """Copy one logit map ``(1, 1, h, w)`` from an answer, of a given side if one is named.

    It is a copy because the session keeps it, while a runtime may use its buffer again.

    Raises
    ------
    NetworkError
        It is missing or of another shape (code ``network-answer``) or not finite everywhere (code
        ``network-not-finite``).
    """
    logits = answered(answer, name)
    wanted = f"(1, 1, {side or 'h'}, {side or 'w'})"
    if not isinstance(logits, np.ndarray):
        raise NetworkError(
            "network-answer", f"{name} is a {type(logits).__name__}: expected an array {wanted}"
        )
    fits = logits.ndim == 4 and logits.shape[:2] == (1, 1) and logits.size > 0
    if not fits or (side is not None and logits.shape[2:] != (side, side)):
        raise NetworkError("network-answer", f"{name} has shape {logits.shape}: expected {wanted}")
    wrong = logits.size - int(np.count_nonzero(np.isfinite(logits)))
    if wrong:
        raise NetworkError(
            "network-not-finite",
            f"{wrong} of {logits.size} values of {name} are not finite: the click was not applied; "
            "check the network's weights or use another backend",
        )
    return np.array(logits, np.float32)
