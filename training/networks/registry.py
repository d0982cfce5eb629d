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
from training.networks.segformer_click import SegFormerClick


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


def _published(
    name: str, summary: str, build: Callable[..., ClickNetwork], side: int, radius: int, channels: int
) -> Variant:
    """Describe a network of ClickSEG, whose pipeline differs only in side and disk radius."""
    config = Config(
        frame_side=256,
        segmentor_side=side,
        segmentor_radius=radius,
        grid="corners",
        antialias=False,
        focus_threshold=0.49,
        drop_corner_clicks=True,
        merge="reference",
        mended=False,
    )
    summary = f"{summary} at {side}×{side}, Xception Refiner; as published by ClickSEG"
    return Variant(name, summary, partial(build, side=side), config, channels)


_hrnet18s = partial(HRNetClick, width=18, small=True, ocr_width=48)
_hrnet32 = partial(HRNetClick, width=32, small=False, ocr_width=128)
_segformer_b0 = partial(SegFormerClick, channels=(32, 64, 160, 256), depths=(2, 2, 2, 2), width=256)
_segformer_b3 = partial(SegFormerClick, channels=(64, 128, 320, 512), depths=(3, 4, 18, 3), width=512)

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
                target_ratio=1.15,
                focus_ratio=1.15,
                looks=3,
            ),
            feature_channels=FEATURE_CHANNELS,
        ),
        _published("hrnet18s-s1", "HRNet18s with object context", _hrnet18s, 128, 2, 96),
        _published("hrnet18s-s2", "HRNet18s with object context", _hrnet18s, 256, 5, 96),
        _published("hrnet32-s2", "HRNet32 with object context", _hrnet32, 256, 5, 256),
        _published("segformerb0-s1", "SegFormer-B0", _segformer_b0, 128, 3, 256),
        _published("segformerb0-s2", "SegFormer-B0", _segformer_b0, 256, 5, 256),
        _published("segformerb3-s2", "SegFormer-B3", _segformer_b3, 256, 5, 512),
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
