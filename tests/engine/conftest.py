"""Journeys on a store in memory: fast, and gone with the test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

import pytest

from db.store import open_memory
from tests.engine.journey import Journey

if TYPE_CHECKING:
    from pathlib import Path

MakeJourney = Callable[..., Awaitable[Journey]]


@pytest.fixture
async def journey_of(tmp_path: Path) -> AsyncIterator[MakeJourney]:
    """Makes journeys; their stores are closed at the end."""
    stores = []

    async def make(**options: object) -> Journey:
        store = await open_memory()
        stores.append(store)
        return Journey(store, tmp_path, **options)  # type: ignore[arg-type]  # Journey's own keywords

    yield make
    for store in stores:
        await store.close()
