"""The published variants against numbers recorded from ClickSEG, with weights that follow a formula."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tests.parity.formula_weights import PUBLISHED, described, formula_network, read_keys
from training.networks import VARIANTS, ClickNetwork
from training.networks.sampling import resize_corners

BUNDLED = Path(__file__).parent / "fixtures" / "networks"
BUNDLED_NAMES = ("hrnet18s_S1", "segformerB0_S1")
TOLERANCE = 1e-4

REFINER_MAPS = {
    "fused": "refiner.refine_fusion",
    "image_feature": "refiner.image_conv3",
    "detail_low": "refiner.refine_pred",
    "boundary_low": "refiner.refine_trimap",
}


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(
    params=[("bundled", name) for name in BUNDLED_NAMES] + [("shared", name) for name in PUBLISHED],
    ids="-".join,
)
def recorded(request: pytest.FixtureRequest) -> tuple[Path, str]:
    """Folder of recorded numbers (thinned copies lie beside the tests) and the variant's name there."""
    where, variant = request.param
    return BUNDLED if where == "bundled" else request.getfixturevalue("shared"), variant


def test_keys_shapes_and_types_are_those_of_released_checkpoints(recorded: tuple[Path, str]) -> None:
    root, variant = recorded
    expected = read_keys(root / "design" / "checkpoint_keys" / f"{variant}.tsv")
    with torch.device("meta"):
        state = described(VARIANTS[PUBLISHED[variant]].build().state_dict())
    assert state == expected
    assert list(state) == list(expected)


def test_every_map_equals_the_recorded_one(recorded: tuple[Path, str]) -> None:
    root, variant = recorded
    computed = run(root, variant)
    with np.load(root / "parity" / "nets" / f"{variant}.npz") as arrays:
        for name in sorted(computed):
            expected = arrays[name]
            difference = np.abs(thinned(computed[name], expected.shape) - expected).max()
            assert difference <= TOLERANCE, f"{name} differs by {difference}"


def test_feature_channels_have_the_recorded_means(recorded: tuple[Path, str]) -> None:
    root, variant = recorded
    means = run(root, variant)["feature"].mean(axis=(1, 2))
    with np.load(root / "parity" / "nets" / f"{variant}.npz") as arrays:
        np.testing.assert_allclose(means, arrays["feature_channel_mean"], atol=TOLERANCE)


def test_queries_and_keys_of_the_object_attention_have_no_effect() -> None:
    network = VARIANTS["hrnet18s-s1"].build().eval()
    image, prompt = torch.rand(2, 1, 3, 256, 256, generator=torch.Generator().manual_seed(3))
    with torch.inference_mode():
        before = network.segment(image, prompt).coarse
        for name, parameter in network.named_parameters():
            if is_attention(name):
                parameter.add_(1.0)
        after = network.segment(image, prompt).coarse
    assert torch.equal(before, after)


def test_gradients_reach_every_parameter_that_has_an_effect() -> None:
    network = VARIANTS["hrnet18s-s1"].build().train()
    generator = torch.Generator().manual_seed(5)
    image, prompt, focus = torch.rand(3, 2, 3, 256, 256, generator=generator)
    box = torch.tensor([[10.0, 20.0, 200.0, 220.0], [0.0, 0.0, 256.0, 256.0]])
    segmented, refined = network(image, prompt, focus, prompt[:, 1:], box)
    outputs = [*segmented, *refined]
    sum(output.square().mean() for output in outputs).backward()
    without = {name for name, parameter in network.named_parameters() if parameter.grad is None}
    assert without == {name for name, _ in network.named_parameters() if is_attention(name)}


def test_trunk_is_what_an_imagenet_network_provides() -> None:
    network = VARIANTS["hrnet18s-s1"].build()
    trunk = {id(parameter) for parameter in network.trunk_parameters()}
    rooms = {name.split(".")[1] for name, parameter in network.named_parameters() if id(parameter) in trunk}
    stages = {"layer1", "stage2", "stage3", "stage4", "transition1", "transition2", "transition3"}
    assert rooms == {"conv1", "bn1", "conv2", "bn2"} | stages


def is_attention(name: str) -> bool:
    """Tell whether a parameter makes queries or keys of the object attention."""
    return "f_pixel" in name or "f_object" in name


@cache
def run(root: Path, variant: str) -> dict[str, NDArray[Any]]:
    """Run a network with the recorded weights on the recorded inputs."""
    return run_recorded(root, variant, formula_network(root, variant))


def run_recorded(root: Path, variant: str, network: ClickNetwork) -> dict[str, NDArray[Any]]:
    """Run Segmentor and Refiner on the recorded inputs; return all maps by their recorded names."""
    seen = watch_hrnet(network) if variant.startswith("hrnet") else watch_segformer(network)
    nets = root / "parity" / "nets"
    inputs = json.loads((nets / "inputs.json").read_text())
    box = torch.tensor([inputs["roi"][1:]], dtype=torch.float32)
    image, focus = (torch.from_numpy(read_rgb(nets / f"{name}_256.png")) / 255 for name in ("crop", "focus"))
    previous = torch.from_numpy(read_rgb(nets / "prev_256.png"))[0] / 255
    config = VARIANTS[PUBLISHED[variant]].config
    disks = draw_disks(inputs["points"], config.segmentor_radius)
    assert disks.sum(dim=(1, 2)).tolist() == inputs["stats"][variant]["click_map_sum"]
    focus_disks = draw_disks(inputs["focus_points"], config.refiner_radius)
    with torch.inference_mode():
        segmented = network.segment(image[None], torch.cat([previous[None], disks])[None])
        refined = network.refine(focus[None], focus_disks[None], segmented.coarse, segmented.feature, box)
        framed = resize_corners(segmented.coarse, 256, 256)
    seen.update(
        low=segmented.coarse,
        instances=framed,
        feature=segmented.feature,
        boundary=refined.boundary,
        refined=refined.refined,
    )
    return {name: maps[0].numpy() for name, maps in seen.items()}


def watch_hrnet(network: nn.Module) -> dict[str, Tensor]:
    """Return a dict that fills with inner maps by their recorded names when the network runs."""
    return watch(network, prompt="maps_transform", stage1="feature_extractor.layer1", **REFINER_MAPS)


def watch_segformer(network: nn.Module) -> dict[str, Tensor]:
    """Do the same: the encoded prompt has channels last, `stage1` is what enters the second stage."""
    seen = watch(network, **REFINER_MAPS)
    backbone = network.get_submodule("feature_extractor.backbone")
    backbone.get_submodule("patch_embed_side1").register_forward_hook(
        lambda _module, _inputs, output: seen.update(prompt=output.permute(0, 3, 1, 2))
    )
    backbone.get_submodule("patch_embed2").register_forward_pre_hook(
        lambda _module, inputs: seen.update(stage1=inputs[0])
    )
    return seen


def watch(network: nn.Module, **paths: str) -> dict[str, Tensor]:
    """Return a dict that the named modules fill with their outputs when the network runs."""
    seen: dict[str, Tensor] = {}
    for name, path in paths.items():

        def note(_module: nn.Module, _inputs: Any, output: Tensor, name: str = name) -> None:
            seen[name] = output

        network.get_submodule(path).register_forward_hook(note)
    return seen


def thinned(maps: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Take every n-th channel, row and column, n being what the recorded shape tells."""
    if len(shape) < maps.ndim:
        maps = maps[0]
    return maps[tuple(slice(None, None, full // kept) for full, kept in zip(maps.shape, shape, strict=True))]


def read_rgb(path: Path) -> NDArray[Any]:
    """Read a PNG as (3, H, W) uint8."""
    image = cv2.imread(str(path))
    assert image is not None, path
    return np.ascontiguousarray(image[..., ::-1].transpose(2, 0, 1))


def draw_disks(points: list[list[float]], radius: float) -> Tensor:
    """Draw (2, 256, 256) disk maps: the first half of the points is positive; order −1 means none."""
    rows, columns = np.mgrid[:256, :256]
    maps = np.zeros((2, 256, 256), np.float32)
    for index, (y, x, order) in enumerate(points):
        if order >= 0:
            maps[index * 2 // len(points)][(rows - y) ** 2 + (columns - x) ** 2 <= radius**2] = 1
    return torch.from_numpy(maps)
