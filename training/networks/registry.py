"""The variants by name: which network, and how its crops are sampled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from py_frontend import Config
from training.errors import TrainingError
from training.networks.hrnet_click import HRNetClick
from training.networks.interface import ClickNetwork
from training.networks.mobilenet_click import FEATURE_CHANNELS, MobileNetClick


@dataclass(frozen=True)
class Variant:
    """A network by name.

    ``build`` makes it with fresh weights; ``config`` says how `py_frontend` samples its crops;
    ``feature_channels`` is C of the feature map between the two graphs.
    """

    name: str
    summary: str
    build: Callable[[], ClickNetwork]
    config: Config
    feature_channels: int


VARIANTS = {
    each.name: each
    for each in (
        Variant(
            name="mobilenetv2-s1",
            summary="MobileNetV2 Segmentor at 128×128, patch Refiner; ours, made for browsers",
            build=MobileNetClick,
            config=Config(
                frame_side=128,
                segmentor_side=128,
                segmentor_radius=3,
                grid="centres",
                antialias=True,
                focus_threshold=0.0,
                drop_corner_clicks=False,
                merge="safe",
                mended=True,
            ),
            feature_channels=FEATURE_CHANNELS,
        ),
        Variant(
            name="hrnet18s-s1",
            summary="HRNet18s with object context at 128×128, Xception Refiner; as published by ClickSEG",
            build=partial(HRNetClick, width=18, small=True, ocr_width=48, side=128),
            config=Config(
                frame_side=256,
                segmentor_side=128,
                segmentor_radius=2,
                grid="corners",
                antialias=False,
                focus_threshold=0.49,
                drop_corner_clicks=True,
                merge="reference",
                mended=False,
            ),
            feature_channels=96,
        ),
    )
}


def variant(name: str) -> Variant:
    """Return a variant by name.

    Raises
    ------
    TrainingError
        There is none of that name.
    """
    try:
        return VARIANTS[name]
    except KeyError:
        raise TrainingError(f"no variant {name!r}: choose one of {', '.join(sorted(VARIANTS))}") from None
