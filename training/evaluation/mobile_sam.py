"""MobileSAM, the modern peer, from its two ONNX graphs; its weights are not part of this project."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from py_frontend import Click
from training.errors import TrainingError
from training.evaluation.methods import Attempt, Method
from training.evaluation.runtime import load_graph
from training.evaluation.samples import Loaded

_SIDE = 1024
_LOW = 256
_MEAN = np.array([123.675, 116.28, 103.53], np.float32)
_DEVIATION = np.array([58.395, 57.12, 57.375], np.float32)
_ENCODER = ("encoder.onnx",)
_DECODER = ("decoder.onnx", "sam.onnx")


class MobileSam(Method):
    """Segment Anything with MobileSAM's encoder: the image encoded once, the decoder at every click.

    Parameters
    ----------
    folder
        Holds ``encoder.onnx`` (image at 1024 in, embedding out) and ``decoder.onnx`` or ``sam.onnx``, as
        Segment Anything's own export makes it, with one mask chosen inside the graph.

    Raises
    ------
    TrainingError
        A file is missing or does not load.
    """

    name = "MobileSAM 1024"

    def __init__(self, folder: Path) -> None:
        paths = [_first(folder, _ENCODER), _first(folder, _DECODER)]
        self._encoder, self._decoder = map(load_graph, paths)
        self.identity = " ".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)

    def begin(self, loaded: Loaded) -> Attempt:
        """See `Method.begin`."""
        return _MobileSamAttempt(self._encoder, self._decoder, loaded)


class _MobileSamAttempt(Attempt):
    """Each click sees all points and the logits of the click before it."""

    def __init__(
        self, encoder: onnxruntime.InferenceSession, decoder: onnxruntime.InferenceSession, loaded: Loaded
    ) -> None:
        self._decoder = decoder
        height, width = loaded.truth.shape
        self._scale = _SIDE / max(height, width)
        (self._embedding,) = encoder.run(None, {encoder.get_inputs()[0].name: _prepared(loaded.image)})
        self._mask = np.zeros((height, width), bool) if loaded.start is None else loaded.start.copy()
        self._logits = np.zeros((1, 1, _LOW, _LOW), np.float32)
        self._has_logits = loaded.start is not None
        if loaded.start is not None:
            self._logits[0, 0] = 20 * _fitted(loaded.start.astype(np.float32), _LOW) - 10

    @property
    def mask(self) -> NDArray[np.bool_]:
        return self._mask

    def click(self, click: Click) -> None:
        self.clicks = (*self.clicks, click)
        # A last point of label -1 stands for "no box".
        points = [(each.x + 0.5, each.y + 0.5) for each in self.clicks] + [(0.0, 0.0)]
        labels = [float(each.positive) for each in self.clicks] + [-1.0]
        feeds = {
            "image_embeddings": self._embedding,
            "point_coords": np.array([points], np.float32) * np.float32(self._scale),
            "point_labels": np.array([labels], np.float32),
            "mask_input": self._logits,
            "has_mask_input": np.array([self._has_logits], np.float32),
            "orig_im_size": np.array(self._mask.shape, np.float32),
        }
        names = ["masks", "low_res_masks"]
        masks, self._logits = self._decoder.run(names, feeds)
        if not np.isfinite(masks).all():
            raise TrainingError(f"MobileSAM gave logits that are not finite after click {len(self.clicks)}")
        self._mask, self._has_logits = masks[0, 0] > 0, True


def _prepared(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Fit an image into 1024 pixels, normalised, zeros right and below; (1, 3, 1024, 1024)."""
    pixels = (_fitted_size(image, _SIDE).astype(np.float32) - _MEAN) / _DEVIATION
    padded = np.zeros((1, 3, _SIDE, _SIDE), np.float32)
    padded[0, :, : pixels.shape[0], : pixels.shape[1]] = pixels.transpose(2, 0, 1)
    return padded


def _fitted(mask: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Fit a map into a square of a side, zeros right and below."""
    fitted = np.zeros((side, side), np.float32)
    small = _fitted_size(mask, side)
    fitted[: small.shape[0], : small.shape[1]] = small
    return fitted


def _fitted_size(pixels: NDArray[Any], side: int) -> NDArray[Any]:
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR))


def _first(folder: Path, names: tuple[str, ...]) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise TrainingError(f"{folder} holds no {' or '.join(names)}: give the folder of MobileSAM's ONNX files")
