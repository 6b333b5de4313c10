"""The policy mirror: what left the source leaves the playlist, what stands elsewhere is moved, and no more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.demo.faults import Rule
from core.demo.rules import Rules
from core.session.categories import Change
from core.states import Order, Phase, Policy, RunKind, RunStatus
from db.store import open_memory
from tests.engine.journey import Crash, Crasher, Journey, completed, quick_settings
from tests.engine.mirror import (
    ADDS,
    IN_THE_END,
    MINE,
    MORNING,
    MOVES,
    REMOVALS,
    by_hand,
    changed,
    first_sync,
    mirror_world,
    morning,
    ours,
    playlist_id,
    sync,
)
from tests.engine.test_faults import FAULTS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.conftest import MakeJourney

DELETE, UPDATE = "youtube.playlistItems.delete", "youtube.playlistItems.update"
WRITES = {DELETE: REMOVALS, UPDATE: MOVES}


async def test_what_left_is_removed_and_what_stands_elsewhere_is_moved_for_the_price_told(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=mirror_world())
    async with journey.session() as session:
        await first_sync(journey, session)
        await changed(journey, session)
        part, plan = await morning(session), await session.plans.preview()
        assert (part.to_remove, part.to_move, part.to_add, part.foreign) == (REMOVALS, MOVES, ADDS, 1)
        before = journey.services.log.units
        run = await sync(session)
        assert completed(run)
        assert run is not None
        assert journey.services.log.units - before == plan.total_units
        assert plan.total_units == 1 + 1 + 50 * (REMOVALS + MOVES + ADDS) + 1
        tally = await session.history.tally(run.id)
        assert (tally.removed, tally.moved, tally.added, tally.failed) == (REMOVALS, MOVES, ADDS, 0)
        assert await session.history.problems(run.id) == ()
        assert ours(journey) == IN_THE_END
        await session.plans.refresh()
        assert (await session.plans.preview()).is_empty


async def test_under_the_policy_add_nothing_is_removed_or_moved(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=mirror_world())
    async with journey.session() as session:
        await first_sync(journey, session)
        await session.categories.change(MORNING, Change(policy=Policy.ADD))
        await changed(journey, session)
        part = await morning(session)
        assert (part.to_remove, part.to_move, part.to_add, part.exact_moves) == (0, 0, 1, 0)
        assert completed(await sync(session))
    assert (journey.calls("playlistItems.delete"), journey.calls("playlistItems.update")) == (0, 0)
    assert len(journey.playlists()[MORNING]) == 8 + 1 + 1


async def test_the_order_append_moves_nothing_and_the_price_of_exact_order_is_told(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=mirror_world())
    async with journey.session() as session:
        await first_sync(journey, session)
        await session.categories.change(MORNING, Change(order=Order.APPEND))
        await changed(journey, session)
        part = await morning(session)
        assert (part.to_move, part.exact_moves) == (0, MOVES)
        assert completed(await sync(session))
    assert set(ours(journey)) == set(IN_THE_END)
    assert ours(journey)[-1] == "vid-song-09"


async def test_without_the_person_s_word_removals_are_held_and_named(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=mirror_world())
    async with journey.session() as session:
        await first_sync(journey, session)
        await changed(journey, session)
        plan = await session.plans.preview(allow_delete=False)
        assert [(held.category, held.reason) for held in plan.held] == [
            (MORNING, "2 videos to remove: needs --allow-delete")
        ]
        assert completed(await sync(session, allow_delete=False))
        assert journey.calls("playlistItems.delete") == 0
        assert [video for video in ours(journey) if video in IN_THE_END] == list(IN_THE_END)
        assert completed(await sync(session))
    assert ours(journey) == IN_THE_END


async def test_too_many_removals_are_held_until_the_person_lets_them_go(journey_of: MakeJourney) -> None:
    journey = await journey_of(
        world=mirror_world(),
        settings=replace(quick_settings(), engine=replace(quick_settings().engine, remove_max=1)),
    )
    async with journey.session() as session:
        await first_sync(journey, session)
        await changed(journey, session)
        part = await morning(session)
        assert part.to_remove == 0
        assert part.removals_held is not None
        assert "2 videos to remove, more than [engine] remove_max = 1" in part.removals_held
        await session.categories.change(part.category.id, Change(is_included=True))
        assert (await morning(session)).to_remove == REMOVALS
        assert completed(await sync(session))
        assert ours(journey) == IN_THE_END
        category = await session.categories.get(MORNING)
        assert category.may_remove == 0, "the word is used up"


async def test_what_the_person_took_out_by_hand_between_plan_and_run_is_left_alone(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=mirror_world())
    async with journey.session() as session:
        await first_sync(journey, session)
        await changed(journey, session)
        playlist = journey.services.youtube.channel.truth(playlist_id(journey))
        assert playlist is not None
        gone = {"vid-song-05", "vid-song-03"}  # one to be removed, one to be moved
        for item in playlist.items:
            if item.video_id in gone:
                by_hand(journey, "remove", playlist=playlist.id, item=item.id)
        assert completed(await sync(session))
        assert ours(journey) == tuple(video for video in IN_THE_END if video not in gone)
        assert journey.calls("playlistItems.delete") == REMOVALS - 1


async def test_moves_are_planned_anew_where_the_person_moved_ours(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=mirror_world())
    async with journey.session() as session:
        await first_sync(journey, session)
        await changed(journey, session)
        for start, position in ((0, 8), (5, 0), (2, 6)):
            by_hand(journey, "move", playlist=playlist_id(journey), start=start, position=position)
        assert completed(await sync(session))
        assert ours(journey) == IN_THE_END


async def test_removals_that_became_due_since_the_approval_are_covered_only_where_they_were_asked_for(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=mirror_world())
    async with journey.session() as session:
        await first_sync(journey, session)
        source = (1, 2, 3, 4, 5, 6, 7, 8, 9)
        await changed(journey, session, *source)
        assert await session.runs.start(RunKind.SYNC, allow_delete=False) is not None
        await session.runs.finished()
        assert ours(journey)[-1] == "vid-song-09"


async def test_over_several_days_the_preview_is_charged_to_the_unit_and_right_to_the_day(
    journey_of: MakeJourney,
) -> None:
    rules = Rules(has_fresh_conflicts=False, lag_s=0.0, latency_s=0.0, token_s=1e9, units=1_000)
    journey = await journey_of(world=mirror_world(), rules=rules, settings=quick_settings(units_per_day=1_000))
    async with journey.session() as session:
        await first_sync(journey, session)
        await journey.clock.sleep(86_400)
        await changed(journey, session)
        journey.services.youtube.quota.rules = replace(rules, units=160)
        journey.settings = replace(journey.settings, quota=replace(journey.settings.quota, units_per_day=160))
    async with journey.session() as session:
        plan = await session.plans.preview()
        before = journey.services.log.units
        run = await sync(session)
        assert completed(run)
        assert run is not None
        assert (await session.history.tally(run.id)).spent.surplus_units == 0
        assert journey.services.log.units - before == plan.total_units
        assert len(plan.calendar) > 1
        assert run.completed_at is not None
        assert plan.calendar[-1].window.start <= run.completed_at < plan.calendar[-1].window.end
    assert ours(journey) == IN_THE_END


async def _broken_off(folder: Path, at: int) -> tuple[Journey, Crasher]:
    store = await open_memory()
    journey, crasher = Journey(store, folder, world=mirror_world()), Crasher(at)
    try:
        async with journey.session() as session:
            await first_sync(journey, session)
            await changed(journey, session)
        broken = journey.session(crasher)
        try:
            await broken.__aenter__()
            await sync(broken)
        except Crash:
            pass
        async with journey.session() as second:
            assert completed(await sync(second)), f"not completed after a crash {crasher.where}"
            assert await sync(second) is None, f"something was left after a crash {crasher.where}"
    finally:
        await store.close()
    return journey, crasher


async def test_a_crash_at_any_call_removes_and_moves_exactly_what_was_planned(tmp_path: Path) -> None:
    at = 1
    while True:
        journey, crasher = await _broken_off(tmp_path, at)
        if not crasher.where:
            break
        assert ours(journey) == IN_THE_END, f"after a crash {crasher.where} (point {at})"
        assert journey.calls("playlistItems.insert") == 8 + ADDS, f"an extra add after a crash {crasher.where}"
        assert journey.calls("playlistItems.delete") == REMOVALS, f"an extra removal after a crash {crasher.where}"
        assert journey.calls("playlistItems.update") == MOVES, f"an extra move after a crash {crasher.where}"
        at += 1
    assert at > 60, "the sync passes many points"


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("write", WRITES)
async def test_one_fault_at_any_removal_or_move_ends_with_the_right_playlist(
    journey_of: MakeJourney, write: str, fault: str
) -> None:
    for nth in range(1, WRITES[write] + 1):
        fields = {name: getattr(FAULTS[fault], name) for name in FAULTS[fault].__struct_fields__}
        rules = Rules(has_fresh_conflicts=False, lag_s=20.0, latency_s=0.0, token_s=1e9)
        journey = await journey_of(world=mirror_world(), rules=rules)
        async with journey.session() as session:
            await first_sync(journey, session)
            await changed(journey, session)
            journey.trouble(Rule(**{**fields, "call": write, "nth": nth}))
            run = await sync(session)
            assert completed(run), f"{fault} at call {nth} of {write}: {run}"
            assert run is not None
            assert await session.history.problems(run.id) == ()
        assert journey.services.faults.fired == [1], "the fault struck"
        assert ours(journey) == IN_THE_END, f"{fault} at call {nth} of {write}"


async def test_a_move_that_youtube_s_own_sorting_refuses_fails_once_and_skips_the_rest(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=mirror_world())
    async with journey.session() as session:
        await first_sync(journey, session)
        await changed(journey, session)
        journey.trouble(Rule(UPDATE, "refuse", status=400, reason="manualSortRequired"))
        run = await sync(session)
        assert run is not None
        assert run.status is RunStatus.COMPLETED
        jobs = {job.phase: job for job in await session.history.jobs(run.id)}
        assert (jobs[Phase.MOVE_VIDEOS].failed, jobs[Phase.MOVE_VIDEOS].skipped) == (1, MOVES - 1)
        assert journey.calls("playlistItems.update") == 1
    assert set(ours(journey)) == set(IN_THE_END)
    assert MINE in journey.playlists()[MORNING]
