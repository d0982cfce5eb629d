"""Reading released ClickSEG checkpoints: what is right loads key for key, anything else is named."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from training.errors import TrainingError
from training.networks import variant
from training.networks.clickseg import load_clickseg

NAME = "hrnet18s-s1"
CLASS = "isegm.model.is_hrnet_model.HRNetModel"
SEGFORMER = "isegm.model.is_segformer_model.SegFormerModel"
WEIGHT = "refiner.refine_pred.weight"
VARIANCE = "feature_extractor.bn1.running_var"

Content = dict[str, Any]


@cache
def weights() -> dict[str, Tensor]:
    """Return a fresh network's state dict, shared by all tests: they change shallow copies only."""
    torch.set_num_threads(1)
    return dict(variant(NAME).build().state_dict())


def released(**parameters: Any) -> Content:
    """Make the content of a released file."""
    values = {"pipeline_version": "s1", "width": 18, "ocr_width": 48, "small": True, "norm_radius": 5}
    described = {
        name: {"type": "builtin", "value": value, "specified": True}
        for name, value in (values | parameters).items()
    }
    described["norm_layer"] = {
        "type": "class",
        "value": "torch.nn.modules.batchnorm.BatchNorm2d",
        "specified": False,
    }
    return {"state_dict": dict(weights()), "config": {"class": CLASS, "params": described}}


@pytest.fixture
def save(tmp_path: Path) -> Callable[[object], Path]:
    """Give a function that writes any content as a checkpoint file."""

    def write(content: object) -> Path:
        path = tmp_path / "downloaded.pth"
        torch.save(content, path)
        return path

    return write


def test_a_released_file_loads_key_for_key(save: Callable[[object], Path]) -> None:
    loaded = load_clickseg(save(released()), NAME)
    assert list(loaded) == list(weights())
    assert all(torch.equal(loaded[key], weights()[key]) for key in loaded)
    variant(NAME).build().load_state_dict(loaded, strict=True)


_HRNET18S = {"width": 18, "ocr_width": 48, "small": True}
_HRNET32 = {"width": 32, "ocr_width": 128, "small": False}
RELEASED: dict[str, tuple[str, Content]] = {
    "hrnet18s-s1": (CLASS, {"pipeline_version": "s1", **_HRNET18S}),
    "hrnet18s-s2": (CLASS, {"pipeline_version": "s2", **_HRNET18S}),
    "hrnet32-s2": (CLASS, {"pipeline_version": "s2", **_HRNET32}),
    "segformerb0-s1": (SEGFORMER, {"pipeline_version": "s1", "model_version": "b0"}),
    "segformerb0-s2": (SEGFORMER, {"pipeline_version": "s2", "model_version": "b0"}),
    "segformerb3-s2": (SEGFORMER, {"pipeline_version": "s2", "model_version": "b3"}),
}


def released_as(name: str) -> Content:
    """Make a released file's content for any variant, each tensor a single zero that is repeated."""
    class_name, values = RELEASED[name]
    with torch.device("meta"):
        state = variant(name).build().state_dict()
    parameters = {
        key: {"type": "builtin", "value": value, "specified": True} for key, value in values.items()
    }
    return {
        "state_dict": {
            key: torch.zeros((), dtype=like.dtype).expand(like.shape) for key, like in state.items()
        },
        "config": {"class": class_name, "params": parameters},
    }


@pytest.mark.parametrize(("name", "other"), [*zip(RELEASED, [*RELEASED][1:] + [*RELEASED][:1], strict=True)])
def test_each_variant_loads_its_own_file_and_not_the_next(
    save: Callable[[object], Path], name: str, other: str
) -> None:
    content = released_as(name)
    path = save(content)
    loaded = load_clickseg(path, name)
    assert {key: each.shape for key, each in loaded.items()} == {
        key: each.shape for key, each in content["state_dict"].items()
    }
    with pytest.raises(TrainingError, match=rf"holds {RELEASED[name][0]} .*wanted is {RELEASED[other][0]} "):
        load_clickseg(path, other)


def test_half_precision_is_widened_with_a_notice(
    save: Callable[[object], Path], caplog: pytest.LogCaptureFixture
) -> None:
    content = released()
    content["state_dict"][WEIGHT] = weights()[WEIGHT].half()
    with caplog.at_level(logging.WARNING):
        loaded = load_clickseg(save(content), NAME)
    assert loaded[WEIGHT].dtype == torch.float32
    torch.testing.assert_close(loaded[WEIGHT], weights()[WEIGHT], atol=1e-3, rtol=1e-3)
    assert "widened to float32: 1" in caplog.text


class Payload:
    """Writes a file when it is unpickled by a reader that executes what it reads."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.write_text, (self.target, "executed")


def test_nothing_in_a_file_is_executed(save: Callable[[object], Path], tmp_path: Path) -> None:
    target = tmp_path / "proof.txt"
    path = save(released() | {"extra": Payload(target)})
    with pytest.raises(TrainingError, match=r"downloaded\.pth.*would execute code"):
        load_clickseg(path, NAME)
    assert not target.exists()
    torch.load(path, weights_only=False)
    assert target.exists(), "the payload would not have done anything anyway"


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 cut off", b"\x80\x02}q\x00.", b"<html>not found</html>"]
)
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cut.pth"
    path.write_bytes(content)
    with pytest.raises(TrainingError, match=r"cut\.pth"):
        load_clickseg(path, NAME)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"absent\.pth is no file"):
        load_clickseg(tmp_path / "absent.pth", NAME)


def test_a_variant_that_was_never_released_is_named(save: Callable[[object], Path]) -> None:
    with pytest.raises(TrainingError, match=r"released no 'mobilenetv2-s1'.*hrnet18s-s1"):
        load_clickseg(save(released()), "mobilenetv2-s1")


def test_lists_of_models_are_refused(save: Callable[[object], Path]) -> None:
    with pytest.raises(TrainingError, match="list of 2 models"):
        load_clickseg(save([released(), released()]), NAME)


@pytest.mark.parametrize("entry", ["state_dict", "config"])
def test_both_entries_must_exist(save: Callable[[object], Path], entry: str) -> None:
    content = released()
    del content[entry]
    with pytest.raises(TrainingError, match="lacks the entries"):
        load_clickseg(save(content), NAME)


def test_a_bare_state_dict_is_refused(save: Callable[[object], Path]) -> None:
    with pytest.raises(TrainingError, match="no ClickSEG checkpoint"):
        load_clickseg(save(weights()), NAME)


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"pipeline_version": "s2"}, "pipeline_version=s2"),
        ({"width": 32, "small": False}, "width=32.*small=False"),
    ],
)
def test_another_version_is_named_with_the_wanted_one(
    save: Callable[[object], Path], parameters: Content, found: str
) -> None:
    with pytest.raises(TrainingError, match=rf"{found}.*wanted is {CLASS} \(pipeline_version=s1, width=18"):
        load_clickseg(save(released(**parameters)), NAME)


def test_another_class_is_named_with_the_wanted_one(save: Callable[[object], Path]) -> None:
    content = released()
    content["config"]["class"] = SEGFORMER
    with pytest.raises(TrainingError, match=rf"SegFormerModel.*wanted is {CLASS}"):
        load_clickseg(save(content), NAME)


def test_a_parameter_that_is_not_stated_is_named(save: Callable[[object], Path]) -> None:
    content = released()
    del content["config"]["params"]["small"]
    with pytest.raises(TrainingError, match="small=absent"):
        load_clickseg(save(content), NAME)


@pytest.mark.parametrize("config", [None, [], {}, {"class": CLASS, "params": 3}])
def test_a_config_of_another_form_is_refused(save: Callable[[object], Path], config: object) -> None:
    with pytest.raises(TrainingError, match="names no class and parameters"):
        load_clickseg(save(released() | {"config": config}), NAME)


def test_missing_tensors_are_counted_and_the_first_ten_listed(save: Callable[[object], Path]) -> None:
    content = released()
    missing = sorted(key for key in weights() if key.startswith("refiner."))
    for key in missing:
        del content["state_dict"][key]
    with pytest.raises(TrainingError, match=r"missing tensors \(54\)") as raised:
        load_clickseg(save(content), NAME)
    assert ", ".join(missing[:10]) + ", …" in str(raised.value)
    assert missing[10] not in str(raised.value)


def test_unknown_tensors_are_listed(save: Callable[[object], Path]) -> None:
    content = released()
    content["state_dict"]["refiner.feature_gate.weight"] = torch.zeros(1)
    with pytest.raises(TrainingError, match=r"unknown tensors \(1\): refiner\.feature_gate\.weight"):
        load_clickseg(save(content), NAME)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        (WEIGHT, [1.0, 2.0], "no plain tensors"),
        (WEIGHT, torch.zeros(1, 32, 3, 3).to_sparse(), "no plain tensors"),
        (
            WEIGHT,
            torch.zeros(2, 32, 3, 3),
            r"misshapen tensors .* \(2, 32, 3, 3\) instead of \(1, 32, 3, 3\)",
        ),
        (
            WEIGHT,
            torch.zeros(1, 32, 3, 3).double(),
            r"wrong type .* torch\.float64 instead of torch\.float32",
        ),
        ("feature_extractor.bn1.num_batches_tracked", torch.tensor(0.0), "float32 instead of torch.int64"),
        (WEIGHT, torch.full((1, 32, 3, 3), torch.nan), "not finite"),
        (WEIGHT, torch.full((1, 32, 3, 3), torch.inf).half(), "not finite"),
        (VARIANCE, torch.full((64,), -1e-3), "negative variances"),
    ],
)
def test_a_wrong_tensor_is_named(
    save: Callable[[object], Path], key: str, value: object, message: str
) -> None:
    content = released()
    content["state_dict"][key] = value
    with pytest.raises(TrainingError, match=message) as raised:
        load_clickseg(save(content), NAME)
    assert key in str(raised.value)
    assert "downloaded.pth" in str(raised.value)


def test_a_state_that_is_no_mapping_is_refused(save: Callable[[object], Path]) -> None:
    with pytest.raises(TrainingError, match="'state_dict' is a list"):
        load_clickseg(save(released() | {"state_dict": [1, 2]}), NAME)
