"""The published HRNet variants: HRNet with object context as Segmentor, and the published Refiner.

Attribute names are those of ClickSEG's checkpoints.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.networks.hrnet import STEM_CHANNELS, HRNetTrunk
from training.networks.initialise import initialise
from training.networks.interface import ClickNetwork, Refined, Segmented
from training.networks.ocr import ObjectContextHead, object_vector
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


class HRNetSegmentor(HRNetTrunk):
    """HRNet's trunk with the object context and the heads for coarse and auxiliary logits."""

    def __init__(self, width: int, small: bool, ocr_width: int) -> None:
        super().__init__(width, small)
        channels, features = self.channels, 2 * ocr_width
        self.conv3x3_ocr = nn.Sequential(
            nn.Conv2d(channels, features, 3, padding=1), nn.BatchNorm2d(features), nn.ReLU(inplace=True)
        )
        self.ocr_distri_head = ObjectContextHead(features, ocr_width)
        self.cls_head = nn.Conv2d(features, 1, 1)
        self.aux_head = nn.Sequential(
            nn.Conv2d(channels, channels, 1),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, 1, 1),
        )

    def forward(self, image: Tensor, prompt: Tensor) -> Segmented:
        """Segment a normalised image (B, 3, S, S), given an encoded prompt (B, 64, S/2, S/2)."""
        maps = self.trunk(image, prompt)
        auxiliary = self.aux_head(maps)
        features = self.conv3x3_ocr(maps)
        features = self.ocr_distri_head(features, object_vector(features, auxiliary))
        return Segmented(self.cls_head(features), features, auxiliary)

    def trunk_parameters(self) -> list[nn.Parameter]:
        """Return the parameters of HRNet without those of the heads."""
        heads = (self.conv3x3_ocr, self.ocr_distri_head, self.cls_head, self.aux_head)
        of_heads = {id(parameter) for head in heads for parameter in head.parameters()}
        return [parameter for parameter in self.parameters() if id(parameter) not in of_heads]


class HRNetClick(ClickNetwork):
    """A ClickSEG model on HRNet.

    Parameters
    ----------
    width : channels of HRNet's finest branch: 18 or 32
    small : half the blocks per stage, as in HRNet18s
    ocr_width : channels of the object context; the feature map has twice as many
    side : S, side of the Segmentor's input: 128 (S1) or 256 (S2)
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, width: int, small: bool, ocr_width: int, side: int) -> None:
        super().__init__()
        self.side = side
        self.maps_transform = nn.Sequential(
            nn.Conv2d(3, _PROMPT_CHANNELS, 1),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(_PROMPT_CHANNELS, STEM_CHANNELS, 3, 2, 1),
            Scale(),
        )
        self.feature_extractor = HRNetSegmentor(width, small, ocr_width)
        self.refiner = XceptionRefiner(2 * ocr_width, FRAME_SIDE)
        self.register_buffer("mean", torch.tensor(_IMAGENET_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer(
            "deviation", torch.tensor(_IMAGENET_DEVIATION).view(1, 3, 1, 1), persistent=False
        )
        initialise(self)

    def segment(self, image: Tensor, prompt: Tensor) -> Segmented:
        """See `ClickNetwork.segment`; F is 256. Disks are drawn there and become grey at S = 128."""
        image = (image - self.mean) / self.deviation
        if self.side != FRAME_SIDE:
            image, prompt = (resize_corners(each, self.side, self.side) for each in (image, prompt))
        segmented: Segmented = self.feature_extractor(image, self.maps_transform(prompt))
        return segmented

    def refine(self, image: Tensor, prompt: Tensor, coarse: Tensor, feature: Tensor, box: Tensor) -> Refined:
        """See `ClickNetwork.refine`; the image is not normalised here, as in ClickSEG."""
        refined: Refined = self.refiner(image, prompt, coarse, feature, box)
        return refined

    def trunk_parameters(self) -> list[nn.Parameter]:
        """Return the parameters that an ImageNet HRNet provides."""
        return self.feature_extractor.trunk_parameters()
