"""Photographs and masks decoded once, in a few flat tensors on the training device.

Every sample of every batch is then read by index arithmetic: no file, no run-length code and no loop
over samples in the training loop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from py_frontend.geometry import bounds
from py_frontend.raster import halve
from training.data.shards import Picture
from training.errors import TrainingError

RIM = 3
"""Rows and columns that a mask's stored codes have beyond its box: two before it, one behind."""

LEVELS = 4
"""Levels of the pyramid of 2x2 means that are kept, the photograph itself being the first."""


@dataclass(frozen=True)
class Store:
    """P photographs and M masks. The last mask, number M, is empty: it stands where there is none.

    ``pixels`` (n,) int32, RGBA bytes of all levels of all photographs; ``level_start`` (P, LEVELS)
    and ``level_size`` (P, LEVELS, 2) rows and columns; ``corners`` (m,) uint8, the masks within their
    boxes and a `RIM`, see `corner_codes`; ``mask_start`` (M + 1,) and ``mask_box`` (M + 1, 4) x0, y0,
    x1, y1 in image pixels, without the rim;
    ``picture`` (M,) the photograph of a mask; ``first`` and ``count`` (P,) the masks of a
    photograph, ``labels`` (P,) how many of them, the first ones, no teacher drew; ``ignore`` (P,) the
    mask of its ignored pixels; ``share`` (M,) float64, running sum of the masks' probabilities; ``keys``
    the photographs' names. Numbers are int64.
    """

    pixels: Tensor
    level_start: Tensor
    level_size: Tensor
    corners: Tensor
    mask_start: Tensor
    mask_box: Tensor
    picture: Tensor
    first: Tensor
    count: Tensor
    labels: Tensor
    ignore: Tensor
    share: Tensor
    keys: tuple[str, ...]

    @classmethod
    def of(cls, pictures: Sequence[Picture], device: torch.device) -> Store:
        """Decode the masks of photographs and lay everything out on a device.

        Raises
        ------
        TrainingError
            There is no photograph with a mask.
        """
        if not any(picture.masks for picture in pictures):
            raise TrainingError(f"none of the {len(pictures)} photographs has a mask")
        planes, starts, sizes = _pyramids(pictures)
        masks = list(_masks(pictures))
        offsets = np.cumsum([0, *(corners.size for _, corners in masks)])
        count = np.array([len(picture.masks) for picture in pictures])
        first = np.concatenate([[0], np.cumsum(count)[:-1]])
        ignore = np.full(len(pictures), len(masks) - 1)
        with_ignore = [place for place, picture in enumerate(pictures) if picture.ignore is not None]
        ignore[with_ignore] = count.sum() + np.arange(len(with_ignore))
        running = np.cumsum(np.concatenate([picture.shares() for picture in pictures]))
        arrays = {
            "pixels": planes.view(np.int32),
            "level_start": starts,
            "level_size": sizes,
            "corners": np.concatenate([corners.ravel() for _, corners in masks]),
            "mask_start": offsets[:-1],
            "mask_box": np.array([box for box, _ in masks]),
            "picture": np.repeat(np.arange(len(pictures)), count),
            "first": first,
            "count": count,
            "labels": count - [picture.kinds.count("teacher") for picture in pictures],
            "ignore": ignore,
            "share": running / running[-1],
        }
        tensors = {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in arrays.items()}
        placed = {name: tensor.to(device) for name, tensor in tensors.items()}
        return cls(**placed, keys=tuple(picture.key for picture in pictures))

    @property
    def device(self) -> torch.device:
        """Where everything lies."""
        return self.pixels.device

    @property
    def nothing(self) -> int:
        """Number of the empty mask."""
        return len(self.mask_start) - 1

    def draw_masks(self, count: int, generator: torch.Generator) -> Tensor:
        """Draw masks by their probabilities, (count,) int64."""
        places = torch.rand(count, generator=generator, device=self.device, dtype=torch.float64)
        return torch.searchsorted(self.share, places).clamp(max=len(self.share) - 1)


def _pyramids(
    pictures: Sequence[Picture],
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """Lay the pyramids of all photographs one behind the other."""
    sizes = np.empty((len(pictures), LEVELS, 2), np.int64)
    for place, picture in enumerate(pictures):
        sizes[place, 0] = picture.image.shape[:2]
    for level in range(1, LEVELS):
        sizes[:, level] = (sizes[:, level - 1] + 1) // 2
    areas = sizes.prod(-1)
    starts = np.concatenate([[0], areas.ravel().cumsum()[:-1]]).reshape(areas.shape)
    planes = np.empty(areas.sum(), np.uint32)
    for place, picture in enumerate(pictures):
        rgba = np.full((*picture.image.shape[:2], 4), 255, np.uint8)
        rgba[..., :3] = picture.image
        plane = rgba.view(np.uint32)[..., 0]
        for level in range(LEVELS):
            start = starts[place, level]
            planes[start : start + plane.size] = plane.ravel()
            plane = halve(plane)
    return planes, starts, sizes


def _masks(
    pictures: Sequence[Picture],
) -> Iterator[tuple[tuple[int, int, int, int], NDArray[np.uint8]]]:
    """Yield box and corners of all masks, then of the ignored pixels, then of the empty mask."""
    everything = (picture.mask(index) for picture in pictures for index in range(len(picture.masks)))
    ignored = (picture.ignored() for picture in pictures if picture.ignore is not None)
    for masks in (everything, ignored):
        for mask in masks:
            box = bounds(mask)
            yield (box.x0, box.y0, box.x1, box.y1), corner_codes(mask[box.slices])
    yield (0, 0, 0, 0), corner_codes(np.zeros((0, 0), bool))


def corner_codes(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Pack each pixel of a mask with the three that bilinear sampling reads beside it, so one look tells all.

    Returns
    -------
    (h + `RIM`, w + `RIM`) uint8, of pixels −2 … h and −2 … w: bit 0 the pixel itself, 1 the one to its
    right, 2 the one below, 3 the one below that to the right. The outermost codes are 0, and so is
    whatever lies beyond them.
    """
    padded = np.pad(mask, ((2, 2), (2, 2))).astype(np.uint8)
    upper, lower = padded[:-1], padded[1:]
    codes = upper[:, :-1] | upper[:, 1:] << 1 | lower[:, :-1] << 2 | lower[:, 1:] << 3
    return codes.astype(np.uint8, copy=False)
