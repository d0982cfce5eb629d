from __future__ import annotations

import math

import torch

from py_frontend import Box, Click
from py_frontend.clicks import click_maps
from training.prompts import clicks_in_box, disk_maps


def test_disks_equal_those_of_the_browser() -> None:
    """Training must draw what py_frontend draws, for clicks anywhere in the picture."""
    clicks = [Click(10, 12, True), Click(70, 3, False), Click(0, 79, True)]
    box = Box(5, 0, 75, 80)
    drawn = click_maps(clicks, box, 128, 3.0, "centres", False)
    places = torch.full((1, 2, 4, 2), math.nan)
    for sign, place, click in ((0, 0, clicks[0]), (1, 0, clicks[1]), (0, 1, clicks[2])):
        x = (click.x + 0.5 - box.x0) * 128 / box.width - 0.5
        y = (click.y + 0.5 - box.y0) * 128 / box.height - 0.5
        places[0, sign, place] = torch.tensor([x, y])
    torch.testing.assert_close(disk_maps(places, 128, 3.0)[0], torch.from_numpy(drawn))


def test_unused_places_draw_nothing() -> None:
    assert disk_maps(torch.full((2, 2, 24, 2), math.nan), 16, 5.0).sum() == 0


def test_clicks_keep_their_place_when_a_box_is_cut_out() -> None:
    clicks = torch.tensor([[[[31.5, 15.5]], [[math.nan, math.nan]]]])
    moved = clicks_in_box(clicks, torch.tensor([[16.0, 0.0, 48.0, 32.0]]), 64)
    torch.testing.assert_close(moved[0, 0, 0], torch.tensor([31.5, 31.5]))
    assert moved[0, 1].isnan().all()
