"""What is measured in the page: clicks, starts, growth with the picture, memory."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping, Sequence

from PIL import Image

from py_frontend import Click
from tests.benchmarks.chromium import ROOT, Chromium
from tests.benchmarks.spread import Spread
from tests.browser.driver import Driver

SAMPLE = "Coffee"
READY = "**from the visit until ready**"
PICTURE = ROOT / "web" / "samples" / "coffee.jpg"
# Shares of width and height; every fourth click is a negative one.
PLACES = (
    (0.5, 0.45),
    (0.3, 0.62),
    (0.7, 0.65),
    (0.5, 0.82),
    (0.4, 0.3),
    (0.1, 0.15),
    (0.9, 0.2),
    (0.2, 0.85),
)
_PYTHON = ("prepare", "focus", "merge")
_PARTS = """async () => performance.getEntriesByType("measure")
    .filter(({ name }) => name.startsWith("focalclick "))
    .map(({ name, duration }) => [name.replace("focalclick ", ""), duration / 1000])"""


def clicks(driver: Driver, count: int, between: Callable[[], object] | None = None) -> dict[str, Spread]:
    """Click `count` times after two to warm up, resetting after every eighth; milliseconds per stage.

    ``python`` is the sum of the pipeline's three stages, ``page`` what passes around the worker's own time:
    messages, the patch and the view, up to the promise's answer. `between` is called after every click, so
    that what it measures sees the same other load.
    """
    timings = []
    for index in range(count + 2):
        timings.append(_click(driver, index))
        if between:
            between()
    return {stage: Spread.of([timing[stage] for timing in timings[2:]]) for stage in timings[0]}


def _click(driver: Driver, index: int) -> dict[str, float]:
    place = index % len(PLACES)
    if place == 0:
        driver.call("reset")
    width, height = driver.size
    x, y = (int(share * side) for share, side in zip(PLACES[place], (width, height), strict=True))
    script = """async ([x, y, positive]) => {
        const annotator = await window.annotator, begin = performance.now();
        const { ms } = await annotator.click(x, y, { positive });
        return { ...ms, page: performance.now() - begin - ms.total };
    }"""
    timing: dict[str, float] = driver.page.evaluate(script, [x, y, place % 4 != 3])
    timing["python"] = sum(timing[stage] for stage in _PYTHON)
    return timing


def starts(chromium: Chromium, count: int) -> dict[str, dict[str, Spread]]:
    """Start cold and warm `count` times: seconds from the visit until ready, and what each part took.

    Parts that wait for the processor or the network overlap, so they add up to more than the whole.
    """
    seen: dict[str, list[dict[str, float]]] = {"cold": [], "warm": []}
    for _ in range(count):
        with chromium.visitor() as context:
            for kind in seen:
                driver = chromium.visit(context)
                seen[kind].append(_start(driver))
                driver.page.close()
    return {kind: _spreads(visits) for kind, visits in seen.items()}


def _start(driver: Driver) -> dict[str, float]:
    ready: float = driver.page.evaluate("() => performance.now()")
    [worker] = driver.page.workers
    parts: list[tuple[str, float]] = worker.evaluate(_PARTS)
    begin = time.perf_counter()
    driver.click(Click(300, 180))
    first = time.perf_counter() - begin
    return {**dict(parts), READY: ready / 1000, "first click": first}


def _spreads(visits: Sequence[Mapping[str, float]]) -> dict[str, Spread]:
    names = [name for name in visits[0] if all(name in visit for visit in visits)]
    return {name: Spread.of([visit[name] for visit in visits]) for name in names}


def growth(driver: Driver, megapixels: Sequence[int], count: int) -> dict[int, dict[str, Spread]]:
    """Click on the same photo at several sizes."""
    found = {}
    for size in megapixels:
        driver.image(f"{size}.jpg", _photo(size))
        found[size] = clicks(driver, count)
    return found


def _photo(megapixels: int) -> bytes:
    photo = Image.open(PICTURE)
    scale = (megapixels * 1e6 / (photo.width * photo.height)) ** 0.5
    stream = io.BytesIO()
    photo.resize((round(photo.width * scale), round(photo.height * scale))).save(stream, "JPEG", quality=85)
    return stream.getvalue()


def memory(chromium: Chromium, driver: Driver, count: int) -> tuple[int, int]:
    """Return the renderers' memory at rest and after `count` clicks, in bytes."""
    before = chromium.resident_bytes()
    for index in range(count):
        _click(driver, index)
    return before, chromium.resident_bytes()
