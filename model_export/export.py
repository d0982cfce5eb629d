"""The whole way of one variant: checkpoint, graphs, quantisation, verification, files that ship."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from model_export.card import write_card
from model_export.errors import ExportError
from model_export.graphs import write_graphs
from model_export.manifest import graph_entry, update_manifest
from model_export.names import INPUTS, Net
from model_export.optimise import optimise
from model_export.photographs import Photograph
from model_export.quantise import quantise
from model_export.recording import Recording, feeds_of, record
from model_export.verify import Agreement, agreement, require_exact
from model_export.webgpu import write_webgpu
from training.networks.checkpoints import Checkpoint

Precisions = Mapping[Net, str]

FLOAT, INT, WEBGPU = "float32", "int8", "webgpu"


@dataclass(frozen=True)
class Photographs:
    """What int8 is calibrated with (nothing: there will be no int8), and what graphs are verified with."""

    calibration: Sequence[Photograph]
    verification: Sequence[Photograph]


@dataclass(frozen=True)
class Candidate:
    """One graph in one precision: its file, its size in bytes and how far it agrees with torch."""

    path: Path
    size: int
    agreement: Agreement


Candidates = Mapping[Net, Mapping[str, Candidate]]


def export_variant(
    checkpoint: Checkpoint,
    photographs: Photographs,
    folder: Path,
    precisions: Precisions,
    measured: Mapping[str, Any],
    compared: Mapping[str, Any],
) -> Candidates:
    """Export one variant into the folder that ships.

    Parameters
    ----------
    photographs : what to calibrate int8 with, and others to verify with
    folder : where the graphs, their card and `models.json` are written
    precisions : ``float32`` or ``int8`` for each graph
    measured : evaluation figures of what ships by data set, for the card and the manifest
    compared : those of both graphs in float32, for the card

    Raises
    ------
    ExportError
        A float32 graph differs from torch, or int8 was asked for with nothing to calibrate it with;
        nothing was written to the folder then.
    TrainingError
        The weights do not fit.
    """
    variant, network = checkpoint.variant, checkpoint.network()
    calibration = record(network, variant.config, photographs.calibration)
    verification = record(network, variant.config, photographs.verification)
    with tempfile.TemporaryDirectory() as scratch:
        exact = write_graphs(
            network.inference_form(), variant.config, variant.feature_channels, Path(scratch)
        )
        candidates = {net: _candidates(path, net, calibration, verification) for net, path in exact.items()}
        shipped = _ship(variant.name, candidates, precisions, folder)
        for_webgpu = ship_webgpu(variant.name, shipped, folder)
    entry = {
        "summary": variant.summary,
        "graphs": shipped,
        "webgpu": for_webgpu,
        "pipeline": variant.config.to_json(),
        "feature_channels": variant.feature_channels,
        "training": checkpoint.record,
        "measured": dict(measured),
    }
    update_manifest(folder / "models.json", variant.name, entry)
    files = {graph["file"] for graphs in (shipped, for_webgpu) for graph in graphs.values()}
    _remove_replaced(folder, variant.name, files)
    write_card(folder / f"{variant.name}.md", variant, entry, _figures(candidates), compared)
    return candidates


def _candidates(
    exact: Path, net: Net, calibration: list[Recording], verification: list[Recording]
) -> dict[str, Candidate]:
    """Make a graph in every precision and measure it against torch on photographs not calibrated with."""
    sources = {FLOAT: exact}
    if calibration:
        sources[INT] = exact.with_name(f"{net}.quantised.onnx")
        quantise(exact, sources[INT], feeds_of(calibration, net))
    candidates = {}
    for precision, source in sources.items():
        path = optimise(source, exact.with_name(f"{net}.{precision}.onnx"))
        candidates[precision] = Candidate(path, path.stat().st_size, agreement(path, net, verification))
    require_exact(exact, net, candidates[FLOAT].agreement)
    return candidates


def _ship(
    name: str, candidates: Candidates, precisions: Precisions, folder: Path
) -> dict[str, dict[str, Any]]:
    """Copy the chosen graphs and describe them."""
    for net, precision in precisions.items():
        if precision not in candidates[net]:
            raise ExportError(
                f"no {net} in {precision}: choose {' or '.join(candidates[net])}, or give --data to "
                "calibrate int8 with"
            )
    folder.mkdir(parents=True, exist_ok=True)
    entries = {}
    for net, precision in precisions.items():
        path = folder / f"{name}.{net}.{precision}.onnx"
        shutil.copyfile(candidates[net][precision].path, path)
        entries[str(net)] = graph_entry(path, net, precision)
    return entries


def ship_webgpu(
    name: str, shipped: Mapping[str, Mapping[str, Any]], folder: Path
) -> dict[str, dict[str, Any]]:
    """Write the WebGPU form of the graphs that ship, beside them, and describe it."""
    entries = {}
    for net in INPUTS:
        path = write_webgpu(folder / shipped[net]["file"], folder / f"{name}.{net}.{WEBGPU}.onnx")
        entries[str(net)] = graph_entry(path, net, FLOAT)
    return entries


def _remove_replaced(folder: Path, name: str, shipped: set[str]) -> None:
    """Delete earlier graphs of a variant, once the manifest no longer names them."""
    for path in folder.glob(f"{name}.*.onnx"):
        if path.name not in shipped:
            path.unlink()


def _figures(candidates: Candidates) -> dict[str, dict[str, dict[str, float]]]:
    """Return size and agreement of every candidate, for the card."""
    return {
        net: {
            precision: {"bytes": candidate.size, **asdict(candidate.agreement)}
            for precision, candidate in by_precision.items()
        }
        for net, by_precision in candidates.items()
    }
