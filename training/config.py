"""The settings of a training run, read from YAML; every key has a type, unknown keys are refused."""

from __future__ import annotations

from typing import Annotated

import msgspec

from training.data.samples import SampleConfig
from training.step import LossWeights

Positive = Annotated[int, msgspec.Meta(gt=0)]
Several = Annotated[int, msgspec.Meta(ge=2)]  # batch statistics of one sample are undefined
Rate = Annotated[float, msgspec.Meta(gt=0)]


class TrainingConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Settings of one run.

    ``shards``, ``validation`` and ``trunk`` are file names, looked up in the folders given on the
    command line. ``samples`` is the length of the schedule; ``rate`` and ``trunk_rate`` are the
    highest learning rates of the new and of the pretrained layers; ``origin`` tells where the
    trunk comes from and its licence, for whoever gets the weights. Of a ``batch``, ``fresh`` samples are
    new and the others come back with a click more; ``refined`` of them go through the Refiner.
    ``average`` is the decay of the weight average per step. A batch is drawn in ``lanes`` equal parts,
    each with random numbers of its own; processes that train together share the lanes, so a run is the
    same on any number of processes that divides them.
    """

    variant: str
    shards: list[str]
    validation: list[str]
    samples: Positive
    batch: Several
    fresh: Positive
    refined: Several
    rate: Rate
    trunk_rate: Rate
    trunk: str | None = None
    origin: str = ""
    warm_up: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.02
    weight_decay: float = 1e-4
    clip: float = 5.0
    average: float = 0.998
    lanes: Positive = 1
    seed: int = 0
    sample: SampleConfig = SampleConfig()
    loss: LossWeights = LossWeights()

    def __post_init__(self) -> None:
        for name in ("fresh", "refined"):
            if getattr(self, name) > self.batch:
                raise ValueError(f"{name} is more than batch, of which it is a part")
        for name in ("batch", "fresh", "refined"):
            if getattr(self, name) % self.lanes:
                raise ValueError(f"{name} cannot be dealt out to {self.lanes} lanes equally")
