"""How networks in ClickSEG's layout start when no pretrained weights are given."""

from __future__ import annotations

import math

from torch import nn


def initialise(network: nn.Module) -> None:
    """Draw all convolutions from a Gaussian of variance 2 / mean(fan in, fan out); biases become 0.

    This is Xavier's rule (Glorot and Bengio, 2010) with twice the usual variance, for ReLU, as
    ClickSEG trains its HRNet variants. Normalisations become the identity.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.xavier_normal_(module.weight, gain=math.sqrt(2))
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.BatchNorm2d):
            module.reset_parameters()


def initialise_transformer(network: nn.Module) -> None:
    """Draw linear layers and convolutions as SegFormer does; biases become 0.

    Both come from Gaussians: linear layers of deviation 0.02, convolutions of variance 2 / fan out, where
    only a channel's own group counts. Normalisations become the identity.
    """
    for module in network.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=0.02)
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Conv2d):
            fan_out = math.prod(module.kernel_size) * module.out_channels / module.groups
            nn.init.normal_(module.weight, std=math.sqrt(2 / fan_out))
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.LayerNorm | nn.BatchNorm2d):
            module.reset_parameters()
