"""Runs the networks that `py_frontend` asks for: what onnxruntime-web does in the browser, natively.

This module needs no torch, so that a test can hold the browser against it; `torch_runtime` answers with
a network in training instead.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from py_frontend import Click, ClickResult, Config, Ref, Run, Session
from py_frontend.seam import Tensor
from training.errors import TrainingError
from training.evaluation.manifest import read_variant, verified_path


class Runtime(ABC):
    """Answers the requests of `py_frontend` sessions.

    Attributes
    ----------
    config : Config
        Settings that sessions must have for these networks.
    name : str
        What is run, for reports.
    identity : str
        Two runtimes of one identity answer the same.
    """

    def __init__(self, config: Config, name: str, identity: str = "") -> None:
        self.config = config
        self.name = name
        self.identity = identity or name

    @abstractmethod
    def answer(self, run: Run) -> Mapping[str, Tensor]:
        """Run one network once; return its fetches as arrays and its keeps as `Ref`."""

    def click(self, session: Session, click: Click) -> ClickResult:
        """Take a click from beginning to end.

        Raises
        ------
        FrontendError
            The click or an answer is unusable; the session is as it was.
        """
        steps = session.click(click)
        request = next(steps)
        while True:
            answer = self.answer(request)
            try:
                request = steps.send(answer)
            except StopIteration as done:
                result: ClickResult = done.value
                return result


class NativeRuntime(Runtime):
    """The exported graphs on native onnxruntime's CPU, with one thread.

    Parameters
    ----------
    config
        The variant's pipeline.
    graphs
        Path of the ONNX file for ``"segmentor"`` and for ``"refiner"``.
    name, identity
        See `Runtime`.

    Raises
    ------
    TrainingError
        A file is no graph that onnxruntime can load.
    """

    def __init__(self, config: Config, graphs: Mapping[str, Path], name: str, identity: str = "") -> None:
        super().__init__(config, name, identity)
        self._sessions = {net: load_graph(path) for net, path in graphs.items()}

    @classmethod
    def from_models(cls, models: Path, variant: str | None = None) -> Self:
        """Load what ships.

        Parameters
        ----------
        models
            Path of ``models.json``; the graphs lie beside it.
        variant
            Name of the variant; by default the one that the file names.

        Raises
        ------
        TrainingError
            The file or a graph is missing, is damaged (its sha256 differs), or the variant is unknown.
        """
        name, entry, config = read_variant(models, variant)
        paths: dict[str, Path] = {net: verified_path(models, graph) for net, graph in entry.graphs.items()}
        return cls(config, paths, name, " ".join(graph.sha256 for graph in entry.graphs.values()))

    def answer(self, run: Run) -> Mapping[str, Tensor]:
        """Run one graph; kept outputs stay `onnxruntime.OrtValue` and are never copied."""
        feeds = {name: _ort_value(value) for name, value in run.feeds.items()}
        names = [*run.fetches, *run.keeps]
        outputs = dict(zip(names, self._sessions[run.net].run_with_ort_values(names, feeds), strict=True))
        arrays: dict[str, Tensor] = {name: outputs[name].numpy() for name in run.fetches}
        return arrays | {name: Ref(outputs[name]) for name in run.keeps}


def load_graph(path: Path) -> ort.InferenceSession:
    """Load a graph to run it on one processor thread.

    Raises
    ------
    TrainingError
        The file is no graph that onnxruntime can load.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    try:
        return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has an exception class of its own for every kind of failure
        raise TrainingError(f"onnxruntime cannot load {path}: {error}") from error


def _ort_value(value: Tensor) -> ort.OrtValue:
    if isinstance(value, Ref):
        kept: ort.OrtValue = value.handle
        return kept
    contiguous: NDArray[np.float32] = np.ascontiguousarray(value, np.float32)
    return ort.OrtValue.ortvalue_from_numpy(contiguous)
