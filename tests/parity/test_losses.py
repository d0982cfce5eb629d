"""Losses and boundary targets against numbers recorded from ClickSEG."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from training.data.samples import boundary_target
from training.losses import (
    auxiliary_cross_entropy,
    boundary_cross_entropy,
    boundary_weighted_focal,
    normalised_focal,
)

Arrays = dict[str, NDArray[Any]]


@pytest.fixture(scope="module")
def recorded(shared: Path) -> tuple[dict[str, Any], Arrays]:
    units = shared / "parity" / "units"
    return json.loads((units / "losses.json").read_text()), dict(np.load(units / "losses.npz"))


@pytest.mark.parametrize("kind", ["plain", "ignore"])
def test_losses(recorded: tuple[dict[str, Any], Arrays], kind: str) -> None:
    values, arrays = recorded
    logits = torch.from_numpy(arrays["pred"]).requires_grad_()
    label = torch.from_numpy(arrays["label" if kind == "plain" else "label_ignore"]).float()
    ignored = (label == -1).float()
    target = label.clamp(min=0)
    weight = torch.from_numpy(arrays["weight"]).float()
    focal = normalised_focal(logits, target, ignored)
    if kind == "plain":
        _check_gradient(focal.mean(), logits, arrays["nfl_plain_grad"])
    np.testing.assert_allclose(focal.detach(), values[f"nfl_{kind}"], rtol=1e-5)
    weighted = boundary_weighted_focal(logits, target, ignored, weight)
    if kind == "plain":
        _check_gradient(weighted, logits, arrays["bnfl_plain_grad"])
    assert float(weighted.detach()) == pytest.approx(values[f"bnfl_{kind}"], rel=1e-5)
    auxiliary = auxiliary_cross_entropy(logits, target, ignored)
    assert float(auxiliary.detach()) == pytest.approx(np.mean(values[f"aux_bce_{kind}"]), rel=1e-5)
    assert float(boundary_cross_entropy(logits, weight).detach()) == pytest.approx(
        values["boundary_bce"], rel=1e-5
    )


def _check_gradient(loss: torch.Tensor, logits: torch.Tensor, expected: NDArray[Any]) -> None:
    (gradient,) = torch.autograd.grad(loss, logits, retain_graph=True)
    np.testing.assert_allclose(gradient, expected, rtol=1e-4, atol=1e-7)


def test_boundary_target(shared: Path) -> None:
    units = shared / "parity" / "units"
    cases = json.loads((units / "boundary_target.json").read_text())
    arrays = np.load(units / "boundary_target.npz")
    for index, case in enumerate(cases):
        height, width = case["size"]
        mask, boundary = (
            np.unpackbits(arrays[f"{name}{index}"], count=height * width).reshape(height, width).astype(bool)
            for name in ("mask", "boundary")
        )
        found = boundary_target(torch.from_numpy(mask[None]))[0].numpy()
        np.testing.assert_array_equal(found, boundary)
