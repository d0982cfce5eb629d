from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from model_export import ExportError
from model_export.__main__ import main
from model_export.manifest import read_manifest, update_manifest
from model_export.names import INPUTS, OUTPUTS
from model_export.quantise import dense_convolutions
from model_export.verify import Agreement, require_exact
from py_frontend import Click, Session
from training.checkpoint_io import save_weights
from training.evaluation.runtime import NativeRuntime
from training.evaluation.torch_runtime import TorchRuntime
from training.networks import variant
from training.networks.clickseg import IDENTITIES

NAME = "mobilenetv2-s1"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("checkpoint") / f"{NAME}.safetensors"
    save_weights(path, variant(NAME).build().state_dict(), {"variant": NAME, "samples": 0})
    return path


@pytest.fixture(scope="module", autouse=True)
def few_pictures() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("model_export.__main__.CALIBRATION_PICTURES", 2)
        patch.setattr("model_export.__main__.VERIFICATION_PICTURES", 2)
        yield


def command(checkpoint: Path, shard: Path, out: Path) -> list[str]:
    return [
        *("--checkpoint", str(checkpoint), "--data", str(shard.parent), "--out", str(out)),
        *("--calibrate", shard.name, "--verify", shard.name),
    ]


@pytest.fixture(scope="module")
def exported(checkpoint: Path, shard: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    scores = {**dict.fromkeys(("samples", "nof85", "nof90"), 7), "miou": [0.5] * 20}
    scores |= dict.fromkeys(("noc80", "noc85", "noc90", "noc95"), 3.25)
    (folder / "drawn.json").write_text(json.dumps(scores))
    assert main([*command(checkpoint, shard, folder), "--measured", str(folder / "drawn.json")]) == 0
    return folder


def test_what_ships_is_described_in_the_manifest(exported: Path) -> None:
    entry = read_manifest(exported / "models.json")["variants"][NAME]
    assert entry["pipeline"] == variant(NAME).config.to_json()
    for net, graph in [*entry["graphs"].items(), *entry["webgpu"].items()]:
        assert (exported / graph["file"]).stat().st_size == graph["bytes"]
        model = onnx.load(str(exported / graph["file"]))
        assert [value.name for value in model.graph.input] == graph["inputs"] == list(INPUTS[net])
        assert [value.name for value in model.graph.output] == graph["outputs"] == list(OUTPUTS[net])


def test_card_shows_both_precisions_and_the_scores(exported: Path) -> None:
    card = (exported / f"{NAME}.md").read_text()
    assert card.count("| segmentor |") == card.count("| refiner |") == 2
    assert "| shipped | drawn | 7 | 3.25 | 3.25 | 3.25 | 3.25 | 7 | 7 | 0.500, 0.500, 0.500 |" in card


def test_shipped_graphs_click_as_torch_does(checkpoint: Path, shard: Path, tmp_path: Path) -> None:
    floats = ["--segmentor", "float32", "--refiner", "float32"]
    assert main([*command(checkpoint, shard, tmp_path), *floats]) == 0
    image = np.random.default_rng(0).integers(0, 256, (90, 70, 3)).astype(np.uint8)
    native = NativeRuntime.from_models(tmp_path / "models.json")
    in_torch = TorchRuntime.from_checkpoint(checkpoint)
    probabilities = []
    for runtime in (native, in_torch):
        session = Session(image, runtime.config)
        runtime.click(session, Click(30, 40))
        probabilities.append(session.probability)
    np.testing.assert_allclose(probabilities[0], probabilities[1], atol=1e-4)


def test_shipped_graphs_need_no_rewriting(exported: Path) -> None:
    """Operators of this machine's own memory layout would not run in wasm."""
    for path in exported.glob("*.onnx"):
        domains = {node.domain for node in onnx.load(str(path)).graph.node}
        assert domains <= {"", "com.microsoft"}
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def test_depthwise_and_small_convolutions_stay_in_float(exported: Path) -> None:
    model = onnx.load(str(exported / f"{NAME}.refiner.float32.onnx"))
    grouped = {
        node.name
        for node in model.graph.node
        for attribute in node.attribute
        if attribute.name == "group" and attribute.i > 1
    }
    assert grouped
    assert not grouped & set(dense_convolutions(model))


def test_too_few_pictures_are_an_error_and_nothing_is_written(
    checkpoint: Path,
    shard: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("model_export.__main__.CALIBRATION_PICTURES", 100)
    assert main(command(checkpoint, shard, tmp_path / "out")) == 1
    assert "100 photographs with masks are needed, the shard holds 6" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_missing_checkpoint_is_named(shard: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command(tmp_path / f"{NAME}.safetensors", shard, tmp_path)) == 1
    assert f"{NAME}.safetensors" in capsys.readouterr().err


@pytest.mark.parametrize("difference", [0.5, float("nan")])
def test_graphs_that_differ_from_torch_are_refused(difference: float) -> None:
    with pytest.raises(ExportError, match="differs from torch"):
        require_exact(Path("segmentor.onnx"), "segmentor", Agreement(difference, 1.0, 1.0))


def test_manifest_keeps_other_variants_and_its_default(tmp_path: Path) -> None:
    path = tmp_path / "models.json"
    update_manifest(path, "one", {"graphs": {}})
    update_manifest(path, "two", {"graphs": {}})
    manifest = read_manifest(path)
    assert manifest["default"] == "one"
    assert sorted(manifest["variants"]) == ["one", "two"]


def test_manifest_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "models.json"
    path.write_text('{"format": 99}')
    with pytest.raises(ExportError, match="format 1"):
        read_manifest(path)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name != "segformerb0-s1")) for name in IDENTITIES]
)
def test_a_released_checkpoint_needs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("model_export.recording._CLICKS_EACH", 1)
    path, out = write_released(tmp_path / "released.pth", name), tmp_path / "models"
    assert main(["--checkpoint", str(path), "--out", str(out)]) == 0
    entry = read_manifest(out / "models.json")["variants"][name]
    assert entry["training"] == {"origin": "released by ClickSEG as released.pth"}
    assert {graph["precision"] for graph in entry["graphs"].values()} == {"float32"}
    runtime = NativeRuntime.from_models(out / "models.json", name)
    session = Session(np.zeros((40, 50, 3), np.uint8), runtime.config)
    assert runtime.click(session, Click(20, 20)).target_crop.area == 2000


def test_a_released_checkpoint_of_another_variant_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = write_released(tmp_path / "released.pth", "segformerb0-s1"), tmp_path / "models"
    assert main(["--checkpoint", str(path), "--out", str(out), "--variant", "hrnet18s-s1"]) == 1
    assert "choose the variant it was made for" in capsys.readouterr().err
    assert not out.exists()


def write_released(path: Path, name: str) -> Path:
    """Write fresh weights in the layout of a released checkpoint."""
    identity = IDENTITIES[name]
    parameters = {key: {"type": "builtin", "value": value} for key, value in identity.parameters.items()}
    config = {"class": identity.class_name, "params": parameters}
    torch.save({"state_dict": variant(name).build().state_dict(), "config": config}, path)
    return path
