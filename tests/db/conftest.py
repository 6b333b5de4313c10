"""Stores to test with: each test of a method runs on a file and in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from db.store import SqliteStore, open_memory, open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a database would stand; its folder is not there yet."""
    return tmp_path / "home" / "crossfade.db"


@pytest.fixture(params=["file", "memory"])
async def store(request: pytest.FixtureRequest, file: Path) -> AsyncIterator[SqliteStore]:
    """An empty store, closed at the end."""
    opened = await open_store(file) if request.param == "file" else await open_memory()
    async with opened:
        yield opened
