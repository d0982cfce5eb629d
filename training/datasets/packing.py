"""Shards made from the pictures of a data set: smaller pictures, cleaned masks, the same bytes every time."""

from __future__ import annotations

import io
import json
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from py_frontend.formats.coco_rle import encode
from training.datasets.labelled import Entry, Labelled, LabelledMask, Mask
from training.errors import TrainingError

_BLOCK = 512


@dataclass(frozen=True)
class Packing:
    """How pictures are packed.

    ``source`` names the set in every sample, ``licence`` holds for pictures without terms of their own;
    ``longest`` and ``shortest`` sides in pixels: larger pictures are made smaller, narrower ones left
    out; ``shard_bytes`` is the most that a shard holds; ``seed`` decides the order.
    """

    source: str
    licence: str
    longest: int = 480
    shortest: int = 160
    smallest_mask: int = 200
    largest_mask: float = 0.9
    crumb: float = 0.01
    shard_bytes: int = 60 * 2**20
    seed: int = 0


@dataclass
class Report:
    """What became of a data set: shards written, pictures and masks by kind, and what was left out."""

    shards: list[Path] = field(default_factory=list)
    pictures: int = 0
    masks: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.masks.items()))
        missing = ", ".join(f"{count} {why}" for why, count in sorted(self.left_out.items()))
        return (
            f"{self.pictures} pictures with {self.masks.total()} masks ({kinds or 'none'}) in"
            f" {len(self.shards)} shards; left out: {missing or 'nothing'}"
        )


def pack(entries: Sequence[Entry], packing: Packing, folder: Path) -> Report:
    """Write shards ``SOURCE-00000.tar`` and so on, in an order drawn from the seed.

    Masks smaller than ``smallest_mask`` pixels or larger than ``largest_mask`` of their picture, and
    crumbs below ``crumb`` of a mask, are left out, and so are pictures without masks; the report
    counts them.

    Raises
    ------
    TrainingError
        There is no picture, a key comes twice, a file of the set is missing or does not fit, shards of
        this name are there already, or not one picture is left.
    """
    _check(entries, packing, folder)
    order = np.random.default_rng(packing.seed).permutation(len(entries))
    report = Report()
    samples = _samples([entries[place] for place in order], packing, report)
    for number, content in enumerate(_filled(samples, packing.shard_bytes)):
        path = folder / f"{packing.source}-{number:05}.tar"
        path.write_bytes(content)
        report.shards.append(path)
    if not report.shards:
        raise TrainingError(f"no picture of {packing.source} is left: {report}")
    return report


def _check(entries: Sequence[Entry], packing: Packing, folder: Path) -> None:
    twice = [key for key, count in Counter(entry.key for entry in entries).items() if count > 1]
    if twice:
        raise TrainingError(f"{len(twice)} names of {packing.source} come twice, {twice[0]} for one")
    folder.mkdir(parents=True, exist_ok=True)
    if list(folder.glob(f"{packing.source}-[0-9]*.tar")):
        raise TrainingError(
            f"{folder} holds shards of {packing.source} already: remove them, or use another folder"
        )


Sample = list[tuple[str, bytes]]
"""Names and contents of the files of one picture."""


def _samples(entries: Sequence[Entry], packing: Packing, report: Report) -> Iterator[Sample]:
    """Read pictures ahead, a few at a time, and yield them in order."""

    def packed(entry: Entry) -> tuple[Sample, Report]:
        own = Report()
        return _sample(entry.key, entry.load(), packing, own), own

    with ThreadPoolExecutor() as pool:
        for start in range(0, len(entries), 64):
            for sample, own in pool.map(packed, entries[start : start + 64]):
                report.left_out += own.left_out
                report.masks += own.masks
                if sample:
                    report.pictures += 1
                    yield sample


def _sample(name: str, picture: Labelled, packing: Packing, report: Report) -> Sample:
    """Return the files of a picture, none if nothing of it is left."""
    image = _smaller(picture.image, packing.longest)
    height, width = image.shape[:2]
    if min(height, width) < packing.shortest:
        report.left_out["narrow pictures"] += 1
        return []
    masks = [entry for mask in picture.masks if (entry := _mask(mask, packing, height, width, report))]
    if not masks:
        report.left_out["pictures without masks"] += 1
        return []
    key = f"{packing.source}-{name.replace('.', '_')}"
    kinds = Counter(mask["kind"] for mask in masks)
    report.masks += kinds
    annotation = {
        "key": key,
        "source": packing.source,
        "license": picture.licence or packing.licence,
        "width": width,
        "height": height,
        "kind": kinds.most_common(1)[0][0],
        "masks": masks,
        "dhash": dhash(image),
    }
    if picture.ignore is not None:
        annotation["ignore"] = encode(_fitted(picture.ignore, height, width))
    ending, encoded = _encoded(image)
    return [(f"{key}.{ending}", encoded), (f"{key}.json", json.dumps(annotation).encode())]


def _mask(
    mask: LabelledMask, packing: Packing, height: int, width: int, report: Report
) -> dict[str, Any] | None:
    """Return a mask's JSON value, None if it is too small or too large."""
    pixels = without_crumbs(_fitted(mask.mask, height, width), packing.crumb)
    area = int(np.count_nonzero(pixels))
    if area < packing.smallest_mask:
        report.left_out["small masks"] += 1
        return None
    if area > packing.largest_mask * pixels.size:
        report.left_out["large masks"] += 1
        return None
    category = {"category": mask.category} if mask.category else {}
    return {**encode(pixels), "kind": mask.kind, **category}


def without_crumbs(mask: Mask, share: float) -> Mask:
    """Remove 8-connected pieces smaller than a share of the mask."""
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA]
    kept = areas >= share * areas[1:].sum()
    kept[0] = False
    return np.asarray(kept[pieces]) if count > 2 else mask


def _smaller(image: NDArray[np.uint8], longest: int) -> NDArray[np.uint8]:
    """Bring the longest side down to a number of pixels; never enlarge."""
    height, width = image.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return image
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _fitted(mask: Mask, height: int, width: int) -> Mask:
    """Make a mask smaller: set where at least half of a pixel was."""
    if mask.shape == (height, width):
        return mask
    shares = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(shares >= 0.5)


def _encoded(image: NDArray[np.uint8]) -> tuple[str, bytes]:
    """Encode as WebP of quality 80 or JPEG of quality 85, whichever is smaller."""
    bgr = image[..., ::-1]
    webp = cv2.imencode(".webp", bgr, [cv2.IMWRITE_WEBP_QUALITY, 80])[1].tobytes()
    jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
    return ("webp", webp) if len(webp) <= len(jpeg) else ("jpg", jpeg)


def dhash(image: NDArray[np.uint8]) -> str:
    """Return 64 bits that look-alikes share: of 9 x 8 grey pixels, set where the right one is brighter."""
    grey = cv2.resize(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), (9, 8), interpolation=cv2.INTER_AREA)
    return np.packbits(grey[:, 1:] > grey[:, :-1]).tobytes().hex()


def _filled(samples: Iterator[Sample], limit: int) -> Iterator[bytes]:
    """Yield tar archives no longer than a limit, with nothing in them that differs between two runs."""
    stream, archive = _opened()
    for sample in samples:
        # A long name takes three blocks; an archive ends with empty ones up to a whole record.
        room = sum((3 + -(-len(content) // _BLOCK)) * _BLOCK for _, content in sample)
        if stream.tell() and stream.tell() + room + tarfile.RECORDSIZE > limit:
            archive.close()
            yield stream.getvalue()
            stream, archive = _opened()
        for name, content in sample:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    if stream.tell():
        archive.close()
        yield stream.getvalue()


def _opened() -> tuple[io.BytesIO, tarfile.TarFile]:
    stream = io.BytesIO()
    return stream, tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT)
