"""The kinds of configuration, with frames small enough for property tests."""

from __future__ import annotations

from dataclasses import replace

from py_frontend import Config

REFERENCE = Config(
    frame_side=16,
    segmentor_side=16,
    refiner_side=16,
    segmentor_radius=2,
    grid="corners",
    antialias=False,
    focus_threshold=0.49,
    drop_corner_clicks=True,
    merge="reference",
    mended=False,
)
MENDED = replace(REFERENCE, merge="safe", mended=True, drop_corner_clicks=False)
CENTRES = replace(MENDED, grid="centres", antialias=True, focus_threshold=0.0)
LOOKING = replace(CENTRES, looks=3)
CONFIGS = {"reference": REFERENCE, "mended": MENDED, "centres": CENTRES, "looking": LOOKING}
