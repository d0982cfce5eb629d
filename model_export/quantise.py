"""Int8 quantisation of the convolutions that gain from it in onnxruntime's wasm build.

Measured there, one thread: a dense convolution that sums 250 products per output runs 2 to 2.4 times
as fast in int8 as in float32, one of 64 to 160 products 1.3 to 1.7 times, one of 32 is slower, and a
depthwise convolution four times slower.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType
from onnxruntime.quantization import quantize_static as quantize

Feeds = Mapping[str, NDArray[np.float32]]

FEWEST_PRODUCTS = 64


class _Reader(CalibrationDataReader):  # type: ignore[misc]
    """Hands recorded feeds to the calibration one by one."""

    def __init__(self, feeds: Sequence[Feeds]) -> None:
        self._feeds: Iterator[Feeds] = iter(feeds)

    def get_next(self) -> Feeds | None:
        """Return the next feeds, None after the last."""
        return next(self._feeds, None)


def quantise(source: Path, target: Path, feeds: Sequence[Feeds], keep_float: Sequence[str] = ()) -> list[str]:
    """Write a QDQ graph: unsigned 8-bit activations, signed 8-bit weights per channel.

    Parameters
    ----------
    feeds : inputs of real clicks, for the range of every activation
    keep_float : names of convolutions that stay in float32 besides those that would not gain

    Returns
    -------
    Names of the convolutions that were quantised.
    """
    chosen = [name for name in dense_convolutions(onnx.load(str(source))) if name not in keep_float]
    quantize(
        str(source),
        str(target),
        _Reader(feeds),
        quant_format=QuantFormat.QDQ,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        per_channel=True,
        nodes_to_quantize=chosen,
        op_types_to_quantize=["Conv"],
        calibrate_method=CalibrationMethod.MinMax,
        extra_options={"CalibMovingAverage": True},
    )
    return chosen


def dense_convolutions(model: onnx.ModelProto) -> list[str]:
    """Return the names of the convolutions worth quantising: not grouped, enough products per output."""
    shapes = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}
    chosen = []
    for node in model.graph.node:
        if node.op_type not in ("Conv", "FusedConv"):
            continue
        group = next((attribute.i for attribute in node.attribute if attribute.name == "group"), 1)
        products = int(np.prod(shapes[node.input[1]][1:]))
        if group == 1 and products >= FEWEST_PRODUCTS:
            chosen.append(node.name)
    return chosen
