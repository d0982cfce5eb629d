"""Time of a click in Chromium, stage by stage: ``python -m tests.benchmarks.browser``.

Drives the built page (``python build.py`` first) on its coffee sample with one thread. Milliseconds of
one machine mean little to another; what compares is the share of each stage, and runs side by side.
Prints a table for people and one JSON line for programs.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from build import find_chromium
from py_frontend import Click
from tests.browser.driver import Driver
from web.build.serve import server

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = "Coffee"
PLACES = ((300, 180), (180, 250), (420, 260), (300, 330), (240, 120), (60, 60), (540, 80), (120, 340))


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.browser", description=main.__doc__)
    parser.add_argument("--clicks", type=int, default=32, help="clicks to time, after two to warm up")
    timings = click_timings(parser.parse_args().clicks)
    rows = {stage: spread([timing[stage] for timing in timings]) for stage in timings[0]}
    print(f"{'ms per click':14}{'lower quartile':>16}{'median':>10}{'upper quartile':>16}")
    for stage, (lower, median, upper) in rows.items():
        print(f"{stage:14}{lower:16.1f}{median:10.1f}{upper:16.1f}")
    print(json.dumps({"sample": SAMPLE, "clicks": len(timings), "ms": rows}))


def click_timings(count: int) -> list[dict[str, float]]:
    """Click on the sample, resetting after every eighth click, and return each click's milliseconds."""
    with (
        sync_playwright() as playwright,
        server(ROOT / "dist" / "page", 0) as running,
        tempfile.TemporaryDirectory() as pictures,
    ):
        threading.Thread(target=running.serve_forever, daemon=True).start()
        sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses to sandbox for root
        browser = playwright.chromium.launch(executable_path=find_chromium(os.environ), args=sandbox)
        page = browser.new_page()
        page.set_default_timeout(120_000)
        driver = Driver(page, f"http://127.0.0.1:{running.server_port}/", Path(pictures)).open()
        driver.sample(SAMPLE)
        timings = [timed_click(driver, index) for index in range(count + 2)]
        running.shutdown()
        return timings[2:]


def timed_click(driver: Driver, index: int) -> dict[str, float]:
    """Click at the next place, every fourth click a negative one."""
    place = index % len(PLACES)
    if place == 0:
        driver.call("reset")
    x, y = PLACES[place]
    timing: dict[str, float] = driver.click(Click(x, y, place % 4 != 3))["ms"]
    return timing


def spread(values: list[float]) -> tuple[float, float, float]:
    """Return lower quartile, median and upper quartile."""
    lower, median, upper = statistics.quantiles(values, n=4)
    return round(lower, 1), round(median, 1), round(upper, 1)


if __name__ == "__main__":
    main()
