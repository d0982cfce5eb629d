"""Fixtures of the unit tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.drawn_shard import write_shard


@pytest.fixture(scope="session")
def shard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shard of six drawn pictures, so that a bare clone tests the data path."""
    return write_shard(tmp_path_factory.mktemp("shards") / "drawn.tar", 6)
