"""Runtimes: what ships is verified and run as asked, a checkpoint gives what its export gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d

from py_frontend import Click, Ref, Run, Session
from tests.unit.training.tiny_models import CONFIG, grey_to_rgb, write_models
from training.checkpoint_io import save_weights
from training.errors import TrainingError
from training.evaluation.opening import open_runtime
from training.evaluation.runtime import NativeRuntime
from training.evaluation.torch_runtime import TorchRuntime
from training.networks import ClickNetwork, Refined, Segmented, variant


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return write_models(tmp_path / "models")


class BrightNetwork(ClickNetwork):
    """The tiny model in torch."""

    def segment(self, image: Tensor, prompt: Tensor) -> Segmented:
        return Segmented(avg_pool2d(image.mean(1, keepdim=True), 4) * 20 - 10, avg_pool2d(prompt, 4), None)

    def refine(self, image: Tensor, prompt: Tensor, coarse: Tensor, feature: Tensor, box: Tensor) -> Refined:
        refined = image.mean(1, keepdim=True) * 20 - 10
        return Refined(refined, refined)

    def trunk_parameters(self) -> list[nn.Parameter]:
        return []


def ellipse(height: int, width: int) -> NDArray[np.uint8]:
    """Draw a smooth bright ellipse; its outline is where the brightness is one half."""
    y, x = np.mgrid[:height, :width]
    radius = np.hypot((x - 0.47 * width) / (0.3 * width), (y - 0.55 * height) / (0.25 * height))
    return np.asarray(np.clip(255 * (1.5 - radius), 0, 255), np.uint8)


def test_kept_outputs_come_back_as_refs_and_go_in_again(models: Path) -> None:
    runtime = NativeRuntime.from_models(models)
    zeros = np.zeros((1, 3, 32, 32), np.float32)
    answer = runtime.answer(Run("segmentor", {"image": zeros, "prompt": zeros}, ("coarse",), ("feature",)))
    assert set(answer) == {"coarse", "feature"}
    coarse, feature = answer["coarse"], answer["feature"]
    assert isinstance(coarse, np.ndarray)
    assert np.array_equal(coarse, np.full((1, 1, 8, 8), -10, np.float32))
    assert isinstance(feature, Ref)
    assert isinstance(feature.handle, onnxruntime.OrtValue)
    feeds: dict[str, NDArray[np.float32] | Ref] = {
        "image": zeros,
        "prompt": zeros[:, :2],
        "coarse": coarse,
        "feature": feature,
        "box": np.zeros((1, 4), np.float32),
    }
    refined = runtime.answer(Run("refiner", feeds, ("refined",)))["refined"]
    assert isinstance(refined, np.ndarray)
    assert np.array_equal(refined, np.full((1, 1, 32, 32), -10, np.float32))


def test_native_masks_lie_exactly_where_the_object_is(models: Path) -> None:
    image = ellipse(67, 101)
    truth = image > 127
    runtime = NativeRuntime.from_models(models)
    session = Session(grey_to_rgb(image), runtime.config)
    result = runtime.click(session, Click(47, 37))
    assert result.changed
    mask = session.mask
    assert (mask & truth).sum() / (mask | truth).sum() > 0.97
    centre = np.argwhere(mask).mean(axis=0) - np.argwhere(truth).mean(axis=0)
    assert np.abs(centre).max() < 0.15


def test_torch_and_native_agree(models: Path) -> None:
    native, in_torch = NativeRuntime.from_models(models), TorchRuntime(BrightNetwork(), CONFIG)
    masks = []
    for runtime in (native, in_torch):
        session = Session(grey_to_rgb(ellipse(40, 56)), runtime.config)
        for click in (Click(26, 22), Click(3, 3, False)):
            runtime.click(session, click)
        masks.append(session.mask)
    assert np.array_equal(masks[0], masks[1])


def test_a_failing_network_leaves_the_session_as_it_was(models: Path) -> None:
    class Broken(BrightNetwork):
        def refine(self, *_: Any, **__: Any) -> Refined:
            raise RuntimeError("out of memory")

    runtime = TorchRuntime(Broken(), CONFIG)
    session = Session(grey_to_rgb(ellipse(20, 30)), CONFIG)
    with pytest.raises(RuntimeError, match="out of memory"):
        runtime.click(session, Click(14, 11))
    assert session.clicks == ()
    assert not session.mask.any()


@pytest.mark.parametrize("net", ["segmentor", "refiner"])
def test_a_damaged_graph_is_refused(models: Path, net: str) -> None:
    path = models.parent / f"tiny.{net}.onnx"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(TrainingError, match=rf"tiny\.{net}\.onnx is damaged .* sha256 is [0-9a-f]{{64}}"):
        NativeRuntime.from_models(models)


def test_a_missing_graph_is_named(models: Path) -> None:
    (models.parent / "tiny.refiner.onnx").unlink()
    with pytest.raises(TrainingError, match=r"cannot read .*tiny\.refiner\.onnx, which models\.json names"):
        NativeRuntime.from_models(models)


def change(models: Path, keys: str, value: object) -> None:
    """Set a value deep in ``models.json``; None removes it."""
    data = json.loads(models.read_text())
    *path, last = keys.split("/")
    inner = data
    for key in path:
        inner = inner[key]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    models.write_text(json.dumps(data))


@pytest.mark.parametrize(
    ("keys", "value", "message"),
    [
        ("format", 2, "has format 2, but this program reads 1"),
        ("variants/tiny/graphs/refiner", None, "tiny has no refiner graph"),
        ("variants/tiny/pipeline/frame_side", "wide", "tiny: frame_side='wide'"),
        ("variants/tiny/pipeline/merge", None, "tiny: pipeline configuration: missing merge"),
        ("variants/tiny/graphs/refiner/sha256", None, "is no models.json: .*sha256"),
        ("default", "big", "has no variant 'big': choose one of tiny"),
    ],
)
def test_a_wrong_manifest_is_explained(models: Path, keys: str, value: object, message: str) -> None:
    change(models, keys, value)
    with pytest.raises(TrainingError, match=message):
        NativeRuntime.from_models(models)


def test_files_that_are_no_manifest_or_graph(models: Path) -> None:
    with pytest.raises(TrainingError, match=r"cannot read .*none\.json .*export a model"):
        NativeRuntime.from_models(models.parent / "none.json")
    graph = models.parent / "tiny.refiner.onnx"
    with pytest.raises(TrainingError, match=r"is no models\.json"):
        NativeRuntime.from_models(graph)
    with pytest.raises(TrainingError, match=r"onnxruntime cannot load .*models\.json"):
        NativeRuntime(CONFIG, {"segmentor": models}, "tiny")


def test_models_open_by_name_and_by_checkpoint(models: Path, tmp_path: Path) -> None:
    assert open_runtime(None, models).name == "tiny"
    assert open_runtime("tiny", models).config == CONFIG
    network = variant("mobilenetv2-s1").build()
    save_weights(tmp_path / "weights.safetensors", network.state_dict(), {"variant": "mobilenetv2-s1"})
    opened = open_runtime(str(tmp_path / "weights.safetensors"), models)
    assert isinstance(opened, TorchRuntime)
    assert opened.config == variant("mobilenetv2-s1").config


def test_wrong_checkpoints_are_explained(models: Path, tmp_path: Path) -> None:
    save_weights(tmp_path / "mine.safetensors", {"x": torch.zeros(2, 2)}, {})
    save_weights(tmp_path / "mobilenetv2-s1.safetensors", {"x": torch.zeros(2, 2)}, {})
    for name, message in (
        ("mine.safetensors", "does not say which variant it holds"),
        ("mobilenetv2-s1.safetensors", "lacks .* tensors"),
        ("none.safetensors", "cannot read weights"),
        ("none.pth", "is no file"),
    ):
        with pytest.raises(TrainingError, match=message):
            open_runtime(str(tmp_path / name), models)
