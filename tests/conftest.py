"""Fixtures shared by every room's tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the room it lies in (``unit``, ``parity``, ``browser``, ``extension``)."""
    for item in items:
        room = item.path.relative_to(REPOSITORY / "tests").parts[0]
        item.add_marker(room)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of data sets and large fixtures beside the repository; tests that need it skip without it."""
    folder = Path(os.environ.get("FOCALCLICK_SHARED", REPOSITORY.parent / "shared"))
    if not (folder / "parity").is_dir():
        pytest.skip("needs the folder of data and recordings beside the repository (or FOCALCLICK_SHARED)")
    return folder


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright itself: one for all rooms, since two cannot run in one process."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder for screenshots: the one ``FOCALCLICK_PICTURES`` names, else a temporary one."""
    named = os.environ.get("FOCALCLICK_PICTURES")
    folder = Path(named) if named else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
