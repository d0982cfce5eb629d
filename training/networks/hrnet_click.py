"""The published HRNet variants: HRNet with object context as Segmentor, and the published Refiner.

Attribute names are those of ClickSEG's checkpoints.
"""

from __future__ import annotations

from typing import Self

from torch import Tensor, nn

from training.networks.hrnet import STEM_CHANNELS, HRNetTrunk
from training.networks.initialise import initialise
from training.networks.interface import Segmented
from training.networks.ocr import FoldedContextHead, ObjectContextHead, fold_context, object_vector
from training.networks.published_click import FRAME_SIDE, PublishedClick, prompt_layers
from training.networks.xception_refiner import XceptionRefiner


class HRNetSegmentor(HRNetTrunk):
    """HRNet's trunk with the object context and the heads for coarse and auxiliary logits."""

    def __init__(self, width: int, small: bool, ocr_width: int) -> None:
        super().__init__(width, small)
        channels, features = self.channels, 2 * ocr_width
        self.conv3x3_ocr = nn.Sequential(
            nn.Conv2d(channels, features, 3, padding=1), nn.BatchNorm2d(features), nn.ReLU(inplace=True)
        )
        self.ocr_distri_head: ObjectContextHead | FoldedContextHead = ObjectContextHead(features, ocr_width)
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


class HRNetClick(PublishedClick):
    """A ClickSEG model on HRNet.

    Parameters
    ----------
    width : channels of HRNet's finest branch: 18 or 32
    small : half the blocks per stage, as in HRNet18s
    ocr_width : channels of the object context; the feature map has twice as many
    side : S, side of the Segmentor's input: 128 (S1) or 256 (S2)
    """

    def __init__(self, width: int, small: bool, ocr_width: int, side: int) -> None:
        super().__init__(side)
        self.maps_transform = prompt_layers(STEM_CHANNELS, first_kernel=1)
        self.feature_extractor = HRNetSegmentor(width, small, ocr_width)
        self.refiner = XceptionRefiner(2 * ocr_width, FRAME_SIDE)
        initialise(self)

    def segment_normalised(self, image: Tensor, prompt: Tensor) -> Segmented:
        """See `PublishedClick.segment_normalised`."""
        segmented: Segmented = self.feature_extractor(image, self.maps_transform(prompt))
        return segmented

    def trunk_parameters(self) -> list[nn.Parameter]:
        """Return the parameters that an ImageNet HRNet provides."""
        return self.feature_extractor.trunk_parameters()

    def inference_form(self) -> Self:
        """See `ClickNetwork.inference_form`: the object's context becomes a bias."""
        network = super().inference_form()
        head = network.feature_extractor.ocr_distri_head
        if isinstance(head, ObjectContextHead):
            network.feature_extractor.ocr_distri_head = fold_context(head)
        return network.eval()
