"""Which pixels of a picture are meant: a mask by its brightness, or one for each value of a map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import png
from .errors import FormatError

Values = NDArray[np.uint8] | NDArray[np.uint16]

_MOST_LABELS = 64
_MOST_BETWEEN = 0.2


@dataclass(frozen=True, eq=False)
class Label:
    """One value of a map: its pixels ``(H, W)``, its name if it is a number, its colour if it is one."""

    mask: NDArray[np.bool_]
    name: str
    color: str | None


def brightness(image: png.Png) -> Values:
    """Transparency ``(H, W)`` where there is some, else the brightest channel, or the indices."""
    pixels = image.pixels
    if _is_transparent(image):
        return pixels[..., -1]
    colors = _colors(image)
    return colors[..., 0] if colors.shape[2] == 1 else colors.max(axis=2)


def labels(image: png.Png) -> list[Label]:
    """Return a label for each value but black; nothing for a picture that is no map of objects.

    A map has three to 64 values which, where they are greys, are no steps from black to white: none is above
    half of full brightness, or more than a fifth of the pixels lie between a tenth and nine tenths of it.
    """
    values = brightness(image)
    if image.palette is not None or _is_transparent(image) or _count(values) > _MOST_LABELS:
        return []
    colors = _colors(image).astype(np.uint64)
    keys = np.zeros(values.shape, np.uint64)
    for channel in range(colors.shape[2]):
        keys = keys << np.uint64(16) | colors[..., channel]
    ordered = np.sort(keys, axis=None)
    found = ordered[np.append(True, ordered[1:] != ordered[:-1])]
    grey = bool((colors == colors[..., :1]).all())
    if not 2 < len(found) <= _MOST_LABELS or (grey and _is_ramp(values)):
        return []
    made = [_label(keys == key, values, colors, grey) for key in found]
    return [label for label in made if label is not None]


def is_soft(image: png.Png) -> bool:
    """Tell whether a picture has more than two brightnesses."""
    values = brightness(image)
    low, high = values.min(), values.max()
    return image.palette is None and not ((values == low) | (values == high)).all()


def binary(image: png.Png, file: str, threshold: float = 0.0) -> NDArray[np.bool_]:
    """Read a mask ``(H, W)`` from a picture.

    Parameters
    ----------
    image
        Its transparency is the mask where there is some; else its brightness, or its indices.
    file
        For the message.
    threshold
        Share of full brightness from which a pixel counts; 0 refuses soft masks.

    Raises
    ------
    FormatError
        More than two values, and no threshold (code ``file-soft``).
    """
    values = brightness(image)
    if threshold:
        return values >= threshold * np.iinfo(values.dtype).max
    if is_soft(image):
        raise FormatError(
            "file-soft",
            f"{file}: holds more than two values, so its edges are soft or it is a photo; "
            f"tell from which brightness on a pixel belongs to the object (threshold, 0.5 is half)",
        )
    low, high = values.min(), values.max()
    return values > (0 if image.palette is not None or low == high else low)


def is_smooth(image: png.Png) -> bool:
    """Tell whether a soft picture is a mask with smooth edges, not a photo."""
    return _between(brightness(image)) <= _MOST_BETWEEN


def _label(mask: NDArray[np.bool_], values: Values, colors: NDArray[np.uint64], grey: bool) -> Label | None:
    place = np.unravel_index(int(mask.argmax()), mask.shape)
    value = int(values[place])
    if value == 0:
        return None
    if grey:
        return Label(mask, f"index {value}", None)
    shift = np.uint64(8 if values.dtype == np.uint16 else 0)
    return Label(mask, "", f"#{bytes((colors[place] >> shift).tolist()).hex()}")


def _colors(image: png.Png) -> Values:
    return image.pixels[..., : 3 if image.pixels.shape[2] > 2 else 1]


def _is_transparent(image: png.Png) -> bool:
    alpha = image.pixels[..., -1]
    return image.pixels.shape[2] % 2 == 0 and bool(alpha.min() < alpha.max())


def _count(values: Values) -> int:
    return int(np.count_nonzero(np.bincount(values.ravel())))


def _is_ramp(values: Values) -> bool:
    return values.max() > np.iinfo(values.dtype).max // 2 and _between(values) <= _MOST_BETWEEN


def _between(values: Values) -> float:
    peak = int(values.max())
    return float(((values > 0.1 * peak) & (values < 0.9 * peak)).mean())
