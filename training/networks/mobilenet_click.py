"""Our light variant: a MobileNetV2 Segmentor and a Refiner that works at a quarter of its resolution.

Both are shaped by what layers cost in onnxruntime's wasm build: the decoder uses dense 3×3
convolutions of 64 channels (fast in int8), the Refiner cuts 4×4 patches instead of keeping a
half-resolution map (half the time of the published one) and returns to 256×256 by pixel shuffle.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from training.errors import TrainingError
from training.networks.interface import ClickNetwork, Refined, Segmented
from training.networks.mobilenetv2 import PYRAMID, MobileNetV2Trunk
from training.networks.sampling import roi_align

FEATURE_CHANNELS = 64
_REFINER_CHANNELS = 48
_PATCH = 4


def _conv(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class PromptEncoder(nn.Module):
    """Previous probability and disks, encoded at stride 2 for the trunk and at stride 4 for the decoder."""

    def __init__(self) -> None:
        super().__init__()
        self.stride2 = _conv(3, 16, 3, stride=2)
        self.to_trunk = nn.Conv2d(16, 32, 1, bias=False)
        self.stride4 = nn.Conv2d(16, FEATURE_CHANNELS, 3, 2, 1)
        # The trunk's first features have a spread near 1: a prompt much smaller than that lets the
        # pretrained layers work undisturbed from the first step on.
        nn.init.normal_(self.to_trunk.weight, std=0.02)

    def forward(self, prompt: Tensor) -> tuple[Tensor, Tensor]:
        """Map (B, 3, S, S) to (B, 32, S/2, S/2) and (B, 64, S/4, S/4)."""
        shallow = self.stride2(prompt)
        return self.to_trunk(shallow), self.stride4(shallow)


class PyramidDecoder(nn.Module):
    """Merge the trunk's maps from coarse to fine into one map at stride 4."""

    def __init__(self) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(channels, FEATURE_CHANNELS, 1) for _, channels in PYRAMID)
        self.smooth = nn.ModuleList(_conv(FEATURE_CHANNELS, FEATURE_CHANNELS, 3) for _ in PYRAMID)

    def forward(self, pyramid: list[Tensor], prompt: Tensor) -> Tensor:
        """Map features at strides 4…32 and the prompt at stride 4 to (B, 64, S/4, S/4)."""
        merged = functional.relu(self.lateral[3](pyramid[3]))
        for level in (2, 1, 0):
            merged = functional.interpolate(merged, scale_factor=2.0, mode="bilinear", align_corners=False)
            merged = merged + self.lateral[level](pyramid[level])
            if level == 0:
                merged = merged + prompt
            merged = self.smooth[level](functional.relu(merged))
        smoothed: Tensor = self.smooth[3](merged)
        return smoothed


class SeparableBlock(nn.Module):
    """Depthwise 3×3, 1×1, normalise, add the input, ReLU."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False)
        self.pointwise = nn.Conv2d(channels, channels, 1, bias=False)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, maps: Tensor) -> Tensor:
        """Keep the shape (B, channels, h, w)."""
        return functional.relu(maps + self.norm(self.pointwise(self.depthwise(maps))))


class PatchRefiner(nn.Module):
    """A Refiner whose stem cuts the 256×256 Focus Crop into 4×4 patches (FocalClick, section 3.2)."""

    def __init__(self) -> None:
        super().__init__()
        channels = _REFINER_CHANNELS
        self.stem = nn.Conv2d(6, channels, _PATCH, _PATCH, bias=False)
        self.stem_norm = nn.BatchNorm2d(channels)
        self.feature = nn.Conv2d(FEATURE_CHANNELS, channels, 1, bias=False)
        self.feature_norm = nn.BatchNorm2d(channels)
        self.blocks = nn.Sequential(*(SeparableBlock(channels) for _ in range(4)))
        self.head = nn.Conv2d(channels, 2 * _PATCH**2, 1)

    def forward(self, image: Tensor, prompt: Tensor, coarse: Tensor, feature: Tensor) -> Refined:
        """Refine (B, 1, 256, 256) coarse logits; `feature` is (B, 64, 64, 64), not yet normalised."""
        inputs = torch.cat([image * 2 - 1, prompt, torch.sigmoid(coarse)], dim=1)
        maps = functional.relu(self.stem_norm(self.stem(inputs)))
        maps = self.blocks(maps + functional.relu(self.feature_norm(feature)))
        detail, boundary = functional.pixel_shuffle(self.head(maps), _PATCH).chunk(2, dim=1)
        certainty = torch.sigmoid(boundary)
        return Refined(certainty * detail + (1 - certainty) * coarse, boundary)


class MobileNetClick(ClickNetwork):
    """MobileNetV2 with the prompt after its first convolution, a pyramid decoder and a patch Refiner."""

    def __init__(self, side: int = 128) -> None:
        super().__init__()
        self.side = side
        self.trunk = MobileNetV2Trunk()
        self.prompt = PromptEncoder()
        self.decoder = PyramidDecoder()
        self.coarse = nn.Conv2d(FEATURE_CHANNELS, 1, 1)
        self.refiner = PatchRefiner()

    def segment(self, image: Tensor, prompt: Tensor) -> Segmented:
        """See `ClickNetwork.segment`; F equals S."""
        to_trunk, to_decoder = self.prompt(prompt)
        feature = self.decoder(self.trunk(image * 2 - 1, to_trunk), to_decoder)
        return Segmented(self.coarse(feature), feature, None)

    def refine(self, image: Tensor, prompt: Tensor, coarse: Tensor, feature: Tensor, box: Tensor) -> Refined:
        """See `ClickNetwork.refine`."""
        height, width = image.shape[-2:]
        scale = 1 / 4
        # The 1×1 convolution and the resampling are both linear: the cheaper one goes first.
        aligned = roi_align(self.refiner.feature(feature), box, scale, height // _PATCH, width // _PATCH)
        return self.refiner(image, prompt, roi_align(coarse, box, scale, height, width), aligned)  # type: ignore[no-any-return]

    def trunk_parameters(self) -> list[nn.Parameter]:
        """Return the MobileNetV2 layers' parameters."""
        return list(self.trunk.parameters())

    def load_trunk(self, weights: Mapping[str, Tensor]) -> None:
        """Take the ``features.*`` tensors of a MobileNetV2, whatever else the file holds."""
        features = {name: tensor for name, tensor in weights.items() if name.startswith("features.")}
        counters = {n: t for n, t in self.trunk.state_dict().items() if n.endswith("num_batches_tracked")}
        try:
            self.trunk.load_state_dict({**counters, **features})
        except RuntimeError as error:
            raise TrainingError(f"these are not the weights of a MobileNetV2 1.0 trunk: {error}") from error

    def train(self, mode: bool = True) -> Self:
        """Train all but the trunk's statistics: pretrained ones are better than those of small batches."""
        super().train(mode)
        self.trunk.eval()
        return self
