"""The figures as tables in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.benchmarks.measures import READY
from tests.benchmarks.peer import Peer
from tests.benchmarks.spread import Spread

Native = Mapping[str, Mapping[str, Spread]]
Stages = Mapping[str, Spread]


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table, first column left, the others right.

    >>> print(table(["a", "b"], [["x", 1]]))
    | a | b |
    |:--|--:|
    | x | 1 |
    """
    lines = [head, [":--", *["--:"] * (len(head) - 1)], *rows]
    text = [f"| {' | '.join(map(str, line))} |" for line in lines]
    text[1] = text[1].replace(" ", "")
    return "\n".join(text)


def click_table(threads: Mapping[int, Stages]) -> str:
    """Milliseconds of each stage of a click, a column for each number of threads."""
    head = ["ms per click: median (quartiles)", *(f"{count} thread{'s' * (count > 1)}" for count in threads)]
    stages = next(iter(threads.values()))
    return table(head, [[stage, *(of[stage] for of in threads.values())] for stage in stages])


def ratio_table(browser: Stages, native: Native, own: str, reference: str) -> str:
    """The browser's click against native PyTorch, both on one thread."""
    networks = browser["segmentor"].median + browser["refiner"].median
    total = browser["total"].median
    rows = []
    for name in native:
        sums = sum(part.median for part in native[name].values())
        parts = " + ".join(str(part) for part in native[name].values())
        rows.append([name, parts, f"{networks / sums:.2f}", f"{total / sums:.2f}"])
    head = ["native PyTorch: Segmentor + Refiner", "ms", f"{own}'s networks here", "whole click here"]
    about = (
        f"The paper's own network is {reference}; ratios below 1 are faster here. A first click, and one "
        f"whose answer shows that the crop was badly chosen, runs the Segmentor twice; natively it runs once."
    )
    return f"{table(head, rows)}\n\n{about}"


def peer_table(browser: Stages, peer: Peer) -> str:
    """A Segment-Anything-like peer's networks beside our whole click, both on one thread."""
    total, first = browser["total"], peer.encode.median + peer.decode.median
    ratio = f"{total.median / first:.2f}", f"{total.median / peer.decode.median:.2f}"
    rows: list[list[object]] = [
        ["this page: networks and Python", total, total],
        ["peer: its networks alone", f"{first:.1f}", peer.decode],
        ["ratio", *ratio],
    ]
    text = table(["ms", "first mask of a picture", "each further click"], rows)
    about = f"{peer.bytes / 1e6:.1f} MB of graphs; its sessions start in {peer.start / 1000:.2f} s."
    return f"{text}\n\nThe peer: encoder {peer.encode} ms; {about}"


def start_table(found: Mapping[str, Stages]) -> str:
    """Seconds that each part of the start takes, and the whole."""
    stages = list(found["cold"])
    rows: list[list[object]] = [
        [stage, *(f"{of[stage].median:.2f}" if stage in of else "-" for of in found.values())]
        for stage in stages
    ]
    rows.append(["warm / cold", "", f"{found['warm'][READY].median / found['cold'][READY].median:.2f}"])
    return table(["seconds", *found], rows)


def growth_table(found: Mapping[int, Stages]) -> str:
    """The click at several picture sizes."""
    rows = [
        [f"{size} MP", *(of[stage] for stage in ("python", "total", "page"))] for size, of in found.items()
    ]
    text = table(["picture", "Python ms", "worker's click ms", "page ms"], rows)
    if {2, 33} <= found.keys():
        text += f"\n\n33 MP / 2 MP: {found[33]['total'].median / found[2]['total'].median:.2f}"
    return text
