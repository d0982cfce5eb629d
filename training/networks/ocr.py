"""Object-contextual representations (Yuan et al., ECCV 2020) for a single object.

Each pixel's features are joined with those of the object as a whole. With several object classes a
pixel would attend to each of them; with one, that attention is a softmax over a single entry, which
is 1 for every pixel: all pixels receive the same context, and the layers that make queries and keys
have no effect.
"""

from __future__ import annotations

from typing import cast

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from training.networks.folding import affine, pointwise

_DROPOUT = 0.05


def object_vector(features: Tensor, logits: Tensor) -> Tensor:
    """Average features over the object: pixels weigh as the softmax of their logits over the image.

    Parameters
    ----------
    features : (B, C, h, w)
    logits : (B, 1, h, w)

    Returns
    -------
    (B, C, 1, 1)
    """
    shares = torch.softmax(logits.flatten(2), dim=2)
    return (features.flatten(2) @ shares.transpose(1, 2))[..., None]


def _project(inputs: int, outputs: int) -> list[nn.Module]:
    norm = nn.Sequential(nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))
    return [nn.Conv2d(inputs, outputs, 1, bias=False), norm]


class ObjectContext(nn.Module):
    """The context that an object vector gives to every pixel.

    `f_pixel` and `f_object` make the queries and keys of the attention that is always 1. They are
    part of every released checkpoint, and are kept so that one loads key for key, but never run.
    """

    def __init__(self, channels: int, keys: int) -> None:
        super().__init__()
        self.f_pixel = nn.Sequential(*_project(channels, keys), *_project(keys, keys))
        self.f_object = nn.Sequential(*_project(channels, keys), *_project(keys, keys))
        self.f_down = nn.Sequential(*_project(channels, keys))
        self.f_up = nn.Sequential(*_project(keys, channels))

    def forward(self, vector: Tensor) -> Tensor:
        """Keep the shape (B, channels, 1, 1)."""
        context: Tensor = self.f_up(self.f_down(vector))
        return context


class ObjectContextHead(nn.Module):
    """Pixel features joined with the object's context and brought back to their own width."""

    def __init__(self, channels: int, keys: int) -> None:
        super().__init__()
        self.object_context_block = ObjectContext(channels, keys)
        self.conv_bn_dropout = nn.Sequential(*_project(2 * channels, channels), nn.Dropout2d(_DROPOUT))

    def forward(self, features: Tensor, vector: Tensor) -> Tensor:
        """Map features (B, C, h, w) and an object vector (B, C, 1, 1) to (B, C, h, w)."""
        context = self.object_context_block(vector)
        join, *rest = self.conv_bn_dropout
        # The convolution reads [context, features]. As the context is the same for all pixels, its
        # half is computed once and added like a bias: half the multiplications.
        of_context, of_features = cast(nn.Conv2d, join).weight.chunk(2, dim=1)
        maps = functional.conv2d(features, of_features) + functional.conv2d(context, of_context)
        for layer in rest:
            maps = layer(maps)
        return maps


class FoldedContextHead(nn.Module):
    """The head as it is run: the context as a bias of a 1×1 convolution, the normalisation inside both."""

    def __init__(self, context: ObjectContext, of_context: nn.Conv2d, of_features: nn.Conv2d) -> None:
        super().__init__()
        self.f_down, self.f_up = context.f_down, context.f_up
        self.of_context, self.of_features = of_context, of_features

    def forward(self, features: Tensor, vector: Tensor) -> Tensor:
        """See `ObjectContextHead.forward`."""
        context = self.of_context(self.f_up(self.f_down(vector)))
        return functional.relu(self.of_features(features) + context)


def fold_context(head: ObjectContextHead) -> FoldedContextHead:
    """Return a head that gives the same, up to rounding, as a trained one in evaluation mode.

    Computed in float64; queries and keys of the attention that is always 1 are left out.
    """
    join, norm_relu, _ = head.conv_bn_dropout
    assert isinstance(join, nn.Conv2d)
    scale, shift = affine(norm_relu.get_submodule("0"))
    matrix = scale[:, None] * join.weight[..., 0, 0].double()
    of_context, of_features = matrix.to(join.weight.dtype).chunk(2, dim=1)
    bias = shift.to(join.weight.dtype)
    return FoldedContextHead(
        head.object_context_block,
        pointwise(of_context.contiguous()),
        pointwise(of_features.contiguous(), bias),
    )
