"""The ledger: sums by day and by run, and the buckets the service closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.model import RunId, Spent, Window
from core.quota import Method
from tests.db.values import TODAY, a_charge, a_run

if TYPE_CHECKING:
    from db.store import SqliteStore

TOMORROW = Window(TODAY.end, TODAY.end + timedelta(days=1))


async def test_a_day_s_charges_are_summed_by_bucket(store: SqliteStore) -> None:
    await store.runs.create(a_run(), [])
    for charge in (
        a_charge(Method.ITEMS_LIST),
        a_charge(Method.SEARCH_LIST, run="run"),
        a_charge(Method.PLAYLISTS_INSERT, run="run"),
        a_charge(Method.PLAYLISTS_INSERT, run="run", is_surplus=True),
        replace(a_charge(Method.ITEMS_INSERT, run="run"), window_start=TOMORROW.start),
    ):
        await store.ledger.charge(charge)
    assert await store.ledger.spent(TODAY) == Spent(units=101, searches=1, playlists=2, surplus_units=50)
    assert await store.ledger.spent(TOMORROW) == Spent(units=50)
    assert await store.ledger.of_run(RunId("run")) == Spent(units=150, searches=1, playlists=2, surplus_units=50)


async def test_nothing_charged_is_nothing_spent(store: SqliteStore) -> None:
    assert await store.ledger.spent(TODAY) == Spent()
    assert await store.ledger.of_run(RunId("nobody")) == Spent()


async def test_a_bucket_is_closed_for_its_day_only(store: SqliteStore) -> None:
    await store.ledger.mark_exhausted(TODAY, "searches")
    await store.ledger.mark_exhausted(TODAY, "searches")
    await store.ledger.mark_exhausted(TODAY, "playlists")
    assert await store.ledger.exhausted(TODAY) == {"searches", "playlists"}
    assert await store.ledger.exhausted(TOMORROW) == frozenset()


async def test_the_latest_days_come_oldest_first_with_their_sums(store: SqliteStore) -> None:
    for charge in (
        a_charge(Method.ITEMS_LIST),
        a_charge(Method.SEARCH_LIST),
        replace(a_charge(Method.ITEMS_INSERT), window_start=TOMORROW.start),
    ):
        await store.ledger.charge(charge)
    assert await store.ledger.days(limit=9) == (
        (TODAY.start, Spent(units=1, searches=1)),
        (TOMORROW.start, Spent(units=50)),
    )
    assert [start for start, _ in await store.ledger.days(limit=1)] == [TOMORROW.start]
