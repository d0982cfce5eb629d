"""Quantised operators rewritten in float32, value for value, for runtimes without kernels for them.

A quantised tensor becomes a float32 tensor of the same whole numbers, less their zero point. Sums of such
products are exact up to 2²⁴; beyond, a result may differ by one step where it lies between two. Weights stay
int8 in the file: every session makes them float32 once, as it does with all that is constant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from model_export.errors import ExportError

Values = Mapping[str, NDArray[np.generic]]

_BYTE = np.iinfo(np.uint8)
_ACTIVATIONS = ("Relu", "Clip", "Sigmoid", "Tanh")
_CONVOLUTION_INPUTS = 3
_CONVOLVING = ("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides")


def in_floats(model: ModelProto) -> ModelProto:
    """Return a graph that computes what an optimised graph of ours computes, with standard float operators.

    Fusions that are not known here stay.

    Raises
    ------
    ExportError
        A tensor has other than one scale and one unsigned byte as its zero point.
    """
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    nodes: list[NodeProto] = []
    constants: list[TensorProto] = []
    for node in model.graph.node:
        rewrite = _REWRITES.get(node.op_type)
        nodes += rewrite(node, values, constants) if rewrite else [node]
    used = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in model.graph.initializer if tensor.name in used]
    graph = helper.make_graph(nodes, "network", model.graph.input, model.graph.output, [*kept, *constants])
    domains = {node.domain for node in nodes} | {""}
    opsets = [opset for opset in model.opset_import if opset.domain in domains]
    return helper.make_model(graph, opset_imports=opsets, ir_version=model.ir_version)


def _quantise(node: NodeProto, values: Values, constants: list[TensorProto]) -> list[NodeProto]:
    source, scale, zero = node.input
    name = node.output[0]
    divided = f"{name}_divided"
    _scalar(node, values, scale)
    nodes = [helper.make_node("Div", [source, scale], [divided])]
    return nodes + _whole(divided, name, _scalar(node, values, zero), constants)


def _dequantise(node: NodeProto, values: Values, constants: list[TensorProto]) -> list[NodeProto]:
    _scalar(node, values, node.input[1])
    return [helper.make_node("Mul", node.input[:2], node.output)]


def _convolve(node: NodeProto, values: Values, constants: list[TensorProto]) -> list[NodeProto]:
    source, source_scale, _, weight, weight_scale, _, scale, zero, *bias = node.input
    name = node.output[0]
    factor = _floats(values, source_scale) * _floats(values, weight_scale) / _floats(values, scale)
    _add(constants, f"{name}_factor", factor.reshape(-1, 1, 1))
    inputs = [source, f"{name}_weight"]
    if bias:
        _add(constants, f"{name}_bias", values[bias[0]].astype(np.float32))
        inputs.append(f"{name}_bias")
    return [
        helper.make_node("Cast", [weight], [f"{name}_weight"], to=TensorProto.FLOAT),
        _convolution(node, inputs, f"{name}_sum"),
        helper.make_node("Mul", [f"{name}_sum", f"{name}_factor"], [f"{name}_scaled"]),
        *_whole(f"{name}_scaled", name, _scalar(node, values, zero), constants),
    ]


def _add_quantised(node: NodeProto, values: Values, constants: list[TensorProto]) -> list[NodeProto]:
    one, one_scale, _, other, other_scale, _, scale, zero = node.input
    name = node.output[0]
    for term, own in (("one", one_scale), ("other", other_scale)):
        ratio = _scalar(node, values, own) / _scalar(node, values, scale)
        _add(constants, f"{name}_{term}_ratio", np.float32(ratio))
    return [
        helper.make_node("Mul", [one, f"{name}_one_ratio"], [f"{name}_one"]),
        helper.make_node("Mul", [other, f"{name}_other_ratio"], [f"{name}_other"]),
        helper.make_node("Add", [f"{name}_one", f"{name}_other"], [f"{name}_sum"]),
        *_whole(f"{name}_sum", name, _scalar(node, values, zero), constants),
    ]


def _convolve_and_activate(node: NodeProto, values: Values, constants: list[TensorProto]) -> list[NodeProto]:
    """Take one apart: a convolution, a sum with a further input where there is one, an activation."""
    found = _attributes(node)
    activation = found["activation"].decode()
    if activation not in _ACTIVATIONS:
        return [node]
    name = node.output[0]
    nodes = [_convolution(node, node.input[:3], f"{name}_sum")]
    if len(node.input) > _CONVOLUTION_INPUTS:
        nodes = [_convolution(node, node.input[:3], f"{name}_part")]
        nodes.append(helper.make_node("Add", [f"{name}_part", node.input[3]], [f"{name}_sum"]))
    bounds = [f"{name}_bound_{number}" for number in range(len(found.get("activation_params", [])))]
    for bound, value in zip(bounds, found.get("activation_params", []), strict=True):
        _add(constants, bound, np.float32(value))
    return [*nodes, helper.make_node(activation, [f"{name}_sum", *bounds], [name])]


def _multiply_matrices(node: NodeProto, values: Values, constants: list[TensorProto]) -> list[NodeProto]:
    found = _attributes(node)
    if {name for name, value in found.items() if value} != {"transB", "alpha"} or found["alpha"] != 1:
        return [node]
    one, other = node.input
    turned = f"{node.output[0]}_turned"
    return [
        helper.make_node("Transpose", [other], [turned], perm=[0, 1, 3, 2]),
        helper.make_node("MatMul", [one, turned], node.output),
    ]


def _attributes(node: NodeProto) -> dict[str, Any]:
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}


def _convolution(node: NodeProto, inputs: Sequence[str], output: str) -> NodeProto:
    """Return a plain convolution with the strides and borders of `node`."""
    convolution = helper.make_node("Conv", inputs, [output])
    convolution.attribute.extend(each for each in node.attribute if each.name in _CONVOLVING)
    return convolution


Rewrite = Callable[[NodeProto, Values, list[TensorProto]], list[NodeProto]]

_REWRITES: dict[str, Rewrite] = {
    "QuantizeLinear": _quantise,
    "DequantizeLinear": _dequantise,
    "QLinearConv": _convolve,
    "QLinearAdd": _add_quantised,
    "FusedConv": _convolve_and_activate,
    "FusedMatMul": _multiply_matrices,
}


def _whole(source: str, target: str, zero: float, constants: list[TensorProto]) -> list[NodeProto]:
    """Round to the nearest whole number, ties to even, and cut off what a byte cannot hold."""
    _add(constants, f"{target}_least", np.float32(_BYTE.min - zero))
    _add(constants, f"{target}_most", np.float32(_BYTE.max - zero))
    return [
        helper.make_node("Round", [source], [f"{target}_rounded"]),
        helper.make_node("Clip", [f"{target}_rounded", f"{target}_least", f"{target}_most"], [target]),
    ]


def _floats(values: Values, name: str) -> NDArray[np.float32]:
    return values[name].astype(np.float32)


def _scalar(node: NodeProto, values: Values, name: str) -> float:
    value = values[name]
    if value.size != 1 or value.dtype not in (np.float32, np.uint8):
        raise ExportError(f"{node.op_type} {node.name} is quantised by other than one scale: {name}")
    return float(value.reshape(()))


def _add(constants: list[TensorProto], name: str, values: NDArray[np.generic] | np.float32) -> None:
    constants.append(numpy_helper.from_array(np.asarray(values), name))
