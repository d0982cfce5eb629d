"""More than one thread: only where the page is isolated, and with the same masks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from py_frontend import Click
from tests.browser.driver import Driver
from web.build.serve import server

THREADS = "async () => (await window.annotator).threads"


@pytest.fixture
def isolated(page: Page, dist: Path, pictures: Path) -> Iterator[Driver]:
    """The page as ``build.py serve --threads`` serves it, not loaded yet."""
    with server(dist, 0, threads=True) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield Driver(page, f"http://127.0.0.1:{running.server_port}/", pictures)
        running.shutdown()


def test_two_threads_give_the_mask_of_one(isolated: Driver, shared_driver: Driver) -> None:
    isolated.open("?threads=2")
    assert isolated.page.evaluate(THREADS) == 2
    assert len(isolated.page.workers) == 2, "the worker and its second thread"
    shared_driver.sample("Coffee")
    for click in (Click(290, 120), Click(200, 250)):
        isolated.click(click)
        shared_driver.click(click)
    assert isolated.mask.any()
    assert np.count_nonzero(isolated.mask ^ shared_driver.mask) <= 0.001 * isolated.mask.size


@pytest.mark.parametrize("query", ["", "?threads=many"])
def test_a_measurement_chooses_where_nobody_does(isolated: Driver, query: str) -> None:
    """How many depends on what else the machine does; the measuring worker must be gone again."""
    isolated.open(query)
    threads = isolated.page.evaluate(THREADS)
    assert threads in (1, 2)
    assert isolated.click(Click(290, 120))["changed"]
    assert len(isolated.page.workers) == threads


def test_one_thread_without_isolation(driver: Driver) -> None:
    driver.open("?threads=2")
    assert driver.page.evaluate(THREADS) == 1
