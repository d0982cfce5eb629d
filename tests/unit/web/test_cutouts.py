"""The page's arithmetic on packed masks, run under Node, against NumPy's."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from web.build.paths import WEB

Bits = NDArray[np.bool_]
SIDE = 96  # of the image in which the cutouts lie
RULES = {
    "AND": np.logical_and,
    "OR": np.logical_or,
    "WITHOUT": np.greater,
    "XOR": np.logical_xor,
}


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("web") / "cutouts.mjs"
    command = [
        "node_modules/.bin/rolldown",
        "src/annotator/cutouts.ts",
        "--format",
        "esm",
        "--file",
        str(target),
    ]
    subprocess.run(command, cwd=WEB, check=True, capture_output=True)
    return target


def box_of(rows: tuple[int, int], columns: tuple[int, int]) -> dict[str, int]:
    return {"x0": columns[0], "y0": rows[0], "x1": columns[1], "y1": rows[1]}


def drawn(random: np.random.Generator, density: float) -> tuple[dict[str, int], Bits]:
    """Draw a box of whole bytes and the pixels in it, as an image."""
    y0, y1 = sorted(random.integers(0, SIDE + 1, 2).tolist())
    x0, x1 = sorted((8 * random.integers(0, SIDE // 8 + 1, 2)).tolist())
    image = np.zeros((SIDE, SIDE), bool)
    image[y0:y1, x0:x1] = random.random((y1 - y0, x1 - x0)) < density
    return box_of((y0, y1), (x0, x1)), image


def packed(box: dict[str, int], image: Bits) -> dict[str, Any]:
    bits = np.packbits(image[box["y0"] : box["y1"], box["x0"] : box["x1"]], axis=1)
    return {"box": box, "bits": base64.b64encode(bits.tobytes()).decode()}


def unpacked(cutout: dict[str, Any]) -> Bits:
    box, image = cutout["box"], np.zeros((SIDE, SIDE), bool)
    bits = np.frombuffer(base64.b64decode(cutout["bits"]), np.uint8)
    shape = box["y1"] - box["y0"], box["x1"] - box["x0"]
    image[box["y0"] : box["y1"], box["x0"] : box["x1"]] = np.unpackbits(bits).reshape(shape)
    return image


def test_cutouts_combine_count_and_trim_as_arrays_do(bundled: Path) -> None:
    random = np.random.default_rng(3)
    densities = [0.0, 0.001, 0.01, 0.5, 1.0]
    pairs = [(drawn(random, density), drawn(random, 0.5)) for density in densities for _ in range(30)]
    cases = [[packed(*one), packed(*other)] for one, other in pairs]
    command = ["node", str(Path(__file__).with_name("cutouts.mjs")), str(bundled)]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, check=True)
    for ((_, one), (_, other)), answer in zip(pairs, json.loads(done.stdout), strict=True):
        for name, rule in RULES.items():
            np.testing.assert_array_equal(unpacked(answer["combined"][name]), rule(one, other), err_msg=name)
        assert answer["count"] == np.count_nonzero(one)
        if not one.any():
            assert answer["trimmed"] is None
            continue
        rows, columns = np.flatnonzero(one.any(axis=1)), np.flatnonzero(one.any(axis=0))
        ends = (int(rows[0]), int(rows[-1]) + 1), (int(columns[0]), int(columns[-1]) + 1)
        assert answer["trimmed"]["box"] == box_of(*ends)
        np.testing.assert_array_equal(unpacked(answer["trimmed"]["cutout"]), one)
