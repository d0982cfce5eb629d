"""Resampling in the networks against recorded RoiAlign results and torch's own resampling."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as functional
from torch import Tensor

from training.networks.sampling import resize_centres, resize_corners, roi_align

BUNDLED = Path(__file__).parent / "fixtures" / "sampling"
SIZES = [(1, 1), (1, 5), (5, 1), (2, 7), (32, 256), (256, 128), (19, 256), (256, 31), (128, 256)]


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(params=["bundled", "shared"])
def units(request: pytest.FixtureRequest) -> Path:
    """Folder with recorded cases: a few of them beside the tests, or all."""
    if request.param == "bundled":
        return BUNDLED
    folder: Path = request.getfixturevalue("shared")
    return folder / "parity" / "units"


def test_roi_align_gives_recorded_results(units: Path) -> None:
    cases = json.loads((units / "roi_align.json").read_text())
    with np.load(units / "roi_align.npz") as arrays:
        for index, case in enumerate(cases):
            maps = torch.from_numpy(arrays[f"in{index}"])[None]
            box = torch.tensor([case["box_x1y1x2y2"]], dtype=torch.float32)
            aligned = roi_align(maps, box, case["scale"], case["out"], case["out"])
            np.testing.assert_allclose(aligned[0], arrays[f"out{index}"], atol=5e-5, err_msg=str(case))


def test_roi_align_by_hand() -> None:
    maps = torch.tensor([[[[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0]]]])
    # One pixel of the map is two of the frame. The box covers columns 1 … 3: the centres of its two
    # bins fall upon samples 1 and 2. Its single row of bins is centred between both rows of the map.
    box = torch.tensor([[2.0, 0.0, 6.0, 4.0]])
    assert roi_align(maps, box, 0.5, 1, 2).tolist() == [[[[3.0, 4.0]]]]


def test_roi_align_repeats_the_rim() -> None:
    maps = torch.tensor([[[[1.0, 2.0]]]])
    box = torch.tensor([[0.0, 0.0, 2.0, 1.0]])
    assert roi_align(maps, box, 1.0, 1, 4).tolist() == [[[[1.0, 1.25, 1.75, 2.0]]]]


@pytest.mark.parametrize("box", [[5.0, 2.0, 5.0, 9.0], [2.0, 5.0, 9.0, 5.0], [4.0, 4.0, 4.0, 4.0]])
def test_roi_align_of_a_box_without_area_is_zero(box: list[float]) -> None:
    aligned = roi_align(torch.ones(1, 2, 16, 16), torch.tensor([box]), 1.0, 16, 16)
    assert torch.equal(aligned, torch.zeros(1, 2, 16, 16))


def test_roi_align_cuts_each_box_out_of_its_own_map() -> None:
    maps = noise(3, 2, 8, 8)
    boxes = torch.tensor([[0.0, 0.0, 8.0, 8.0], [1.5, 2.0, 4.0, 3.0], [6.0, 0.0, 8.0, 7.5]])
    together = roi_align(maps, boxes, 1.0, 8, 8)
    apart = [roi_align(maps[i : i + 1], boxes[i : i + 1], 1.0, 8, 8) for i in range(3)]
    torch.testing.assert_close(together, torch.cat(apart))
    torch.testing.assert_close(together[0], maps[0])


@pytest.mark.parametrize(("source", "target"), SIZES)
@pytest.mark.parametrize("corners", [True, False])
def test_resizing_agrees_with_torch(source: int, target: int, corners: bool) -> None:
    maps = 10 * noise(2, 3, source, 13)
    resize = resize_corners if corners else resize_centres
    expected = functional.interpolate(maps, (target, 40), mode="bilinear", align_corners=corners)
    np.testing.assert_allclose(resize(maps, target, 40), expected, atol=1e-4)


@pytest.mark.parametrize("resize", [resize_corners, resize_centres])
def test_resizing_keeps_a_constant(resize: object) -> None:
    assert callable(resize)
    resized = resize(torch.ones(1, 1, 7, 5), 256, 31)
    torch.testing.assert_close(resized, torch.ones(1, 1, 256, 31), atol=1e-5, rtol=0)


def noise(*shape: int) -> Tensor:
    """Standard normal numbers, the same at every call."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(11))
