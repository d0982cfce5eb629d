"""What an inference form is made of: normalisations as affine maps, matrices as 1×1 convolutions."""

from __future__ import annotations

from torch import Tensor, nn


def affine(norm: nn.Module) -> tuple[Tensor, Tensor]:
    """Return scale and shift by channel, in float64, of a normalisation in evaluation mode."""
    assert isinstance(norm, nn.BatchNorm2d)
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = norm.weight.double() / (norm.running_var.double() + norm.eps).sqrt()
    return scale, norm.bias.double() - norm.running_mean.double() * scale


def pointwise(matrix: Tensor, bias: Tensor | None = None) -> nn.Conv2d:
    """Return a 1×1 convolution with an (outputs, inputs) matrix, and a bias where one is given."""
    outputs, inputs = matrix.shape
    convolution = nn.Conv2d(inputs, outputs, 1, bias=bias is not None)
    convolution.weight = nn.Parameter(matrix.detach()[..., None, None])
    if bias is not None:
        convolution.bias = nn.Parameter(bias.detach())
    return convolution
