"""Whole click sequences: the pipeline with published networks, against ClickSEG's own run of both."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from py_frontend import Box, Click, ClickResult, Ref, Run, Session
from tests.parity.formula_weights import PUBLISHED, formula_network
from tests.parity.test_networks import BUNDLED, read_rgb
from training.networks import VARIANTS, ClickNetwork

TOLERANCE = 1e-3
BUNDLED_PAIRS = (
    ("hrnet18s_S1", "d_scratch_37x53"),
    ("hrnet18s_S1", "e_mask_96x128"),
    ("segformerB0_S1", "d_scratch_37x53"),
)
RECORDED = ("hrnet18s_S1", "segformerB0_S1")
NAMES = (
    "a_scratch_240x320",
    "b_scratch_200x150",
    "c_mask_150x220",
    "d_scratch_37x53",
    "e_mask_96x128",
    "f_scratch_128x96_12clicks",
)


@dataclass(frozen=True)
class Sequence:
    """One recorded sequence: the picture, the mask it began from, and what each click gave."""

    image: NDArray[np.uint8]
    initial: NDArray[np.bool_] | None
    clicks: list[dict[str, Any]]
    coarse: NDArray[np.float32]
    refined: NDArray[np.float32]
    probability: NDArray[np.float16]
    probability_stride: int
    masks: NDArray[np.bool_]


@pytest.fixture(
    ids="-".join,
    params=[("bundled", *pair) for pair in BUNDLED_PAIRS]
    + [("shared", *pair) for pair in product(RECORDED, NAMES)],
)
def sequence(request: pytest.FixtureRequest) -> tuple[Path, str, str]:
    """Folder of recorded numbers (three sequences lie beside the tests), variant and sequence."""
    where, variant, name = request.param
    return BUNDLED if where == "bundled" else request.getfixturevalue("shared"), variant, name


def test_each_click_does_what_it_did_in_clickseg(sequence: tuple[Path, str, str]) -> None:
    root, variant, name = sequence
    recorded = read_sequence(root / "parity" / "sequences", variant, name)
    session = Session(recorded.image, VARIANTS[PUBLISHED[variant]].config, recorded.initial)
    network = cached_network(root, variant)
    for index, expected in enumerate(recorded.clicks):
        y, x, positive = expected["click"]
        seen, result = perform(session, Click(x, y, bool(positive)), network)
        compare_click(session, recorded, index, seen, result)


def compare_click(
    session: Session, recorded: Sequence, index: int, seen: dict[str, Any], result: ClickResult
) -> None:
    """Compare boxes, network outputs, probabilities and the mask after one click."""
    expected = recorded.clicks[index]
    assert result.target_crop == box(expected["target"])
    assert result.focus_crop == box(expected["focus"])
    assert result.merged == expected["merge"]
    np.testing.assert_allclose(seen["box"][0], expected["roi"], atol=TOLERANCE)
    np.testing.assert_allclose(seen["coarse"][0, 0], recorded.coarse[index], atol=TOLERANCE)
    np.testing.assert_allclose(seen["refined"][0, 0, ::8, ::8], recorded.refined[index], atol=TOLERANCE)
    stride, probability = recorded.probability_stride, session.probability
    np.testing.assert_allclose(
        probability[::stride, ::stride], recorded.probability[index], atol=TOLERANCE, err_msg=f"click {index}"
    )
    wrong = session.mask != recorded.masks[index]
    assert not (wrong & (np.abs(probability - 0.5) > TOLERANCE)).any()


def perform(session: Session, click: Click, network: ClickNetwork) -> tuple[dict[str, Any], ClickResult]:
    """Answer a click's requests with the network; return all that passed the seam, and the result."""
    seen: dict[str, Any] = {}
    steps = session.click(click)
    try:
        request = next(steps)
        while True:
            answer = answer_request(network, request)
            seen |= {**request.feeds, **answer}
            request = steps.send(answer)
    except StopIteration as stop:
        result: ClickResult = stop.value
        return seen, result


def answer_request(network: ClickNetwork, run: Run) -> dict[str, Any]:
    """Run one of the two networks; what the request keeps comes back as a handle to a tensor."""
    feeds = {
        name: each.handle if isinstance(each, Ref) else torch.from_numpy(each)
        for name, each in run.feeds.items()
    }
    calls: dict[str, Callable[..., Any]] = {"segmentor": network.segment, "refiner": network.refine}
    with torch.inference_mode():
        outputs = calls[run.net](**feeds)._asdict()
    fetched = {name: outputs[name].numpy() for name in run.fetches}
    return fetched | {name: Ref(outputs[name]) for name in run.keeps}


@cache
def cached_network(root: Path, variant: str) -> ClickNetwork:
    """Build a network with the weights of the recording, once for all sequences."""
    torch.set_num_threads(1)
    return formula_network(root, variant)


def read_sequence(folder: Path, variant: str, name: str) -> Sequence:
    """Read a recorded sequence."""
    with np.load(folder / f"{variant}_{name}.npz") as arrays:
        meta = json.loads(arrays["meta"].tobytes())
        count, height, width = len(meta["clicks"]), meta["height"], meta["width"]

        def masks(name: str, count: int) -> NDArray[np.bool_]:
            bits = np.unpackbits(arrays[name], count=count * height * width)
            return bits.reshape(count, height, width).astype(bool)

        return Sequence(
            image=np.ascontiguousarray(read_rgb(folder / meta["image"]).transpose(1, 2, 0)),
            initial=masks("init", 1)[0] if "init" in arrays else None,
            clicks=meta["clicks"],
            coarse=arrays["coarse_low"],
            refined=arrays["refined"],
            probability=arrays["prob"],
            probability_stride=meta["prob_stride"],
            masks=masks("mask", count),
        )


def box(sides: list[int]) -> Box:
    """Turn recorded sides y0, y1, x0, x1 into a box."""
    y0, y1, x0, x1 = sides
    return Box(x0=x0, y0=y0, x1=x1, y1=y1)
