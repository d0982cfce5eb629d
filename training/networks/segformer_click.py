"""The published SegFormer variants: SegFormer as Segmentor, and the published Refiner.

Attribute names are those of ClickSEG's checkpoints. Two parts of every released checkpoint are kept,
so that one loads key for key, but never run: `maps_transform`, prompt layers that the trunk's own
replace, and the Refiner's `feature_gate`.
"""

from __future__ import annotations

from typing import Self

from torch import Tensor, nn

from training.networks.initialise import initialise, initialise_transformer
from training.networks.interface import Segmented
from training.networks.published_click import FRAME_SIDE, PublishedClick, prompt_layers
from training.networks.segformer import MixTransformer
from training.networks.segformer_head import FoldedHead, SegFormerHead, fold_head
from training.networks.xception_refiner import XceptionRefiner

_UNUSED_PROMPT_CHANNELS = 32


class SegFormerSegmentor(nn.Module):
    """SegFormer: its trunk, which takes the prompt itself, and its head, trained or folded."""

    decode_head: SegFormerHead | FoldedHead

    def __init__(self, channels: tuple[int, ...], depths: tuple[int, ...], width: int) -> None:
        super().__init__()
        self.backbone = MixTransformer(channels, depths)
        self.decode_head = SegFormerHead(channels, width)

    def forward(self, image: Tensor, prompt: Tensor) -> Segmented:
        """Segment a normalised image (B, 3, S, S), given a prompt (B, 3, S, S)."""
        segmented: Segmented = self.decode_head(self.backbone(image, prompt))
        return segmented


class SegFormerClick(PublishedClick):
    """A ClickSEG model on SegFormer.

    Parameters
    ----------
    channels : width of each of the four stages
    depths : blocks of each stage
    width : channels of the feature map
    side : S, side of the Segmentor's input: 128 (S1) or 256 (S2)
    """

    def __init__(self, channels: tuple[int, ...], depths: tuple[int, ...], width: int, side: int) -> None:
        super().__init__(side)
        self.maps_transform = prompt_layers(_UNUSED_PROMPT_CHANNELS, first_kernel=3)
        self.feature_extractor = SegFormerSegmentor(channels, depths, width)
        self.refiner = XceptionRefiner(width, FRAME_SIDE, gated=True)
        initialise(self)
        initialise_transformer(self.feature_extractor)

    def segment_normalised(self, image: Tensor, prompt: Tensor) -> Segmented:
        """See `PublishedClick.segment_normalised`."""
        segmented: Segmented = self.feature_extractor(image, prompt)
        return segmented

    def trunk_parameters(self) -> list[nn.Parameter]:
        """Return the parameters that an ImageNet SegFormer provides: the trunk without its prompt layers."""
        parameters = self.feature_extractor.backbone.named_parameters()
        return [parameter for name, parameter in parameters if not name.startswith("patch_embed_side1.")]

    def inference_form(self) -> Self:
        """See `ClickNetwork.inference_form`: the head is folded to one matrix per level."""
        network = super().inference_form()
        head = network.feature_extractor.decode_head
        if isinstance(head, SegFormerHead):
            network.feature_extractor.decode_head = fold_head(head)
        return network.eval()
