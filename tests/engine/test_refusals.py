"""What each of YouTube's refusals does to a sync: whether it pauses and why, what is skipped, what is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from core.adapters.session import Refused
from core.adapters.youtube.errors import of_refusal
from core.demo.faults import Rule
from core.quota import Method
from core.states import Phase, Reason, RunKind, RunStatus
from tests.engine.journey import LIKED, MORNING, WANTED, completed

if TYPE_CHECKING:
    from core.demo.door import Door
    from core.demo.wire import Reply
    from core.errors import ServiceError
    from tests.engine.conftest import MakeJourney

INSERT, CREATE = "youtube.playlistItems.insert", "youtube.playlists.insert"
INSERTS, CREATIONS = sum(map(len, WANTED.values())), len(WANTED)


METHODS = {
    ("/youtube/v3/playlists", True): Method.PLAYLISTS_INSERT,
    ("/youtube/v3/playlists", False): Method.PLAYLISTS_LIST,
    ("/youtube/v3/playlistItems", True): Method.ITEMS_INSERT,
    ("/youtube/v3/playlistItems", False): Method.ITEMS_LIST,
}


@pytest.fixture(autouse=True)
def real_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let refusals be read by the table of the real adapter; the local services only make them."""

    def disposition(self: Door, reply: Reply, _: object, path: str, *, is_write: bool) -> ServiceError:
        refused = Refused(reply.status, reply.headers, reply.content())
        return of_refusal(refused, METHODS[path, is_write], now=self.services.clock.now())

    monkeypatch.setattr("core.demo.door.Door._disposition", disposition)


@dataclass(frozen=True, slots=True)
class Case:
    """A refusal that YouTube gives to every call it concerns, and the pause that follows.

    ``calls`` is how often it is asked at most before the run rests; a token is renewed once.
    """

    call: str
    status: int
    reason: str
    pause: Reason
    says: str
    calls: int = 1


PAUSES = {
    "daily quota": Case(INSERT, 403, "quotaExceeded", Reason.QUOTA_EXHAUSTED, ""),
    "daily quota, old form": Case(INSERT, 403, "dailyLimitExceeded", Reason.QUOTA_EXHAUSTED, ""),
    "ten playlists a day": Case(CREATE, 429, "RATE_LIMIT_EXCEEDED", Reason.PLAYLIST_LIMIT, ""),
    "ten playlists a day, as 400": Case(CREATE, 400, "RATE_LIMIT_EXCEEDED", Reason.PLAYLIST_LIMIT, ""),
    "a burst": Case(INSERT, 403, "rateLimitExceeded", Reason.RATE_LIMITED, "fewer calls", 5),
    "a burst of a user": Case(INSERT, 403, "userRateLimitExceeded", Reason.RATE_LIMITED, "fewer calls", 5),
    "no right token": Case(INSERT, 401, "authError", Reason.SIGN_IN, "Sign in again", 2),
    "a sign-in that is over": Case(INSERT, 400, "invalid_grant", Reason.SIGN_IN, "Sign in again"),
    "no channel": Case(CREATE, 401, "youtubeSignupRequired", Reason.SIGN_IN, "no YouTube channel", 2),
    "an API not enabled": Case(CREATE, 403, "accessNotConfigured", Reason.SIGN_IN, "not enabled"),
    "too few rights": Case(CREATE, 403, "insufficientPermissions", Reason.SIGN_IN, "lacks the right"),
    "a closed account": Case(CREATE, 403, "accountClosed", Reason.SIGN_IN, "closed or suspended"),
    "a suspended account": Case(CREATE, 403, "accountSuspended", Reason.SIGN_IN, "closed or suspended"),
}


@pytest.mark.parametrize("name", PAUSES)
async def test_what_concerns_more_than_an_item_pauses_the_run_and_loses_nothing(
    journey_of: MakeJourney, name: str
) -> None:
    case = PAUSES[name]
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare_without_old(session)
        journey.trouble(Rule(case.call, "refuse", status=case.status, reason=case.reason))
        before = journey.calls(case.call.removeprefix("youtube."))
        run = await journey.run(session, RunKind.SYNC)
        assert run is not None
        assert (run.status, run.reason) == (RunStatus.PAUSED, case.pause)
        assert case.says in (run.message or "")
        assert journey.calls(case.call.removeprefix("youtube.")) - before <= case.calls, "it does not burn units"
        assert (run.resumes_at is None) == (case.pause is Reason.SIGN_IN), "a person acts, or a clock"
        if run.resumes_at is not None:
            assert await session.runs.start(RunKind.SYNC) is not None, "and until then nothing is asked"
            await journey.clock.sleep_until(run.resumes_at)
        journey.trouble()
        assert completed(await journey.run(session, RunKind.SYNC, wait=True))
    assert {title: journey.playlists()[title] for title in WANTED} == WANTED


@dataclass(frozen=True, slots=True)
class Item:
    """A refusal of one call: the reason it is stored with (None: it is no failure), and what else it leaves out."""

    call: str
    status: int
    reason: str
    stored: str | None
    failed: int = 1
    skipped: int = 0
    calls: int = INSERTS


ITEMS = {
    "a video that is gone": Item(INSERT, 404, "videoNotFound", "video_not_found"),
    "a private video": Item(INSERT, 400, "failedPrecondition", "video_unavailable"),
    "a video that is there": Item(INSERT, 409, "videoAlreadyInPlaylist", None, failed=0),
    "a video that is there, as 400": Item(INSERT, 400, "duplicate", None, failed=0),
    "a full playlist": Item(
        INSERT, 403, "playlistContainsMaximumNumberOfVideos", "playlist_full", skipped=2, calls=INSERTS - 2
    ),
    "somebody else's playlist": Item(INSERT, 403, "playlistForbidden", "forbidden", skipped=2, calls=INSERTS - 2),
    "a playlist that takes none": Item(
        INSERT, 400, "playlistOperationUnsupported", "http_400_playlist_operation_unsupported"
    ),
    "a sorted playlist": Item(INSERT, 400, "manualSortRequired", None, failed=0, calls=INSERTS + 1),
    "a note": Item(INSERT, 400, "invalidContentDetails", None, failed=0, calls=INSERTS + 1),
    "a conflict": Item(INSERT, 409, "SERVICE_UNAVAILABLE", None, failed=0, calls=INSERTS + 1),
    "a fresh playlist not known yet": Item(INSERT, 404, "playlistNotFound", None, failed=0, calls=INSERTS + 1),
    "a refused title": Item(
        CREATE, 400, "invalidPlaylistSnippet", "http_400_invalid_playlist_snippet", skipped=3, calls=INSERTS - 3
    ),
}


@pytest.mark.parametrize("name", ITEMS)
async def test_what_concerns_one_item_leaves_the_rest_alone(journey_of: MakeJourney, name: str) -> None:
    case = ITEMS[name]
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare_without_old(session)
        # the first call is for Evening, which is finished soonest; the second for the liked songs
        journey.trouble(Rule(case.call, "refuse", nth=2, status=case.status, reason=case.reason))
        run = await journey.run(session, RunKind.SYNC, wait=True)
        assert completed(run)
        assert run is not None
        tally = await session.history.tally(run.id)
        problems = [one for one in await session.history.problems(run.id) if one.stage is not Phase.VERIFY]
        jobs = {job.phase: job for job in await session.history.jobs(run.id)}
    assert tally.failed == case.failed
    assert [problem.reason for problem in problems] == ([case.stored] if case.stored else [])
    assert all(problem.message for problem in problems)
    assert jobs[Phase.ADD_VIDEOS].skipped == case.skipped
    assert journey.calls("playlistItems.insert") == case.calls
    assert journey.playlists()[MORNING] == WANTED[MORNING]
    untouched = case.failed == 0 and not case.reason.endswith(("InPlaylist", "duplicate"))
    held = journey.playlists().get(LIKED, ())
    if case.reason == "manualSortRequired":  # YouTube sorts it: all are there, where nobody can say
        held = tuple(sorted(held))
    assert (held == WANTED[LIKED]) == untouched


async def test_a_full_account_is_asked_once_and_every_playlist_that_is_missing_is_named(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare_without_old(session)
        journey.trouble(Rule(CREATE, "refuse", status=400, reason="maxPlaylistExceeded"))
        run = await journey.run(session, RunKind.SYNC, wait=True)
        assert completed(run)
        assert run is not None
        problems = await session.history.problems(run.id)
    assert journey.calls("playlists.insert") == 1
    assert [problem.reason for problem in problems] == ["account_full"] * CREATIONS
    assert all("delete some first" in problem.message for problem in problems)


async def test_a_refusal_that_says_nothing_is_tried_slowly_and_then_rests(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare_without_old(session)
        journey.trouble(Rule(INSERT, "throttle"))
        run = await journey.run(session, RunKind.SYNC)
        assert run is not None
        assert (run.status, run.reason) == (RunStatus.PAUSED, Reason.RATE_LIMITED), "it is not called the daily quota"
        assert journey.calls("playlistItems.insert") <= 3
        journey.trouble()
        assert completed(await journey.run(session, RunKind.SYNC, wait=True))
    assert {title: journey.playlists()[title] for title in WANTED} == WANTED
