"""Speed, start, growth, memory and size in Chromium: ``python -m tests.benchmarks.browser``.

Drives the built page (``python build.py`` first) and writes ``RESULTS.md`` beside this file. Milliseconds of
one machine mean little to another, and less on a busy one: what compares are ratios taken in one run.
"""

from __future__ import annotations

import argparse
import os
import platform
from pathlib import Path

from tests.benchmarks import measures, report
from tests.benchmarks.chromium import ROOT, chromium
from tests.benchmarks.native import native_times

RESULTS = Path(__file__).with_name("RESULTS.md")
OWN, REFERENCE = "mobilenetv2-s1", "hrnet18s-s1"
MEGAPIXELS = (1, 2, 8, 33)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.browser", description=__doc__)
    parser.add_argument("--clicks", type=int, default=32, help="clicks per figure, after two to warm up")
    parser.add_argument("--starts", type=int, default=5, help="cold and warm starts")
    parser.add_argument("--rounds", type=int, default=30, help="native runs of each network")
    parser.add_argument(
        "--memory-clicks", type=int, default=200, help="clicks between two looks at the memory"
    )
    options = parser.parse_args()
    text = _measured(options)
    RESULTS.write_text(text)
    print(text)


def _measured(options: argparse.Namespace) -> str:
    threads = {}
    with chromium() as running:
        with running.visitor() as context:
            driver = running.visit(context).sample(measures.SAMPLE)
            threads[1] = measures.clicks(driver, options.clicks)
            native = native_times([OWN, REFERENCE], options.rounds)
            rest, after = measures.memory(running, driver, options.memory_clicks)
            sizes = measures.growth(driver, MEGAPIXELS, options.clicks // 2)
        started = measures.starts(running, options.starts)
    with chromium(threads=True) as running, running.visitor() as context:
        driver = running.visit(context, "?threads=2").sample(measures.SAMPLE)
        threads[2] = measures.clicks(driver, options.clicks)
    clicks = options.memory_clicks
    sections = {
        "One click": report.click_table(threads),
        "Against native PyTorch": report.ratio_table(threads[1], native, OWN, REFERENCE),
        "Start, from this machine itself": report.start_table(started),
        "Growth with the picture": report.growth_table(sizes),
        "Memory": f"{rest / 1e6:.0f} MB with a picture open, {after / 1e6:.0f} MB after {clicks} clicks.",
        "Bytes": f"```\n{(ROOT / 'dist' / 'sizes.txt').read_text().strip()}\n```",
    }
    return _document(sections)


def _document(sections: dict[str, str]) -> str:
    load = os.getloadavg()[0]
    about = (
        f"Made by `python -m tests.benchmarks.browser` on {platform.machine()}, {os.cpu_count()} cores, with "
        f"a load of {load:.1f} at the end. Above the number of cores, times are longer than the machine's "
        f"own; ratios of one run still compare."
    )
    body = "\n\n".join(f"## {title}\n\n{text}" for title, text in sections.items())
    return f"# Results\n\n{about}\n\n{body}\n"


if __name__ == "__main__":
    main()
