"""The data sets that ``python -m training prepare`` reads, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from training.datasets.ade20k import ade20k
from training.datasets.coco import coco, lvis
from training.datasets.labelled import Entry
from training.datasets.pairs import duts, folder, hflickr, msra10k, thin_object_5k
from training.datasets.videos import davis, youtube_vos
from training.datasets.voc import pascal_voc, sbd
from training.errors import TrainingError


@dataclass(frozen=True)
class Layout:
    """How a set lies on disk.

    ``read`` lists the pictures below a root for a split; ``splits`` are the usual ones, the first by
    default; ``licence`` holds for pictures that state none of their own.
    """

    read: Callable[[Path, str], list[Entry]]
    splits: tuple[str, ...]
    licence: str


_ASSUMED = "none stated; research use assumed"

LAYOUTS = {
    "coco": Layout(coco, ("train2017", "val2017"), "annotations CC BY 4.0; photographs: unknown"),
    "lvis": Layout(lvis, ("train", "val"), "annotations CC BY 4.0; photographs: unknown"),
    "sbd": Layout(sbd, ("train", "val"), "SBD annotations; Flickr photographs, research use"),
    "voc": Layout(pascal_voc, ("train", "trainval", "val"), "PASCAL VOC: Flickr photographs, research use"),
    "ade20k": Layout(ade20k, ("training", "validation"), "ADE20K: non-commercial research and education"),
    "davis": Layout(davis, ("train", "val"), "DAVIS: research use assumed"),
    "youtube-vos": Layout(youtube_vos, ("train",), "annotations CC BY 4.0; videos: non-commercial research"),
    "msra10k": Layout(msra10k, ("all",), _ASSUMED),
    "duts": Layout(duts, ("train", "test"), _ASSUMED),
    "thinobject5k": Layout(thin_object_5k, ("all",), _ASSUMED),
    "hflickr": Layout(hflickr, ("all",), "repository MIT; Flickr photographs of third parties"),
    "folder": Layout(folder, ("all",), "unknown"),
}


def layout(name: str) -> Layout:
    """Return a layout by name.

    Raises
    ------
    TrainingError
        There is none of this name.
    """
    if name not in LAYOUTS:
        raise TrainingError(f"there is no layout {name!r}: use one of {', '.join(LAYOUTS)}")
    return LAYOUTS[name]
