"""A category's playlists: further parts where one is full, other titles, and what a merge leaves over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.demo.faults import Rule
from core.demo.rules import Rules
from core.marker import playlist_marker
from core.model import PlaylistId
from core.session.categories import Change
from core.states import Policy, RunKind
from db.store import open_memory
from tests.engine.journey import Crash, Crasher, Journey, completed, quick_settings
from tests.engine.mirror import (
    MORNING,
    by_hand,
    changed,
    first_sync,
    mirror_world,
    morning,
    playlist_id,
    source_becomes,
    sync,
)
from tests.engine.test_faults import FAULTS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.conftest import MakeJourney

FEW = 3
"""Items a playlist holds in these tests."""

PARTS = {
    MORNING: ("vid-song-01", "vid-song-02", "vid-song-03"),
    f"{MORNING} (2)": ("vid-song-04", "vid-song-05", "vid-song-06"),
    f"{MORNING} (3)": ("vid-song-07", "vid-song-08"),
}


@pytest.fixture
def small_playlists(monkeypatch: pytest.MonkeyPatch) -> Rules:
    """Let playlists hold three items, on YouTube and in what is known of it."""
    for module in ("core.planning.parts", "core.engine.add"):
        monkeypatch.setattr(f"{module}.PLAYLIST_MAX", FEW)
    return Rules(has_fresh_conflicts=False, lag_s=0.0, latency_s=0.0, token_s=1e9, max_items=FEW)


async def test_what_one_playlist_does_not_hold_goes_into_further_parts_for_the_price_told(
    journey_of: MakeJourney, small_playlists: Rules
) -> None:
    journey = await journey_of(world=mirror_world(), rules=small_playlists)
    async with journey.session() as session:
        for kind in (RunKind.IMPORT, RunKind.MATCH):
            await journey.run(session, kind)
        await session.plans.refresh()
        plan = await session.plans.preview()
        assert [(made.title, made.part) for made in plan.creations] == [
            (MORNING, 1),
            (f"{MORNING} (2)", 2),
            (f"{MORNING} (3)", 3),
        ]
        before = journey.services.log.units
        assert completed(await sync(session))
        assert journey.services.log.units - before == plan.total_units
        category = await session.categories.get(MORNING)
        assert len(category.parts) == 3
    assert journey.playlists() == PARTS
    marks = [one.description.rpartition("\n")[2] for one in journey.services.youtube.channel.all_true()]
    assert marks == [playlist_marker(category.id, part) for part in (3, 2, 1)]


async def test_parts_are_made_as_the_day_allows_and_filled_meanwhile(
    journey_of: MakeJourney, small_playlists: Rules
) -> None:
    journey = await journey_of(
        world=mirror_world(), rules=small_playlists, settings=quick_settings(playlists_per_day=1)
    )
    async with journey.session() as session:
        for kind in (RunKind.IMPORT, RunKind.MATCH):
            await journey.run(session, kind)
        await session.plans.refresh()
        plan = await session.plans.preview()
        run = await sync(session, wait=False)
        assert run is not None
        assert journey.playlists() == {MORNING: PARTS[MORNING]}
        assert completed(await sync(session))
    assert journey.playlists() == PARTS
    assert len(plan.calendar) == 3


async def test_after_the_loss_of_the_database_parts_are_found_by_their_marks(
    journey_of: MakeJourney, small_playlists: Rules
) -> None:
    journey = await journey_of(world=mirror_world(), rules=small_playlists)
    async with journey.session() as session:
        for kind in (RunKind.IMPORT, RunKind.MATCH):
            await journey.run(session, kind)
        assert completed(await sync(session))
    await journey.store.close()
    journey.store = await open_memory()
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        await session.plans.refresh()
        for kind in (RunKind.MATCH, RunKind.SYNC):
            assert completed(await journey.run(session, kind))
        category = await session.categories.get(MORNING)
        assert [journey.services.youtube.channel.truth(part) is not None for part in category.parts] == [True] * 3
    assert journey.playlists() == PARTS
    assert journey.calls("playlists.insert") == 3
    await journey.store.close()


async def test_what_stands_in_one_part_stays_there(journey_of: MakeJourney, small_playlists: Rules) -> None:
    """A song that left makes room for the next one; nothing is shifted."""
    journey = await journey_of(world=mirror_world(), rules=small_playlists)
    async with journey.session() as session:
        for kind in (RunKind.IMPORT, RunKind.MATCH):
            await journey.run(session, kind)
        assert completed(await sync(session))
        await session.categories.change(MORNING, Change(policy=Policy.MIRROR))
        await changed(journey, session, 1, 3, 4, 5, 6, 7, 8)
        assert completed(await sync(session))
        assert journey.playlists()[MORNING] == ("vid-song-01", "vid-song-03")
        await changed(journey, session, 1, 9, 3, 4, 5, 6, 7, 8)
        part = await morning(session)
        assert ([add.part for add in part.adds], part.to_move, part.to_remove) == ([1], 0, 0)
        assert completed(await sync(session))
    assert journey.playlists() == {**PARTS, MORNING: ("vid-song-01", "vid-song-09", "vid-song-03")}


async def test_a_full_playlist_that_loses_a_song_takes_the_next_one_without_another_part(
    journey_of: MakeJourney, small_playlists: Rules
) -> None:
    journey = await journey_of(world=mirror_world(1, 2, 3), rules=small_playlists)
    async with journey.session() as session:
        for kind in (RunKind.IMPORT, RunKind.MATCH):
            await journey.run(session, kind)
        assert completed(await sync(session))
        await session.categories.change(MORNING, Change(policy=Policy.MIRROR))
        await changed(journey, session, 1, 4, 3)
        plan = await session.plans.preview()
        before = journey.services.log.units
        assert completed(await sync(session))
        assert journey.services.log.units - before == plan.total_units
        assert journey.playlists() == {MORNING: ("vid-song-01", "vid-song-04", "vid-song-03")}
        await changed(journey, session, 1, 5, 3)
        held = await session.plans.preview(allow_delete=False)
        assert [made.title for made in held.creations] == [f"{MORNING} (2)"], "nothing leaves without the word"


async def test_a_crash_at_any_call_makes_no_part_twice(tmp_path: Path, small_playlists: Rules) -> None:
    at = 1
    while True:
        journey, crasher = (
            Journey(await open_memory(), tmp_path, world=mirror_world(), rules=small_playlists),
            Crasher(at),
        )
        async with journey.session() as session:
            for kind in (RunKind.IMPORT, RunKind.MATCH):
                await journey.run(session, kind)
            await session.plans.refresh()
        broken = journey.session(crasher)
        try:
            await broken.__aenter__()
            await sync(broken)
        except Crash:
            pass
        async with journey.session() as session:
            assert completed(await sync(session)), f"after a crash {crasher.where}"
        await journey.store.close()
        assert journey.playlists() == PARTS, f"after a crash {crasher.where} (point {at})"
        assert (journey.calls("playlists.insert"), journey.calls("playlistItems.insert")) == (3, 8), crasher.where
        if not crasher.where:
            break
        at += 3


# ── other titles ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_renamed_category_s_playlist_gets_its_title_and_keeps_all_else(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=mirror_world())
    async with journey.session() as session:
        await first_sync(journey, session)
        before = journey.services.youtube.channel.truth(playlist_id(journey))
        assert before is not None
        by_hand(journey, "language", playlist=before.id, text="de")
        await session.plans.refresh()
        await session.categories.change(MORNING, Change(title="Morgen"))
        plan = await session.plans.preview()
        assert (plan.total_units, plan.categories[1].units) == (1 + 50, 50)
        units = journey.services.log.units
        run = await sync(session)
        assert completed(run)
        assert run is not None
        assert journey.services.log.units - units == plan.total_units
        assert await session.history.problems(run.id) == ()
        after = journey.services.youtube.channel.truth(before.id)
        assert after is not None
        assert (after.title, after.language, after.privacy) == ("Morgen", "de", before.privacy)
        assert (after.description, after.items) == (before.description, before.items)
        await session.plans.refresh()
        assert (await session.plans.preview()).is_empty


async def test_a_title_that_the_person_gave_on_youtube_stays(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=mirror_world())
    async with journey.session() as session:
        await first_sync(journey, session)
        by_hand(journey, "rename", playlist=playlist_id(journey), title="My mornings")
        await session.plans.refresh()
        assert (await session.plans.preview()).is_empty


@pytest.mark.parametrize("fault", FAULTS)
async def test_one_fault_at_a_new_title_ends_with_that_title(journey_of: MakeJourney, fault: str) -> None:
    fields = {name: getattr(FAULTS[fault], name) for name in FAULTS[fault].__struct_fields__}
    rules = Rules(has_fresh_conflicts=False, lag_s=20.0, latency_s=0.0, token_s=1e9)
    journey = await journey_of(world=mirror_world(), rules=rules)
    async with journey.session() as session:
        await first_sync(journey, session)
        await session.plans.refresh()
        await session.categories.change(MORNING, Change(title="Morgen"))
        journey.trouble(Rule(**{**fields, "call": "youtube.playlists.update", "nth": 1}))
        run = await sync(session)
        assert completed(run)
        assert run is not None
        assert (await session.history.tally(run.id)).failed == 0
        assert journey.services.faults.fired == [1]
        assert "Morgen" in journey.playlists()
        await journey.clock.sleep(3_600)
        await session.plans.refresh()
        assert (await session.plans.preview()).is_empty


# ── merging ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_merge_offers_the_other_playlist_for_deletion_and_never_deletes_it_by_itself(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
        assert completed(await sync(session))
        evening = playlist_id(journey, "Evening")
        await session.categories.merge("Evening", into=MORNING)
        await session.plans.refresh()
        plan = await session.plans.preview()
        (offer,) = plan.held
        assert (offer.category, f"'crossfade replace {evening}'" in offer.reason) == ("Evening", True)
        assert completed(await sync(session))
        assert "Evening" in journey.playlists()
        assert "vid-song-05" in journey.playlists()[MORNING]
        await session.sources.replace([PlaylistId(evening)])
        await session.plans.refresh()
        assert [deletion.playlist_id for deletion in (await session.plans.preview()).deletions] == [evening]
        assert completed(await sync(session))
    assert "Evening" not in journey.playlists()


async def test_a_source_that_came_back_empty_removes_nothing(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=mirror_world())
    async with journey.session() as session:
        await first_sync(journey, session)
        source_becomes(journey, ())
        await journey.run(session, RunKind.IMPORT)
        await session.plans.refresh()
        part = await morning(session)
        assert (part.to_remove, part.held) == (0, "it came back empty, 8 rows before")
        assert await sync(session) is None
