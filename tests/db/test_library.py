"""Imported collections: staged walks, checkpoints, and what becomes of tracks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.errors import StoreError
from core.model import Checkpoint, CollectionId, RunId, Saved, SourceArtist
from core.states import CollectionKind, MatchOrigin, Phase, RowSkip, RunKind, RunStatus, Service
from tests.db.journeys import begin_import, category_of, import_playlists, plan_sync, recordings_of
from tests.db.values import (
    NOON,
    a_checkpoint,
    a_decision,
    a_row,
    a_run,
    a_source,
    a_track,
    an_operation,
    later,
)

if TYPE_CHECKING:
    from core.model import Collection
    from db.store import SqliteStore


async def first(store: SqliteStore) -> Collection:
    """The first collection of all."""
    return (await store.library.collections())[0]


async def titles(store: SqliteStore, playlist: str) -> list[str]:
    """The labels of a playlist's rows in force."""
    return [row.label for row in await store.categories.wanted(category_of(playlist))]


async def test_a_checkpoint_comes_back_and_is_replaced(store: SqliteStore) -> None:
    await begin_import(store)
    assert await store.library.checkpoint(RunId("import"), Phase.LIKED_SONGS) is None
    whole = Checkpoint(
        RunId("import"),
        Phase.PLAYLIST_TRACKS,
        subject="road",
        offset=50,
        total=90,
        processed=50,
        status=RunStatus.RATE_LIMITED,
        last_error="wait",
        reset_at=later(60),
        snapshot_id="s1",
    )
    await store.library.save_checkpoint(replace(whole, offset=0))
    await store.library.save_checkpoint(whole)
    assert await store.library.checkpoint(RunId("import"), Phase.PLAYLIST_TRACKS, "road") == whole
    assert await store.library.checkpoint(RunId("import"), Phase.PLAYLIST_TRACKS) is None


async def test_liked_songs_are_made_once_for_each_account(store: SqliteStore) -> None:
    liked = await store.library.liked("ada")
    assert (liked.kind, liked.title, liked.external_id) == (CollectionKind.LIKED, "Liked Songs", "ada")
    assert await store.library.liked("ada") == liked
    assert (await store.library.liked("bob")).id != liked.id


async def test_collections_come_in_the_person_s_order_liked_songs_first(store: SqliteStore) -> None:
    await begin_import(store)
    heads = [a_source("sea", position=1), a_source("road", position=0)]
    await store.library.save_playlists(a_checkpoint(phase=Phase.PLAYLISTS), heads)
    await store.library.liked("ada")
    assert [one.external_id for one in await store.library.collections()] == ["ada", "road", "sea"]


async def test_heads_are_counted_as_new_and_updated_and_again_as_nothing(store: SqliteStore) -> None:
    await begin_import(store)
    checkpoint = a_checkpoint(phase=Phase.PLAYLISTS, offset=2)
    page = [a_source("road"), a_source("sea", position=1)]
    assert await store.library.save_playlists(checkpoint, page) == Saved(new=2)
    assert await store.library.save_playlists(checkpoint, page) == Saved()
    page[1] = replace(page[1], snapshot_id="s2", total=7)
    assert await store.library.save_playlists(checkpoint, page) == Saved(updated=1)
    sea = (await store.library.collections())[1]
    assert (sea.snapshot_id, sea.walked_snapshot, sea.total, sea.source_rows) == ("s2", None, 7, 0)
    assert await store.library.checkpoint(RunId("import"), Phase.PLAYLISTS) == checkpoint


async def test_a_playlist_the_listing_no_longer_holds_is_gone_until_it_is_listed_again(store: SqliteStore) -> None:
    await begin_import(store)
    checkpoint = a_checkpoint(phase=Phase.PLAYLISTS)
    await store.library.liked("ada")
    await store.library.save_playlists(checkpoint, [a_source("road"), a_source("sea", position=1)])
    assert await store.library.finish_playlists(checkpoint, now=NOON) == 2
    await store.runs.save(replace(a_run("import", RunKind.IMPORT), status=RunStatus.CANCELLED))
    await begin_import(store, "again")
    again = a_checkpoint("again", Phase.PLAYLISTS)
    await store.library.save_playlists(again, [a_source("road")])
    assert await store.library.finish_playlists(again, now=later(9)) == 1
    assert [(one.external_id, one.gone_at) for one in await store.library.collections()] == [
        ("ada", None),
        ("road", None),
        ("sea", later(9)),
    ]
    assert await store.library.save_playlists(again, [a_source("sea", position=1)]) == Saved(updated=1)
    assert [one.gone_at for one in await store.library.collections()] == [None, None, None]


async def test_staged_rows_are_not_in_force_before_the_walk_is_whole(store: SqliteStore) -> None:
    road = (await import_playlists(store, {"road": ["old"]}))["road"]
    checkpoint = a_checkpoint(subject="road", offset=1)
    await store.library.save_rows(checkpoint, road.id, [a_row(0, "new"), a_row(1, "newer")])
    assert await titles(store, "road") == ["Ada – old"]
    await store.library.finish_walk(checkpoint, road.id, snapshot_id="s2", total=2)
    assert await titles(store, "road") == ["Ada – new", "Ada – newer"]
    assert (await first(store)).walked_snapshot == "s2"
    assert await store.library.first_rows(road.id, 1) == (("spotify:track:new", NOON),)


async def test_a_walk_goes_on_where_it_was_broken_off(store: SqliteStore) -> None:
    road = (await import_playlists(store, {"road": []}))["road"]
    page = [a_row(0, "one"), a_row(1, "two")]
    checkpoint = a_checkpoint(subject="road", offset=2)
    assert await store.library.save_rows(checkpoint, road.id, page) == Saved(new=2)
    assert await store.library.save_rows(checkpoint, road.id, page) == Saved()
    await store.library.save_rows(replace(checkpoint, offset=3), road.id, [a_row(2, "three")])
    await store.library.finish_walk(checkpoint, road.id, snapshot_id="s2", total=3)
    assert await titles(store, "road") == ["Ada – one", "Ada – two", "Ada – three"]


async def test_another_run_s_walk_begins_anew(store: SqliteStore) -> None:
    road = (await import_playlists(store, {"road": []}))["road"]
    await store.library.save_rows(a_checkpoint(subject="road"), road.id, [a_row(0, "one"), a_row(1, "two")])
    await store.runs.save(replace(a_run("import", RunKind.IMPORT), status=RunStatus.CANCELLED))
    await begin_import(store, "again")
    again = a_checkpoint("again", subject="road")
    await store.library.save_rows(again, road.id, [a_row(0, "three")])
    await store.library.finish_walk(again, road.id, snapshot_id="s2", total=1)
    assert await titles(store, "road") == ["Ada – three"]


async def test_a_discarded_walk_leaves_the_rows_in_force(store: SqliteStore) -> None:
    road = (await import_playlists(store, {"road": ["old"]}))["road"]
    checkpoint = a_checkpoint(subject="road")
    await store.library.save_rows(checkpoint, road.id, [a_row(0, "one"), a_row(1, "two")])
    await store.library.discard_walk(checkpoint, road.id)
    assert await titles(store, "road") == ["Ada – old"]
    await store.library.save_rows(checkpoint, road.id, [a_row(0, "three")])
    await store.library.finish_walk(checkpoint, road.id, snapshot_id="s2", total=1)
    assert await titles(store, "road") == ["Ada – three"]


async def test_a_walk_that_read_nothing_cannot_empty_a_collection(store: SqliteStore) -> None:
    road = (await import_playlists(store, {"road": ["old"]}))["road"]
    checkpoint = a_checkpoint(subject="road")
    await store.library.finish_walk(checkpoint, road.id, snapshot_id="s2", total=1)
    assert await titles(store, "road") == ["Ada – old"]
    road = await first(store)
    assert (road.walked_snapshot, road.source_rows, road.imported) == ("s2", 1, 1)
    await store.library.finish_walk(checkpoint, road.id, snapshot_id="s3", total=0)
    assert await titles(store, "road") == []


async def test_a_walk_finished_once_more_after_a_crash_keeps_its_rows(store: SqliteStore) -> None:
    road = (await import_playlists(store, {"road": []}))["road"]
    checkpoint = a_checkpoint(subject="road", offset=2)
    await store.library.save_rows(checkpoint, road.id, [a_row(0, "one"), a_row(1, "two")])
    await store.library.finish_walk(checkpoint, road.id, snapshot_id="s2", total=2)
    await store.library.save_rows(checkpoint, road.id, [])
    await store.library.finish_walk(checkpoint, road.id, snapshot_id="s2", total=2)
    assert await titles(store, "road") == ["Ada – one", "Ada – two"]


async def test_every_row_is_imported_or_skipped_for_a_reason(store: SqliteStore) -> None:
    rows = ("one", RowSkip.LOCAL_FILE, "one", RowSkip.EPISODE, RowSkip.NULL_TRACK, RowSkip.LOCAL_FILE)
    road = (await import_playlists(store, {"road": rows}))["road"]
    assert (road.source_rows, road.imported) == (6, 2)
    assert road.skipped == {RowSkip.LOCAL_FILE: 2, RowSkip.EPISODE: 1, RowSkip.NULL_TRACK: 1}
    wanted = await store.categories.wanted(category_of("road"))
    assert [row.position for row in wanted] == list(range(6))
    assert [row.skip for row in wanted] == [None, *rows[1:2], None, *rows[3:]]
    assert (await store.library.first_rows(road.id, 2))[1] == (None, NOON)


async def test_an_unreadable_collection_is_remembered_with_its_snapshot(store: SqliteStore) -> None:
    await begin_import(store)
    await store.library.save_playlists(a_checkpoint(phase=Phase.PLAYLISTS), [a_source("road")])
    road = await first(store)
    await store.library.mark_unreadable(a_checkpoint(subject="road"), road.id, "unreadable_403")
    road = await first(store)
    assert (road.unreadable, road.walked_snapshot) == ("unreadable_403", "s1")
    assert await store.categories.all() == ()
    checkpoint = a_checkpoint(subject="road")
    await store.library.save_rows(checkpoint, road.id, [a_row(0, "one")])
    await store.library.finish_walk(checkpoint, road.id, snapshot_id="s2", total=1)
    assert (await first(store)).unreadable is None
    assert [category.id for category in await store.categories.all()] == [category_of("road")]


async def test_tracks_that_share_an_isrc_are_one_recording(store: SqliteStore) -> None:
    rows = [a_track("single", isrc="X1"), a_track("album", isrc="X1"), a_track("other"), a_track("other")]
    await import_playlists(store, {"road": rows})
    single, album, other, again = await recordings_of(store, "road")
    assert single == album
    assert other == again
    assert single != other
    wanted = await store.categories.wanted(category_of("road"))
    assert [row.isrc for row in wanted] == ["X1", "X1", None, None]


async def test_a_changed_track_is_updated_and_keeps_its_recording(store: SqliteStore) -> None:
    road = (await import_playlists(store, {"road": [a_track("one", isrc="X1")]}))["road"]
    (before,) = await recordings_of(store, "road")
    changed = replace(
        a_track("one", isrc="X1"), title="One (2011)", artists=(SourceArtist("Bob", "artist-Bob"), SourceArtist("Cy"))
    )
    checkpoint = a_checkpoint(subject="road")
    assert await store.library.save_rows(checkpoint, road.id, [a_row(0, changed)]) == Saved(updated=1)
    (recording,) = await store.matches.waiting(NOON)
    assert (recording.id, recording.title, recording.artists) == (before, "One (2011)", ("Bob", "Cy"))


async def test_an_isrc_that_comes_late_keeps_what_was_decided(store: SqliteStore) -> None:
    road = (await import_playlists(store, {"road": [a_track("one")]}))["road"]
    (before,) = await recordings_of(store, "road")
    await store.matches.decide(before, a_decision(), origin=MatchOrigin.PERSON, at=NOON, search_again_at=None)
    checkpoint = a_checkpoint(subject="road")
    await store.library.save_rows(checkpoint, road.id, [a_row(0, a_track("one", isrc="X1"))])
    (row,) = await store.categories.wanted(category_of("road"))
    assert (row.recording_id, row.video_id, row.isrc) == (before, "v1", "X1")


async def test_an_isrc_that_comes_late_joins_the_recording_that_has_it(store: SqliteStore) -> None:
    rows = [a_track("one"), a_track("two", isrc="X1")]
    road = (await import_playlists(store, {"road": rows}))["road"]
    lone, other = await recordings_of(store, "road")
    await store.matches.save_candidates(lone, [], at=NOON)
    await store.matches.decide(lone, a_decision(), origin=MatchOrigin.PERSON, at=NOON, search_again_at=None)
    checkpoint = a_checkpoint(subject="road")
    await store.library.save_rows(checkpoint, road.id, [a_row(0, a_track("one", isrc="X1"))])
    assert await recordings_of(store, "road") == [other, other]
    match = await store.matches.match(other)
    assert match is not None
    assert match.video_id == "v1"


async def test_an_isrc_once_known_is_not_lost_to_a_row_without_it(store: SqliteStore) -> None:
    road = (await import_playlists(store, {"road": [a_track("one", isrc="X1")]}))["road"]
    await store.library.save_rows(a_checkpoint(subject="road"), road.id, [a_row(0, a_track("one"))])
    (row,) = await store.categories.wanted(category_of("road"))
    assert row.isrc == "X1"


async def test_texts_that_sqlite_cannot_hold_are_made_harmless_not_refused(store: SqliteStore) -> None:
    odd = replace(a_track("one"), title="\ud800 x\0y '; DROP TABLE tracks; --", artists=(SourceArtist("\udfff"),))
    await import_playlists(store, {"road": [odd, replace(a_track("long"), title="x" * 100_000)]})
    one, long = await store.matches.waiting(NOON)
    assert one.title == "\ufffd x\0y '; DROP TABLE tracks; --"
    assert one.artists == ("\ufffd",)
    assert len(long.title) == 16 * 1024


async def test_a_label_names_the_first_artists_and_counts_the_rest(store: SqliteStore) -> None:
    many = a_track("song", artists=[f"A{number}" for number in range(1000)])
    nobody = replace(a_track("alone"), artists=())
    await import_playlists(store, {"road": [many, nobody]})
    assert await titles(store, "road") == ["A0, A1, A2, A3, A4 and 995 more – song", "alone"]


async def test_calls_are_counted_from_an_instant(store: SqliteStore) -> None:
    for seconds in (0, 10, 20):
        await store.library.book_call(later(seconds), "playlists")
    assert await store.library.calls_since(later(10)) == 2


async def test_a_walk_of_an_unknown_collection_is_refused(store: SqliteStore) -> None:
    await begin_import(store)
    with pytest.raises(StoreError, match="no collection"):
        await store.library.save_rows(a_checkpoint(), CollectionId(99), [a_row(0, "one")])


async def test_purging_spotify_keeps_decisions_and_history_and_allows_a_new_import(store: SqliteStore) -> None:
    road = (await import_playlists(store, {"road": ["one", "two"]}))["road"]
    one, two = await recordings_of(store, "road")
    await store.matches.decide(one, a_decision(), origin=MatchOrigin.PERSON, at=NOON, search_again_at=None)
    await store.matches.save_candidates(two, [], at=NOON)
    category = category_of("road")
    await plan_sync(store, an_operation("o1", category=category, recording=one, playlist="p"))
    await store.library.save_rows(a_checkpoint(subject="road"), road.id, [a_row(0, "one")])
    await store.purge(Service.SPOTIFY)
    assert await store.library.collections() == ()
    assert await store.categories.all() == ()
    assert await store.matches.searched() == ()
    assert await store.library.checkpoint(RunId("import"), Phase.PLAYLIST_TRACKS, "road") is None
    assert len(await store.operations.of_run(RunId("run"))) == 1
    await store.runs.save(replace(a_run("import", RunKind.IMPORT), status=RunStatus.CANCELLED))
    await begin_import(store, "again")
    again = a_checkpoint("again", subject="road")
    await store.library.save_playlists(again, [a_source("road", title="The Road")])
    await store.library.save_rows(again, (await first(store)).id, [a_row(0, "one")])
    await store.library.finish_walk(again, (await first(store)).id, snapshot_id="s1", total=1)
    (row,) = await store.categories.wanted(category)
    assert row.video_id == "v1"
    assert [one.title for one in await store.categories.all()] == ["The Road"]
