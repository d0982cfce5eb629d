"""The losses of FocalClick's training: normalised focal loss and boundary-weighted variants.

The normalised focal loss (Sofiiuk et al., AdaptIS, ICCV 2019, equation 4) divides focal weights by
their mean, so that easy samples keep a gradient.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as functional
from torch import Tensor

_EPSILON = 1e-12
_ALPHA = 0.5
_DICE_PIXELS = 100


def normalised_focal(logits: Tensor, target: Tensor, ignored: Tensor) -> Tensor:
    """Return one loss per sample, (B,), from (B, 1, h, w) logits, 0/1 target and 0/1 ignored pixels."""
    terms, valid = _focal_terms(logits, target, ignored)
    return terms.sum((1, 2, 3)) / (valid.sum((1, 2, 3)) + _EPSILON)


def boundary_weighted_focal(
    logits: Tensor,
    target: Tensor,
    ignored: Tensor,
    boundary: Tensor,
    shared_mean: Callable[[Tensor], Tensor] = lambda value: value,
) -> Tensor:
    """Return the loss of a whole batch, (): as `normalised_focal`, pixels of the boundary counting twice.

    The mean is taken over the batch as one set of pixels, not sample by sample; of a batch that
    several processes share, `shared_mean` averages the weights' sum over them, so that the mean of
    their losses is the loss of the whole batch.
    """
    terms, _ = _focal_terms(logits, target, ignored)
    weight = 0.5 * boundary + 0.5
    return (terms * weight).sum() / (shared_mean(weight.sum()) + _EPSILON)


def cross_entropy_and_dice(logits: Tensor, target: Tensor, ignored: Tensor, boundary: Tensor) -> Tensor:
    """Return the mean over samples of cross-entropy, the boundary weighing four times, plus Dice loss, ().

    Arguments as in `normalised_focal`; `boundary` is 0/1 of the same shape.
    """
    valid = 1 - ignored
    weights = valid * (1 + 3 * boundary)
    each = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    entropy = (each * weights).sum((1, 2, 3)) / weights.sum((1, 2, 3)).clamp(min=1)
    found = torch.sigmoid(logits) * valid
    # The constant keeps the Dice loss of almost empty crops from jumping.
    both = 2 * (found * target).sum((1, 2, 3)) + _DICE_PIXELS
    either = (found + target * valid).sum((1, 2, 3)) + _DICE_PIXELS
    return (entropy + 1 - both / either).mean()


def boundary_cross_entropy(logits: Tensor, boundary: Tensor) -> Tensor:
    """Return the mean binary cross-entropy of the boundary map, ()."""
    return functional.binary_cross_entropy_with_logits(logits, boundary)


def auxiliary_cross_entropy(logits: Tensor, target: Tensor, ignored: Tensor) -> Tensor:
    """Return the mean binary cross-entropy of auxiliary logits, (); ignored pixels give 0 but count."""
    each = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return (each * (1 - ignored)).mean()


def _focal_terms(logits: Tensor, target: Tensor, ignored: Tensor) -> tuple[Tensor, Tensor]:
    """Return the weighted log-likelihood of each pixel, (B, 1, h, w), and which pixels are valid."""
    valid = 1 - ignored
    probability = torch.sigmoid(logits)
    correct = torch.where(valid > 0, 1 - (target - probability).abs(), 1.0)
    focus = (1 - correct) ** 2
    with torch.no_grad():
        scale = valid.sum((1, 2, 3), keepdim=True) / (focus.sum((1, 2, 3), keepdim=True) + _EPSILON)
    return -_ALPHA * scale * focus * (correct + _EPSILON).clamp(max=1).log() * valid, valid
