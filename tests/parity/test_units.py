"""Single functions of `py_frontend` against results recorded from the published implementation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from py_frontend import Box, Click, merge
from py_frontend.clicks import disk_maps
from py_frontend.components import component_at
from py_frontend.config import Grid
from py_frontend.geometry import bounds
from py_frontend.reference_crops import reference_focus_crop, reference_target_crop, widen_focus
from py_frontend.resampling import resize
from py_frontend.spans import Spans
from py_frontend.thresholds import spans_above

UNITS = Path(__file__).parent / "fixtures" / "py_frontend" / "units"


def cases(name: str) -> list[Any]:
    return list(enumerate(json.loads((UNITS / f"{name}.json").read_text())))


@pytest.fixture(scope="module")
def arrays(request: pytest.FixtureRequest) -> dict[str, NDArray[Any]]:
    with np.load(UNITS / f"{request.param}.npz") as archive:
        return dict(archive)


def unpack(bits: NDArray[np.uint8], shape: tuple[int, ...] | list[int]) -> NDArray[np.bool_]:
    return np.unpackbits(bits, count=int(np.prod(shape))).reshape(shape).astype(bool)


def half_open(inclusive: list[int]) -> Box:
    y0, y1, x0, x1 = inclusive
    return Box(x0, y0, x1 + 1, y1 + 1)


@pytest.mark.parametrize("arrays", ["disks"], indirect=True)
def test_disk_maps_equal_recorded_ones(arrays: dict[str, NDArray[Any]]) -> None:
    for index, case in cases("disks"):
        points = np.array(case["points"])
        positive = np.arange(len(points)) < len(points) // 2
        kept = (points[:, :2] >= 0).any(axis=1)
        shape = (case["height"], case["width"])
        maps = disk_maps(points[kept][:, 1::-1], positive[kept], shape, case["radius"])
        assert np.array_equal(maps, unpack(arrays[f"map{index}"], (2, *shape))), index
        assert maps.sum(axis=(1, 2)).tolist() == case["area"]


def test_boxes_equal_recorded_ones() -> None:
    for _, case in cases("boxes"):
        height, width = case["size"]
        box, image = half_open(case["box"]), Box(0, 0, width, height)
        assert reference_target_crop(box, [], case["ratio"], image) == half_open(case["target"])
        y0, y1, x0, x1 = case["box"]
        rows, columns = widen_focus(y0, y1, case["ratio"], height), widen_focus(x0, x1, case["ratio"], width)
        assert [*rows, *columns] == case["focus"]


@pytest.mark.parametrize("arrays", ["target_crop"], indirect=True)
def test_target_crops_equal_recorded_ones(arrays: dict[str, NDArray[Any]]) -> None:
    for index, case in cases("target_crop"):
        mask = unpack(arrays[f"m{index}"], case["size"])
        clicks = [Click(x, y, bool(sign)) for y, x, sign in case["clicks"]]
        crop = reference_target_crop(bounds(mask), clicks, 1.4, Box.of(mask))
        assert crop == half_open(case["roi_inclusive"]), index


@pytest.mark.parametrize("arrays", ["focus_crop"], indirect=True)
def test_focus_crops_equal_recorded_ones(arrays: dict[str, NDArray[Any]]) -> None:
    for index, case in cases("focus_crop"):
        new, old = (unpack(arrays[f"{name}{index}"], case["size"]) for name in ("logit", "prev"))
        (y, x), (t0, t1, l0, l1), (y0, y1, x0, x1) = case["click"], case["region"], case["focus"]
        target, image = Box(l0, t0, l1, t1), Box.of(new)
        regions = Spans.of(new), Spans.of(old)
        focus = reference_focus_crop(*regions, target, Click(x, y), case["ratio"], image)
        assert (focus.area == 0) == case["empty"], index
        assert case["empty"] or focus == Box(x0, y0, x1, y1), index


@pytest.mark.parametrize("arrays", ["merge"], indirect=True)
def test_merges_equal_recorded_ones(arrays: dict[str, NDArray[Any]]) -> None:
    for index, case in cases("merge"):
        previous, new = (unpack(arrays[f"{name}{index}"], case["size"]) for name in ("prev", "new"))
        y, x = case["click"]
        expected = {
            name: unpack(arrays[f"{name}{index}"], case["size"])
            for name in ("reference", "safe_positive", "safe_negative", "component")
        }
        assert np.array_equal(merge(previous, new, Click(x, y), "reference"), expected["reference"]), index
        for sign in (True, False):
            merged = merge(previous, new, Click(x, y, sign), "safe", case["rho"])
            assert np.array_equal(merged, expected[f"safe_{'positive' if sign else 'negative'}"]), index
        component = component_at(Spans.of(previous ^ new), x, y)
        assert (component is not None) == case["in_difference"]
        found = component or Spans.empty(new.shape[1])
        assert np.array_equal(found.array(Box.of(new)), expected["component"]), index


@pytest.mark.parametrize("arrays", ["resize"], indirect=True)
def test_resampling_equals_recorded_torch_and_opencv(arrays: dict[str, NDArray[Any]]) -> None:
    grids: dict[str, Grid] = {"torch_corners": "corners", "torch_half": "centres", "cv_linear": "centres"}
    sources = {"f32": "src_f32", "u8": "src_u8", "mask": "src_mask", "1x9": "src_1x9"}
    checked = 0
    for name, expected in arrays.items():
        method = next((prefix for prefix in grids if name.startswith(prefix)), None)
        if method is None:
            continue
        kind = name.removeprefix(method + "_").split("_")[0]
        source = arrays[sources[kind]].astype(np.float32)
        planes = source[..., None] if source.ndim == 2 else source
        for channel in range(planes.shape[2]):
            plane = np.ascontiguousarray(planes[..., channel])
            height, width = expected.shape[:2]
            resized = resize(plane, height, width, grids[method])
            wanted = expected if expected.ndim == 2 else expected[..., channel]
            # OpenCV resizes uint8 in fixed point: up to one grey level away from exact arithmetic.
            assert np.abs(resized - wanted).max() <= (1e-5 if kind in ("f32", "1x9") else 1), name
            if grids[method] == "centres":
                box = Box(0, 0, width, height)
                above = spans_above(plane, box, width, 0.3).array(box)
                assert np.array_equal(above, resized > 0.3), name
        checked += 1
    assert checked == 32
