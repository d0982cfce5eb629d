"""What the worker calls: sessions by number, a click's network runs one at a time, patches packed to bits.

The worker knows no Python types: what goes out is JSON text and flat arrays, what comes in is numbers, arrays
that `Bridge.allocate` made, and the networks' outputs. Nothing here runs a network or decides about a mask.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Literal, TypedDict, final

import numpy as np
from numpy.typing import NDArray

from py_frontend import Box, Click, ClickResult, Config, Patch, Ref, Run, Session

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

    def __init__(self, session: Session, click: Click) -> None:
        self._session = session
        self._steps = session.click(click)
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
        """Return the session as the click left it."""
        if self._result is None:
            raise RuntimeError("the click is not finished: advance it until no run is wanted")
        return _state(self._session, self._result.patch, self._result.changed)

    def _wanted(self) -> Run:
        if self._run is None:
            raise RuntimeError("no network run is wanted: call advance first")
        return self._run


class Bridge:
    """All sessions of one worker, which share a variant's configuration."""

    def __init__(self, pipeline: str) -> None:
        self._config = Config.from_json(json.loads(pipeline))
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
        mask: Bits | None = None,
    ) -> State:
        """Begin session `key` on RGBA `pixels`, correcting `mask` (packed bits) where there is one."""
        config = self._config if merge is None else replace(self._config, merge=merge)
        start = None if mask is None else _unpacked(mask, height, width)
        session = Session(pixels.reshape(height, width, 4), config, start)
        self._sessions[key] = session
        return _state(session, None, False)

    def click(self, key: int, x: int, y: int, positive: bool) -> Steps:
        """Begin a click; the session changes when its last step is done."""
        return Steps(self._sessions[key], Click(x, y, positive))

    def undo(self, key: int) -> State:
        """Take back the last change, if there is one."""
        return _moved(self._sessions[key], self._sessions[key].undo())

    def redo(self, key: int) -> State:
        """Repeat the change that was taken back last, if there is one."""
        return _moved(self._sessions[key], self._sessions[key].redo())

    def reset(self, key: int) -> State:
        """Forget all clicks and return to the mask the session began with."""
        return _moved(self._sessions[key], self._sessions[key].reset())

    def set_mask(self, key: int, mask: Bits) -> State:
        """Put the packed bits `mask` in place of the session's mask, and drop the clicks that made that."""
        session = self._sessions[key]
        height, width = session.mask.shape
        return _moved(session, session.set_mask(_unpacked(mask, height, width), keep_clicks=False))

    def close(self, key: int) -> None:
        """Forget session `key`."""
        self._sessions.pop(key, None)


def _received(output: Kept | Values) -> Array | Ref:
    if "data" in output:
        return np.asarray(output["data"], dtype=np.float32).reshape(output["dims"])
    return Ref(output["ref"])


def _unpacked(bits: Bits, height: int, width: int) -> NDArray[np.bool_]:
    return np.unpackbits(bits.reshape(height, -1), axis=1, count=width).view(np.bool_)


def _packed(mask: NDArray[np.bool_], box: Box) -> Bits:
    """Pack a box's rows, with the columns to both sides that share its first and last bytes."""
    whole_bytes = slice(box.x0 // 8 * 8, -(-box.x1 // 8) * 8)
    return np.packbits(mask[box.y0 : box.y1, whole_bytes], axis=1)


def _moved(session: Session, patch: Patch | None) -> State:
    return _state(session, patch, patch is not None and bool((patch.before != patch.after).any()))


def _state(session: Session, patch: Patch | None, changed: bool) -> State:
    if patch is not None and patch.after.size == 0:
        patch = None
    summary = {
        "box": None if patch is None else {side: int(value) for side, value in asdict(patch.box).items()},
        "changed": bool(changed),
        "clicks": [{"x": int(c.x), "y": int(c.y), "positive": bool(c.positive)} for c in session.clicks],
        "canUndo": bool(session.can_undo),
        "canRedo": bool(session.can_redo),
    }
    bits = np.empty(0, np.uint8) if patch is None else _packed(session.mask, patch.box).ravel()
    return State(json.dumps(summary), bits)
