"""The configuration and its JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from py_frontend import Config, FrontendError
from tests.unit.py_frontend.configs import CENTRES, CONFIGS, REFERENCE


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_json_round_trip(config: Config) -> None:
    assert Config.from_json(json.loads(json.dumps(config.to_json()))) == config


def test_missing_and_unknown_keys_are_named() -> None:
    data = CENTRES.to_json()
    del data["merge"]
    data["meerge"] = "safe"
    with pytest.raises(FrontendError, match="missing merge; unknown meerge") as caught:
        Config.from_json(data)
    assert caught.value.code == "config"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("frame_side", 128.0),
        ("frame_side", True),
        ("frame_side", 4),
        ("refiner_side", "256"),
        ("segmentor_radius", float("nan")),
        ("segmentor_radius", -1),
        ("grid", "half"),
        ("antialias", 1),
        ("target_ratio", 0.5),
        ("mask_threshold", 1),
        ("previous_threshold", None),
        ("merge", "unsafe"),
        ("mended", "yes"),
        ("looks", 0),
        ("looks", True),
    ],
)
def test_impossible_values_are_named(name: str, value: Any) -> None:
    with pytest.raises(FrontendError, match=name):
        Config.from_json(CENTRES.to_json() | {name: value})


@pytest.mark.parametrize("change", [{"antialias": True}, {"grid": "centres"}, {"looks": 2}])
def test_combinations_without_meaning_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(FrontendError, match="needs"):
        Config.from_json(REFERENCE.to_json() | change)


def test_whole_numbers_stand_for_real_ones() -> None:
    config = Config.from_json(CENTRES.to_json() | {"segmentor_radius": 3})
    assert type(config.segmentor_radius) is float
