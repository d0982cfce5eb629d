"""From what the command line calls a model to something that can be measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training.errors import TrainingError
from training.evaluation.ablation import CoarseOnly, WithRatios
from training.evaluation.classics import GrabCut, RandomWalker
from training.evaluation.methods import FocalClick, Merge, Method
from training.evaluation.mobile_sam import MobileSam
from training.evaluation.runtime import NativeRuntime, Runtime

_CHECKPOINTS = (".safetensors", ".pth")
_MOBILE_SAM = "mobilesam:"
BASELINES = ("opencv-grabcut", "random-walker")


def open_runtime(model: str | None, models: Path) -> Runtime:
    """Open networks for evaluation, on one processor thread.

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


@dataclass(frozen=True)
class Choice:
    """What to measure; can be sent to another process and opened there by calling it.

    Attributes
    ----------
    model
        As for `open_runtime`; or ``opencv-grabcut``, ``random-walker``, or ``mobilesam:FOLDER``.
    models
        Path of ``models.json``.
    merge
        As for `FocalClick`.
    target_ratio, focus_ratio
        Other expansion ratios than the variant's.
    refine
        Whether the Refiner runs.
    """

    model: str | None
    models: Path
    merge: Merge | None = None
    target_ratio: float | None = None
    focus_ratio: float | None = None
    refine: bool = True

    @property
    def ships(self) -> bool:
        """Whether it is a variant of ``models.json``."""
        return self.model is None or not (
            self.model in BASELINES or self.model.startswith(_MOBILE_SAM) or self.model.endswith(_CHECKPOINTS)
        )

    def __call__(self) -> Method:
        """Open it.

        Raises
        ------
        TrainingError
            As for `open_runtime`; or a baseline was told how to merge.
        """
        baseline = _baseline(self.model)
        if baseline is not None:
            if self.merge:
                raise TrainingError(f"--merge is for FocalClick: {self.model} has no Progressive Merge")
            return baseline
        runtime = open_runtime(self.model, self.models)
        if self.target_ratio or self.focus_ratio:
            runtime = WithRatios(runtime, self.target_ratio, self.focus_ratio)
        return FocalClick(runtime if self.refine else CoarseOnly(runtime), self.merge)


def _baseline(model: str | None) -> Method | None:
    if model == "opencv-grabcut":
        return GrabCut()
    if model == "random-walker":
        return RandomWalker()
    if model is not None and model.startswith(_MOBILE_SAM):
        return MobileSam(Path(model.removeprefix(_MOBILE_SAM)))
    return None
