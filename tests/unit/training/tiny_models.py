"""A model small enough to reason about, and pictures it answers exactly: the object is what is bright."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from py_frontend import Config

CONFIG = Config(
    frame_side=32,
    segmentor_side=32,
    refiner_side=32,
    segmentor_radius=3,
    grid="centres",
    antialias=True,
    focus_threshold=0,
    drop_corner_clicks=False,
    merge="safe",
    mended=True,
)


def write_models(folder: Path) -> Path:
    """Write a ``models.json`` with two graphs whose logits are 20·brightness − 10; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    graphs = {"segmentor": _segmentor(), "refiner": _refiner()}
    entries = {}
    for net, graph in graphs.items():
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        content = model.SerializeToString()
        (folder / f"tiny.{net}.onnx").write_bytes(content)
        entries[net] = {
            "file": f"tiny.{net}.onnx",
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
            "precision": "float32",
        }
    variant = {"graphs": entries, "pipeline": CONFIG.to_json(), "feature_channels": 3}
    path = folder / "models.json"
    path.write_text(json.dumps({"format": 1, "default": "tiny", "variants": {"tiny": variant}}))
    return path


def write_picture(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write a grey or RGB picture, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    encoded = cv2.imencode(path.suffix, pixels if pixels.ndim == 2 else pixels[..., ::-1])[1]
    path.write_bytes(encoded.tobytes())


def rectangle(x0: int, y0: int, x1: int, y1: int, side: int = 24) -> NDArray[np.uint8]:
    """Draw a white rectangle, half-open, on black."""
    pixels = np.zeros((side, side), np.uint8)
    pixels[y0:y1, x0:x1] = 255
    return pixels


def grey_to_rgb(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Repeat a grey picture as RGB."""
    return np.repeat(pixels[..., None], 3, axis=2)


def _value(name: str, shape: list[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _constants(**values: float) -> list[onnx.TensorProto]:
    return [helper.make_tensor(name, TensorProto.FLOAT, [], [value]) for name, value in values.items()]


def _segmentor() -> onnx.GraphProto:
    side = [4, 4]
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["grey"], axes=[1]),
        helper.make_node("AveragePool", ["grey"], ["small"], kernel_shape=side, strides=side),
        helper.make_node("Mul", ["small", "gain"], ["scaled"]),
        helper.make_node("Add", ["scaled", "bias"], ["coarse"]),
        helper.make_node("AveragePool", ["prompt"], ["feature"], kernel_shape=side, strides=side),
    ]
    inputs = [_value("image", [1, 3, 32, 32]), _value("prompt", [1, 3, 32, 32])]
    outputs = [_value("coarse", [1, 1, 8, 8]), _value("feature", [1, 3, 8, 8])]
    return helper.make_graph(nodes, "segmentor", inputs, outputs, _constants(gain=20, bias=-10))


def _refiner() -> onnx.GraphProto:
    """Use every input, so that each must come; only the image counts."""
    others = ("prompt", "coarse", "feature", "box")
    nodes = [helper.make_node("ReduceMean", ["image"], ["grey"], axes=[1])]
    nodes += [helper.make_node("ReduceSum", [name], [f"{name}_sum"], keepdims=0) for name in others]
    nodes += [
        helper.make_node("Sum", [f"{name}_sum" for name in others], ["sum"]),
        helper.make_node("Mul", ["sum", "nothing"], ["zero"]),
        helper.make_node("Mul", ["grey", "gain"], ["scaled"]),
        helper.make_node("Sum", ["scaled", "bias", "zero"], ["refined"]),
    ]
    shapes: dict[str, list[int | str]] = {
        "image": [1, 3, 32, 32],
        "prompt": [1, 2, 32, 32],
        "coarse": [1, 1, 8, 8],
        "feature": [1, 3, 8, 8],
        "box": [1, 4],
    }
    inputs = [_value(name, shape) for name, shape in shapes.items()]
    outputs = [_value("refined", [1, 1, 32, 32])]
    return helper.make_graph(nodes, "refiner", inputs, outputs, _constants(gain=20, bias=-10, nothing=0))
