"""Sets whose files hold all objects of a picture at once: SBD, PASCAL VOC, and the videos of DAVIS 2017."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from training.errors import TrainingError
from training.evaluation.paired import files
from training.evaluation.samples import Sample
from training.evaluation.truths import Truth, palette_instance, palette_objects, sbd_instance, sbd_objects

_FRAMES_EACH = 10
_FEWEST_PIXELS = 300


@dataclass(frozen=True)
class InstanceFiles:
    """A list of names, and per name an image and one file of numbered objects.

    Attributes
    ----------
    split
        File that lists the names, a line each.
    image, objects
        Files below the set's root, with ``{}`` for the name.
    numbers
        Numbers of the objects in a file.
    read_truth
        One object of a file by its number.
    """

    split: str
    image: str
    objects: str
    numbers: Callable[[Path], list[int]]
    read_truth: Callable[..., Truth]

    def __call__(self, root: Path, start: Path | None) -> list[Sample]:
        """List the objects, named ``NAME_NUMBER``; see `datasets.read_dataset`."""
        starts = {} if start is None else files(start if start.is_dir() else root / start, "starting masks: ")
        return [
            Sample(
                f"{name}_{number}",
                _existing(root / self.image.format(name)),
                _existing(root / self.objects.format(name)),
                partial(self.read_truth, index=number),
                starts.get(f"{name}_{number}"),
                start is not None,
            )
            for name in _listed(root / self.split)
            for number in self._numbers(root / self.objects.format(name))
        ]

    def is_in(self, root: Path) -> bool:
        """Whether the list of names is there."""
        return (root / self.split).is_file()

    def _numbers(self, path: Path) -> list[int]:
        """Return the numbers of a file's objects; one that cannot be read is left for loading to report."""
        try:
            return self.numbers(path) if path.exists() else [1]
        except TrainingError:
            return [1]


SBD = InstanceFiles("val.txt", "img/{}.jpg", "inst/{}.mat", sbd_objects, sbd_instance)
PASCAL_VOC = InstanceFiles(
    "ImageSets/Segmentation/val.txt",
    "JPEGImages/{}.jpg",
    "SegmentationObject/{}.png",
    palette_objects,
    palette_instance,
)


class Davis2017:
    """The frames and objects that DAVIS-585 is made of, from the validation videos of DAVIS 2017 at 480p.

    Of each video ten frames, counted from the last one in steps of a tenth of all; in each frame every
    object of more than 300 pixels. Samples are named ``VIDEO/objectK_FRAME``, with K the object's number
    in the video. (ClickSEG numbers by rank among the objects of a frame, so that its K can mean another
    object from frame to frame.)
    """

    def __call__(self, root: Path, start: Path | None) -> list[Sample]:
        """List the objects; see `datasets.read_dataset`."""
        videos = _listed(root / "ImageSets" / "2017" / "val.txt")
        return [sample for video in videos for sample in self._objects(root, video, start)]

    def is_in(self, root: Path) -> bool:
        """Whether the list of videos is there."""
        return (root / "ImageSets" / "2017" / "val.txt").is_file()

    def _objects(self, root: Path, video: str, start: Path | None) -> Iterator[Sample]:
        masks = sorted((root / "Annotations" / "480p" / video).glob("*.png"), reverse=True)
        if not masks:
            raise TrainingError(f"{root / 'Annotations' / '480p' / video} holds no masks")
        step = max(1, len(masks) // _FRAMES_EACH)
        for mask in masks[::step][:_FRAMES_EACH]:
            image = root / "JPEGImages" / "480p" / video / f"{mask.stem}.jpg"
            for number in self._large_objects(mask):
                name = f"{video}/object{number}_{mask.stem}"
                begun = None if start is None else _existing(start / f"{name}.png")
                read = partial(palette_instance, index=number)
                yield Sample(name, _existing(image), mask, read, begun, start is not None)

    def _large_objects(self, mask: Path) -> list[int]:
        try:
            numbers = palette_objects(mask)
        except TrainingError:
            return [1]
        return [each for each in numbers if (palette_instance(mask, each) == 1).sum() > _FEWEST_PIXELS]


def _existing(path: Path) -> Path | None:
    return path if path.is_file() else None


def _listed(path: Path) -> list[str]:
    """Read the first word of every line."""
    try:
        names = [line.split()[0] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise TrainingError(f"cannot read the list of names {path}: {error.strerror}") from error
    if not names:
        raise TrainingError(f"{path} lists no names")
    return names
