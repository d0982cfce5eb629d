"""Checkpoints on disk: written beside the training, whole or not at all."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import Tensor

from training.errors import TrainingError


class Saver:
    """Writes one checkpoint at a time, while the next steps are taken."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._pending: Future[None] | None = None

    def save(self, path: Path, content: Mapping[str, Any]) -> None:
        """Begin to write a copy of the present content, once the last one is written.

        Raises
        ------
        TrainingError
            The last one could not be written.
        """
        self.wait()
        self._pending = self._thread.submit(write_content, path, snapshot(content))

    def wait(self) -> None:
        """Return once everything is written, or raise what `save` raises."""
        pending, self._pending = self._pending, None
        if pending is not None:
            pending.result()


def snapshot(content: Any) -> Any:
    """Copy all tensors of nested dicts, lists and tuples to the processor's memory."""
    if isinstance(content, Tensor):
        return content.detach().to("cpu", copy=True)
    if isinstance(content, Mapping):
        return {key: snapshot(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [snapshot(value) for value in content]
    return content


def write_content(path: Path, content: Mapping[str, Any]) -> None:
    """Write a checkpoint so that an interruption at any moment leaves the old or the new file whole.

    Raises
    ------
    TrainingError
        The disk is full, or the folder cannot be written to; the old file is still there.
    """
    buffer = io.BytesIO()
    torch.save(dict(content), buffer)
    partial = path.with_suffix(".partial")
    with writing(path):
        try:
            with partial.open("wb") as file:
                file.write(buffer.getbuffer())
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, path)
        finally:
            partial.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what goes wrong while a file is written into a `TrainingError` that names it."""
    try:
        yield
    except (OSError, SafetensorError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TrainingError(f"cannot write {path}: {reason}") from error


def read_content(path: Path) -> dict[str, Any]:
    """Read a checkpoint without executing anything in it.

    Raises
    ------
    TrainingError
        The file is missing or damaged.
    """
    try:
        content = torch.load(path, weights_only=True, map_location="cpu")
    except FileNotFoundError as error:
        raise TrainingError(f"there is no {path} to resume from: start without --resume") from error
    except Exception as error:  # torch has an exception of its own for every kind of damage
        raise TrainingError(f"cannot resume from {path}, which is damaged: {error}") from error
    return content if isinstance(content, dict) else {}
