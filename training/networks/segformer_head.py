"""SegFormer's head (Xie et al., NeurIPS 2021, section 3.2), as it is trained and as it is run.

The trained head widens every level, enlarges it to the finest level's size, and mixes all levels with
a 1×1 convolution. All of this is linear in each level, and bilinear enlarging commutes with layers
that act on each pixel alone. So all layers up to the ReLU become one matrix per level, applied at
that level's own size: for B0 at 128×128, 17 million multiplications instead of 285 million.
"""

from __future__ import annotations

from collections import OrderedDict

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from training.networks.folding import affine, pointwise
from training.networks.interface import Segmented
from training.networks.sampling import resize_centres

_DROPOUT = 0.1


def _linear(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(OrderedDict(proj=nn.Linear(inputs, outputs)))


class SegFormerHead(nn.Module):
    """The head as it is trained; attribute names are those of ClickSEG's checkpoints.

    Parameters
    ----------
    channels : of each level, finest first
    width : channels of the feature map
    """

    def __init__(self, channels: tuple[int, ...], width: int) -> None:
        super().__init__()
        level1, level2, level3, level4 = channels
        self.linear_c4 = _linear(level4, width)
        self.linear_c3 = _linear(level3, width)
        self.linear_c2 = _linear(level2, width)
        self.linear_c1 = _linear(level1, width)
        self.linear_fuse = nn.Sequential(
            OrderedDict(
                conv=nn.Conv2d(4 * width, width, 1, bias=False),
                bn=nn.BatchNorm2d(width),
                activate=nn.ReLU(inplace=True),
            )
        )
        self.linear_pred = nn.Conv2d(width, 1, 1)
        self.dropout = nn.Dropout2d(_DROPOUT)

    def forward(self, pyramid: list[Tensor]) -> Segmented:
        """Map four levels (B, channels[i], h/2ⁱ, w/2ⁱ) to logits and features (B, width, h, w)."""
        height, width = pyramid[0].shape[-2:]
        widened = [
            layer(level.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
            for layer, level in zip(self.widening(), reversed(pyramid), strict=True)
        ]
        feature = self.linear_fuse(torch.cat([resize_centres(each, height, width) for each in widened], 1))
        return Segmented(self.linear_pred(self.dropout(feature)), feature, None)

    def widening(self) -> list[nn.Sequential]:
        """Return the layers that widen the levels, coarsest level first, as the fusion reads them."""
        return [self.linear_c4, self.linear_c3, self.linear_c2, self.linear_c1]


class FoldedHead(nn.Module):
    """The head as it is run: one 1×1 convolution per level, finest first; only that one has a bias."""

    def __init__(self, matrices: list[Tensor], bias: Tensor, linear_pred: nn.Conv2d) -> None:
        super().__init__()
        finest, *coarser = matrices
        self.levels = nn.ModuleList([pointwise(finest, bias), *map(pointwise, coarser)])
        self.linear_pred = linear_pred

    def forward(self, pyramid: list[Tensor]) -> Segmented:
        """See `SegFormerHead.forward`."""
        height, width = pyramid[0].shape[-2:]
        finest, *coarser = (layer(level) for layer, level in zip(self.levels, pyramid, strict=True))
        total = finest
        for each in coarser:
            total = total + resize_centres(each, height, width)
        feature = functional.relu(total)
        return Segmented(self.linear_pred(feature), feature, None)


def fold_head(head: SegFormerHead) -> FoldedHead:
    """Return a head that gives the same, up to rounding, as a trained one in evaluation mode.

    Notes
    -----
    With fusing matrices Fᵢ, widening Wᵢ·x + bᵢ and a normalisation s·y + t, the levels' matrices are
    s·Fᵢ·Wᵢ and the bias, which enlarging leaves as it is, s·Σ Fᵢ·bᵢ + t. Computed in float64.
    """
    convolution, norm, _ = head.linear_fuse
    assert isinstance(convolution, nn.Conv2d)
    assert isinstance(norm, nn.BatchNorm2d)
    scale, shift = affine(norm)
    matrices, bias = [], shift
    for layers, fuse in zip(head.widening(), convolution.weight[..., 0, 0].double().chunk(4, 1), strict=True):
        (linear,) = layers
        assert isinstance(linear, nn.Linear)
        matrices.append(scale[:, None] * (fuse @ linear.weight.double()))
        bias = bias + scale * (fuse @ linear.bias.double())
    kind = convolution.weight.dtype
    return FoldedHead([each.to(kind) for each in reversed(matrices)], bias.to(kind), head.linear_pred)
