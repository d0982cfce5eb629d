"""What the worker calls: images by number, a session on each, a click's network runs one at a time.

The worker knows no Python types: what goes out is JSON text and flat arrays, what comes in is numbers, arrays
that `Bridge.allocate` made, and the networks' outputs. Nothing here runs a network or decides about a mask.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Literal, TypedDict, final

import numpy as np
from numpy.typing import NDArray

from py_frontend import Box, Click, ClickResult, Config, Patch, Ref, Run, Session
from py_frontend.raster import Raster

if TYPE_CHECKING:
    from exchange import Files

Array = NDArray[np.float32]
Bits = NDArray[np.uint8]


@final
class Kept(TypedDict):
    """An output that stays with the networks, by its number there."""

    ref: int


@final
class Values(TypedDict):
    """An output's values, flat, and its shape."""

    data: memoryview
    dims: list[int]


@dataclass(frozen=True)
class State:
    """A session after a request: `summary` as JSON, `bits` the new pixels of the patch's box, packed."""

    summary: str
    bits: Bits


class Steps:
    """One click in progress; `advance` runs the pipeline up to its next wish for a network."""

    def __init__(self, session: Session, click: Click, window: Box | None, preview: bool) -> None:
        self._session = session
        self._steps = session.click(click, window, preview)
        self._run: Run | None = None
        self._result: ClickResult | None = None

    def advance(self, outputs: Mapping[str, Kept | Values] | None = None) -> bool:
        """Hand in the last run's outputs; True while another run is wanted, described by `plan`."""
        try:
            if outputs is None:
                self._run = next(self._steps)
            else:
                self._run = self._steps.send({name: _received(output) for name, output in outputs.items()})
        except StopIteration as end:
            self._run, self._result = None, end.value
        return self._run is not None

    @property
    def plan(self) -> str:
        """The wanted run as JSON: net, arrays (names of feeds to fetch by `feed`), refs, fetches, keeps."""
        run = self._wanted()
        refs = {name: feed.handle for name, feed in run.feeds.items() if isinstance(feed, Ref)}
        arrays = [name for name in run.feeds if name not in refs]
        return json.dumps(
            {"net": run.net, "arrays": arrays, "refs": refs, "fetches": run.fetches, "keeps": run.keeps}
        )

    def feed(self, name: str) -> Array:
        """Values of one input of the wanted run, contiguous float32."""
        return np.ascontiguousarray(self._wanted().feeds[name], dtype=np.float32)

    def result(self) -> State:
        """Return the session as the click left it or, of a preview, as it would leave it."""
        if self._result is None:
            raise RuntimeError("the click is not finished: advance it until no run is wanted")
        return _state(self._session, self._result.patch, self._result.changed)

    def _wanted(self) -> Run:
        if self._run is None:
            raise RuntimeError("no network run is wanted: call advance first")
        return self._run


class Bridge:
    """All images of one worker, which share a variant's configuration; each has one session at a time."""

    def __init__(self, pipeline: str) -> None:
        self._config = Config.from_json(json.loads(pipeline))
        self._images: dict[int, tuple[Raster, Config]] = {}
        self._sessions: dict[int, Session] = {}

    def allocate(self, size: int) -> Bits:
        """Return `size` bytes for the worker to write into."""
        return np.empty(size, np.uint8)

    def open(
        self,
        key: int,
        pixels: Bits,
        height: int,
        width: int,
        merge: Literal["safe", "reference"] | None = None,
    ) -> None:
        """Take RGBA `pixels` as image `key`, with what every click needs of it."""
        config = self._config if merge is None else replace(self._config, merge=merge)
        raster = Raster(pixels.reshape(height, width, 4))
        if config.antialias:
            raster.build(min(config.frame_side, config.refiner_side))
        self._images[key] = raster, config

    def begin(self, key: int, mask: Bits | None, clicks: str) -> None:
        """Begin image `key`'s session anew: `mask` (packed bits) where there is one, `clicks` as JSON."""
        raster, config = self._images[key]
        start = None if mask is None else _unpacked(mask, raster.box.height, raster.box.width)
        made_by = [Click(**click) for click in json.loads(clicks)]
        self._sessions[key] = Session(raster, config, start, clicks=made_by)

    def click(self, key: int, click: str, window: str | None, preview: bool) -> Steps:
        """Begin a click; the session changes when its last step is done, unless it is a preview.

        `click` and `window`, a box, are JSON.
        """
        box = None if window is None else Box(**json.loads(window))
        return Steps(self._sessions[key], Click(**json.loads(click)), box, preview)

    def move(self, key: int, steps: int) -> None:
        """Take back that many steps, or do them again if `steps` is negative."""
        session = self._sessions[key]
        for _ in range(abs(steps)):
            if steps > 0:
                session.undo()
            else:
                session.redo()

    def set_mask(self, key: int, mask: Bits) -> int:
        """Take over a mask drawn by hand, packed; the clicks still count. Returns how many steps are kept."""
        session = self._sessions[key]
        raster, _ = self._images[key]
        session.set_mask(_unpacked(mask, raster.box.height, raster.box.width))
        return session.steps

    def close(self, key: int) -> None:
        """Forget image `key` and its session."""
        self._images.pop(key, None)
        self._sessions.pop(key, None)

    def write(self, format: str, pictures: str, options: str, bits: Bits) -> Files:
        """Write pictures' objects in a format; see `exchange.write_files`."""
        from exchange import write_files  # loaded at the first export only

        return write_files(format, json.loads(pictures), json.loads(options), bits)

    def read(self, format: str | None, files: Mapping[str, Bits], picture: str) -> Files:
        """Read a picture's objects from files; see `exchange.read_files`."""
        from exchange import read_files

        return read_files(format, files, json.loads(picture))


def _received(output: Kept | Values) -> Array | Ref:
    if "data" in output:
        return np.asarray(output["data"], dtype=np.float32).reshape(output["dims"])
    return Ref(output["ref"])


def _unpacked(bits: Bits, height: int, width: int) -> NDArray[np.bool_]:
    return np.unpackbits(bits.reshape(height, -1), axis=1, count=width).view(np.bool_)


def _state(session: Session, patch: Patch, changed: bool) -> State:
    box = patch.box if patch.box.area else None
    summary = {
        "box": box and {side: int(value) for side, value in asdict(box).items()},
        "changed": bool(changed),
        "steps": session.steps,
    }
    if box is None:
        return State(json.dumps(summary), np.empty(0, np.uint8))
    # The columns to both sides that share the box's first and last bytes come along.
    whole_bytes = Box(box.x0 // 8 * 8, box.y0, -(-box.x1 // 8) * 8, box.y1)
    return State(json.dumps(summary), patch.new.packed(whole_bytes).ravel())
