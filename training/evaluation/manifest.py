"""Reading `models.json`, which says what ships: graphs with their hashes, and each variant's pipeline."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal

import msgspec

from py_frontend import Config, FrontendError
from training.errors import TrainingError

FORMAT = 1


class Graph(msgspec.Struct, frozen=True):
    """One ONNX file: its name beside ``models.json`` and the hash it must have."""

    file: str
    sha256: str


class ShippedVariant(msgspec.Struct, frozen=True):
    """One variant: its two graphs and its pipeline."""

    graphs: dict[Literal["segmentor", "refiner"], Graph]
    pipeline: dict[str, Any]


class Manifest(msgspec.Struct, frozen=True):
    """The part of ``models.json`` that an evaluation needs."""

    format: int
    default: str
    variants: dict[str, ShippedVariant]


def read_variant(models: Path, name: str | None) -> tuple[str, ShippedVariant, Config]:
    """Read one variant's entry.

    Parameters
    ----------
    models
        Path of ``models.json``.
    name
        The variant; None for the default one.

    Returns
    -------
    The variant's name, its entry and its pipeline.

    Raises
    ------
    TrainingError
        The file is missing or is no ``models.json``; it lacks the variant or one of its graphs.
    """
    manifest = _read_manifest(models)
    name = name or manifest.default
    if name not in manifest.variants:
        raise TrainingError(
            f"{models} has no variant {name!r}: choose one of {', '.join(sorted(manifest.variants))}, "
            "or give a checkpoint (.safetensors, .pth)"
        )
    entry = manifest.variants[name]
    for net in ("segmentor", "refiner"):
        if net not in entry.graphs:
            raise TrainingError(f"{models}: {name} has no {net} graph: export it again")
    try:
        return name, entry, Config.from_json(entry.pipeline)
    except FrontendError as error:
        raise TrainingError(f"{models}: {name}: {error}") from error


def variant_names(models: Path) -> list[str]:
    """Return the names of all variants that ship, in the order of ``models.json``.

    Raises
    ------
    TrainingError
        The file is missing or is no ``models.json``.
    """
    return list(_read_manifest(models).variants)


def verified_path(models: Path, graph: Graph) -> Path:
    """Return the path of a graph whose content has the hash that ``models.json`` states.

    Raises
    ------
    TrainingError
        The file is missing or its content differs.
    """
    path = models.parent / graph.file
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise TrainingError(f"cannot read {path}, which {models.name} names: {error.strerror}") from error
    if found != graph.sha256:
        raise TrainingError(
            f"{path} is damaged or of another export: its sha256 is {found}, but {models.name} states "
            f"{graph.sha256}; restore the file or export it again"
        )
    return path


def _read_manifest(path: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as error:
        raise TrainingError(
            f"cannot read {path} ({error.strerror}): export a model (python -m model_export) or give a "
            "checkpoint (.safetensors, .pth)"
        ) from error
    except msgspec.DecodeError as error:
        raise TrainingError(f"{path} is no models.json: {error}") from error
    if manifest.format != FORMAT:
        raise TrainingError(f"{path} has format {manifest.format}, but this program reads {FORMAT}")
    return manifest
