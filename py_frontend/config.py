"""What a variant of the networks asks of the pipeline: sides, radii, thresholds and rules."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from .errors import ConfigError

Grid = Literal["corners", "centres"]
MergeRule = Literal["reference", "safe"]


@dataclass(frozen=True, kw_only=True)
class Config:
    """Settings of the click pipeline, stored beside a variant's weights.

    Parameters
    ----------
    frame_side
        Side at which the Target Crop is sampled, in frame pixels.
    segmentor_side, refiner_side
        Sides at which the two networks work.
    segmentor_radius, refiner_radius
        Radius of a click's disk in the networks' frames.
    grid
        ``"corners"``: resampling with aligned corners and clicks scaled without a half pixel, as the
        released ClickSEG weights expect. ``"centres"``: one half-pixel grid for everything.
    antialias
        Sample the image from a pyramid of 2x2 means (``"centres"`` only).
    focus_threshold
        Coarse *logit* above which a pixel counts as predicted when the Focus Crop is chosen.
    target_ratio, focus_ratio
        How much longer than their object the crops are.
    mask_threshold
        Probability above which a pixel belongs to the mask.
    previous_threshold
        Probability above which a pixel counts as the previous object when crops are chosen.
    drop_corner_clicks
        Clicks above and left of a crop draw no disk (ClickSEG's padding test).
    merge
        Rule of Progressive Merge: ``"reference"`` as published, ``"safe"`` bound to the click's sign.
    looks
        Most times the Segmentor looks at one click: again, while its answer shows that the Target Crop
        was badly chosen (`crops.better_target_crop`). The published pipeline looks once.
    mended
        Mend the reference's faults in choosing crops and keeping probabilities. ``"centres"`` needs it.

    Raises
    ------
    ConfigError
        A value is of the wrong type or impossible.

    Examples
    --------
    >>> config = Config(frame_side=128, segmentor_side=128, segmentor_radius=3, grid="centres",
    ...                 antialias=True, focus_threshold=0, drop_corner_clicks=False, merge="safe",
    ...                 mended=True)
    >>> Config.from_json(config.to_json()) == config
    True
    """

    frame_side: int
    segmentor_side: int
    refiner_side: int = 256
    segmentor_radius: float
    refiner_radius: float = 5.0
    grid: Grid
    antialias: bool
    focus_threshold: float
    target_ratio: float = 1.4
    focus_ratio: float = 1.4
    mask_threshold: float = 0.5
    previous_threshold: float = 0.49
    drop_corner_clicks: bool
    merge: MergeRule
    mended: bool
    looks: int = 1

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            object.__setattr__(self, name, _CHECKS[name](name, value))
        if self.antialias and self.grid != "centres":
            raise ConfigError('antialias=true needs grid="centres": the released weights saw aliased crops')
        if self.looks > 1 and not self.mended:
            raise ConfigError(f"looks={self.looks} needs mended=true: ClickSEG pastes into the first crop")
        if self.grid == "centres" and not self.mended:
            raise ConfigError('grid="centres" needs mended=true: unmended crops exist on grid="corners" only')

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Config:
        """Build a configuration from parsed JSON that has exactly the keys of `to_json`.

        Raises
        ------
        ConfigError
            A key is unknown or missing (the message names it), or a value is impossible.

        Examples
        --------
        >>> Config.from_json({"frame_side": 128})
        Traceback (most recent call last):
        ...
        py_frontend.errors.ConfigError: pipeline configuration: missing segmentor_side, refiner_side, ...
        """
        known = [field.name for field in fields(cls)]
        missing = [name for name in known if name not in data]
        unknown = [name for name in data if name not in known]
        if missing or unknown:
            parts = [f"missing {', '.join(missing)}"] * bool(missing)
            parts += [f"unknown {', '.join(unknown)}"] * bool(unknown)
            raise ConfigError(f"pipeline configuration: {'; '.join(parts)} (known: {', '.join(known)})")
        return cls(**data)

    def to_json(self) -> dict[str, int | float | bool | str]:
        """Return plain values by name, ready for `json.dumps`."""
        return asdict(self)


def _count(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 8:
        raise ConfigError(f"{name}={value!r}: expected a whole number from 1 to 8")
    return value


def _side(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 8 <= value <= 4096:
        raise ConfigError(f"{name}={value!r}: expected a whole number of pixels from 8 to 4096")
    return value


def _number(low: float, high: float) -> Callable[[str, Any], float]:
    def check(name: str, value: Any) -> float:
        usable = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not usable or not low <= value <= high:
            raise ConfigError(f"{name}={value!r}: expected a number from {low} to {high}")
        return float(value)

    return check


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(f"{name}={value!r}: expected true or false")
    return value


def _choice(choices: tuple[str, ...]) -> Callable[[str, Any], str]:
    def check(name: str, value: Any) -> str:
        if value not in choices:
            raise ConfigError(f"{name}={value!r}: expected one of {', '.join(choices)}")
        return str(value)

    return check


_CHECKS: dict[str, Callable[[str, Any], int | float | bool | str]] = {
    "frame_side": _side,
    "segmentor_side": _side,
    "refiner_side": _side,
    "segmentor_radius": _number(0, 64),
    "refiner_radius": _number(0, 64),
    "grid": _choice(get_args(Grid)),
    "antialias": _flag,
    "focus_threshold": _number(-20, 20),
    "target_ratio": _number(1, 1000),
    "focus_ratio": _number(1, 1000),
    "mask_threshold": _number(0.01, 0.99),
    "previous_threshold": _number(0.01, 0.99),
    "drop_corner_clicks": _flag,
    "merge": _choice(get_args(MergeRule)),
    "mended": _flag,
    "looks": _count,
}
