"""What YouTube held: heads, items, markers, and what a listing proves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.errors import StoreError
from core.marker import item_marker, playlist_marker
from core.model import Account, OperationId, PlaylistId, RunId
from core.states import CollectionKind, Phase, RunKind, Service
from tests.db.journeys import category_of, import_playlists, plan_sync, recordings_of
from tests.db.values import NOON, a_checkpoint, a_head, a_row, a_run, an_item, an_operation, later

if TYPE_CHECKING:
    from core.model import HeldPlaylist, RemoteItem
    from db.store import SqliteStore

P = PlaylistId("p")


async def list_items(store: SqliteStore, *items: RemoteItem, after_s: float = 0) -> HeldPlaylist:
    """List the items of ``p``; what is known then."""
    await store.channel.save_items(P, items, at=later(after_s), settle_s=60)
    found = await store.channel.playlist(P)
    assert found is not None
    return found


def mine(name: str, position: int = 0) -> RemoteItem:
    """An item that carries our marker."""
    return an_item(name, "p", position=position, note=item_marker(OperationId(f"op-{name}")))


async def test_a_database_belongs_to_one_channel(store: SqliteStore) -> None:
    assert await store.channel.identity() is None
    await store.channel.claim(Account("c1", "Ada"))
    await store.channel.claim(Account("c1", "Ada L."))
    assert await store.channel.identity() == Account("c1", "Ada L.")
    with pytest.raises(StoreError, match=r"belongs to the YouTube channel 'Ada L\.'"):
        await store.channel.claim(Account("c2", "Bob"))
    assert await store.channel.identity() == Account("c1", "Ada L.")


async def test_a_listing_is_kept_in_its_order_and_dated(store: SqliteStore) -> None:
    assert await store.channel.listed_at() is None
    await store.channel.save_heads([a_head("q"), a_head("p", count=3)], at=NOON, settle_s=60)
    assert await store.channel.listed_at() == NOON
    first, second = await store.channel.playlists()
    assert (first.head, first.listed_at, first.items_at, first.items) == (a_head("q"), NOON, None, ())
    assert second.head == a_head("p", count=3)


async def test_an_empty_listing_is_a_listing(store: SqliteStore) -> None:
    await store.channel.save_heads([a_head("p")], at=NOON, settle_s=60)
    await store.channel.save_heads([], at=later(100), settle_s=60)
    assert await store.channel.playlists() == ()
    assert await store.channel.playlist(P) is None
    assert await store.channel.listed_at() == later(100)


async def test_a_playlist_that_is_listed_again_keeps_what_was_known(store: SqliteStore) -> None:
    await store.channel.save_heads([a_head("p")], at=NOON, settle_s=60)
    await list_items(store, mine("a"))
    await store.channel.replace([P], on=True)
    await store.channel.save_heads([], at=later(100), settle_s=60)
    await store.channel.save_heads([a_head("p", etag="e2")], at=later(200), settle_s=60)
    found = await store.channel.playlist(P)
    assert found is not None
    assert (found.is_replaced, found.head.etag, found.listed_etag) == (True, "e2", "e1")
    assert [row.is_ours for row in found.items] == [True]


async def test_a_forgotten_playlist_does_not_come_back_with_a_late_listing(store: SqliteStore) -> None:
    await store.channel.save_heads([a_head("p")], at=NOON, settle_s=60)
    await store.channel.replace([P], on=True)
    await store.channel.forget(P, at=later(10))
    assert await store.channel.playlists() == ()
    await store.channel.save_heads([a_head("p")], at=later(40), settle_s=60)
    assert await store.channel.playlists() == ()
    await store.channel.save_heads([a_head("p")], at=later(71), settle_s=60)
    (back,) = await store.channel.playlists()
    assert (back.is_replaced, back.items_at) == (False, None)


async def test_a_marked_playlist_is_linked_to_its_category(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"]})
    road = category_of("road")
    marked = a_head("p", description=f"text\n{playlist_marker(road)}")
    copy = a_head("q", description=playlist_marker(road))
    second = a_head("r", description=playlist_marker(road, 2))
    await store.channel.save_heads([marked, copy, second], at=NOON, settle_s=60)
    category = await store.categories.get(road)
    assert category is not None
    assert category.parts == ("p", "r")
    assert [held.category_id for held in await store.channel.playlists()] == [road, None, road]


async def test_a_stored_link_wins_over_a_marker(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"]})
    road = category_of("road")
    await store.categories.link(road, PlaylistId("mine"))
    await store.channel.save_heads([a_head("p", description=playlist_marker(road))], at=NOON, settle_s=60)
    category = await store.categories.get(road)
    assert category is not None
    assert category.playlist_id == "mine"


async def test_a_marked_playlist_waits_for_its_category_to_be_imported(store: SqliteStore) -> None:
    road = category_of("road")
    await store.channel.save_heads([a_head("p", description=playlist_marker(road))], at=NOON, settle_s=60)
    await import_playlists(store, {"road": ["one"]})
    category = await store.categories.get(road)
    assert category is not None
    assert category.playlist_id == "p"


async def test_items_are_kept_in_order_and_the_reading_remembers_its_head(store: SqliteStore) -> None:
    await store.channel.save_heads([a_head("p", count=2, etag="e7")], at=NOON, settle_s=60)
    found = await list_items(store, an_item("b", "p", position=1), an_item("a", "p", position=0), after_s=5)
    assert [row.item.id for row in found.items] == ["a", "b"]
    assert (found.items_at, found.listed_etag, found.listed_count) == (later(5), "e7", 2)


async def test_a_marker_proves_an_item_ours_and_names_its_recording(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"]})
    (recording,) = await recordings_of(store, "road")
    await plan_sync(store, an_operation("op-a", recording=recording))
    found = await list_items(store, mine("a"), mine("b", 1), an_item("c", "p", position=2))
    assert [(row.is_ours, row.recording_id) for row in found.items] == [(True, recording), (True, None), (False, None)]


async def test_an_item_of_ours_stays_ours_when_its_note_is_gone(store: SqliteStore) -> None:
    await list_items(store, mine("a"))
    found = await list_items(store, an_item("a", "p"), after_s=10)
    assert found.items[0].is_ours


async def test_one_listing_without_an_item_of_ours_proves_nothing(store: SqliteStore) -> None:
    await list_items(store, mine("a"), mine("b", 1))
    found = await list_items(store, mine("b"), after_s=10)
    assert sorted((row.item.id, row.is_missing) for row in found.items) == [("a", True), ("b", False)]
    found = await list_items(store, mine("b"), after_s=69)
    assert len(found.items) == 2
    assert found.removed == frozenset()


async def test_a_second_listing_after_the_settle_time_proves_a_removal(store: SqliteStore) -> None:
    await list_items(store, mine("a"), mine("b", 1))
    await list_items(store, mine("b"), after_s=10)
    found = await list_items(store, mine("b"), after_s=70)
    assert [row.item.id for row in found.items] == ["b"]
    assert found.removed == {"a"}


async def test_an_item_that_was_only_late_is_there_again(store: SqliteStore) -> None:
    await list_items(store, mine("a"))
    await list_items(store, after_s=10)
    found = await list_items(store, mine("a"), after_s=20)
    assert [(row.item.id, row.is_missing) for row in found.items] == [("a", False)]
    found = await list_items(store, after_s=75)
    assert [row.is_missing for row in found.items] == [True]


async def test_anyone_else_s_item_that_is_not_listed_is_forgotten(store: SqliteStore) -> None:
    await list_items(store, an_item("x", "p"), mine("a", 1))
    found = await list_items(store, mine("a"), after_s=1)
    assert [row.item.id for row in found.items] == ["a"]
    assert found.removed == frozenset()


async def test_marking_for_replacement_names_the_unknown_ones(store: SqliteStore) -> None:
    await store.channel.save_heads([a_head("p"), a_head("q")], at=NOON, settle_s=60)
    assert await store.channel.replace([P, PlaylistId("z")], on=True) == ("z",)
    assert {held.head.id: held.is_replaced for held in await store.channel.playlists()} == {"p": True, "q": False}
    assert await store.channel.replace([P], on=False) == ()
    assert not any(held.is_replaced for held in await store.channel.playlists())


async def test_purging_youtube_frees_the_database_for_another_channel(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"]})
    await store.channel.claim(Account("c1", "Ada"))
    await store.channel.save_heads([a_head("p")], at=NOON, settle_s=60)
    await store.categories.link(category_of("road"), P)
    await list_items(store, mine("a"))
    channel = replace(a_run("channel", RunKind.IMPORT), arguments={"source": "youtube"})
    await store.runs.create(channel, [])
    listing = a_checkpoint("channel", phase=Phase.PLAYLISTS)
    await store.library.save_own_playlists(listing, [replace(a_head("p"), title="Mixtape")], now=NOON)
    mixtape = next(one for one in await store.library.collections() if one.kind is CollectionKind.YOUTUBE)
    await store.library.save_rows(a_checkpoint("channel", subject="p"), mixtape.id, [a_row(0, "two")])
    await store.library.finish_walk(a_checkpoint("channel", subject="p"), mixtape.id, snapshot_id="s", total=1)
    await store.categories.choose(mixtape.id)
    assert [category.title for category in await store.categories.all()] == ["road", "Mixtape"]
    await store.purge(Service.YOUTUBE)
    assert [category.title for category in await store.categories.all()] == ["road"]
    assert [one.title for one in await store.library.collections()] == ["road"]
    assert await store.library.checkpoint(RunId("channel"), Phase.PLAYLISTS) is None
    assert await store.library.checkpoint(RunId("import"), Phase.PLAYLISTS) is not None
    assert await store.channel.playlists() == ()
    assert await store.channel.listed_at() is None
    category = await store.categories.get("road")
    assert category is not None
    assert category.parts == ()
    await store.channel.claim(Account("c2", "Bob"))


async def test_the_pool_holds_each_living_video_once_in_the_listing_s_order(store: SqliteStore) -> None:
    await store.channel.save_heads([a_head("p"), a_head("q")], at=NOON, settle_s=60)
    dead = replace(an_item("i2", "p", video="v2", position=1), is_dead=True)
    await list_items(store, an_item("i1", "p", video="v1"), dead)
    others = [an_item("j1", "q", video="v3"), an_item("j2", "q", video="v1", position=1)]
    await store.channel.save_items(PlaylistId("q"), others, at=NOON, settle_s=60)
    assert [(item.id, item.video_id) for item in await store.channel.pool()] == [("i1", "v1"), ("j1", "v3")]
    await store.channel.save_heads([a_head("q")], at=later(100), settle_s=60)
    assert [item.id for item in await store.channel.pool()] == ["j1", "j2"]
