"""Torch to ONNX: one graph for the Segmentor, one for the Refiner, batch 1, opset 18."""

from __future__ import annotations

import logging
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from model_export.names import INPUTS, OUTPUTS, Net
from py_frontend import Config
from training.networks import ClickNetwork

OPSET = 18


class SegmentorGraph(nn.Module):
    """`ClickNetwork.segment` with the outputs that the browser reads."""

    def __init__(self, network: ClickNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor, prompt: Tensor) -> tuple[Tensor, Tensor]:
        """Return coarse logits and features."""
        segmented = self.network.segment(image, prompt)
        return segmented.coarse, segmented.feature


class RefinerGraph(nn.Module):
    """`ClickNetwork.refine` with the one output that the browser reads."""

    def __init__(self, network: ClickNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor, prompt: Tensor, coarse: Tensor, feature: Tensor, box: Tensor) -> Tensor:
        """Return refined logits."""
        return self.network.refine(image, prompt, coarse, feature, box).refined


def example_inputs(config: Config, channels: int) -> dict[Net, dict[str, Tensor]]:
    """Return inputs of the right names, shapes and types for both graphs, batch 1."""
    frame, side, focus = config.frame_side, config.segmentor_side // 4, config.refiner_side
    return {
        "segmentor": {"image": torch.rand(1, 3, frame, frame), "prompt": torch.rand(1, 3, frame, frame)},
        "refiner": {
            "image": torch.rand(1, 3, focus, focus),
            "prompt": torch.rand(1, 2, focus, focus),
            "coarse": torch.randn(1, 1, side, side),
            "feature": torch.randn(1, channels, side, side),
            "box": torch.tensor([[0.2, 0.1, 0.7, 0.9]]) * frame,
        },
    }


def write_graphs(network: ClickNetwork, config: Config, channels: int, folder: Path) -> dict[Net, Path]:
    """Write both graphs of a network in evaluation mode, in float32, and return their files."""
    graphs: dict[Net, nn.Module] = {"segmentor": SegmentorGraph(network), "refiner": RefinerGraph(network)}
    inputs = example_inputs(config, channels)
    return {net: _write(graph, net, inputs[net], folder / f"{net}.onnx") for net, graph in graphs.items()}


def _write(graph: nn.Module, net: Net, inputs: dict[str, Tensor], path: Path) -> Path:
    # The exporter narrates every pass and every operator it does not need; real failures raise.
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    program = torch.onnx.export(
        graph.eval(),
        tuple(inputs[name] for name in INPUTS[net]),
        input_names=list(INPUTS[net]),
        output_names=list(OUTPUTS[net]),
        opset_version=OPSET,
        dynamo=True,
        verbose=False,
    )
    assert program is not None  # only exports to a file return None
    program.optimize()
    program.save(str(path))
    onnx.checker.check_model(str(path), full_check=True)
    return path
