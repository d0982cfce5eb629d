"""What every variant offers: one Segmentor call and one Refiner call.

Both take images in 0…1; a variant normalises inside itself, so that neither the browser nor the
evaluation ever has to know how.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from copy import deepcopy
from typing import NamedTuple, Self

from torch import Tensor, nn

from training.errors import TrainingError


class Segmented(NamedTuple):
    """Outputs of the Segmentor, S being its side in pixels.

    ``coarse`` (B, 1, S/4, S/4) logits; ``feature`` (B, C, S/4, S/4), for the Refiner;
    ``auxiliary`` (B, 1, S/4, S/4) logits of a head that is only trained, or None.
    """

    coarse: Tensor
    feature: Tensor
    auxiliary: Tensor | None


class Refined(NamedTuple):
    """Outputs of the Refiner: ``refined`` and ``boundary``, both (B, 1, 256, 256) logits."""

    refined: Tensor
    boundary: Tensor


class ClickNetwork(nn.Module, ABC):
    """A Segmentor and a Refiner that share one state dict."""

    @abstractmethod
    def segment(self, image: Tensor, prompt: Tensor) -> Segmented:
        """Segment a Target Crop that was sampled to F×F pixels.

        Parameters
        ----------
        image : (B, 3, F, F) float, RGB in 0…1
        prompt : (B, 3, F, F) float: previous probability, positive disks, negative disks
        """

    @abstractmethod
    def refine(self, image: Tensor, prompt: Tensor, coarse: Tensor, feature: Tensor, box: Tensor) -> Refined:
        """Refine a Focus Crop that was sampled to 256×256 pixels.

        Parameters
        ----------
        image : (B, 3, 256, 256) float, RGB in 0…1
        prompt : (B, 2, 256, 256) float: positive disks, negative disks
        coarse, feature : as `segment` returned them
        box : (B, 4) float, the Focus Crop in pixels of the F×F frame: x0, y0, x1, y1
        """

    @abstractmethod
    def trunk_parameters(self) -> list[nn.Parameter]:
        """Return the parameters that started from pretrained weights and learn at their own rate."""

    def load_trunk(self, weights: Mapping[str, Tensor]) -> None:
        """Start the trunk from pretrained weights, named as their own network names them.

        Raises
        ------
        TrainingError
            The variant knows no such weights, or they do not fit.
        """
        raise TrainingError(f"{type(self).__name__} has no pretrained trunk to start from")

    def inference_form(self) -> Self:
        """Return a copy in evaluation mode that gives the same, up to rounding, in no more operations.

        Its state dict may have other names: it is made to be run or exported, not to be trained or saved.
        """
        return deepcopy(self).eval()

    def forward(
        self,
        image: Tensor,
        prompt: Tensor,
        focus_image: Tensor,
        focus_prompt: Tensor,
        box: Tensor,
        places: Tensor | None = None,
    ) -> tuple[Segmented, Refined]:
        """Run Segmentor and Refiner in a row, as one training step does.

        `places` (n,) int64 names the n of B samples that go through the Refiner; without it all do.
        """
        segmented = self.segment(image, prompt)
        coarse, feature = segmented.coarse, segmented.feature
        if places is not None:
            coarse, feature = coarse[places], feature[places]
        return segmented, self.refine(focus_image, focus_prompt, coarse, feature, box)
