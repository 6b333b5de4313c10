"""Writes that fail again and again: what is their own fault is given up, what is the weather's waits."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from core.errors import Conflict, OutcomeUnknown
from core.events import Progressed
from core.reading.youtube import PatientYouTube
from core.states import Reason, RunKind, RunStatus
from tests.engine.journey import WANTED, completed

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model import PlaylistId, RemoteItem, VideoId
    from core.ports import YouTubeService
    from core.session import Session
    from tests.engine.conftest import MakeJourney
    from tests.engine.journey import Journey


class Stubborn:
    """A YouTube that fails adds as told; ``tries`` counts them by playlist title."""

    def __init__(self, journey: Journey, fails: Callable[[str, VideoId, int], Exception | None]) -> None:
        self._journey = journey
        self._fails = fails
        self.tries: Counter[str] = Counter()

    def __call__(self, youtube: YouTubeService) -> YouTubeService:
        asked = self

        class Between(PatientYouTube):
            def __init__(self) -> None:  # its patience is not asked: only adds are made otherwise
                pass

            def __getattribute__(self, name: str) -> object:
                return object.__getattribute__(self, name) if name == "add" else getattr(youtube, name)

            async def add(
                self,
                playlist_id: PlaylistId,
                video_id: VideoId,
                *,
                position: int | None = None,
                note: str | None = None,
            ) -> RemoteItem:
                title = asked.title(playlist_id)
                asked.tries[title] += 1
                if (failure := asked._fails(title, video_id, asked.tries[title])) is not None:
                    raise failure
                return await youtube.add(playlist_id, video_id, position=position, note=note)

        return Between()

    def title(self, playlist_id: PlaylistId) -> str:
        return next(one.title for one in self._journey.services.youtube.channel.all_true() if one.id == playlist_id)


async def stubborn(
    journey_of: MakeJourney, fails: Callable[[str, VideoId, int], Exception | None]
) -> tuple[Journey, Stubborn]:
    journey = await journey_of()
    found = Stubborn(journey, fails)
    journey.through = found
    return journey, found


async def synced(journey: Journey, session: Session, *, wait: bool = False) -> tuple[RunStatus, Reason | None]:
    run = await journey.run(session, RunKind.SYNC, wait=wait)
    assert run is not None
    return run.status, run.reason


async def test_a_playlist_that_refuses_twenty_times_is_parked_and_loses_no_video(journey_of: MakeJourney) -> None:
    """Its videos are not given up one after another for 50 units each; others are filled meanwhile."""
    journey, youtube = await stubborn(
        journey_of, lambda title, _, tries: Conflict("409") if title == "Morning" and tries <= 20 else None
    )
    async with journey.session() as session:
        await journey.prepare(session)
        run = await journey.run(session, RunKind.SYNC, wait=True)
        assert completed(run)
        assert run is not None
        problems = await session.history.problems(run.id)
        assert {problem.reason for problem in problems} <= {"parked", "network"}
        parked = [problem.message for problem in problems if problem.reason == "parked"]
        assert parked
        assert all("refuses all changes of this playlist for now (409)" in message for message in parked)
        assert (await session.history.tally(run.id)).failed == 0
    assert journey.playlists() == WANTED
    assert youtube.tries["Morning"] == 20 + len(WANTED["Morning"])


async def test_a_playlist_that_refuses_for_ever_pauses_the_run_after_a_few_tries(journey_of: MakeJourney) -> None:
    journey, youtube = await stubborn(journey_of, lambda title, *_: Conflict("409") if title == "Morning" else None)
    async with journey.session() as session:
        await journey.prepare(session)
        assert await synced(journey, session) == (RunStatus.PAUSED, Reason.NETWORK)
        assert youtube.tries["Morning"] <= 8
        journey.through = lambda youtube: youtube
        assert await synced(journey, session, wait=True) == (RunStatus.COMPLETED, None)
    assert journey.playlists() == WANTED


async def test_a_video_that_alone_is_refused_for_ever_is_given_up_and_the_rest_goes_on(journey_of: MakeJourney) -> None:
    journey, _ = await stubborn(journey_of, lambda _, video, __: Conflict("409") if video == "vid-song-04" else None)
    async with journey.session() as session:
        await journey.prepare(session)
        run = await journey.run(session, RunKind.SYNC, wait=True)
        assert completed(run)
        assert run is not None
        assert (await session.history.tally(run.id)).adds_failed == 1
    assert journey.playlists()["Morning"] == tuple(one for one in WANTED["Morning"] if one != "vid-song-04")


async def test_writes_that_nobody_answers_are_not_sent_on_and_on(journey_of: MakeJourney) -> None:
    """Reads work, changes do not: after five in a row the run pauses, and nothing is given up."""
    journey, youtube = await stubborn(journey_of, lambda *_: OutcomeUnknown("503"))
    async with journey.session() as session:
        await journey.prepare(session)
        assert await synced(journey, session) == (RunStatus.PAUSED, Reason.NETWORK)
        assert youtube.tries.total() <= 6
        journey.through = lambda youtube: youtube
        assert await synced(journey, session, wait=True) == (RunStatus.COMPLETED, None)
    assert journey.playlists() == WANTED


async def test_a_video_whose_answers_are_lost_while_others_work_is_given_up(journey_of: MakeJourney) -> None:
    journey, _ = await stubborn(
        journey_of, lambda _, video, __: OutcomeUnknown("lost") if video == "vid-song-05" else None
    )
    async with journey.session() as session:
        await journey.prepare(session)
        run = await journey.run(session, RunKind.SYNC, wait=True)
        assert run is not None
        tally = await session.history.tally(run.id)
        assert (run.status, tally.adds_failed) == (RunStatus.COMPLETED, 1)


@pytest.mark.parametrize("what", ["a lost answer", "listings that need time"])
async def test_what_is_waited_for_is_said_with_its_end(journey_of: MakeJourney, what: str) -> None:
    is_lost = what == "a lost answer"
    journey, _ = await stubborn(
        journey_of, lambda _, __, tries: OutcomeUnknown("lost") if is_lost and tries == 1 else None
    )
    async with journey.session() as session:
        await journey.prepare(session)
        await session.runs.start(RunKind.SYNC, allow_delete=True)
        run = await session.runs.current()
        assert run is not None
        with session.runs.follow(run.id) as follower:
            await session.runs.finished()
            waits = [
                event.job.message for event in follower.drain() if isinstance(event, Progressed) and event.is_waiting
            ]
    says = "a change got no clear answer" if is_lost else "YouTube takes a while to show what was written"
    assert any(said.startswith("Waiting until ") and says in said for said in waits), waits
    view = await session.runs.view(run.id)
    assert view is not None
    assert not any("Waiting" in job.message for job in view.jobs), "it says so only while it waits"
