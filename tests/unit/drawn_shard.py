"""A small shard of drawn pictures, so that a bare clone tests the data path."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from py_frontend.formats.coco_rle import encode


def drawn_picture(seed: int) -> tuple[NDArray[np.uint8], list[NDArray[np.bool_]]]:
    """Draw a noisy 120x160 picture with a disk and a rectangle, and return it with their masks."""
    rng = np.random.default_rng(seed)
    image = rng.integers(60, 100, (120, 160, 3)).astype(np.uint8)
    disk, rectangle = np.zeros((2, 120, 160), np.uint8)
    cv2.circle(disk, (int(rng.integers(40, 60)), int(rng.integers(40, 80))), 28, 1, -1)
    cv2.rectangle(rectangle, (95, 30), (140, int(rng.integers(70, 110))), 1, -1)
    image[disk > 0] += rng.integers(80, 120, 3).astype(np.uint8)
    image[rectangle > 0] -= 50
    return image, [disk.astype(bool), rectangle.astype(bool)]


def write_shard(path: Path, count: int) -> Path:
    """Write a shard of drawn pictures."""
    with tarfile.open(path, "w") as archive:
        for seed in range(count):
            image, masks = drawn_picture(seed)
            annotation: dict[str, object] = {
                "key": f"drawn-{seed}",
                "masks": [{**encode(mask), "kind": "whole"} for mask in masks],
            }
            if seed % 2:
                ignored = np.zeros_like(masks[0])
                ignored[:, 60:90] = True
                annotation["ignore"] = encode(ignored)
            encoded = cv2.imencode(".png", image[..., ::-1])[1].tobytes()
            for name, content in (
                (f"drawn-{seed}.png", encoded),
                (f"drawn-{seed}.json", json.dumps(annotation).encode()),
            ):
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return path
