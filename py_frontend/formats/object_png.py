"""One black and white PNG per object, named after picture, number, class and name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from . import png
from .errors import FormatError
from .gallery import Gallery
from .model import Loss, MaskObject, Picture, Region, Written, stem
from .options import Declared, Options

WRITE_OPTIONS: Declared = {}
READ_OPTIONS: Declared = {"threshold": 0.0}
"""`threshold`: share of full brightness from which a soft mask counts as set; 0 refuses soft masks."""

_OWN_NAME = re.compile(r"(?P<picture>.+)\.(?P<id>\d+)(\.(?P<category>[^.]*))?(\.(?P<name>[^.]*))?\.png")
_UNSAFE = re.compile(r"[^\w-]+")


def write(pictures: Sequence[Picture], options: Options) -> Written:
    """Write ``cat.3.animal.Tom.png`` for object 3 of ``cat.jpg``, black and white, in the picture's size."""
    files, losses = [], []
    for picture in pictures:
        for item in picture.objects:
            texts = (item.category or "", item.name)
            safe = [_UNSAFE.sub("-", text) for text in texts]
            changed = [repr(text) for text, file in zip(texts, safe, strict=True) if text != file]
            if changed:
                losses.append(
                    Loss(picture.name, item.label, f"{', '.join(changed)} is altered in its file name")
                )
            name = ".".join([stem(picture.name), str(item.id), *safe]).rstrip(".")
            files.append((f"{name}.png", png.encode_mask(item.region.mask())))
    return Written(tuple(files), tuple(losses))


def read(files: Mapping[str, bytes], gallery: Gallery, options: Options) -> None:
    """Read a mask from each file: grey, coloured with two colours, transparent, or with a palette."""
    for file, data in files.items():
        image = png.decode(data, file)
        height, width = image.pixels.shape[:2]
        mask = binary(image, file, options.number("threshold"))
        own = None if gallery.knows(file) else _OWN_NAME.fullmatch(file)
        parts = own.groupdict() if own else {"picture": file}
        draft = gallery.open(parts["picture"], file, (width, height), sole=True)
        draft.add(
            MaskObject(
                Region.at(mask, 0, 0, height, width),
                name=parts.get("name") or "",
                category=parts.get("category") or None,
                id=int(parts.get("id") or 0),
            )
        )


def binary(image: png.Png, file: str, threshold: float = 0.0) -> NDArray[np.bool_]:
    """Read a mask ``(H, W)`` from a picture.

    Parameters
    ----------
    image
        Its transparency is the mask where there is some; else its brightness, or its indices.
    file
        For the message.
    threshold
        See `READ_OPTIONS`.

    Raises
    ------
    FormatError
        More than two values, and no threshold (code ``file-soft``).
    """
    values = _values(image)
    low, high = int(values.min()), int(values.max())
    full = np.iinfo(values.dtype).max
    if threshold:
        return values >= threshold * full
    if image.palette is None and not ((values == low) | (values == high)).all():
        raise FormatError(
            "file-soft",
            f"{file}: holds more than two values, so its edges are soft or it is a photo; "
            f"tell from which brightness on a pixel belongs to the object (threshold, 0.5 is half)",
        )
    return values > (0 if image.palette is not None or low == high else low)


def _values(image: png.Png) -> NDArray[np.uint8] | NDArray[np.uint16]:
    pixels = image.pixels
    if pixels.shape[2] % 2 == 0 and pixels[..., -1].min() < pixels[..., -1].max():
        return pixels[..., -1]
    colors = pixels[..., : 3 if pixels.shape[2] > 2 else 1]
    return colors[..., 0] if colors.shape[2] == 1 else colors.max(axis=2)
