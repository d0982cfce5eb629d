"""Masks from Segment Anything for the pictures of shards, appended to a file picture by picture."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from py_frontend import Box
from py_frontend.formats.coco_rle import encode
from training.data.shards import Picture, read_shards
from training.datasets.proposals import Keeping, Proposal, choose, propose
from training.datasets.sam import Look, MirroredLook, Sam
from training.errors import TrainingError

Boxes = Mapping[str, Sequence[Box]]
"""Boxes of the objects to outline, by the keys of their pictures."""

_GZIP = 16 + zlib.MAX_WBITS
_HEADER = gzip.compress(b"", mtime=0)[:8]


@dataclass(frozen=True)
class Labelling:
    """How pictures are labelled: ``points`` of a grid on each, or the boxes that are given for it.

    ``mirrored`` averages masks in boxes with those of the mirrored picture, for twice the time.
    """

    points: int = 30
    mirrored: bool = False
    keeping: Keeping = field(default_factory=Keeping)


def label_shards(
    shards: Sequence[Path], sam: Sam, out: Path, labelling: Labelling, boxes: Boxes | None = None
) -> Iterator[tuple[str, int]]:
    """Label the pictures that `out` does not hold yet; yield each one's key and number of masks.

    Every picture is on disk before it is yielded. With `boxes` only the pictures that have some are
    labelled.

    Raises
    ------
    TrainingError
        A shard or `out` cannot be read or written, or a box does not lie in its picture.
    """
    done = resume(out)
    for shard in shards:
        for picture in read_shards([shard]):
            if picture.key in done or (boxes is not None and picture.key not in boxes):
                continue
            proposals = label_picture(picture, sam, labelling, None if boxes is None else boxes[picture.key])
            _append(out, picture, proposals)
            done.add(picture.key)
            yield picture.key, len(proposals)


def label_picture(
    picture: Picture, sam: Sam, labelling: Labelling, boxes: Sequence[Box] | None = None
) -> list[Proposal]:
    """Return the masks of one picture that are new beside its labels, the largest first."""
    look = MirroredLook(sam, picture.image) if labelling.mirrored else sam.look(picture.image)
    proposals = []
    for logits, predicted in _asked(look, picture, labelling.points, boxes):
        for one, score in zip(logits, predicted, strict=True):
            if proposal := propose(one, float(score), labelling.keeping):
                proposals.append(proposal)
    labels = [picture.mask(index) for index in range(len(picture.masks))]
    ignore = picture.ignored() if picture.ignore is not None else None
    return choose(proposals, labels, ignore, labelling.keeping)


def _asked(
    look: Look | MirroredLook, picture: Picture, points: int, boxes: Sequence[Box] | None
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Yield logits and predicted IoUs for every point or box."""
    height, width = picture.image.shape[:2]
    if boxes is None:
        for x, y in grid(height, width, points):
            yield look.at_point(x, y)
        return
    for box in boxes:
        if not (0 <= box.x0 < box.x1 <= width and 0 <= box.y0 < box.y1 <= height):
            raise TrainingError(f"{picture.key}: {box} does not lie in a picture of {width}x{height}")
        yield look.in_box(box)


def grid(height: int, width: int, points: int) -> list[tuple[float, float]]:
    """Return about so many points x, y, evenly spread over a picture.

    Examples
    --------
    >>> grid(100, 200, 2)
    [(49.5, 49.5), (149.5, 49.5)]
    """
    columns = max(1, round((points * width / height) ** 0.5))
    rows = max(1, round(points / columns))
    xs, ys = (
        (np.arange(count) + 0.5) * side / count - 0.5 for count, side in ((columns, width), (rows, height))
    )
    return [(float(x), float(y)) for y in ys for x in xs]


def read_boxes(path: Path) -> dict[str, list[Box]]:
    """Read ``{key: [[x0, y0, x1, y1], …]}``, half-open, in pixels of the pictures in the shards.

    Raises
    ------
    TrainingError
        The file cannot be read or is something else.
    """
    try:
        sides = msgspec.json.decode(path.read_bytes(), type=dict[str, list[tuple[int, int, int, int]]])
    except OSError as error:
        raise TrainingError(f"cannot read the boxes {path}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise TrainingError(f"{path}: {error}; expected {{key: [[x0, y0, x1, y1], …]}}") from error
    return {key: [Box(*each) for each in boxes] for key, boxes in sides.items()}


def resume(out: Path) -> set[str]:
    """Return the keys that a file of labels holds; cut off what an interruption left half written.

    Raises
    ------
    TrainingError
        The file holds something else.
    """
    if not out.exists():
        return set()
    keys, rest = set(), out.read_bytes()
    whole = 0
    while rest:
        member = zlib.decompressobj(_GZIP)
        try:
            line = member.decompress(rest)
            if not member.eof:
                if not rest.startswith(_HEADER[: len(rest)]):
                    raise ValueError("it ends within something else")
                break
            keys |= {str(json.loads(each)["key"]) for each in line.splitlines()}
        except (zlib.error, ValueError, KeyError, TypeError) as error:
            raise TrainingError(f"{out} is not a file of labels: {error}; use another name") from error
        whole += len(rest) - len(member.unused_data)
        rest = member.unused_data
    os.truncate(out, whole)
    return keys


def _append(out: Path, picture: Picture, proposals: Sequence[Proposal]) -> None:
    """Write a picture's line as a gzip member of its own, so that the file is whole after each."""
    height, width = picture.image.shape[:2]
    masks = [
        {
            **encode(each.mask),
            "predicted_iou": round(each.predicted_iou, 4),
            "stability": round(each.stability, 4),
            "area": each.area,
        }
        for each in proposals
    ]
    line = json.dumps({"key": picture.key, "width": width, "height": height, "masks": masks}) + "\n"
    try:
        with out.open("ab") as file:
            file.write(gzip.compress(line.encode(), mtime=0))
    except OSError as error:
        raise TrainingError(f"cannot write {out}: {error.strerror}; what it holds can be resumed") from error
