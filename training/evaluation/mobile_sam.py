"""MobileSAM, the modern peer, from its two ONNX graphs; its weights are not part of this project."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from py_frontend import Click
from training.datasets.sam import Logits, Sam, logits_of_mask
from training.errors import TrainingError
from training.evaluation.methods import Attempt, Method
from training.evaluation.samples import Loaded

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
        A file is missing, does not load, or the decoder is not Segment Anything's.
    """

    def __init__(self, folder: Path) -> None:
        encoder, decoder = _first(folder, _ENCODER), _first(folder, _DECODER)
        self._sam = Sam(encoder, decoder)
        self.name = f"MobileSAM {self._sam.side}"
        self.identity = " ".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in (encoder, decoder))

    def begin(self, loaded: Loaded) -> Attempt:
        """See `Method.begin`."""
        return _MobileSamAttempt(self._sam, loaded)


class _MobileSamAttempt(Attempt):
    """Each click sees all points and the logits of the click before it."""

    def __init__(self, sam: Sam, loaded: Loaded) -> None:
        self._look = sam.look(loaded.image)
        self._mask = np.zeros(loaded.truth.shape, bool) if loaded.start is None else loaded.start.copy()
        self._logits: Logits | None = None if loaded.start is None else logits_of_mask(loaded.start)

    @property
    def mask(self) -> NDArray[np.bool_]:
        return self._mask

    def click(self, click: Click) -> None:
        self.clicks = (*self.clicks, click)
        masks, self._logits = self._look.after_clicks(self.clicks, self._logits)
        if not np.isfinite(masks).all():
            raise TrainingError(f"MobileSAM gave logits that are not finite after click {len(self.clicks)}")
        self._mask = masks[0, 0] > 0


def _first(folder: Path, names: tuple[str, ...]) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise TrainingError(f"{folder} holds no {' or '.join(names)}: give the folder of MobileSAM's ONNX files")
