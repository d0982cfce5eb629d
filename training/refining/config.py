"""The settings of the Refiner's own learning, read from YAML."""

from __future__ import annotations

from pathlib import Path

import msgspec

from training.errors import TrainingError
from training.refining.meetings import Sources


class RefiningConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Settings of the Refiner's own learning.

    ``shards`` are clicked on until ``meetings`` are there, as `sources` tells. The loss is the focal one of
    training, plus ``plain`` times cross-entropy and Dice, which care for whole objects: they keep the
    Refiner from giving up a good mask. ``colour`` is the strength of changes of brightness and tint.
    """

    shards: list[str]
    meetings: int = 10_000
    sources: Sources = Sources()
    batch: int = 16
    rate: float = 2e-3
    warm_up: float = 0.02
    plain: float = 0.5
    boundary: float = 0.5
    colour: float = 0.15
    average: float = 0.995
    seed: int = 0


def read_refining(path: Path) -> RefiningConfig:
    """Read settings from YAML.

    Raises
    ------
    TrainingError
        The file cannot be read, a key is unknown or missing, or a value has another type.
    """
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=RefiningConfig)
    except (OSError, msgspec.DecodeError) as error:
        raise TrainingError(f"cannot read the settings {path}: {error}") from error
