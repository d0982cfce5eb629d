"""The WebGPU form of a graph computes what the shipped one computes, without what WebGPU gets wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from model_export.errors import ExportError
from model_export.integers import in_floats
from model_export.webgpu import widen_convolutions, write_webgpu

MODELS = Path(__file__).parents[3] / "web" / "models"
SHIPPED = {
    "segmentor": "mobilenetv2-s1.segmentor.int8.onnx",
    "refiner": "mobilenetv2-s1.refiner.float32.onnx",
}
RANDOM = np.random.default_rng(7)


def run(model: bytes, feeds: dict[str, NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """Run a graph as it stands: rewriting by onnxruntime would change the order of sums."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    found: list[NDArray[np.float32]] = session.run(None, feeds)
    return found


def feeds_of(model: onnx.ModelProto) -> dict[str, NDArray[np.float32]]:
    shapes = {
        value.name: [size.dim_value for size in value.type.tensor_type.shape.dim]
        for value in model.graph.input
    }
    feeds = {name: RANDOM.random(shape).astype(np.float32) for name, shape in shapes.items()}
    return feeds | ({"box": np.array([[12, 20, 90, 100]], np.float32)} if "box" in feeds else {})


@pytest.mark.parametrize("net", SHIPPED)
def test_a_shipped_graph_and_its_form_for_webgpu_agree(net: str, tmp_path: Path) -> None:
    shipped = MODELS / SHIPPED[net]
    made = write_webgpu(shipped, tmp_path / "made.onnx")
    model = onnx.load(str(made))
    assert model == onnx.load(str(MODELS / f"mobilenetv2-s1.{net}.webgpu.onnx")), "what ships is out of date"
    assert not {node.domain for node in model.graph.node} - {""}
    assert not [node.op_type for node in model.graph.node if "Linear" in node.op_type]
    feeds = feeds_of(model)
    for one, other in zip(run(shipped.read_bytes(), feeds), run(made.read_bytes(), feeds), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def convolution(channels: int, side: int, group: int = 1) -> onnx.ModelProto:
    """One convolution from `channels` to 12 channels on 8×8 pixels."""
    weight = RANDOM.random((12, channels // group, side, side)).astype(np.float32)
    node = helper.make_node("Conv", ["image", "weight"], ["seen"], group=group, pads=[side // 2] * 4)
    graph = helper.make_graph(
        [node],
        "one",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, channels, 8, 8])],
        [helper.make_tensor_value_info("seen", TensorProto.FLOAT, [1, 12, 8, 8])],
        [numpy_helper.from_array(weight, "weight")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)


@pytest.mark.parametrize("channels", [6, 18])
def test_convolutions_that_webgpu_gets_wrong_are_widened_and_give_the_same(channels: int) -> None:
    model = convolution(channels, 3)
    feeds = feeds_of(model)
    before = run(model.SerializeToString(), feeds)
    assert widen_convolutions(model) == ["seen"]
    onnx.checker.check_model(model, full_check=True)
    (weight,) = [tensor for tensor in model.graph.initializer if "weight" in tensor.name]
    assert weight.dims[1] % 4 == 0
    np.testing.assert_allclose(run(model.SerializeToString(), feeds), before, rtol=1e-5)


@pytest.mark.parametrize("right", [(3, 3, 1), (16, 3, 1), (18, 1, 1), (6, 3, 6)])
def test_other_convolutions_stay_as_they_are(right: tuple[int, int, int]) -> None:
    assert widen_convolutions(convolution(*right)) == []


def test_tensors_quantised_otherwise_are_refused() -> None:
    node = helper.make_node("DequantizeLinear", ["bytes", "scale", "zero"], ["out"], name="late", axis=0)
    scales, zeros = np.ones(2, np.float32), np.zeros(2, np.uint8)
    graph = helper.make_graph(
        [node],
        "one",
        [helper.make_tensor_value_info("bytes", TensorProto.UINT8, [2])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, [2])],
        [numpy_helper.from_array(scales, "scale"), numpy_helper.from_array(zeros, "zero")],
    )
    with pytest.raises(ExportError, match="DequantizeLinear late is quantised by other than one scale"):
        in_floats(helper.make_model(graph))
