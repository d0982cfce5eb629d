"""The published Refiner (FocalClick, section 3.2): separable convolutions at half resolution.

Attribute names are those of ClickSEG's checkpoints; `refine_trimap` makes the boundary map.
"""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from training.networks.interface import Refined
from training.networks.sampling import resize_corners, roi_align

_CHANNELS = 32


class ConvBlock(nn.Module):
    """3×3 convolution with stride 2 and bias, normalisation, ReLU."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, _CHANNELS, 3, 2, 1)
        self.norm = nn.BatchNorm2d(_CHANNELS)

    def forward(self, maps: Tensor) -> Tensor:
        """Map (B, inputs, h, w) to (B, 32, h/2, w/2)."""
        return functional.relu(self.norm(self.conv(maps)))


class FeatureCut(nn.Module):
    """The Segmentor's features, brought to 32 channels and cut out at the map's own size."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, _CHANNELS, 1)
        self.norm = nn.BatchNorm2d(_CHANNELS)

    def forward(self, feature: Tensor, box: Tensor, scale: float) -> Tensor:
        """Map (B, inputs, h, w) to (B, 32, h, w); `box` and `scale` as for `roi_align`.

        ClickSEG cuts before it convolves. The two commute, and this way far fewer channels are cut.
        """
        height, width = feature.shape[-2:]
        cut = roi_align(self.conv(feature), box, scale, height, width)
        return functional.relu(self.norm(cut))


class XceptionBlock(nn.Module):
    """Depthwise 3×3, straight into a 1×1 convolution, normalisation, ReLU."""

    def __init__(self) -> None:
        super().__init__()
        self.conv3x3 = nn.Conv2d(_CHANNELS, _CHANNELS, 3, padding=1, groups=_CHANNELS)
        self.conv1x1 = nn.Conv2d(_CHANNELS, _CHANNELS, 1)
        self.norm = nn.BatchNorm2d(_CHANNELS)

    def forward(self, maps: Tensor) -> Tensor:
        """Keep the shape (B, 32, h, w)."""
        return functional.relu(self.norm(self.conv1x1(self.conv3x3(maps))))


class XceptionRefiner(nn.Module):
    """Sharpens the coarse logits within a Focus Crop.

    Parameters
    ----------
    feature_channels : channels of the Segmentor's feature map
    frame_side : side F of the frame that the Target Crop was sampled to, in pixels
    gated : keep a `feature_gate`, which ClickSEG's SegFormer checkpoints hold, but nothing runs
    """

    def __init__(self, feature_channels: int, frame_side: int, gated: bool = False) -> None:
        super().__init__()
        self.frame_side = frame_side
        self.image_conv1 = ConvBlock(6)
        self.image_conv2 = XceptionBlock()
        self.image_conv3 = XceptionBlock()
        self.refine_fusion = FeatureCut(feature_channels)
        self.refine_fusion2 = XceptionBlock()
        self.refine_fusion3 = XceptionBlock()
        if gated:
            self.feature_gate = nn.Sequential(nn.Conv2d(_CHANNELS, 1, 1))
        self.refine_pred = nn.Conv2d(_CHANNELS, 1, 3, padding=1)
        self.refine_trimap = nn.Conv2d(_CHANNELS, 1, 3, padding=1)

    def forward(self, image: Tensor, prompt: Tensor, coarse: Tensor, feature: Tensor, box: Tensor) -> Refined:
        """Refine a Focus Crop; inputs and outputs as for `ClickNetwork.refine`.

        The features are cut to the Focus Crop at the feature map's own size, then enlarged: no bin of
        the cut is longer than one pixel of the map.

        Notes
        -----
        FocalClick, equation 1, on logits: σ(boundary)·detail + (1 − σ(boundary))·coarse.
        """
        height, width = image.shape[-2:]
        logits = self._cut_coarse(coarse, box, height, width)
        features = self.refine_fusion(feature, box, feature.shape[-1] / self.frame_side)
        maps = torch.cat([image, prompt, torch.sigmoid(logits)], dim=1)
        maps = self.image_conv3(self.image_conv2(self.image_conv1(maps)))
        maps = maps + resize_corners(features, *maps.shape[-2:])
        maps = self.refine_fusion3(self.refine_fusion2(maps))
        detail = resize_corners(self.refine_pred(maps), height, width)
        boundary = resize_corners(self.refine_trimap(maps), height, width)
        certainty = torch.sigmoid(boundary)
        return Refined(certainty * detail + (1 - certainty) * logits, boundary)

    def _cut_coarse(self, coarse: Tensor, box: Tensor, height: int, width: int) -> Tensor:
        framed = resize_corners(coarse, self.frame_side, self.frame_side)
        return roi_align(framed, box, 1.0, height, width)
