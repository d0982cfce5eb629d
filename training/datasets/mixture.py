"""Shards drawn together by weight: one YAML file names them, a filter leaves out pictures by their licence.

.. code-block:: yaml

    sources:
      - shards: [coco-00000.tar, coco-00001.tar]
        weight: 2
        teacher: teacher.jsonl.gz                   # may be left out
        teacher_weight: 0.25
      - shards: [thinobject5k-00000.tar]
        weight: 1
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from training.data.shards import Picture, read_shards
from training.datasets.licences import is_permissive
from training.datasets.teacher import join_teacher
from training.errors import TrainingError
from training.settings import read_settings

Licence = Literal["any", "permissive"]
"""Which pictures may be used; see `is_permissive`."""


@dataclass(frozen=True)
class Source:
    """Shards that are drawn from ``weight`` times as often as from a source of weight 1.

    ``teacher`` is a file of a teacher's masks for their pictures, drawn ``teacher_weight`` times for
    every draw of a label; see `join_teacher`.
    """

    shards: tuple[Path, ...]
    weight: float = 1.0
    teacher: Path | None = None
    teacher_weight: float = 0.25


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    shards: Annotated[list[str], msgspec.Meta(min_length=1)]
    weight: Annotated[float, msgspec.Meta(gt=0)] = 1.0
    teacher: str | None = None
    teacher_weight: Annotated[float, msgspec.Meta(gt=0)] = 0.25


class _Mixture(msgspec.Struct, forbid_unknown_fields=True):
    sources: Annotated[list[_Entry], msgspec.Meta(min_length=1)]


def read_mixture(path: Path, data: Path | None = None) -> tuple[Source, ...]:
    """Read the sources of a YAML file; the files that it names lie in `data`, by default beside it.

    Raises
    ------
    TrainingError
        The file cannot be read, a key is unknown or missing, or a value is not what it should be.
    """
    entries = read_settings(path, _Mixture).sources
    folder = path.parent if data is None else data
    return tuple(
        Source(
            tuple(folder / name for name in entry.shards),
            entry.weight,
            folder / entry.teacher if entry.teacher else None,
            entry.teacher_weight,
        )
        for entry in entries
    )


def read_sources(sources: Sequence[Source], licence: Licence = "any") -> list[Picture]:
    """Read the pictures of all sources, each drawn as its source's weight says, all alike within a source.

    Raises
    ------
    TrainingError
        A shard or a teacher's file cannot be read, or a source has no picture with a mask that the
        licence filter lets through.
    """
    return [picture for source in sources for picture in _read(source, licence)]


def _read(source: Source, licence: Licence) -> list[Picture]:
    names = ", ".join(path.name for path in source.shards)
    pictures = read_shards(source.shards)
    if licence == "permissive":
        pictures = [picture for picture in pictures if is_permissive(picture.licence)]
    if source.teacher:
        pictures = join_teacher(pictures, source.teacher, source.teacher_weight) if pictures else []
    count = sum(bool(picture.masks) for picture in pictures)
    if not count:
        raise TrainingError(f"no picture with a mask is left of {names} under the licence filter {licence!r}")
    return [replace(picture, frequency=source.weight / count) for picture in pictures]


def provenance(pictures: Sequence[Picture]) -> list[dict[str, str | int]]:
    """Tell where the pictures come from and under which terms, for the record of a run and the model card.

    Returns
    -------
    One ``{source, licence, pictures, masks, teacher}`` for each source and licence, the largest
    first; ``masks`` counts the labels and ``teacher`` the teacher's masks.
    """
    counts: dict[tuple[str, str], Counter[str]] = {}
    for picture in pictures:
        count = counts.setdefault((picture.source or "unnamed", picture.licence or "none stated"), Counter())
        taught = picture.kinds.count("teacher")
        count.update(pictures=1, masks=len(picture.kinds) - taught, teacher=taught)
    return [
        {
            "source": source,
            "licence": licence,
            **{name: count[name] for name in ("pictures", "masks", "teacher")},
        }
        for (source, licence), count in sorted(
            counts.items(), key=lambda item: (-item[1]["pictures"], item[0])
        )
    ]
