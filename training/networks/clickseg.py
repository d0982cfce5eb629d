"""Strict reading of checkpoints released by ClickSEG, the published implementation of FocalClick.

Such a file is a pickle of two entries: ``state_dict``, tensors by name, and ``config``, the model's
class name and parameters. Only plain containers, strings, numbers and tensors are ever unpickled:
nothing in the file is executed. ClickSEG itself loads non-strictly, so that a wrong file silently
gives a partly random network; here, anything unexpected is an error that names it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from training.errors import TrainingError
from training.networks.registry import variant

_LOG = logging.getLogger(__name__)
_LISTED = 10


@dataclass(frozen=True)
class Identity:
    """What a released file's ``config`` says about its model: class name and telling parameters."""

    class_name: str
    parameters: Mapping[str, str | int | bool]

    def __str__(self) -> str:
        values = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        return f"{self.class_name} ({values})"


# S1 and S2 of one trunk have equal keys and shapes: only the pipeline version tells them apart.
_HRNET = "isegm.model.is_hrnet_model.HRNetModel"
_HRNET18S = {"width": 18, "ocr_width": 48, "small": True}
_HRNET32 = {"width": 32, "ocr_width": 128, "small": False}
_SEGFORMER = "isegm.model.is_segformer_model.SegFormerModel"
IDENTITIES = {
    "hrnet18s-s1": Identity(_HRNET, {"pipeline_version": "s1", **_HRNET18S}),
    "hrnet18s-s2": Identity(_HRNET, {"pipeline_version": "s2", **_HRNET18S}),
    "hrnet32-s2": Identity(_HRNET, {"pipeline_version": "s2", **_HRNET32}),
    "segformerb0-s1": Identity(_SEGFORMER, {"pipeline_version": "s1", "model_version": "b0"}),
    "segformerb0-s2": Identity(_SEGFORMER, {"pipeline_version": "s2", "model_version": "b0"}),
    "segformerb3-s2": Identity(_SEGFORMER, {"pipeline_version": "s2", "model_version": "b3"}),
}
_TELLING = ("pipeline_version", "model_version", "width", "ocr_width", "small")


def load_clickseg(path: Path, name: str) -> dict[str, Tensor]:
    """Read the weights of a released checkpoint.

    Parameters
    ----------
    path : a ``.pth`` file
    name : the variant it must hold, as in the registry

    Returns
    -------
    The state dict of that variant's network, key for key; all floating-point tensors are float32.

    Raises
    ------
    TrainingError
        The file is missing, unreadable or would execute code; it holds several models or another
        one; tensors are missing, unknown, misshapen, of a wrong type, not finite, or a variance is
        negative.
    """
    if name not in IDENTITIES:
        raise TrainingError(f"ClickSEG released no {name!r}: choose one of {', '.join(sorted(IDENTITIES))}")
    content = _read(path)
    _check_identity(path, content["config"], IDENTITIES[name])
    return _checked_tensors(path, content["state_dict"], name)


def read_clickseg(path: Path) -> tuple[str, dict[str, Tensor]]:
    """Read a released checkpoint, whichever variant it holds.

    Returns
    -------
    The variant's name in the registry, and its weights as `load_clickseg` gives them.

    Raises
    ------
    TrainingError
        As `load_clickseg`; or the file holds a model that is none of the registry's.
    """
    content = _read(path)
    for name, wanted in IDENTITIES.items():
        if _identity(content["config"], wanted.parameters) == wanted:
            return name, _checked_tensors(path, content["state_dict"], name)
    found = _identity(content["config"], _TELLING)
    known = "; ".join(f"{name}: {identity}" for name, identity in IDENTITIES.items())
    raise TrainingError(f"{path} holds {found or 'no class and parameters'}, which is none of {known}")


def _read(path: Path) -> dict[str, object]:
    """Unpickle a checkpoint and make sure that it has the two entries."""
    content = _unpickle(path)
    if isinstance(content, list):
        raise TrainingError(f"{path} holds a list of {len(content)} models: save the wanted one by itself")
    if not isinstance(content, dict) or not {"state_dict", "config"} <= content.keys():
        raise TrainingError(
            f"{path} is no ClickSEG checkpoint: it lacks the entries 'state_dict' and 'config'"
        )
    return content


def _unpickle(path: Path) -> object:
    if not path.is_file():
        raise TrainingError(f"{path} is no file: give the path of a downloaded ClickSEG checkpoint (.pth)")
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged pickle can raise nearly anything
        reason = str(error).partition("\n")[0]
        raise TrainingError(
            f"{path} cannot be read as plain tensors, so it is damaged or would execute code: {reason}"
        ) from error


def _check_identity(path: Path, config: object, wanted: Identity) -> None:
    found = _identity(config, wanted.parameters)
    if found is None:
        raise TrainingError(f"{path}: its 'config' names no class and parameters; wanted is {wanted}")
    if found != wanted:
        raise TrainingError(
            f"{path} holds {found}, but wanted is {wanted}: choose the variant it was made for"
        )


def _identity(config: object, names: Iterable[str]) -> Identity | None:
    """Read the model's class and the named parameters; a parameter that is not there reads as 'absent'."""
    if not isinstance(config, dict) or not isinstance(config.get("params"), dict):
        return None
    entries = {name: config["params"].get(name) for name in names}
    values = {
        name: entry.get("value", "absent") if isinstance(entry, dict) else "absent"
        for name, entry in entries.items()
    }
    return Identity(str(config.get("class")), values)


def _checked_tensors(path: Path, state: object, name: str) -> dict[str, Tensor]:
    with torch.device("meta"):
        expected = variant(name).build().state_dict()
    if not isinstance(state, dict):
        raise TrainingError(f"{path}: 'state_dict' is a {type(state).__name__}, not tensors by name")
    _refuse(path, "missing tensors", expected.keys() - state.keys())
    _refuse(path, "unknown tensors", state.keys() - expected.keys())
    _refuse(path, "entries that are no plain tensors", (key for key in expected if not _is_plain(state[key])))
    _refuse(path, "misshapen tensors", _misshapen(state, expected))
    _refuse(path, "tensors of a wrong type", _mistyped(state, expected))
    if halves := sum(tensor.dtype == torch.float16 for tensor in state.values()):
        _LOG.warning("%s: float16 tensors widened to float32: %d", path, halves)
    tensors = {key: state[key].detach().to(like.dtype).contiguous() for key, like in expected.items()}
    _refuse(
        path, "tensors that are not finite", (key for key in tensors if not tensors[key].isfinite().all())
    )
    variances = (key for key in tensors if key.endswith(".running_var"))
    _refuse(path, "negative variances", (key for key in variances if (tensors[key] < 0).any()))
    return tensors


def _refuse(path: Path, what: str, keys: Iterable[object]) -> None:
    """Raise if there are any keys, with their number and the first ten."""
    listed = sorted(map(str, keys))
    if listed:
        shown = ", ".join(listed[:_LISTED]) + (", …" if len(listed) > _LISTED else "")
        advice = "download the file again, or choose the variant it was made for"
        raise TrainingError(f"{path}: {what} ({len(listed)}): {shown}. Please {advice}")


def _is_plain(value: object) -> bool:
    return isinstance(value, Tensor) and value.layout == torch.strided and value.device.type == "cpu"


def _misshapen(state: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> Iterable[str]:
    for key, like in expected.items():
        if state[key].shape != like.shape:
            yield f"{key} {tuple(state[key].shape)} instead of {tuple(like.shape)}"


def _mistyped(state: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> Iterable[str]:
    for key, like in expected.items():
        widened = torch.float32 if state[key].dtype == torch.float16 else state[key].dtype
        if widened != like.dtype:
            yield f"{key} {state[key].dtype} instead of {like.dtype}"
