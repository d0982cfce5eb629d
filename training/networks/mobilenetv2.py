"""The trunk of MobileNetV2 (Sandler et al., CVPR 2018, table 2), width 1.0, without its classifier.

Parameter names are torchvision's, so that common weight files load. Stride-2 convolutions pad as
TensorFlow does (nothing left and above, one pixel right and below): the pretrained weights at hand
were trained that way.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch.nn.functional as functional
from torch import Tensor, nn

# expansion, channels, repeats, stride of the first repeat
_STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)

# Index in `features` of the last layer at strides 4, 8, 16 and 32, and its channels.
PYRAMID = ((3, 24), (6, 32), (13, 96), (17, 320))


class SamePadConv(nn.Conv2d):
    """A convolution that pads an even-sized input as TensorFlow's SAME does."""

    def forward(self, input: Tensor) -> Tensor:
        """Pad to the right and below by one when the stride is 2, on all sides when it is 1."""
        if self.stride[0] == 1:
            return super().forward(input)
        return super().forward(functional.pad(input, (0, 1, 0, 1)))


def _conv_block(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    padding = kernel // 2 if stride == 1 else 0
    return nn.Sequential(
        SamePadConv(inputs, outputs, kernel, stride, padding, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU6(inplace=True),
    )


class InvertedResidual(nn.Module):
    """Expand by 1×1, filter depthwise, project by 1×1; add the input where shapes agree."""

    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int) -> None:
        super().__init__()
        hidden = inputs * expansion
        layers: list[nn.Module] = [] if expansion == 1 else [_conv_block(inputs, hidden, 1)]
        layers += [
            _conv_block(hidden, hidden, 3, stride, groups=hidden),
            nn.Conv2d(hidden, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        ]
        self.conv = nn.Sequential(*layers)
        self.adds_input = stride == 1 and inputs == outputs

    def forward(self, maps: Tensor) -> Tensor:
        """Map (B, inputs, h, w) to (B, outputs, h/stride, w/stride)."""
        filtered: Tensor = self.conv(maps)
        return maps + filtered if self.adds_input else filtered


def _layers() -> Iterator[nn.Module]:
    yield _conv_block(3, 32, 3, stride=2)
    inputs = 32
    for expansion, outputs, repeats, first_stride in _STAGES:
        for repeat in range(repeats):
            yield InvertedResidual(inputs, outputs, first_stride if repeat == 0 else 1, expansion)
            inputs = outputs


class MobileNetV2Trunk(nn.Module):
    """Features at strides 4, 8, 16 and 32; a prompt joins after the first convolution."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.ModuleList(_layers())

    def forward(self, image: Tensor, prompt: Tensor) -> list[Tensor]:
        """Map an image (B, 3, S, S) in −1…1 and a prompt (B, 32, S/2, S/2) to the four maps of `PYRAMID`."""
        ends = {index for index, _ in PYRAMID}
        maps = self.features[0](image) + prompt
        pyramid: list[Tensor] = []
        for index, layer in enumerate(self.features[1:], start=1):
            maps = layer(maps)
            if index in ends:
                pyramid.append(maps)
        return pyramid
