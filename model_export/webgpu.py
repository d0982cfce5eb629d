"""Graphs for onnxruntime-web's WebGPU kernels, which give what the shipped graphs give in WebAssembly.

Those kernels have no int8 convolution (see `integers`), and one fault that is gone round: a convolution wider
than 1×1 whose number of input channels can be divided by three and not by four (6, 18) gives wrong values
there, as seen in onnxruntime-web 1.30. It is given channels of zeros up to the next multiple of four, which
changes nothing.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

from model_export.integers import in_floats


def write_webgpu(shipped: Path, target: Path) -> Path:
    """Write the WebGPU form of a graph that ships; inputs and outputs stay the same."""
    model = in_floats(onnx.load(str(shipped)))
    widen_convolutions(model)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(target))
    return target


def widen_convolutions(model: ModelProto) -> list[str]:
    """Pad the inputs of convolutions that WebGPU gets wrong; return the names of their outputs."""
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    wrong = [
        node
        for node in graph.node
        if node.op_type == "Conv" and node.input[1] in weights and _is_wrong(node, weights[node.input[1]])
    ]
    for node in wrong:
        _widen(graph, node, weights[node.input[1]])
    return [node.output[0] for node in wrong]


def _is_wrong(node: NodeProto, weight: TensorProto) -> bool:
    """Whether a convolution is of the kind; three channels alone are right."""
    _, channels, height, width = weight.dims
    group = next((attribute.i for attribute in node.attribute if attribute.name == "group"), 1)
    return group == 1 and height * width > 1 and channels > 3 and channels % 4 != 0


def _widen(graph: GraphProto, node: NodeProto, weight: TensorProto) -> None:
    """Add channels of zeros in front of one convolution, and to its weight."""
    values = numpy_helper.to_array(weight)
    more = -values.shape[1] % 4
    name = f"{node.output[0]}_wide"
    wide = np.pad(values, ((0, 0), (0, more), (0, 0), (0, 0)))
    amounts = np.array([0, 0, 0, 0, 0, more, 0, 0], np.int64)
    graph.initializer.append(numpy_helper.from_array(wide, f"{name}_weight"))
    graph.initializer.append(numpy_helper.from_array(amounts, f"{name}_amounts"))
    pad = helper.make_node("Pad", [node.input[0], f"{name}_amounts"], [name])
    graph.node.insert(list(graph.node).index(node), pad)
    node.input[0], node.input[1] = name, f"{name}_weight"
    if not any(weight.name in other.input for other in graph.node):
        graph.initializer.remove(weight)
