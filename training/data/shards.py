"""Reading photographs and their masks from WebDataset tar shards.

A shard holds two entries per photograph, ``<key>.webp`` or ``<key>.jpg`` and ``<key>.json`` with
``masks: [{counts, size, kind}]`` in COCO's compressed RLE and, sometimes, ``ignore: {counts, size}``.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from py_frontend import FrontendError
from py_frontend.formats.coco_rle import decode
from training.errors import TrainingError

KIND_WEIGHTS = {"whole": 1.0, "part": 0.5, "region": 0.4, "stuff": 0.3}
"""How often a mask is drawn beside the others of its photograph: a whole object more than a region."""


@dataclass(frozen=True)
class Picture:
    """A photograph with its object masks still run-length coded.

    ``image`` is (H, W, 3) uint8 RGB; ``masks`` and ``ignore`` are COCO RLE objects of that size;
    ``kinds`` names what each mask shows: whole, part, region or stuff, or teacher for a mask that a
    network drew. ``weights`` tells how often each mask is drawn beside the others (by kind where
    empty), ``frequency`` how often the photograph is drawn beside other photographs. ``source`` names
    its data set, ``licence`` its terms.
    """

    key: str
    image: NDArray[np.uint8]
    masks: tuple[dict[str, Any], ...]
    kinds: tuple[str, ...]
    ignore: dict[str, Any] | None
    weights: tuple[float, ...] = ()
    frequency: float = 1.0
    source: str = ""
    licence: str = ""

    def shares(self) -> NDArray[np.float64]:
        """Return how often each mask is drawn, (masks,); the sum is ``frequency``."""
        weights = np.array(self.weights or [KIND_WEIGHTS.get(kind, 0.5) for kind in self.kinds])
        return self.frequency * weights / weights.sum() if weights.size else weights

    def mask(self, index: int) -> NDArray[np.bool_]:
        """Decode one mask, (H, W) bool."""
        return self._decoded(self.masks[index])

    def ignored(self) -> NDArray[np.bool_]:
        """Decode the pixels that no loss may look at, (H, W) bool."""
        if self.ignore is None:
            return np.zeros(self.image.shape[:2], bool)
        return self._decoded(self.ignore)

    def _decoded(self, mask: dict[str, Any]) -> NDArray[np.bool_]:
        try:
            return decode(mask)
        except FrontendError as error:
            raise TrainingError(f"a mask of {self.key} is damaged: {error}") from error


def read_shards(paths: Sequence[Path]) -> list[Picture]:
    """Decode every photograph of some shards, in the order of the shards.

    Raises
    ------
    TrainingError
        A shard is missing or damaged; an entry has no partner, does not decode, or has a mask of
        another size than its photograph.
    """
    if not paths:
        raise TrainingError("no training shards given: name at least one .tar file")
    with ThreadPoolExecutor() as pool:
        return [picture for path in paths for picture in pool.map(_decode, _entries(path))]


def _entries(path: Path) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Yield name, encoded photograph and annotation of each sample of a shard."""
    pending: dict[str, tuple[str, bytes]] = {}
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                stream = archive.extractfile(member)
                if stream is None:
                    continue
                key, _, extension = member.name.rpartition(".")
                content = stream.read()
                if extension != "json":
                    pending[key] = (f"{path.name}:{member.name}", content)
                elif key in pending:
                    yield (*pending.pop(key), json.loads(content))
                else:
                    raise TrainingError(f"{path.name}: {member.name} comes before its photograph")
    except (OSError, tarfile.TarError, json.JSONDecodeError) as error:
        raise TrainingError(f"cannot read the shard {path}: {error}") from error
    if pending:
        raise TrainingError(f"{path.name}: {next(iter(pending))} has no .json entry")


def _decode(entry: tuple[str, bytes, dict[str, Any]]) -> Picture:
    name, content, annotation = entry
    image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
    if image is None:
        raise TrainingError(f"{name} is not a picture that OpenCV can decode")
    try:
        return _picture(name, image.astype(np.uint8, copy=False), annotation)
    except (KeyError, TypeError) as error:
        raise TrainingError(f"{name}: its .json entry is not of the format: {error!r}") from error


def _picture(name: str, image: NDArray[np.uint8], annotation: dict[str, Any]) -> Picture:
    masks = tuple(annotation["masks"])
    for mask in masks:
        if tuple(mask["size"]) != image.shape[:2]:
            raise TrainingError(f"{name}: a mask of size {mask['size']} for a picture of {image.shape[:2]}")
    return Picture(
        key=annotation["key"],
        image=image,
        masks=masks,
        kinds=tuple(mask["kind"] for mask in masks),
        ignore=annotation.get("ignore"),
        source=annotation.get("source", ""),
        licence=annotation.get("license", ""),
    )
