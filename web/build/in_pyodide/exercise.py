"""Inside Pyodide: do what the page's worker does, and report which modules that took.

Imports every module of py_frontend and whatever their sources import, plays clicks of every model variant
through the bridge, with made-up network outputs, and writes and reads every file format. Writes
/repack/report.json: the loaded modules with their origins, and a hash of all masks and files, by which a run
with the trimmed library is compared with a run with the full one.
"""

import hashlib
import importlib
import json
import pkgutil
import sys
from typing import Any

import numpy as np

import bridge
import py_frontend
from py_frontend import formats

SIDE = 96
Pipeline = dict[str, Any]


def play(pipeline: Pipeline) -> bytes:
    """Click on a gradient, move in the history, correct masks; return the bits of every patch."""
    engine = bridge.Bridge(json.dumps(pipeline))
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    pixels = engine.allocate(SIDE * SIDE * 4)
    pixels[:] = np.stack([rows, columns, rows + columns, 0 * rows], axis=-1).astype(np.uint8).ravel()
    engine.open(1, pixels, SIDE, SIDE)
    engine.begin(1, None, "[]")
    window = json.dumps({"x0": 30, "y0": 30, "x1": 80, "y1": 90})
    states = [click(engine, pipeline, 40, 40, True, None), click(engine, pipeline, 70, 40, True, window)]
    engine.move(1, 2)
    engine.move(1, -1)
    engine.set_mask(1, np.packbits(rows > columns))
    states += [click(engine, pipeline, 10, 80, False, None)]
    engine.begin(1, np.packbits(rows > columns), json.dumps([{"x": 10, "y": 80, "positive": True}]))
    states += [click(engine, pipeline, 44, 40, False, None)]
    engine.close(1)
    return b"".join(state.summary.encode() + state.bits.tobytes() for state in states)


def click(
    engine: bridge.Bridge, pipeline: Pipeline, x: int, y: int, positive: bool, window: str | None
) -> bridge.State:
    """Run one click to its end, reading every feed as the worker does."""
    steps = engine.click(1, json.dumps({"x": x, "y": y, "positive": positive}), window, False)
    outputs: dict[str, Any] | None = None
    while steps.advance(outputs):
        plan = json.loads(steps.plan)
        for name in plan["arrays"]:
            steps.feed(name)
        outputs = {name: hill(pipeline, name) for name in plan["fetches"]}
        outputs |= {name: {"ref": 1} for name in plan["keeps"]}
    return steps.result()


def exchange() -> bytes:
    """Write an object with a hole in every format, with every choice, and read it back."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    distance = (rows - 40) ** 2 + (columns - 50) ** 2
    ring = formats.Region.of((distance < 900) & (distance > 100))
    picture = formats.Picture("a.jpg", SIDE, SIDE, (formats.MaskObject(ring, "b", "c", "#102030", 1),))
    seen = []
    for name, format in formats.FORMATS.items():
        declared = format.codec().WRITE_OPTIONS.items()
        choices = [(option, word) for option, words in declared if isinstance(words, tuple) for word in words]
        for options in ({}, *({option: word} for option, word in choices)):
            files = dict(formats.write(name, [picture], options).files)
            (again,) = formats.read(None, files, {"a.jpg": (SIDE, SIDE)})
            seen += [*files.values(), *(item.region.mask().tobytes() for item in again.objects)]
    return b"".join(seen)


def hill(pipeline: Pipeline, name: str) -> dict[str, Any]:
    """Logits for the output `name` that are positive in the middle and negative around it."""
    side = {"coarse": pipeline["segmentor_side"] // 4, "refined": pipeline["refiner_side"]}[name]
    ramp = np.linspace(-1.0, 1.0, side, dtype=np.float32)
    return {"data": (4.0 - 8.0 * (ramp[:, None] ** 2 + ramp**2)).ravel(), "dims": [1, 1, side, side]}


for module in pkgutil.walk_packages(py_frontend.__path__, "py_frontend."):
    importlib.import_module(module.name)
for name in sys.argv[1:]:  # what the sources import, also inside functions
    importlib.import_module(name)
with open("/repack/models.json", encoding="utf-8") as stream:
    variants = json.load(stream)["variants"]
masks = hashlib.sha256(b"".join(play(variant["pipeline"]) for variant in variants.values()))
masks.update(exchange())
modules = {name: getattr(module.__spec__, "origin", None) for name, module in sorted(sys.modules.items())}
with open("/repack/report.json", "w", encoding="utf-8") as stream:
    json.dump({"modules": modules, "masks": masks.hexdigest()}, stream)
