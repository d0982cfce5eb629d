"""Pictures of the samples that went worst: one row each, click by click."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from py_frontend import Box, Click
from training.evaluation.clicking import STANDARD
from training.evaluation.methods import Method
from training.evaluation.metrics import clicks_needed, iou
from training.evaluation.protocol import Record, play
from training.evaluation.samples import Loaded, Sample

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Colour = tuple[int, int, int]

_GREEN: Colour = (40, 220, 40)
_RED: Colour = (240, 40, 40)
_WHITE: Colour = (255, 255, 255)
_TILE = 280
_ROWS = 6
_SHOWN_CLICKS = (1, 2, 3, 5)


def worst(records: Sequence[Record], count: int) -> list[Record]:
    """Return the samples that need most clicks for IoU 0.90; of equal ones the lowest last IoU first."""
    return sorted(records, key=lambda record: (-clicks_needed(record.ious, 0.9), record.ious[-1]))[:count]


def write_sheets(folder: Path, method: Method, samples: Sequence[Sample]) -> list[Path]:
    """Play samples once more and write ``worst-1.png`` … with six samples each, a `strip` in each row."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, first in enumerate(range(0, len(samples), _ROWS), 1):
        rows = [strip(method, sample) for sample in samples[first : first + _ROWS]]
        paths.append(folder / f"worst-{number}.png")
        encoded = cv2.imencode(".png", np.concatenate(rows)[..., ::-1])[1]
        paths[-1].write_bytes(encoded.tobytes())
    return paths


def strip(method: Method, sample: Sample) -> Pixels:
    """Play a sample once more and draw it, ``(300, 1704, 3)`` uint8 RGB.

    The whole image with the starting mask and all clicks, then the object's surroundings after clicks 1,
    2, 3, 5 and the last. Outlines: green the ground truth, red the prediction. Clicks: green positive,
    red negative.
    """
    loaded = sample.load()
    attempt = method.begin(loaded)
    started = attempt.mask.copy()
    masks, ious, clicks = [], [], []
    for move in play(attempt, loaded.truth, STANDARD.robot(sample.name)):
        masks.append(move.mask.copy())
        ious.append(move.iou)
        clicks.append(move.click)
    whole = Box.of(loaded.truth)
    tiles = [_tile(loaded, whole, started, clicks, f"{sample.name} start {iou(started, loaded.truth):.3f}")]
    near = _surroundings(loaded, clicks)
    shown = sorted({*(number for number in _SHOWN_CLICKS if number < len(clicks)), len(clicks)})
    for number in shown:
        text = f"click {number} IoU {ious[number - 1]:.3f}"
        tiles.append(_tile(loaded, near, masks[number - 1], clicks[:number], text))
    blank = np.zeros_like(tiles[0])
    tiles += [blank] * (len(_SHOWN_CLICKS) + 1 - len(shown))
    return np.concatenate(tiles, axis=1)


def _surroundings(loaded: Loaded, clicks: Sequence[Click]) -> Box:
    """Return the square round object and clicks, a little wider, cut at the image."""
    rows, columns = np.nonzero(loaded.truth == 1)
    xs = [int(columns.min()), int(columns.max()), *(click.x for click in clicks)]
    ys = [int(rows.min()), int(rows.max()), *(click.y for click in clicks)]
    half = round(0.6 * max(max(xs) - min(xs), max(ys) - min(ys))) + 4
    x, y = (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2
    return Box(x - half, y - half, x + half, y + half).intersection(Box.of(loaded.truth))


def _tile(loaded: Loaded, box: Box, mask: Mask, clicks: Sequence[Click], text: str) -> Pixels:
    """Draw a part of the image, its longer side filling the tile, with outlines, clicks and a caption."""
    scale = _TILE / max(box.width, box.height)
    size = (max(1, round(box.width * scale)), max(1, round(box.height * scale)))
    shown = cv2.resize(np.ascontiguousarray(loaded.image[box.slices]), size, interpolation=cv2.INTER_AREA)
    for outline, colour in ((loaded.truth == 1, _GREEN), (mask, _RED)):
        enlarged = cv2.resize(outline[box.slices].astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
        contours, _ = cv2.findContours(enlarged, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(shown, contours, -1, colour, 1)
    for click in clicks:
        centre = (int((click.x + 0.5 - box.x0) * scale), int((click.y + 0.5 - box.y0) * scale))
        cv2.circle(shown, centre, 4, _WHITE, -1)
        cv2.circle(shown, centre, 3, _GREEN if click.positive else _RED, -1)
    tile = np.zeros((_TILE + 20, _TILE + 4, 3), np.uint8)
    tile[20 : 20 + size[1], : size[0]] = shown
    cv2.putText(tile, text, (2, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.42, _WHITE, 1, cv2.LINE_AA)
    return tile
