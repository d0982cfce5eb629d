"""The trunk of SegFormer (Xie et al., NeurIPS 2021): four stages of attention at falling resolution.

Keys and values are taken from a coarser map than queries, so that attention stays affordable on fine
maps. There is no position encoding: a depthwise convolution within each block tells positions apart.
Attribute names are those of ClickSEG's checkpoints. Within the trunk, channels are the last axis.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import cast

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

STAGES = (1, 2, 3, 4)
_HEADS = (1, 2, 5, 8)
_REDUCTIONS = (8, 4, 2, 1)
_EXPANSION = 4
_MOST_SKIPPED = 0.1
# The normalisations of blocks and stages; those of embeddings and of keys have PyTorch's 1e-5.
_EPSILON = 1e-6


class PatchEmbedding(nn.Module):
    """Overlapping patches: a strided convolution, then a normalisation over channels."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2)
        self.norm = nn.LayerNorm(outputs)

    def forward(self, maps: Tensor) -> Tensor:
        """Map (B, inputs, h, w) to (B, h/stride, w/stride, outputs)."""
        embedded: Tensor = self.norm(self.proj(maps).permute(0, 2, 3, 1))
        return embedded


class ReducedAttention(nn.Module):
    """Attention of every pixel to a map whose sides are `reduction` times shorter."""

    def __init__(self, channels: int, heads: int, reduction: int) -> None:
        super().__init__()
        self.heads = heads
        self.reduces = reduction > 1
        self.q = nn.Linear(channels, channels)
        self.kv = nn.Linear(channels, 2 * channels)
        self.proj = nn.Linear(channels, channels)
        if self.reduces:
            self.sr = nn.Conv2d(channels, channels, reduction, reduction)
            self.norm = nn.LayerNorm(channels)

    def forward(self, maps: Tensor) -> Tensor:
        """Keep the shape (B, h, w, channels)."""
        keys, values = self.kv(self._reduced(maps)).chunk(2, dim=-1)
        mixed = functional.scaled_dot_product_attention(
            self._by_head(self.q(maps)), self._by_head(keys), self._by_head(values)
        )
        projected: Tensor = self.proj(mixed.transpose(1, 2).reshape(maps.shape))
        return projected

    def _reduced(self, maps: Tensor) -> Tensor:
        if not self.reduces:
            return maps
        reduced: Tensor = self.norm(self.sr(maps.permute(0, 3, 1, 2)).permute(0, 2, 3, 1))
        return reduced

    def _by_head(self, maps: Tensor) -> Tensor:
        """Turn (B, h, w, channels) into (B, heads, h·w, channels/heads)."""
        batch, _, _, channels = maps.shape
        return maps.reshape(batch, -1, self.heads, channels // self.heads).transpose(1, 2)


class MixFeedForward(nn.Module):
    """Two linear layers with a depthwise convolution between, which tells a pixel where it is."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        hidden = _EXPANSION * channels
        self.fc1 = nn.Linear(channels, hidden)
        depthwise = nn.Conv2d(hidden, hidden, 3, padding=1, groups=hidden)
        self.dwconv = nn.Sequential(OrderedDict(dwconv=depthwise))
        self.fc2 = nn.Linear(hidden, channels)

    def forward(self, maps: Tensor) -> Tensor:
        """Keep the shape (B, h, w, channels)."""
        hidden = self.dwconv(self.fc1(maps).permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        mixed: Tensor = self.fc2(functional.gelu(hidden))
        return mixed


class StochasticDepth(nn.Module):
    """Leave a branch out for a random share of the samples, in training only (Huang et al., ECCV 2016)."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, branch: Tensor) -> Tensor:
        """Keep the shape (B, h, w, channels), and the mean."""
        if not self.training or self.share == 0:
            return branch
        kept = torch.rand(len(branch), 1, 1, 1, device=branch.device) >= self.share
        return branch * kept / (1 - self.share)


class TransformerBlock(nn.Module):
    """Attention, then feed-forward layers, each normalised before and added to its input."""

    def __init__(self, channels: int, heads: int, reduction: int, skipped: float) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(channels, _EPSILON)
        self.attn = ReducedAttention(channels, heads, reduction)
        self.norm2 = nn.LayerNorm(channels, _EPSILON)
        self.mlp = MixFeedForward(channels)
        self.skip = StochasticDepth(skipped)

    def forward(self, maps: Tensor) -> Tensor:
        """Keep the shape (B, h, w, channels)."""
        maps = maps + self.skip(self.attn(self.norm1(maps)))
        mixed: Tensor = maps + self.skip(self.mlp(self.norm2(maps)))
        return mixed


class MixTransformer(nn.ModuleDict):
    """The four stages by name; a prompt joins between the first and the second.

    Parameters
    ----------
    channels : width of each stage
    depths : blocks of each stage
    """

    def __init__(self, channels: tuple[int, ...], depths: tuple[int, ...]) -> None:
        super().__init__()
        inputs = (3, *channels)
        skipped = iter(torch.linspace(0, _MOST_SKIPPED, sum(depths), device="cpu").tolist())
        for stage in STAGES:
            kernel, stride = (7, 4) if stage == 1 else (3, 2)
            embedding = PatchEmbedding(inputs[stage - 1], inputs[stage], kernel, stride)
            self[f"patch_embed{stage}"] = embedding
        self["patch_embed_side1"] = PatchEmbedding(3, channels[0], kernel=7, stride=4)
        for stage, width, depth, heads, reduction in zip(
            STAGES, channels, depths, _HEADS, _REDUCTIONS, strict=True
        ):
            blocks = (TransformerBlock(width, heads, reduction, next(skipped)) for _ in range(depth))
            self[f"block{stage}"] = nn.Sequential(*blocks)
            self[f"norm{stage}"] = nn.LayerNorm(width, _EPSILON)

    def forward(self, image: Tensor, prompt: Tensor) -> list[Tensor]:
        """Map a normalised image (B, 3, S, S) and a prompt (B, 3, S, S) to maps at strides 4, 8, 16, 32.

        The prompt reaches the later stages only: neither the first stage nor its map in the result
        knows of any click.
        """
        pyramid: list[Tensor] = []
        maps = image
        for stage in STAGES:
            maps = self[f"block{stage}"](self[f"patch_embed{stage}"](maps))
            maps = cast(Tensor, self[f"norm{stage}"](maps)).permute(0, 3, 1, 2)
            pyramid.append(maps)
            if stage == 1:
                maps = maps + self["patch_embed_side1"](prompt).permute(0, 3, 1, 2)
        return pyramid
