"""The settings of the Refiner's own learning."""

from __future__ import annotations

import msgspec

from training.config import Positive, Rate, Several
from training.refining.meetings import Sources


class RefiningConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Settings of the Refiner's own learning.

    ``shards`` are clicked on until ``meetings`` are there, as `sources` tells. The loss is the focal one of
    training, plus ``plain`` times cross-entropy and Dice, which care for whole objects: they keep the
    Refiner from giving up a good mask. ``colour`` is the strength of changes of brightness and tint.
    """

    shards: list[str]
    meetings: Positive = 10_000
    sources: Sources = Sources()
    batch: Several = 16
    rate: Rate = 2e-3
    warm_up: float = 0.02
    plain: float = 0.5
    boundary: float = 0.5
    colour: float = 0.15
    average: float = 0.995
    seed: int = 0
