"""What all networks of ClickSEG, the published implementation of FocalClick, have in common."""

from __future__ import annotations

from abc import abstractmethod

import torch
from torch import Tensor, nn

from training.networks.interface import ClickNetwork, Refined, Segmented
from training.networks.sampling import resize_corners
from training.networks.xception_refiner import XceptionRefiner

FRAME_SIDE = 256
_IMAGENET_MEAN = (0.485, 0.456, 0.406)
_IMAGENET_DEVIATION = (0.229, 0.224, 0.225)
_FIRST_SCALE = 0.05
_PROMPT_CHANNELS = 16


class Scale(nn.Module):
    """Multiply by the size of one learned number, small at first: a pretrained trunk is not upset."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.full((1,), _FIRST_SCALE))

    def forward(self, maps: Tensor) -> Tensor:
        """Keep the shape."""
        return maps * self.scale.abs()


def prompt_layers(outputs: int, first_kernel: int) -> nn.Sequential:
    """Make the layers that encode a prompt (B, 3, S, S) as (B, outputs, S/2, S/2) for a trunk's stem."""
    return nn.Sequential(
        nn.Conv2d(3, _PROMPT_CHANNELS, first_kernel, padding=first_kernel // 2),
        nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(_PROMPT_CHANNELS, outputs, 3, 2, 1),
        Scale(),
    )


class PublishedClick(ClickNetwork):
    """A ClickSEG model: some Segmentor at side S, the Xception Refiner, the frame always 256×256.

    Parameters
    ----------
    side : S, side of the Segmentor's input: 128 (S1) or 256 (S2)
    """

    refiner: XceptionRefiner
    mean: Tensor
    deviation: Tensor

    def __init__(self, side: int) -> None:
        super().__init__()
        self.side = side
        self.register_buffer("mean", torch.tensor(_IMAGENET_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer(
            "deviation", torch.tensor(_IMAGENET_DEVIATION).view(1, 3, 1, 1), persistent=False
        )

    def segment(self, image: Tensor, prompt: Tensor) -> Segmented:
        """See `ClickNetwork.segment`; F is 256. Disks are drawn there and become grey at S = 128."""
        image = (image - self.mean) / self.deviation
        if self.side != FRAME_SIDE:
            image, prompt = (resize_corners(each, self.side, self.side) for each in (image, prompt))
        return self.segment_normalised(image, prompt)

    @abstractmethod
    def segment_normalised(self, image: Tensor, prompt: Tensor) -> Segmented:
        """Segment a normalised image (B, 3, S, S), given a prompt (B, 3, S, S)."""

    def refine(self, image: Tensor, prompt: Tensor, coarse: Tensor, feature: Tensor, box: Tensor) -> Refined:
        """See `ClickNetwork.refine`; the image is not normalised here, as in ClickSEG."""
        refined: Refined = self.refiner(image, prompt, coarse, feature, box)
        return refined
