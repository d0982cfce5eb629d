"""The door: write pictures in a format, read files back, recognise what a file is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Protocol

from .errors import FormatError
from .gallery import Gallery, Size
from .model import Loss, Picture, Written
from .options import Declared, Options
from .recognise import recognise

Files = Mapping[str, bytes]


class Codec(Protocol):
    """What a format's module holds."""

    WRITE_OPTIONS: Declared
    READ_OPTIONS: Declared
    write: Callable[[Sequence[Picture], Options], Written]
    read: Callable[[Files, Gallery, Options], None]


@dataclass(frozen=True)
class Format:
    """A format by the module that knows it, which is loaded at its first use."""

    module: str
    summary: str

    def codec(self) -> Codec:
        """Load the module."""
        codec: Codec = import_module(f".{self.module}", __package__)
        return codec


FORMATS: Mapping[str, Format] = {
    "coco": Format("coco", "COCO: one JSON file, masks as RLE"),
    "png": Format("object_png", "PNG: one black and white file per object"),
    "index-png": Format("index_png", "PNG: one file per picture, classes or objects as palette indices"),
    "polygons": Format("polygons", "GeoJSON: polygons with holes, in pixels"),
    "yolo": Format("yolo", "YOLO: one text file of polygons per picture"),
    "label-studio": Format("label_studio", "Label Studio: tasks with brush masks, bitmasks or polygons"),
    "cvat": Format("cvat", "CVAT for images 1.1: one XML file of masks or polygons"),
    "labelme": Format("labelme", "LabelMe: one JSON file of masks or polygons per picture"),
    "w3c": Format("web_annotation", "W3C Web Annotation: one list of SVG outlines"),
}
"""Every format by name."""


def write(format: str, pictures: Sequence[Picture], options: Mapping[str, object] | None = None) -> Written:
    """Write pictures as files of a format.

    Parameters
    ----------
    format
        One of `FORMATS`.
    pictures
        Their objects' regions have the picture's size.
    options
        What the format's ``WRITE_OPTIONS`` declares.

    Returns
    -------
    Written
        Objects without pixels are left out and named among the losses, as are files of one name: formats that
        name theirs after a picture without its ending have one for ``a.jpg`` and ``a.png``.

    Raises
    ------
    FormatError
        The format or an option is unknown (``format-unknown``, ``format-option``).
    """
    codec = _format(format).codec()
    kept, empty = [], []
    for picture in pictures:
        drawn = tuple(item for item in picture.objects if item.region.area)
        kept.append(replace(picture, objects=drawn))
        gone = [item for item in picture.objects if not item.region.area]
        empty += [Loss(picture.name, item.label, "has no pixels and is left out") for item in gone]
    written = codec.write(kept, Options(codec.WRITE_OPTIONS, options or {}))
    return Written(written.files, (*empty, *written.losses, *_of_one_name(written.files)))


def read(
    format: str | None,
    files: Files,
    sizes: Mapping[str, Size],
    options: Mapping[str, object] | None = None,
) -> list[Picture]:
    """Read annotations.

    Parameters
    ----------
    format
        One of `FORMATS`; None to recognise each file by what is in it.
    files
        Contents by file name.
    sizes
        ``(width, height)`` of the pictures that are being annotated, by file name. Pictures of the
        files are matched to them by name; a single known picture takes what is about a single one.
    options
        What the format's ``READ_OPTIONS`` declares.

    Returns
    -------
    list of Picture
        With what was passed over in their `losses`.

    Raises
    ------
    FormatError
        See there.
    MaskError
        An encoded mask is damaged (``mask-rle``).
    """
    gallery = Gallery(sizes)
    for name, group in _by_format(format, files).items():
        codec = _format(name).codec()
        codec.read(group, gallery, Options(codec.READ_OPTIONS, options or {}))
    return gallery.pictures()


def _of_one_name(files: Sequence[tuple[str, bytes]]) -> list[Loss]:
    counts = Counter(name for name, _ in files)
    return [
        Loss("", "", f"{count} pictures have {name} for their file, because only their endings differ")
        for name, count in counts.items()
        if count > 1
    ]


def _format(name: str) -> Format:
    if name in FORMATS:
        return FORMATS[name]
    raise FormatError("format-unknown", f"format {name!r}: known are {', '.join(FORMATS)}")


def _by_format(format: str | None, files: Files) -> dict[str, dict[str, bytes]]:
    groups: dict[str, dict[str, bytes]] = {}
    for name, data in files.items():
        groups.setdefault(format or recognise(name, data), {})[name] = data
    return groups
