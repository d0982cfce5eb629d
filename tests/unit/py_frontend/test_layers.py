"""The layered memory against a full-size map composed in the plain way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from py_frontend import Box, Click, Session
from py_frontend.previous import sigmoid
from py_frontend.resampling import resize
from tests.unit.py_frontend.configs import CENTRES
from tests.unit.py_frontend.drawn_networks import DrawnNetworks, drive

IMAGE = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)


class Composed:
    """Keep a full-size map by pasting each answer: the definition, without merging."""

    def __init__(self) -> None:
        self.probability = np.zeros(IMAGE.shape[:2], np.float32)

    def paste(self, logits: np.ndarray, box: Box) -> None:
        self.probability[box.slices] = sigmoid(resize(logits[0, 0], box.height, box.width, "centres"))


class Recording(DrawnNetworks):
    """Keep every answer."""

    def answer(self, run):  # type: ignore[no-untyped-def]
        self.last = getattr(self, "last", [])
        answer = super().answer(run)
        self.last.append(answer)
        return answer


@pytest.mark.parametrize("side", [16, 64, 256])
def test_layers_equal_the_composed_map(side: int) -> None:
    config = replace(CENTRES, frame_side=side, refiner_side=side, antialias=False)
    session = Session(IMAGE, config, merge_from_first=False)
    networks, composed = Recording(21), Composed()
    for n in range(14):
        click = Click(40 + 3 * n, 30 + n, n % 3 > 0)
        result = drive(session, networks, click)
        coarse, refined = networks.last[-2]["coarse"], networks.last[-1]["refined"]
        if n < 10:
            composed.probability[...] = 0
            composed.paste(coarse, result.target_crop)
        composed.paste(refined, result.focus_crop)
        assert np.abs(session.probability - composed.probability).max() < 1e-5
        clear = np.abs(composed.probability - 0.5) > 1e-5
        assert np.array_equal(session.mask[clear], (composed.probability > 0.5)[clear])


def test_the_frame_shows_the_mask_where_layers_contradict_it() -> None:
    config = replace(CENTRES, frame_side=32, antialias=True)
    session, networks = Session(IMAGE, config), DrawnNetworks(3)
    drive(session, networks, Click(40, 30))
    edited = np.zeros(IMAGE.shape[:2], bool)
    edited[:, :60] = True
    session.set_mask(edited)
    steps = session.click(Click(10, 10))
    prompt = next(steps).feeds["prompt"]
    assert isinstance(prompt, np.ndarray)
    # The Target Crop is 84 columns about the mask's 60, cut at the image: 72, of which 26 and a bit are set.
    assert prompt[0, 0, :, :26].min() >= 0.5
    assert prompt[0, 0, :, 27:].max() <= 0.5


def test_a_mask_is_averaged_over_frame_pixels() -> None:
    stripes = np.zeros((256, 256), bool)
    stripes[:, ::3] = True
    session = Session(np.zeros((256, 256, 3), np.uint8), replace(CENTRES, frame_side=16), stripes)
    prompt = next(session.click(Click(0, 0))).feeds["prompt"]
    assert isinstance(prompt, np.ndarray)
    assert np.abs(prompt[0, 0] - 1 / 3).max() < 0.2
