"""One black and white PNG per object, named after picture, number, class and name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from . import png, value_map
from .gallery import Draft, Gallery
from .model import Loss, MaskObject, Picture, Region, Written, stem
from .options import Declared, Options

WRITE_OPTIONS: Declared = {}
READ_OPTIONS: Declared = {"threshold": 0.0}
"""`threshold`: share of full brightness from which a soft mask counts as set; at 0 half, which is noted."""

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
    """Read a mask from each file: grey, coloured with two colours, transparent, or with a palette.

    A picture of few values that are no steps from black to white is read as a map with one for each object. A
    soft mask is read by its threshold, which is noted among what was passed over.
    """
    for file, data in files.items():
        image = png.decode(data, file)
        height, width = image.pixels.shape[:2]
        own = None if gallery.knows(file) else _OWN_NAME.fullmatch(file)
        parts = own.groupdict() if own else {"picture": file}
        draft = gallery.open(parts["picture"], file, (width, height), sole=True)
        threshold = options.number("threshold")
        labels = [] if threshold else value_map.labels(image)
        for label in labels:
            draft.add(MaskObject(Region.of(label.mask), label.name, color=label.color))
        if labels:
            continue
        mask = _mask(image, file, threshold, draft)
        draft.add(
            MaskObject(
                Region.of(mask),
                name=parts.get("name") or "",
                category=parts.get("category") or None,
                id=int(parts.get("id") or 0),
            )
        )


def _mask(image: png.Png, file: str, threshold: float, draft: Draft) -> NDArray[np.bool_]:
    """Read a mask; one with smooth edges is cut at half of white, which is noted."""
    if not threshold and value_map.is_soft(image) and value_map.is_smooth(image):
        draft.pass_over(file, "has more than two brightnesses: pixels from half of white on are taken")
        threshold = 0.5
    return value_map.binary(image, file, threshold)
