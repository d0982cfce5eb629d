"""Every registered variant, from its name to graphs that say what torch says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import Tensor

from model_export.graphs import RefinerGraph, SegmentorGraph, example_inputs, write_graphs
from model_export.names import INPUTS, OUTPUTS, Net
from model_export.quantise import quantise
from tests.parity.formula_weights import PUBLISHED, formula_network, load_formula_weights
from tests.parity.test_networks import run_recorded, thinned
from training.networks import VARIANTS, ClickNetwork, Variant
from training.networks.checkpoints import read_checkpoint
from training.networks.clickseg import IDENTITIES

LONG_TO_EXPORT = ("hrnet18s-s2", "hrnet32-s2", "segformerb0-s2", "segformerb3-s2")
"""The larger relatives of networks that are exported at every run of the tests."""

TOLERANCE = 1e-3
"""Difference allowed between two ways to compute the same, in standard deviations of the output."""


def slow(recorded: str) -> bool:
    """Tell whether a published variant takes long to export."""
    return PUBLISHED[recorded] in LONG_TO_EXPORT


Outputs = dict[Net, tuple[Tensor, ...]]


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(params=VARIANTS)
def variant(request: pytest.FixtureRequest) -> Variant:
    """Each registered variant."""
    return VARIANTS[request.param]


@pytest.fixture(
    params=[pytest.param(name, marks=pytest.mark.slow if name in LONG_TO_EXPORT else ()) for name in VARIANTS]
)
def exported_variant(request: pytest.FixtureRequest) -> Variant:
    """Each registered variant; those that take long are marked."""
    return VARIANTS[request.param]


def test_every_published_variant_is_compared_with_its_recording() -> None:
    assert set(PUBLISHED.values()) == set(IDENTITIES) == set(VARIANTS) - {"mobilenetv2-s1"}


def test_builds_and_gives_maps_of_the_promised_shapes(variant: Variant) -> None:
    side, channels = variant.config.segmentor_side // 4, variant.feature_channels
    # Without numbers: shapes cost nothing, however large the network.
    with torch.device("meta"):
        found = outputs(variant.build().eval(), example_inputs(variant.config, channels))
    shapes = {net: [tuple(maps.shape) for maps in found[net]] for net in found}
    assert shapes == {
        "segmentor": [(1, 1, side, side), (1, channels, side, side)],
        "refiner": [(1, 1, 256, 256)],
    }


def test_inference_form_gives_the_same(variant: Variant) -> None:
    network, inputs = prepared(variant)
    for net, pairs in paired(outputs(network, inputs), outputs(network.inference_form(), inputs)):
        for expected, found in pairs:
            assert deviation(expected, found) <= TOLERANCE, net


def test_exported_graphs_say_what_torch_says(exported_variant: Variant, tmp_path: Path) -> None:
    network, inputs = prepared(exported_variant)
    form, channels = network.inference_form(), exported_variant.feature_channels
    graphs = write_graphs(form, exported_variant.config, channels, tmp_path)
    # Normalisations belong into the convolutions before them; one in each graph follows something else.
    assert all(operators(path).count("BatchNormalization") <= 1 for path in graphs.values())
    answers = {net: run_graph(graphs[net], net, inputs[net]) for net in graphs}
    for net, pairs in paired(outputs(network, inputs), answers):
        for expected, found in pairs:
            assert deviation(expected, found) <= TOLERANCE, net


@pytest.mark.parametrize(
    "recorded", [pytest.param(name, marks=pytest.mark.slow if slow(name) else ()) for name in PUBLISHED]
)
def test_from_a_released_file_to_quantised_graphs(shared: Path, tmp_path: Path, recorded: str) -> None:
    """Build, load, compare with the recording, export, compare with torch, quantise."""
    variant = VARIANTS[PUBLISHED[recorded]]
    path = write_released(tmp_path / "downloaded.pth", variant.name, formula_network(shared, recorded))
    checkpoint = read_checkpoint(path)
    assert checkpoint.variant is variant
    network = checkpoint.network()
    maps = run_recorded(shared, recorded, network)
    with np.load(shared / "parity" / "nets" / f"{recorded}.npz") as arrays:
        for name in ("low", "refined"):
            expected = arrays[name]
            assert np.abs(thinned(maps[name], expected.shape) - expected).max() <= 1e-4, name
    inputs = example_inputs(variant.config, variant.feature_channels)
    graphs = write_graphs(network.inference_form(), variant.config, variant.feature_channels, tmp_path)
    expected_outputs = outputs(network, inputs)
    for net, graph in graphs.items():
        exact = run_graph(graph, net, inputs[net])
        small = tmp_path / f"{net}.int8.onnx"
        quantise(graph, small, [{name: each.numpy() for name, each in inputs[net].items()}])
        rounded = run_graph(small, net, inputs[net])
        assert deviation(expected_outputs[net][0], exact[0]) <= TOLERANCE, net
        agree = ((rounded[0] > rounded[0].median()) == (exact[0] > exact[0].median())).float().mean()
        assert agree > 0.9, net


def write_released(path: Path, name: str, network: ClickNetwork) -> Path:
    """Write a network in the layout of a released checkpoint."""
    identity = IDENTITIES[name]
    parameters = {
        key: {"type": "builtin", "value": value, "specified": True}
        for key, value in identity.parameters.items()
    }
    config = {"class": identity.class_name, "params": parameters}
    torch.save({"state_dict": network.state_dict(), "config": config}, path)
    return path


def prepared(variant: Variant) -> tuple[ClickNetwork, dict[Net, dict[str, Tensor]]]:
    """Build a network with weights that follow a formula, and make inputs for both of its parts."""
    torch.manual_seed(7)
    network = variant.build().eval()
    load_formula_weights(network, {})
    return network, example_inputs(variant.config, variant.feature_channels)


def outputs(network: ClickNetwork, inputs: dict[Net, dict[str, Tensor]]) -> Outputs:
    """Run both parts in torch."""
    with torch.inference_mode():
        return {
            "segmentor": SegmentorGraph(network)(**inputs["segmentor"]),
            "refiner": (RefinerGraph(network)(**inputs["refiner"]),),
        }


def operators(path: Path) -> list[str]:
    """Return the type of each node of a graph."""
    return [node.op_type for node in onnx.load(str(path)).graph.node]


def run_graph(path: Path, net: Net, inputs: dict[str, Tensor]) -> tuple[Tensor, ...]:
    """Run one exported graph."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feeds = {name: inputs[name].numpy() for name in INPUTS[net]}
    return tuple(torch.from_numpy(np.asarray(each)) for each in session.run(list(OUTPUTS[net]), feeds))


def paired(one: Outputs, other: Outputs) -> Iterator[tuple[Net, Iterator[tuple[Tensor, Tensor]]]]:
    """Go through the outputs of both, side by side."""
    for net in one:
        yield net, zip(one[net], other[net], strict=True)


def deviation(expected: Tensor, found: Tensor) -> float:
    """Return the largest difference in standard deviations of what is expected."""
    return ((expected - found).abs().max() / expected.std()).item()
