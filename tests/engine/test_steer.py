"""Pausing, resuming, cancelling and starting over."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from core.errors import Busy, UsageError
from core.events import ItemChanged, Progressed, StatusChanged
from core.model import RunId
from core.states import ItemKind, ItemStatus, Phase, Reason, RunKind, RunStatus
from tests.engine.journey import WANTED, Crash, Crasher, completed

if TYPE_CHECKING:
    from core.model import Run
    from core.session import Session
    from tests.engine.conftest import MakeJourney


async def _after_first_video(session: Session) -> Run:
    """Start a sync and come back once its first video is in."""
    run = await session.runs.start(RunKind.SYNC, allow_delete=True)
    assert run is not None
    with session.runs.follow(run.id) as follower:
        async for event in follower:
            if isinstance(event, ItemChanged) and event.kind is ItemKind.VIDEO and event.status is ItemStatus.SUCCEEDED:
                return run
    raise AssertionError("the sync ended without a video")


async def test_a_pause_by_hand_ends_the_operation_in_hand_and_waits_for_the_person(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
        run = await _after_first_video(session)
        paused = await session.runs.pause()
        assert paused is not None
        assert (paused.id, paused.status, paused.reason) == (run.id, RunStatus.PAUSED, Reason.BY_USER)
        assert paused.paused_at_stage is Phase.ADD_VIDEOS
        assert not await journey.store.operations.sending()
        assert 1 <= journey.calls("playlistItems.insert") < sum(map(len, WANTED.values()))
        await session.runs.resume()
        ended = await session.runs.finished()
        assert ended is not None
        assert completed(ended)
        assert ended.id == run.id
    assert journey.playlists() == WANTED


async def test_a_cancelled_run_keeps_what_is_done_and_never_goes_on(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
        run = await _after_first_video(session)
        cancelled = await session.runs.cancel()
        assert cancelled is not None
        assert cancelled.status is RunStatus.CANCELLED
        written = journey.calls("playlistItems.insert")
        with pytest.raises(UsageError):
            await session.runs.resume(run.id)
        assert journey.calls("playlistItems.insert") == written
        anew = await journey.run(session, RunKind.SYNC)
        assert anew is not None
        assert anew.id != run.id
    assert journey.playlists() == WANTED
    assert journey.calls("playlistItems.insert") == sum(map(len, WANTED.values()))


async def test_starting_over_makes_a_new_run_and_doubles_nothing(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
        old = await _after_first_video(session)
        await session.runs.pause()
        new = await session.runs.start(RunKind.SYNC, new=True, allow_delete=True)
        assert new is not None
        assert new.id != old.id
        assert completed(await session.runs.finished())
        past = {run.id: run.status for run in await session.history.runs()}
    assert past[old.id] is RunStatus.CANCELLED
    assert journey.playlists() == WANTED
    assert journey.calls("playlistItems.insert") == sum(map(len, WANTED.values()))


async def test_a_run_left_at_work_by_a_dead_process_is_interrupted_and_goes_on(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
    broken = journey.session(Crasher(60))
    with pytest.raises(Crash):
        await journey.run(broken, RunKind.SYNC)
    async with journey.session() as session:
        run = await session.runs.current()
        assert run is not None
        assert (run.status, run.reason) == (RunStatus.PAUSED, Reason.INTERRUPTED)
        assert completed(await journey.run(session, RunKind.SYNC))
    assert journey.playlists() == WANTED


async def test_a_second_run_is_refused_while_one_works(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
        await _after_first_video(session)
        with pytest.raises(Busy):
            await session.runs.start(RunKind.IMPORT)
        await session.runs.pause()


async def test_resuming_without_a_paused_run_says_so(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        with pytest.raises(UsageError, match="no paused run"):
            await session.runs.resume()
        assert await session.runs.pause() is None


async def test_a_run_of_another_account_answers_as_if_it_did_not_exist(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
        (run, *_) = await session.history.runs()
        await journey.store.runs.save(run)
        assert await session.runs.view(run.id) is not None
        assert await session.runs.view(RunId("somebody-elses")) is None


async def test_closing_the_session_pauses_what_runs(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
        await _after_first_video(session)
    run = await journey.store.runs.unfinished(RunKind.SYNC)
    assert run is not None
    assert (run.status, run.reason) == (RunStatus.PAUSED, Reason.BY_USER)


async def test_events_come_after_the_commit_and_end_with_the_runs_end(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
        run = await session.runs.start(RunKind.SYNC, allow_delete=True)
        assert run is not None
        seen = []
        with session.runs.follow(run.id) as follower:
            async for event in follower:
                seen.append(event)
                if isinstance(event, Progressed):
                    stored = {job.id: job for job in await journey.store.runs.jobs(run.id)}[event.job.id]
                    assert stored.done >= event.job.done
                await asyncio.sleep(0)
    last = seen[-1]
    assert isinstance(last, StatusChanged)
    assert last.job is None
    assert last.run.status is RunStatus.COMPLETED
    queued = [event for event in seen if isinstance(event, ItemChanged) and event.kind is ItemKind.VIDEO]
    started = {event.item_id for event in queued if event.status is ItemStatus.IN_PROGRESS}
    ended = {event.item_id for event in queued if event.status is ItemStatus.SUCCEEDED}
    assert started == ended
    assert len(ended) == sum(map(len, WANTED.values()))
