"""Methods other than our own networks, parts left out of them, and clicks near the middle."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from onnx import TensorProto, helper

from py_frontend import Click, Run, Session
from tests.unit.training.tiny_models import CONFIG, grey_to_rgb, rectangle, write_models
from training.datasets.sam import logits_of_mask
from training.errors import TrainingError
from training.evaluation.ablation import WHOLE_IMAGE, CoarseOnly, WithRatios
from training.evaluation.clicking import STANDARD
from training.evaluation.metrics import iou
from training.evaluation.mobile_sam import MobileSam
from training.evaluation.opening import Choice
from training.evaluation.protocol import play
from training.evaluation.robot import displaced_clicks, next_click
from training.evaluation.runtime import NativeRuntime
from training.evaluation.samples import Loaded


def square(side: int = 60) -> Loaded:
    """Make a bright square on dark, with a little noise."""
    pixels = rectangle(side // 4, side // 4, 3 * side // 4, 3 * side // 4, side)
    noise = np.random.default_rng(0).integers(0, 30, pixels.shape)
    image = np.clip(pixels.astype(np.int64) // 2 + 40 + noise, 0, 255).astype(np.uint8)
    return Loaded(grey_to_rgb(image), (pixels > 0).astype(np.int8), None)


@pytest.mark.parametrize("name", ["opencv-grabcut", "random-walker"])
def test_classics_find_a_plain_square(name: str) -> None:
    loaded = square()
    method = Choice(name, Path("models.json"))()
    runs = [list(play(method.begin(loaded), loaded.truth, STANDARD.robot("square"))) for _ in range(2)]
    assert max(move.iou for move in runs[0]) > 0.9
    assert [move.iou for move in runs[0]] == [move.iou for move in runs[1]]
    assert runs[0][0].crops is None


@pytest.mark.parametrize("name", ["opencv-grabcut", "random-walker"])
def test_classics_begin_with_a_mask_and_bear_a_negative_first_click(name: str) -> None:
    loaded = square()
    started = Loaded(loaded.image, loaded.truth, loaded.truth == 1)
    assert iou(Choice(name, Path("models.json"))().begin(started).mask, loaded.truth) == 1
    attempt = Choice(name, Path("models.json"))().begin(loaded)
    attempt.click(Click(1, 1, False))
    assert not attempt.mask.any()
    assert attempt.clicks == (Click(1, 1, False),)


def test_classics_know_no_merge() -> None:
    with pytest.raises(TrainingError, match="--merge is for FocalClick: random-walker has no"):
        Choice("random-walker", Path("models.json"), "safe")()


def write_sam(folder: Path, factor: float = 1.0) -> Path:
    """Write a MobileSAM whose mask is what is brighter than the mean; a factor times its logits."""
    folder.mkdir()
    value = helper.make_tensor_value_info
    image = value("input", TensorProto.FLOAT, [1, 3, 1024, 1024])
    pooled = value("output", TensorProto.FLOAT, [1, 1, 64, 64])
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["grey"], axes=[1]),
        helper.make_node("AveragePool", ["grey"], ["output"], kernel_shape=[16, 16], strides=[16, 16]),
    ]
    _save(folder / "encoder.onnx", helper.make_graph(nodes, "encoder", [image], [pooled]))
    shapes: dict[str, list[int | str]] = {
        "image_embeddings": [1, 1, 64, 64],
        "point_coords": [1, "n", 2],
        "point_labels": [1, "n"],
        "mask_input": [1, 1, 256, 256],
        "has_mask_input": [1],
        "orig_im_size": [2],
    }
    nodes = [
        helper.make_node("Cast", ["orig_im_size"], ["size"], to=TensorProto.INT64),
        helper.make_node("Concat", ["ones", "size"], ["shape"], axis=0),
        helper.make_node("Resize", ["image_embeddings", "", "", "shape"], ["bright"], mode="linear"),
        helper.make_node("Mul", ["bright", "factor"], ["masks"]),
        helper.make_node("Identity", ["mask_input"], ["low_res_masks"]),
    ]
    inputs = [value(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    outputs = [value(name, TensorProto.FLOAT, None) for name in ("masks", "low_res_masks")]
    constants = [
        helper.make_tensor("ones", TensorProto.INT64, [2], [1, 1]),
        helper.make_tensor("factor", TensorProto.FLOAT, [], [factor]),
    ]
    _save(folder / "sam.onnx", helper.make_graph(nodes, "decoder", inputs, outputs, constants))
    return folder


def _save(path: Path, graph: onnx.GraphProto) -> None:
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))


def test_mobile_sam_by_path(tmp_path: Path) -> None:
    loaded = square(64)
    bright = Loaded(
        np.where(loaded.truth[..., None] == 1, 255, 0).astype(np.uint8).repeat(3, 2), loaded.truth, None
    )
    method = Choice(f"mobilesam:{write_sam(tmp_path / 'sam')}", Path("models.json"))()
    attempt = method.begin(bright)
    assert not attempt.mask.any()
    attempt.click(next_click(bright.truth, attempt.mask))
    assert iou(attempt.mask, bright.truth) > 0.9
    (tmp_path / "sam" / "sam.onnx").unlink()
    with pytest.raises(TrainingError, match=r"holds no decoder\.onnx or sam\.onnx"):
        Choice(f"mobilesam:{tmp_path / 'sam'}", Path("models.json"))()


def test_mobile_sam_begins_with_a_mask(tmp_path: Path) -> None:
    loaded = square(64)
    started = Loaded(loaded.image, loaded.truth, loaded.truth == 1)
    attempt = MobileSam(write_sam(tmp_path / "sam")).begin(started)
    assert iou(attempt.mask, started.truth) == 1
    logits = logits_of_mask(attempt.mask[:, :40])
    assert logits.shape == (1, 1, 256, 256)
    assert logits[0, 0, 128, 128] == 10
    assert logits[0, 0, 128, 160:].max() == -10  # beside the mask, which is narrower than high


def test_logits_of_mobile_sam_that_are_no_numbers_are_named(tmp_path: Path) -> None:
    attempt = MobileSam(write_sam(tmp_path / "sam", float("nan"))).begin(square(64))
    with pytest.raises(TrainingError, match="MobileSAM gave logits that are not finite after click 1"):
        attempt.click(Click(32, 32))


def test_a_decoder_of_something_else_is_named(tmp_path: Path) -> None:
    folder = write_sam(tmp_path / "sam")
    (folder / "sam.onnx").write_bytes((folder / "encoder.onnx").read_bytes())
    with pytest.raises(TrainingError, match=r"sam\.onnx is no decoder of Segment Anything"):
        MobileSam(folder)


def test_without_refiner_the_coarse_mask_stays(tmp_path: Path) -> None:
    runtime = NativeRuntime.from_models(write_models(tmp_path / "models"))
    loaded = square(64)
    coarse = CoarseOnly(runtime)
    sessions = [Session(loaded.image, each.config) for each in (runtime, coarse)]
    for each, session in zip((runtime, coarse), sessions, strict=True):
        each.click(session, Click(32, 32))
    refined, unrefined = (iou(session.mask, loaded.truth) for session in sessions)
    assert unrefined > 0.7
    assert not np.array_equal(sessions[0].mask, sessions[1].mask)
    assert runtime.identity != coarse.identity
    assert refined > 0


@pytest.mark.parametrize("grid", ["corners", "centres"])
def test_without_refiner_the_whole_frame_is_the_coarse_map_itself(
    tmp_path: Path, grid: Literal["corners", "centres"]
) -> None:
    runtime = NativeRuntime.from_models(write_models(tmp_path / "models"))
    side, frame = 32, runtime.config.frame_side
    runtime.config = replace(runtime.config, grid=grid, antialias=False, refiner_side=4 * side)
    ramp = np.tile(np.arange(side, dtype=np.float32), (side, 1))[None, None]
    box = np.array([[0, 0, frame, frame]], np.float32)
    cut = CoarseOnly(runtime).answer(Run("refiner", {"coarse": ramp, "box": box}, ("refined",)))["refined"]
    assert isinstance(cut, np.ndarray)
    whole = cv2.resize(ramp[0, 0], (4 * side, 4 * side), interpolation=cv2.INTER_LINEAR)
    corners = np.linspace(0, side - 1, 4 * side)[None].repeat(4 * side, 0)
    np.testing.assert_allclose(cut[0, 0], corners if grid == "corners" else whole, atol=1e-4)


def test_whole_image_is_a_ratio(tmp_path: Path) -> None:
    runtime = NativeRuntime.from_models(write_models(tmp_path / "models"))
    whole = WithRatios(runtime, WHOLE_IMAGE, None)
    session = Session(square(64).image, whole.config)
    for click in (Click(32, 32), Click(20, 20), Click(2, 2, False)):
        assert whole.click(session, click).target_crop.area == 64 * 64
    assert WithRatios(runtime, 1.8, 1.2).config.focus_ratio == 1.2
    assert CONFIG.target_ratio == 1.4


@given(
    arrays(np.int8, (7, 9), elements=st.sampled_from([-1, 0, 1])),
    arrays(np.bool_, (7, 9)),
    st.integers(0, 1000),
)
def test_displaced_clicks_stay_in_the_error_that_the_robot_clicks(
    truth: np.ndarray[tuple[int, ...], np.dtype[np.int8]],
    mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    seed: int,
) -> None:
    middle = next_click(truth, mask)
    click, *others = displaced_clicks(truth, mask, (), np.random.default_rng(seed), 3)
    assert [click] == displaced_clicks(truth, mask, (), np.random.default_rng(seed))
    assert {other.positive for other in others} == {click.positive}
    assert click.positive == middle.positive
    missing, false = (truth == 1) & ~mask, (truth == 0) & mask
    if missing.any() or false.any():
        assert (missing if click.positive else false)[click.y, click.x]
    else:
        assert click == middle
