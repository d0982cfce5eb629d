"""The trunk of HRNet (Wang et al., TPAMI 2021): branches at four strides that exchange maps all along.

Attribute names are those of ClickSEG's checkpoints. Wherever a map is enlarged, the corner pixels of
both grids coincide.
"""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from training.networks.sampling import resize_corners

STEM_CHANNELS = 64
_BOTTLENECK_CHANNELS = 256


def _conv_norm(inputs: int, outputs: int, kernel: int, stride: int = 1) -> list[nn.Module]:
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return [convolution, nn.BatchNorm2d(outputs)]


def _conv_norm_relu(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    return nn.Sequential(*_conv_norm(inputs, outputs, 3, stride), nn.ReLU(inplace=True))


class Bottleneck(nn.Module):
    """1×1 to 64 channels, 3×3, 1×1 to 256, added to the input (projected where it is narrower)."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        hidden = STEM_CHANNELS
        self.conv1, self.bn1 = _conv_norm(inputs, hidden, 1)
        self.conv2, self.bn2 = _conv_norm(hidden, hidden, 3)
        self.conv3, self.bn3 = _conv_norm(hidden, _BOTTLENECK_CHANNELS, 1)
        self.downsample: nn.Module = nn.Identity()
        if inputs != _BOTTLENECK_CHANNELS:
            self.downsample = nn.Sequential(*_conv_norm(inputs, _BOTTLENECK_CHANNELS, 1))

    def forward(self, maps: Tensor) -> Tensor:
        """Map (B, inputs, h, w) to (B, 256, h, w)."""
        hidden = functional.relu(self.bn1(self.conv1(maps)))
        hidden = functional.relu(self.bn2(self.conv2(hidden)))
        return functional.relu(self.bn3(self.conv3(hidden)) + self.downsample(maps))


class BasicBlock(nn.Module):
    """Two 3×3 convolutions, added to the input."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = _conv_norm(channels, channels, 3)
        self.conv2, self.bn2 = _conv_norm(channels, channels, 3)

    def forward(self, maps: Tensor) -> Tensor:
        """Keep the shape (B, channels, h, w)."""
        hidden = functional.relu(self.bn1(self.conv1(maps)))
        return functional.relu(self.bn2(self.conv2(hidden)) + maps)


class ExchangeModule(nn.Module):
    """Basic blocks on every branch, then a sum in which each branch receives all the others."""

    def __init__(self, channels: list[int], blocks: int) -> None:
        super().__init__()
        branches = range(len(channels))
        self.branches = nn.ModuleList(
            nn.Sequential(*(BasicBlock(each) for _ in range(blocks))) for each in channels
        )
        self.fuse_layers = nn.ModuleList(
            nn.ModuleList(_path(channels, source, target) for source in branches) for target in branches
        )

    def forward(self, maps: list[Tensor]) -> list[Tensor]:
        """Keep the shapes (B, channels[i], h/2ⁱ, w/2ⁱ)."""
        maps = [branch(each) for branch, each in zip(self.branches, maps, strict=True)]
        return [self._gather(maps, target) for target in range(len(maps))]

    def _gather(self, maps: list[Tensor], target: int) -> Tensor:
        height, width = maps[target].shape[-2:]
        arriving = [path(each) for path, each in zip(self.fuse_layers[target], maps, strict=True)]  # type: ignore[call-overload]
        coarser = [resize_corners(each, height, width) for each in arriving[target + 1 :]]
        total = arriving[0] if target else maps[0]
        for each in [*arriving[1 : target + 1], *coarser]:
            total = total + each
        return functional.relu(total)


def _path(channels: list[int], source: int, target: int) -> nn.Module:
    """Make the layers from one branch to another; towards a finer one, enlarging is the caller's part."""
    if source == target:
        return nn.Identity()
    if source > target:
        return nn.Sequential(*_conv_norm(channels[source], channels[target], 1))
    halvings = [_conv_norm_relu(channels[source], channels[source], 2) for _ in range(target - source - 1)]
    return nn.Sequential(*halvings, nn.Sequential(*_conv_norm(channels[source], channels[target], 3, 2)))


class HRNetTrunk(nn.Module):
    """HRNet of branch width `width`; `small` has half the blocks. A prompt joins within the stem."""

    def __init__(self, width: int, small: bool) -> None:
        super().__init__()
        blocks = 2 if small else 4
        widths = [width, 2 * width, 4 * width, 8 * width]
        self.channels = sum(widths)

        def stage(branches: int, modules: int) -> nn.Sequential:
            return nn.Sequential(*(ExchangeModule(widths[:branches], blocks) for _ in range(modules)))

        def coarser(branch: int) -> nn.ModuleList:
            added = nn.Sequential(_conv_norm_relu(widths[branch - 1], widths[branch], 2))
            return nn.ModuleList([*(nn.Identity() for _ in range(branch)), added])

        self.conv1, self.bn1 = _conv_norm(3, STEM_CHANNELS, 3, 2)
        self.conv2, self.bn2 = _conv_norm(STEM_CHANNELS, STEM_CHANNELS, 3, 2)
        wide = _BOTTLENECK_CHANNELS
        self.layer1 = nn.Sequential(Bottleneck(STEM_CHANNELS), *(Bottleneck(wide) for _ in range(blocks - 1)))
        self.transition1 = nn.ModuleList(
            [_conv_norm_relu(wide, widths[0], 1), nn.Sequential(_conv_norm_relu(wide, widths[1], 2))]
        )
        self.stage2 = stage(branches=2, modules=1)
        self.transition2 = coarser(2)
        self.stage3 = stage(branches=3, modules=3 if small else 4)
        self.transition3 = coarser(3)
        self.stage4 = stage(branches=4, modules=2 if small else 3)

    def trunk(self, image: Tensor, prompt: Tensor) -> Tensor:
        """Map a normalised image and an encoded prompt to all branches, side by side at stride 4.

        Parameters
        ----------
        image : (B, 3, S, S)
        prompt : (B, 64, S/2, S/2), added after the first convolution

        Returns
        -------
        (B, 15·width, S/4, S/4)
        """
        maps = functional.relu(self.bn1(self.conv1(image))) + prompt
        maps = self.layer1(functional.relu(self.bn2(self.conv2(maps))))
        branches = self.stage2([each(maps) for each in self.transition1])
        branches = self.stage3([*branches, self.transition2[-1](branches[-1])])
        branches = self.stage4([*branches, self.transition3[-1](branches[-1])])
        height, width = branches[0].shape[-2:]
        return torch.cat([branches[0], *(resize_corners(each, height, width) for each in branches[1:])], 1)
