"""A category's playlists in the store: parts, the titles they were given, and what is still to be moved or removed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.errors import StoreError
from core.marker import playlist_marker
from core.model import ItemId, PlaylistId, RunId
from core.states import OperationKind, OperationState
from db import migrate
from db.migrate import migrations
from db.store import open_store
from tests.db.journeys import category_of, import_playlists, plan_sync
from tests.db.values import METHODS, NOON, PHASES, a_charge, a_head, a_job, an_item, an_operation, ours

if TYPE_CHECKING:
    from pathlib import Path

    from core.model import HeldItem, HeldPlaylist, Operation, RemotePlaylist
    from db.store import SqliteStore

ROAD = category_of("road")
P, Q = PlaylistId("P"), PlaylistId("Q")
CREATE, RENAME, ADD, REMOVE, MOVE = (
    OperationKind.CREATE_PLAYLIST,
    OperationKind.RENAME_PLAYLIST,
    OperationKind.ADD_VIDEO,
    OperationKind.REMOVE_VIDEO,
    OperationKind.MOVE_VIDEO,
)


async def carry_out(store: SqliteStore, operation: Operation, receipt: RemotePlaylist | HeldItem | None = None) -> None:
    """Begin and finish an operation."""
    begun = await store.operations.begin(operation.id, a_charge(METHODS[operation.kind]))
    done = replace(begun, state=OperationState.DONE, remote_id="remote")
    await store.operations.finish(done, a_job(phase=PHASES[operation.kind]), receipt=receipt)


async def known(store: SqliteStore, playlist: PlaylistId = P) -> HeldPlaylist:
    """A playlist that must be there."""
    found = await store.channel.playlist(playlist)
    assert found is not None
    return found


async def test_only_the_adds_of_a_part_learn_where_it_is(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a", "b"]})
    second = replace(an_operation("create", CREATE, category=ROAD), part=2)
    adds = [replace(an_operation(f"add{part}", category=ROAD, video="v"), part=part) for part in (1, 2)]
    await plan_sync(store, second, *adds)
    await carry_out(store, second, a_head("Q", description=playlist_marker(ROAD, 2)))
    planned = {each.id: each.playlist_id for each in await store.operations.of_run(RunId("run"), kind=ADD)}
    assert planned == {"add1": None, "add2": Q}
    held = await known(store, Q)
    assert (held.category_id, held.part, held.given_title) == (ROAD, 2, "create")


async def test_a_new_title_leaves_all_else_of_a_playlist_as_it_was_known(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"]})
    await store.channel.save_heads([replace(a_head("P", count=7), language="de")], at=NOON, settle_s=0)
    await store.categories.link(ROAD, P)
    renamed = replace(an_operation("New", RENAME, category=ROAD, playlist="P"), label="New")
    await plan_sync(store, renamed)
    await carry_out(store, renamed, replace(a_head("P", etag="e2"), title="New"))
    held = await known(store)
    assert (held.head.title, held.head.item_count, held.head.language, held.given_title) == ("New", 7, "de", "New")


async def test_a_playlist_found_by_its_mark_keeps_its_title_unless_the_category_was_renamed(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"], "sea": ["b"]})
    sea = await store.categories.get(category_of("sea"))
    assert sea is not None
    await store.categories.save(replace(sea, title="Ocean"))
    heads = [a_head("P", description=playlist_marker(ROAD)), a_head("Q", description=playlist_marker(sea.id))]
    await store.channel.save_heads(heads, at=NOON, settle_s=0)
    assert (await known(store)).given_title == "road", "as the category is called: nothing to rename"
    assert (await known(store, Q)).given_title == "Q", "as the playlist is called: the person's title is owed"


async def test_what_is_still_to_be_moved_or_removed_is_on_the_way(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"]})
    await store.channel.save_items(P, [an_item(name, "P") for name in "abc"], at=NOON, settle_s=0)
    rows = [an_operation(f"o{item}", kind, category=ROAD, playlist="P", item=item)
            for item, kind in (("a", REMOVE), ("b", MOVE), ("c", ADD))]  # fmt: skip
    await plan_sync(store, *rows)
    assert await store.operations.on_the_way(RunId("run"), ROAD) == {ItemId("a"), ItemId("b")}
    await carry_out(store, rows[0])
    assert await store.operations.on_the_way(RunId("run"), ROAD) == {ItemId("b")}


async def test_each_removal_uses_up_one_of_those_the_person_agreed_to(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"]})
    category = await store.categories.get(ROAD)
    assert category is not None
    await store.categories.save(replace(category, may_remove=1))
    for item in "ab":
        await store.channel.save_items(P, [an_item(item, "P")], at=NOON, settle_s=0)
    rows = [an_operation(f"o{item}", REMOVE, category=ROAD, playlist="P", item=item) for item in "ab"]
    await plan_sync(store, *rows)
    for row in rows:
        await carry_out(store, row)
    changed = await store.categories.get(ROAD)
    assert changed is not None
    assert changed.may_remove == 0


async def test_a_pending_add_can_be_aimed_at_another_part_and_only_a_pending_one(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"]})
    await plan_sync(store, an_operation("o", category=ROAD, video="v", playlist="P"))
    (operation,) = await store.operations.of_run(RunId("run"))
    aimed = await store.operations.aim(operation, Q)
    assert (await store.operations.of_run(RunId("run"))) == (aimed,)
    await carry_out(store, aimed, ours(an_item("i", "Q")))
    with pytest.raises(StoreError, match="not pending"):
        await store.operations.aim(aimed, P)


async def test_large_readings_are_remembered_until_something_is_written(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a", "b"]})
    await store.channel.save_heads([a_head("P")], at=NOON, settle_s=0)
    rows, playlists = await store.categories.wanted(ROAD, now=NOON), await store.channel.playlists()
    category = await store.categories.get(ROAD)
    assert category is not None
    await store.categories.save(replace(category, is_included=False))
    assert await store.categories.wanted(ROAD, now=NOON + timedelta(days=1)) is rows, "a choice changes no rows"
    assert await store.channel.playlists() is playlists
    await store.channel.save_items(P, [an_item("i", "P")], at=NOON, settle_s=0)
    assert len((await store.channel.playlists())[0].items) == 1
    assert await store.categories.wanted(ROAD, now=NOON) == rows


async def test_playlists_made_before_parts_keep_the_titles_of_their_categories(file: Path) -> None:
    before = "".join(step.sql for step in migrations() if step.number < 8)
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.create_function("same_words", 2, lambda *_: "", deterministic=True)
        connection.executescript(
            f"{before}; PRAGMA application_id = {migrate.APPLICATION_ID}; PRAGMA user_version = 7;"
            "INSERT INTO categories (id, title, position, is_included, is_protected, policy, item_order)"
            " VALUES ('c', 'Road', 0, 1, 0, 'add', 'exact');"
            "INSERT INTO category_parts (category_id, part, playlist_id) VALUES ('c', 1, 'P');"
        )
    async with await open_store(file) as store:
        await store.channel.save_heads([a_head("P")], at=NOON, settle_s=0)
        held = await known(store)
    assert (held.given_title, held.part) == ("Road", 1), "nothing is renamed by an update of the program"
