"""Whole click sequences against the published implementation, the networks replaced by their outputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from py_frontend import Box, Click, Config, Session
from tests.parity.fake_networks import RecordedNetworks

BUNDLED = Path(__file__).parent / "fixtures" / "py_frontend" / "pipeline"
SEQUENCES = (
    "p1_scratch_180x240",
    "p2_portrait_240x140_13clicks",
    "p3_mask_160x200",
    "p4_mask_120x90",
    "p5_tiny_9x13",
    "p6_line_3x120",
    "p7_empty_then_more_100x130",
    "p8_negative_outside_140x140",
    "p9_empty_init_64x80",
    "p10_large_600x800",
    "p11_first_negative_80x100",
    "p12_first_empty_80x100",
    "p13_mask_correction_150x190",
    "p14_scratch_steady_160x210",
)
REFERENCE = Config(
    frame_side=256,
    segmentor_side=128,
    segmentor_radius=2,
    grid="corners",
    antialias=False,
    focus_threshold=0.49,
    drop_corner_clicks=True,
    merge="reference",
    mended=False,
)


@pytest.fixture(params=SEQUENCES)
def recorded(request: pytest.FixtureRequest) -> tuple[dict[str, Any], dict[str, NDArray[Any]], Path]:
    """One recording: its description, its arrays, its image. Bundled, or else from the data folder."""
    folder = BUNDLED
    if not (folder / f"{request.param}.json").exists():
        folder = request.getfixturevalue("shared") / "parity" / "pipeline"
    meta = json.loads((folder / f"{request.param}.json").read_text())
    with np.load(folder / f"{request.param}.npz") as arrays:
        return meta, dict(arrays), folder / meta["image"]


def box_of(edges: list[int]) -> Box:
    y0, y1, x0, x1 = edges
    return Box(x0, y0, x1, y1)


def fed(run: Any, name: str) -> NDArray[np.float32]:
    array = run.feeds[name]
    assert isinstance(array, np.ndarray)
    assert array.dtype == np.float32
    first: NDArray[np.float32] = array[0]
    return first


def test_sequence_equals_the_recording(
    recorded: tuple[dict[str, Any], dict[str, NDArray[Any]], Path],
) -> None:
    meta, arrays, picture = recorded
    image = cv2.imread(str(picture), cv2.IMREAD_COLOR_RGB)
    assert image is not None
    shape, count = (meta["height"], meta["width"]), len(meta["clicks"])
    raw, masks = (
        np.unpackbits(arrays[name], count=count * shape[0] * shape[1]).reshape(count, *shape).astype(bool)
        for name in ("raw", "mask")
    )
    start = np.unpackbits(arrays["init"], count=shape[0] * shape[1]).reshape(shape) if meta["init"] else None
    session = Session(np.asarray(image, np.uint8), REFERENCE, start)
    networks = RecordedNetworks(REFERENCE.frame_side)
    stride = meta["prob_stride"]
    for index, record in enumerate(meta["clicks"]):
        y, x, sign = record["click"]
        result = networks.drive(session.click(Click(x, y, bool(sign))), arrays["low"][index])
        assert result.target_crop == box_of(record["target"])
        assert result.focus_crop == box_of(record["focus"])
        assert result.merged == record["merge"]
        segmentor, refiner = networks.runs
        previous = fed(segmentor, "prompt")[:1]
        seen = np.concatenate((fed(segmentor, "image"), previous))[:, ::16, ::16]
        assert np.abs(seen - arrays["net_input"][index]).max() < 1e-5
        assert np.abs(fed(refiner, "image")[:, ::16, ::16] - arrays["focus_input"][index]).max() < 1e-5
        assert np.allclose(fed(refiner, "box"), record["roi"], atol=1e-4)
        probability = session.probability
        assert np.abs(probability[::stride, ::stride] - arrays["prob"][index].astype(np.float32)).max() < 1e-3
        certain = np.abs(probability - meta["threshold"]) > 1e-4
        assert np.array_equal((probability > meta["threshold"])[certain], raw[index][certain])
        assert np.array_equal(session.mask[certain], masks[index][certain])
