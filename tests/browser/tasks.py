"""How long the page's main thread was held up, by its own processor time: a busy machine changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Browser, Page

LONG_MS = 50
_MAIN = "CrRendererMain"


def long_tasks(
    browser: Browser, page: Page, act: Callable[[], object], longer_than: float = LONG_MS
) -> list[float]:
    """Milliseconds of each task of a renderer's main thread above `longer_than` while `act` ran."""
    browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-devtools.timeline"])
    act()
    trace = json.loads(browser.stop_tracing())
    events = trace["traceEvents"] if isinstance(trace, dict) else trace
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == _MAIN
    }
    tasks = [
        event["tdur"]
        for event in events
        if event["name"].endswith("RunTask") and (event["pid"], event["tid"]) in mains and "tdur" in event
    ]
    assert any(tasks), "the trace tells no task's time on the main thread"
    return [task / 1000 for task in tasks if task > 1000 * longer_than]
