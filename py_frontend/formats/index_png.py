"""One PNG per picture whose pixels are the numbers of classes or objects, with VOC's palette."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from . import png
from .errors import FormatError, broken
from .gallery import Gallery
from .model import NO_CATEGORY, Loss, MaskObject, Picture, Region, Written, all_categories, stem
from .options import Declared, Options

WRITE_OPTIONS: Declared = {"values": ("classes", "objects")}
READ_OPTIONS: Declared = {}
LABELS = "labelmap.txt"
VOID = 255
"""Index that VOC gives to borders and to what may be anything; never an object."""

_HEADER = "# label:color_rgb:parts:actions"


def voc_palette() -> NDArray[np.uint8]:
    """Colours of VOC's 256 indices ``(256, 3)``: an index's bits, spread over the high bits of the channels.

    Examples
    --------
    >>> voc_palette()[:4].tolist()
    [[0, 0, 0], [128, 0, 0], [0, 128, 0], [128, 128, 0]]
    """
    index = np.arange(256)
    colors = np.zeros((256, 3), np.int64)
    for place in range(8):
        for channel in range(3):
            bit = 3 * place + channel
            if bit < 8:
                colors[:, channel] |= (index >> bit & 1) << (7 - place)
    return colors.astype(np.uint8)


def write(pictures: Sequence[Picture], options: Options) -> Written:
    """Write an index PNG per picture; later objects lie above earlier ones.

    With classes as values, ``labelmap.txt`` names their indices and colours.

    Raises
    ------
    FormatError
        More than 254 classes or objects (code ``format-option``).
    """
    categories = all_categories(pictures)
    by_class = options.choice("values") == "classes"
    files, losses = [], []
    for picture in pictures:
        indices = [
            categories.index(item.category or NO_CATEGORY) + 1 if by_class else place
            for place, item in enumerate(picture.objects, 1)
        ]
        _check_room(max(indices, default=0), options.choice("values"), picture.name)
        canvas = _paint(picture, indices)
        files.append((f"{stem(picture.name)}.png", png.encode(canvas, voc_palette())))
        losses += _hidden(picture, indices, canvas) + (_merged(picture) if by_class else [])
    if by_class:
        files.append((LABELS, _label_map(categories)))
    return Written(tuple(files), tuple(losses))


def _check_room(highest: int, values: str, name: str) -> None:
    if highest >= VOID:
        raise FormatError(
            "format-option",
            f"{name}: {highest} {values}, but an index PNG has room for {VOID - 1}; "
            f"write COCO or a PNG per object instead",
        )


def _paint(picture: Picture, indices: Sequence[int]) -> NDArray[np.uint8]:
    canvas = np.zeros((picture.height, picture.width), np.uint8)
    for item, index in zip(picture.objects, indices, strict=True):
        canvas[item.region.box.slices][item.region.pixels] = index
    return canvas


def _hidden(picture: Picture, indices: Sequence[int], canvas: NDArray[np.uint8]) -> list[Loss]:
    losses = []
    for item, index in zip(picture.objects, indices, strict=True):
        shown = canvas[item.region.box.slices][item.region.pixels]
        hidden = int(np.count_nonzero(shown != index))
        if hidden:
            text = f"{hidden} of {len(shown)} pixels lie under later objects"
            losses.append(Loss(picture.name, item.label, text))
    return losses


def _merged(picture: Picture) -> list[Loss]:
    counts: dict[str, int] = {}
    for item in picture.objects:
        category = item.category or NO_CATEGORY
        counts[category] = counts.get(category, 0) + 1
    return [
        Loss(picture.name, "", f"{count} objects of class {category!r} become one area")
        for category, count in counts.items()
        if count > 1
    ]


def _label_map(categories: Sequence[str]) -> bytes:
    names = ["background", *categories]
    colors = voc_palette()[: len(names)].tolist()
    lines = [f"{name}:{r},{g},{b}::" for name, (r, g, b) in zip(names, colors, strict=True)]
    return ("\n".join([_HEADER, *lines]) + "\n").encode()


def read(files: Mapping[str, bytes], gallery: Gallery, options: Options) -> None:
    """Read an object for every index but 0 and 255; a label map among the files names their classes."""
    labels = {}
    for file, data in files.items():
        if file.endswith(LABELS):
            labels = _read_labels(file, data)
    for file, data in files.items():
        if not file.endswith(LABELS):
            _read_picture(file, data, labels, gallery)


def _read_labels(file: str, data: bytes) -> dict[tuple[int, ...], str]:
    """Return classes by colour, background left out."""
    labels = {}
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, rest = line.partition(":")
        try:
            color = tuple(int(part) for part in rest.split(":")[0].split(","))
        except ValueError as error:
            raise broken(f"{file}, line {number}", f"{line!r} is not name:red,green,blue::") from error
        if any(color):
            labels[color] = name
    return labels


def _read_picture(file: str, data: bytes, labels: Mapping[tuple[int, ...], str], gallery: Gallery) -> None:
    image = png.decode(data, file)
    height, width, channels = image.pixels.shape
    if channels > 1 or image.pixels.dtype != np.uint8:
        raise broken(file, "this PNG holds colours, not indices; save it with a palette or as 8-bit grey")
    draft = gallery.open(file, file, (width, height), sole=True)
    draft.declare(labels.values())
    palette = voc_palette() if image.palette is None else image.palette
    canvas = image.pixels[..., 0]
    for index in np.flatnonzero(np.bincount(canvas.ravel(), minlength=256)).tolist():
        color = tuple(palette[index].tolist()) if index < len(palette) else ()
        category = labels.get(color)
        if index == 0 or (index == VOID and category is None):
            continue
        shown = f"#{bytes(color).hex()}" if color else None
        name = "" if category else f"index {index}"
        draft.add(MaskObject(Region.at(canvas == index, 0, 0, height, width), name, category, shown, index))
