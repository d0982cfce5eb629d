"""The layered memory against a full-size map composed in the plain way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from py_frontend import Box, Click, Run, Session
from py_frontend.clicks import frame_points
from py_frontend.layers import Layer
from py_frontend.previous import sigmoid
from py_frontend.raster import Raster
from py_frontend.resampling import resize
from py_frontend.seam import Answer
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
    """Keep every logit map that was answered."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.maps: list[np.ndarray] = []

    def answer(self, run: Run) -> Answer:
        answer = super().answer(run)
        self.maps += [value for value in answer.values() if isinstance(value, np.ndarray)]
        return answer


@pytest.mark.parametrize("side", [16, 64, 256])
def test_layers_equal_the_composed_map(side: int) -> None:
    config = replace(CENTRES, frame_side=side, refiner_side=side, antialias=False)
    session = Session(IMAGE, config, merge_from_first=False)
    networks, composed = Recording(21), Composed()
    for n in range(14):
        click = Click(40 + 3 * n, 30 + n, n % 3 > 0)
        result = drive(session, networks, click)
        coarse, refined = networks.maps[-2:]
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


@pytest.mark.parametrize("antialias", [False, True])
@pytest.mark.parametrize("click", [Click(40, 30), Click(61, 52), Click(97, 40)])
def test_image_clicks_and_outputs_lie_on_one_grid(click: Click, antialias: bool) -> None:
    """At a click's disk the frame shows the clicked pixel, and the logit there comes back to that pixel."""
    ramp = np.zeros((90, 120, 3), np.uint8)
    ramp[..., 0] = 2 * np.arange(120)
    box, side = Box(11, 7, 111, 83), 32
    x, y = frame_points([click], box, side, "centres")[0]
    red = Raster(ramp).crop(box, side, "centres", antialias)[0, 0]
    assert np.interp(x, np.arange(side), red[16]) * 255 == pytest.approx(2 * click.x, abs=0.6)
    coarse = np.tile(np.arange(8, dtype=np.float32), (8, 1)).T
    canvas = np.zeros((90, 120), np.float32)
    Layer(box, coarse).paint(canvas, np.arange(90.0), np.arange(120.0))
    expected = 1 / (1 + np.exp(-((y + 0.5) * 8 / side - 0.5)))
    assert canvas[click.y, click.x] == pytest.approx(expected, abs=1e-5)
    assert not canvas[:7].any()
    assert not canvas[:, 111:].any()
