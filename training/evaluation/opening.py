"""From what the command line calls a model to something that runs it."""

from __future__ import annotations

from pathlib import Path

from training.evaluation.runtime import NativeRuntime, Runtime

_CHECKPOINTS = (".safetensors", ".pth")


def open_runtime(model: str | None, models: Path) -> Runtime:
    """Open a model for evaluation, on one processor thread.

    Parameters
    ----------
    model
        Name of a shipped variant, path of a checkpoint (``.safetensors`` or ``.pth``), or None for the
        default variant.
    models
        Path of ``models.json``.

    Raises
    ------
    TrainingError
        A file is missing or damaged, or the variant is unknown.
    """
    if model is None or not model.endswith(_CHECKPOINTS):
        return NativeRuntime.from_models(models, model)
    # Shipped graphs are measured without torch being installed.
    import torch

    from training.evaluation.torch_runtime import TorchRuntime

    torch.set_num_threads(1)
    return TorchRuntime.from_checkpoint(Path(model))
