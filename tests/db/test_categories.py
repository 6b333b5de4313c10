"""Categories: made by an import, chosen about by a person, and the rows that each wants."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.errors import StoreError
from core.marker import category_id
from core.model import Category, CategoryId, PlaylistId, VideoId, WantedRow
from core.states import CollectionKind, MatchOrigin, MatchStatus, Order, Phase, Policy, RowSkip
from db.store import open_store
from tests.db.journeys import category_of, import_playlists, recordings_of
from tests.db.values import NOON, a_checkpoint, a_decision, a_row, a_source, a_track, later

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from db.store import SqliteStore

ROAD, SEA = category_of("road"), category_of("sea")


async def the(store: SqliteStore, key: str) -> Category:
    """A category that must be there."""
    found = await store.categories.get(key)
    assert found is not None
    return found


async def list_again(store: SqliteStore, *, title: str, position: int = 0) -> None:
    """List the playlist ``road`` with another title or place."""
    head = a_source("road", title=title, position=position, snapshot="s1", total=1)
    await store.library.save_playlists(a_checkpoint(phase=Phase.PLAYLISTS), [head])


async def test_an_import_makes_a_category_for_each_collection_liked_songs_first(store: SqliteStore) -> None:
    collections = await import_playlists(store, {"road": ["one"], "sea": ["two"]})
    liked = await store.library.liked("ada")
    checkpoint = a_checkpoint(phase=Phase.LIKED_SONGS)
    await store.library.save_rows(checkpoint, liked.id, [a_row(0, "one")])
    await store.library.finish_walk(checkpoint, liked.id, snapshot_id=None, total=1)
    first, road, sea = await store.categories.all()
    assert (first.id, first.title) == (category_id(CollectionKind.LIKED, "ada"), "Liked Songs")
    assert road == Category(ROAD, "road", position=1, sources=(collections["road"].id,))
    assert (sea.id, sea.position) == (SEA, 2)


async def test_new_categories_begin_as_the_settings_say_and_old_ones_stay_as_they_are(file: Path) -> None:
    async with await open_store(file) as store:
        await import_playlists(store, {"road": ["one"]})
    async with await open_store(file, policy=Policy.MIRROR, order=Order.APPEND) as store:
        heads = [a_source("road", position=0, total=1), a_source("sea", position=1, total=1)]
        await store.library.save_playlists(a_checkpoint(phase=Phase.PLAYLISTS), heads)
        for collection in await store.library.collections():
            checkpoint = a_checkpoint(subject=collection.external_id)
            await store.library.save_rows(checkpoint, collection.id, [a_row(0, "two")])
            await store.library.finish_walk(checkpoint, collection.id, snapshot_id="s2", total=1)
        found = [(one.id, one.policy, one.order) for one in await store.categories.all()]
    assert found == [(ROAD, Policy.ADD, Order.EXACT), (SEA, Policy.MIRROR, Order.APPEND)]


async def test_what_a_person_chose_is_kept_over_imports(store: SqliteStore) -> None:
    road = (await import_playlists(store, {"road": ["one"]}))["road"]
    chosen = replace(
        await the(store, ROAD),
        title="My road",
        is_included=False,
        is_protected=True,
        policy=Policy.MIRROR,
        order=Order.APPEND,
        held="shrank",
    )
    await store.categories.save(chosen)
    checkpoint = a_checkpoint(subject="road")
    await store.library.save_rows(checkpoint, road.id, [a_row(0, "two")])
    await store.library.finish_walk(checkpoint, road.id, snapshot_id="s2", total=1)
    assert await the(store, ROAD) == chosen


async def test_a_title_follows_its_playlist_until_a_person_gives_another(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"]})
    await list_again(store, title="Road 2", position=4)
    followed = await the(store, ROAD)
    assert (followed.title, followed.position) == ("Road 2", 5)
    await store.categories.save(replace(followed, title="Mine"))
    await list_again(store, title="Road 3")
    assert (await the(store, ROAD)).title == "Mine"
    await store.categories.save(replace(await the(store, ROAD), title="Road 3"))
    await list_again(store, title="Road 4")
    assert (await the(store, ROAD)).title == "Road 4"


async def test_a_choice_that_is_no_renaming_lets_the_title_follow(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"]})
    await store.categories.save(replace(await the(store, ROAD), is_included=False))
    await list_again(store, title="Road 2")
    assert (await the(store, ROAD)).title == "Road 2"


async def test_a_category_is_found_by_id_else_by_title_without_regard_to_case(store: SqliteStore) -> None:
    await import_playlists(store, {"Straße": ["one"]})
    assert (await the(store, "STRASSE")).id == category_of("Straße")
    assert (await the(store, category_of("Straße"))).title == "Straße"
    assert await store.categories.get("stra") is None


async def test_an_unknown_category_cannot_be_written(store: SqliteStore) -> None:
    with pytest.raises(StoreError, match="no category"):
        await store.categories.save(Category(CategoryId("nowhere"), "x", position=0))


async def test_playlists_are_linked_by_part_and_unlinked_together(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"], "sea": ["two"]})
    await store.categories.link(ROAD, PlaylistId("p2"), part=2)
    assert ((await the(store, ROAD)).playlist_id, (await the(store, ROAD)).parts) == (None, ("p2",))
    await store.categories.link(ROAD, PlaylistId("p1"))
    assert (await the(store, ROAD)).parts == ("p1", "p2")
    await store.categories.link(SEA, PlaylistId("p1"))
    assert (await the(store, ROAD)).parts == ("p2",)
    assert (await the(store, SEA)).playlist_id == "p1"
    await store.categories.unlink(ROAD)
    assert (await the(store, ROAD)).parts == ()


async def test_wanted_rows_tell_what_is_decided_about_each(store: SqliteStore) -> None:
    one_track = a_track("one", isrc="X1")
    rows = (one_track, RowSkip.EPISODE, a_track("two"), a_track("three"), one_track)
    await import_playlists(store, {"road": rows})
    one, two, three, _ = await recordings_of(store, "road")
    for recording, status, video in ((one, MatchStatus.ACCEPTED, "v1"), (two, MatchStatus.MISSING, None)):
        decision = a_decision(status, video)
        await store.matches.decide(recording, decision, origin=MatchOrigin.MATCHER, at=NOON, search_again_at=None)
    accepted = WantedRow(0, "Ada – one", one, status=MatchStatus.ACCEPTED, video_id=VideoId("v1"), isrc="X1")
    assert await store.categories.wanted(ROAD) == (
        accepted,
        WantedRow(1, "", skip=RowSkip.EPISODE),
        WantedRow(2, "Ada – two", two, status=MatchStatus.MISSING),
        WantedRow(3, "Ada – three", three),
        replace(accepted, position=4),
    )
    assert await store.categories.wanted(CategoryId("nowhere")) == ()


async def test_what_is_missing_waits_again_from_the_moment_it_is_due(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one", "two", "three"]})
    one, two, three = await recordings_of(store, "road")
    for recording, status, again in (
        (one, MatchStatus.MISSING, later(60)),
        (two, MatchStatus.MISSING, None),
        (three, MatchStatus.REVIEW, None),
    ):
        decision = a_decision(status, None)
        await store.matches.decide(recording, decision, origin=MatchOrigin.MATCHER, at=NOON, search_again_at=again)

    async def undecided(now: datetime | None) -> list[int]:
        return [row.position for row in await store.categories.wanted(ROAD, now=now) if row.status is None]

    assert await undecided(None) == await undecided(later(59)) == []
    assert await undecided(later(60)) == [0]
    assert [found.id for found in await store.matches.waiting(later(60))] == [one], "the matcher means the same"


async def test_a_merged_category_grows_and_the_other_disappears(store: SqliteStore) -> None:
    collections = await import_playlists(store, {"road": ["one", RowSkip.EPISODE], "sea": ["two", "one"]})
    await store.categories.merge(ROAD, SEA)
    assert [category.id for category in await store.categories.all()] == [SEA]
    assert (await the(store, SEA)).sources == (collections["sea"].id, collections["road"].id)
    wanted = await store.categories.wanted(SEA)
    assert [(row.position, row.label) for row in wanted] == [
        (0, "Ada – two"),
        (1, "Ada – one"),
        (2, "Ada – one"),
        (3, ""),
    ]
    assert await store.categories.wanted(ROAD) == ()
    assert await store.categories.get("road") is None
    one = wanted[1].recording_id
    assert one is not None
    assert await store.matches.categories_of(one) == ((SEA, 1, "Ada – one"),)


async def test_a_merged_category_keeps_growing_with_its_sources(store: SqliteStore) -> None:
    road = (await import_playlists(store, {"road": ["one"], "sea": ["two"]}))["road"]
    await store.categories.merge(ROAD, SEA)
    checkpoint = a_checkpoint(subject="road")
    await store.library.save_rows(checkpoint, road.id, [a_row(0, "one"), a_row(1, "three")])
    await store.library.finish_walk(checkpoint, road.id, snapshot_id="s2", total=2)
    assert [category.id for category in await store.categories.all()] == [SEA]
    assert [row.label for row in await store.categories.wanted(SEA)] == ["Ada – two", "Ada – one", "Ada – three"]


async def test_a_merge_taken_back_leaves_everything_as_it_was(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"], "sea": ["two", "three"]})
    before = await store.categories.all()
    road = await the(store, ROAD)
    await store.categories.merge(ROAD, SEA)
    await store.categories.split(ROAD, road.sources)
    assert await store.categories.all() == before
    assert len(await store.categories.wanted(ROAD)) == 1


async def test_several_are_written_together_or_not_at_all(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"], "sea": ["two"]})
    before = await store.categories.all()
    nowhere = Category(CategoryId("nowhere"), "x", position=0)
    with pytest.raises(StoreError, match="no category"):
        await store.categories.save(replace(before[0], is_included=False), nowhere)
    assert await store.categories.all() == before


async def test_a_category_merges_only_once_and_never_into_itself(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"], "sea": ["two"]})
    with pytest.raises(StoreError, match="into another one only"):
        await store.categories.merge(ROAD, ROAD)
    await store.categories.merge(ROAD, SEA)
    with pytest.raises(StoreError, match="only once"):
        await store.categories.merge(ROAD, SEA)
    with pytest.raises(StoreError, match="only once"):
        await store.categories.merge(SEA, ROAD)
    assert len((await the(store, SEA)).sources) == 2
