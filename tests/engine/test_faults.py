"""What a service does wrong: each kind of fault at each write of a small sync, and what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.demo.faults import Plan, Rule
from core.demo.rules import Rules
from core.states import Phase, Reason, RunKind, RunStatus
from tests.engine.journey import OLD, WANTED, completed

if TYPE_CHECKING:
    from tests.engine.conftest import MakeJourney

INSERT, CREATE, DELETE = (
    f"youtube.{name}" for name in ("playlistItems.insert", "playlists.insert", "playlists.delete")
)
WRITES = {INSERT: sum(map(len, WANTED.values())), CREATE: len(WANTED), DELETE: 1}
FAULTS = {
    "lost after": Rule("", "lose_reply"),
    "never arrived": Rule("", "drop"),
    "applied late": Rule("", "late", delay_s=30),
    "5xx before": Rule("", "error"),
    "5xx after": Rule("", "error", when="after"),
    "garbage before": Rule("", "garbage"),
    "garbage after": Rule("", "garbage", when="after"),
    "cut answer": Rule("", "garbage", form="cut"),
    "conflict": Rule("", "refuse", status=409, reason="SERVICE_UNAVAILABLE"),
    "throttled": Rule("", "throttle", retry_after=5),
}


def _rules(**changes: object) -> Rules:
    return Rules(has_fresh_conflicts=False, latency_s=0.0, token_s=1e9, **{"lag_s": 0.0, **changes})  # type: ignore[arg-type]  # Rules' own fields


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("write", WRITES)
async def test_one_fault_at_any_write_ends_with_the_right_playlists(
    journey_of: MakeJourney, write: str, fault: str
) -> None:
    """At the first, each next, and the last call of a method."""
    for nth in range(1, WRITES[write] + 1):
        rule = Rule(**{**_fields(FAULTS[fault]), "call": write, "nth": nth})  # type: ignore[arg-type]  # Rule's own fields
        journey = await journey_of(plan=Plan((rule,)), rules=_rules(lag_s=20.0))
        async with journey.session() as session:
            run = await journey.whole(session)
            assert completed(run), f"{fault} at call {nth} of {write}: {run}"
        assert journey.services.faults.fired == [1], "the fault struck"
        assert journey.playlists() == WANTED, f"{fault} at call {nth} of {write}"


def _fields(rule: Rule) -> dict[str, object]:
    return {name: getattr(rule, name) for name in rule.__struct_fields__}


async def test_surplus_is_what_refusals_and_looks_cost_beyond_the_plan(journey_of: MakeJourney) -> None:
    """Three fresh playlists refuse their first insert: each costs that insert again, and a look."""
    journey = await journey_of(rules=Rules(has_fresh_conflicts=True, lag_s=0.0, latency_s=0.0, token_s=1e9))
    async with journey.session() as session:
        await journey.prepare(session)
        plan = await session.plans.preview()
        before = journey.services.log.units
        run = await journey.run(session, RunKind.SYNC)
        assert run is not None
        tally = await session.history.tally(run.id)
    assert tally.spent.surplus_units == 3 * (50 + 1)
    assert journey.services.log.units - before == plan.total_units + tally.spent.surplus_units == tally.spent.units


async def test_a_lost_answer_costs_one_look_when_the_write_was_applied(journey_of: MakeJourney) -> None:
    journey = await journey_of(plan=Plan((Rule(INSERT, "lose_reply", nth=2),)))
    async with journey.session() as session:
        run = await journey.whole(session)
        assert run is not None
        tally = await session.history.tally(run.id)
    assert tally.spent.surplus_units == 1
    assert journey.calls("playlistItems.insert") == WRITES[INSERT]


async def test_a_video_that_is_gone_fails_alone_and_the_rest_goes_on(journey_of: MakeJourney) -> None:
    rule = Rule(INSERT, "refuse", nth=2, status=404, reason="videoNotFound")
    journey = await journey_of(plan=Plan((rule,)))
    async with journey.session() as session:
        run = await journey.whole(session)
        assert completed(run)
        assert run is not None
        problems = await session.history.problems(run.id)
        assert [(one.stage, one.reason) for one in problems if one.stage is Phase.ADD_VIDEOS] == [
            (Phase.ADD_VIDEOS, "video_not_found")
        ]
        assert (await session.history.tally(run.id)).adds_failed == 1
        retried = await journey.run(session, RunKind.RETRY)
        assert completed(retried)
        assert retried is not None
        assert (await session.history.tally(retried.id)).failed == 0
    assert journey.playlists() == WANTED


async def test_one_failed_item_alone_can_be_tried_again(journey_of: MakeJourney) -> None:
    rules = tuple(Rule(INSERT, "refuse", nth=nth, status=404, reason="videoNotFound") for nth in (2, 4))
    journey = await journey_of(plan=Plan(rules))
    async with journey.session() as session:
        run = await journey.whole(session)
        assert run is not None
        failed = [one for one in await session.history.problems(run.id) if one.reason == "video_not_found"]
        assert len(failed) == 2
        before = journey.calls("playlistItems.insert")
        await session.runs.start(RunKind.RETRY, only=failed[0].entity_id)
        retried = await session.runs.finished()
        assert completed(retried)
        assert journey.calls("playlistItems.insert") == before + 1


async def test_an_old_playlist_stays_while_one_of_its_videos_is_not_safe(journey_of: MakeJourney) -> None:
    rule = Rule(INSERT, "refuse", nth=1, status=404, reason="videoNotFound")
    journey = await journey_of(plan=Plan((rule,)))
    async with journey.session() as session:
        run = await journey.whole(session)
        assert run is not None
        held = [one.message for one in await session.history.problems(run.id) if one.stage is Phase.DELETE_PLAYLISTS]
    assert journey.services.youtube.channel.truth(OLD) is not None
    assert len(held) == 1
    assert "old songs was kept" in held[0]


async def test_a_playlist_already_deleted_is_success(journey_of: MakeJourney) -> None:
    journey = await journey_of(plan=Plan((Rule(DELETE, "refuse", nth=1, status=404, reason="playlistNotFound"),)))
    async with journey.session() as session:
        run = await journey.whole(session)
        assert run is not None
        tally = await session.history.tally(run.id)
    assert (tally.deleted, tally.failed) == (1, 0)


async def test_a_video_already_in_the_playlist_is_success(journey_of: MakeJourney) -> None:
    rule = Rule(INSERT, "refuse", nth=1, status=409, reason="videoAlreadyInPlaylist")
    journey = await journey_of(plan=Plan((rule,)))
    async with journey.session() as session:
        assert completed(await journey.whole(session))
    assert journey.playlists()["Evening"] == WANTED["Evening"]


async def test_a_playlist_that_cannot_be_made_skips_its_videos_and_is_tried_once(journey_of: MakeJourney) -> None:
    rule = Rule(CREATE, "refuse", nth=1, status=400, reason="maxPlaylistExceeded")
    journey = await journey_of(plan=Plan((rule,)))
    async with journey.session() as session:
        run = await journey.whole(session)
        assert completed(run)
        assert run is not None
        jobs = {job.phase: job for job in await session.history.jobs(run.id)}
    assert jobs[Phase.CREATE_PLAYLISTS].failed == 1
    assert jobs[Phase.ADD_VIDEOS].skipped == len(WANTED["Evening"]), "the shortest is made first"
    assert journey.calls("playlists.insert") == len(WANTED)


async def test_a_sign_in_that_ends_pauses_the_run_and_loses_nothing(journey_of: MakeJourney) -> None:
    journey = await journey_of(plan=Plan((Rule(INSERT, "refuse", nth=(3, 4), status=401, reason="authError"),)))
    async with journey.session() as session:
        run = await journey.whole(session)
        assert run is not None
        assert (run.status, run.reason, run.paused_at_stage) == (RunStatus.PAUSED, Reason.SIGN_IN, Phase.ADD_VIDEOS)
        assert completed(await journey.whole(session))
    assert journey.playlists() == WANTED


async def test_a_service_out_of_reach_rests_and_goes_on(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
        journey.trouble(Rule("youtube.playlistItems.list", "error", times=9))
        run = await journey.run(session, RunKind.SYNC)
        assert run is not None
        assert (run.status, run.reason) == (RunStatus.PAUSED, Reason.NETWORK)
        assert run.resumes_at is not None
        assert completed(await journey.run(session, RunKind.SYNC))
    assert journey.playlists() == WANTED


async def test_notes_that_youtube_refuses_are_left_out(journey_of: MakeJourney) -> None:
    journey = await journey_of(plan=Plan((Rule(INSERT, "refuse", nth=1, status=400, reason="invalidContentDetails"),)))
    async with journey.session() as session:
        assert completed(await journey.whole(session))
        assert await journey.store.setting("item_notes") == "refused"
    assert journey.playlists() == WANTED


async def test_a_playlist_the_person_deleted_meanwhile_holds_its_category(journey_of: MakeJourney) -> None:
    """Its remaining videos are skipped, nothing is made again unasked."""
    journey = await journey_of()
    async with journey.session() as session:
        await journey.whole(session)
        (morning,) = [one for one in await session.categories.all() if one.title == "Morning"]
        assert morning.playlist_id is not None
        journey.services.youtube.channel.drop(morning.playlist_id, journey.clock.seconds())
        await journey.clock.sleep(3600)
        await session.plans.refresh()
        plan = await session.plans.preview()
        assert [held.category for held in plan.held] == ["Morning"]
        assert plan.is_empty
        await session.categories.remake("Morning")
        assert completed(await journey.run(session, RunKind.SYNC))
    assert journey.playlists() == WANTED
