"""An import: what it costs, what it leaves out and says so, and how refusals, changes and kills leave it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

import pytest

from core.demo.faults import Plan, Rule
from core.importing.enrichment import STALE
from core.model import CollectionId
from core.session import Change
from core.states import IMPORT_PHASES, Phase, Reason, RowSkip, RunKind, RunStatus, Service
from tests.engine.journey import Crash, Crasher, completed
from tests.engine.libraries import (
    LOCAL,
    NULL,
    SPOKEN,
    Passing,
    calls,
    collection,
    enriching,
    id_of,
    library,
    song,
    songs,
    stored,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model import Job, Page, Run, SourceRow
    from core.session import Session
    from tests.engine.conftest import MakeJourney
    from tests.engine.journey import Journey

LIKED = "Liked Songs"
ME, TRACKS, HEADS, ITEMS = (f"spotify.{name}" for name in ("me", "me.tracks", "me.playlists", "playlists.items"))


def names(count: int, *, start: int = 0) -> list[str]:
    """The track ids of :func:`songs`."""
    return [row.track or "" for row in songs(count, start=start)]


def approx(seconds: float) -> object:
    """So many seconds; the clock of these tests moves a little whenever it is looked at."""
    return pytest.approx(seconds, abs=0.1)


def rests_s(journey: Journey, run: Run) -> float:
    """Seconds until a run may go on."""
    assert run.resumes_at is not None
    return (run.resumes_at - journey.clock.now()).total_seconds()


async def jobs(session: Session, run: Run | None) -> dict[Phase, Job]:
    """A run's jobs by phase."""
    assert run is not None
    return {job.phase: job for job in await session.history.jobs(run.id)}


# ── what it costs ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_first_import_reads_every_page_once_and_the_list_of_playlists_twice(journey_of: MakeJourney) -> None:
    sizes = [1, 49, 50, 51, 100, 101, *range(2, 49)]
    lists = {f"List {place}": songs(size) for place, size in enumerate(sizes)}
    journey = await journey_of(world=library(songs(123), lists))
    async with journey.session() as session:
        assert completed(await journey.run(session, RunKind.IMPORT))
    walks = sum(ceil(size / 50) for size in sizes)
    assert calls(journey) == 1 + ceil(123 / 50) + 2 * ceil(len(sizes) / 50) + walks
    assert calls(journey) <= ceil(123 / 50) + 2 * ceil(len(sizes) / 50) + walks + 3
    assert await stored(journey, LIKED) == names(123)
    assert await stored(journey, "List 5") == names(101)


async def test_an_unchanged_library_costs_two_calls_and_the_list_of_playlists(journey_of: MakeJourney) -> None:
    lists = {f"List {place}": songs(60 if place == 7 else 1) for place in range(101)}
    journey = await journey_of(world=library(songs(160), lists))
    async with journey.session() as session:
        first = await jobs(session, await journey.run(session, RunKind.IMPORT))
        before = calls(journey)
        second = await jobs(session, await journey.run(session, RunKind.IMPORT))
    assert calls(journey) - before == 2 + ceil(101 / 50)
    assert [second[phase].done for phase in (Phase.LIKED_SONGS, Phase.PLAYLISTS)] == [160, 101]
    assert first[Phase.PLAYLIST_TRACKS].done == 101
    assert second[Phase.PLAYLIST_TRACKS].done == 0
    assert await stored(journey, "List 7") == names(60)


async def test_a_full_import_walks_unchanged_playlists_again(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=library(songs(60), {"Road": songs(60)}))
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        before = calls(journey)
        assert await session.runs.start(RunKind.IMPORT, full=True) is not None
        assert completed(await session.runs.finished())
    assert calls(journey) - before == 1 + 2 + 1 + 2 + 1
    assert await stored(journey, "Road") == names(60)


async def test_a_like_and_an_unlike_are_found(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=library(songs(70), {"Road": songs(3)}))
    spotify = journey.services.spotify.library
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        spotify.unlike(names(70)[60])
        await journey.run(session, RunKind.IMPORT)
        assert await stored(journey, LIKED) == [name for name in names(70) if name != names(70)[60]]
        spotify.like(names(70)[60], "2024-05-01T00:00:00Z")
        await journey.run(session, RunKind.IMPORT)
    assert (await stored(journey, LIKED))[:2] == [names(70)[60], names(70)[0]]


# ── what it leaves out ───────────────────────────────────────────────────────────────────────────────────


async def test_odd_rows_are_counted_by_reason_and_the_sum_closes(journey_of: MakeJourney) -> None:
    road = (song(0), NULL, LOCAL, SPOKEN, song(1, is_dated=False), song(0), NULL)
    lists = {"Road": road, "Empty": (), "Talk": (SPOKEN, SPOKEN)}
    journey = await journey_of(world=library((song(0), NULL, song(1)), lists))
    async with journey.session() as session:
        run = await journey.run(session, RunKind.IMPORT)
        assert completed(run)
        found = {one.title: one for one in await session.sources.collections()}
        job = (await jobs(session, run))[Phase.LIKED_SONGS]
    for one in found.values():
        assert one.source_rows == one.imported + sum(one.skipped.values())
    assert {title: (one.source_rows, one.imported) for title, one in found.items()} == {
        LIKED: (3, 2),
        "Road": (7, 3),
        "Empty": (0, 0),
        "Talk": (2, 0),
    }
    assert found["Road"].skipped == {RowSkip.NULL_TRACK: 2, RowSkip.LOCAL_FILE: 1, RowSkip.EPISODE: 1}
    assert found["Talk"].skipped == {RowSkip.EPISODE: 2}
    assert (job.done, job.succeeded, job.skipped) == (3, 2, 1)


async def test_what_was_skipped_is_still_counted_when_nothing_changed(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=library((song(0), NULL)))
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        job = (await jobs(session, await journey.run(session, RunKind.IMPORT)))[Phase.LIKED_SONGS]
    assert (job.done, job.succeeded, job.skipped) == (2, 1, 1)


@pytest.mark.parametrize("status", [403, 404])
async def test_an_unreadable_playlist_is_counted_and_left_alone_until_it_changes(
    journey_of: MakeJourney, status: int
) -> None:
    lists = {"Road": songs(2), "Theirs": songs(5), "Sea": songs(3)}
    journey = await journey_of(world=library(songs(1), lists, refused={"Theirs": status}))
    async with journey.session() as session:
        run = await journey.run(session, RunKind.IMPORT)
        assert completed(run)
        job = (await jobs(session, run))[Phase.PLAYLIST_TRACKS]
        assert (job.done, job.succeeded, job.skipped, job.failed) == (3, 2, 1, 0)
        assert (await collection(journey, "Theirs")).unreadable == f"unreadable_{status}"
        assert await stored(journey, "Sea") == names(3), "one refusal ends nothing"
        assert "Theirs" not in [category.title for category in await session.categories.all()]
        asked = journey.services.log.calls[ITEMS]
        await journey.run(session, RunKind.IMPORT)
        assert journey.services.log.calls[ITEMS] == asked
        journey.services.spotify.library.add(id_of(1), names(1)[0], at="2024-06-01T00:00:00Z")
        await journey.run(session, RunKind.IMPORT)
        assert journey.services.log.calls[ITEMS] == asked + 1


async def test_a_playlist_that_stops_being_readable_keeps_its_rows(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=library(songs(1), {"Road": songs(4)}))
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        journey.services.spotify.library.add(id_of(0), names(1)[0], at="2024-06-01T00:00:00Z")
        journey.trouble(Rule(ITEMS, "refuse", status=403))
        assert completed(await journey.run(session, RunKind.IMPORT))
    assert await stored(journey, "Road") == names(4)
    assert (await collection(journey, "Road")).unreadable == "unreadable_403"


# ── what changes meanwhile ───────────────────────────────────────────────────────────────────────────────


class Meddler(Passing):
    """Does something once, right after a page of rows was read."""

    meddle: Callable[[], object] | None = None

    def _struck(self, page: Page[SourceRow]) -> Page[SourceRow]:
        if self.meddle is not None and page.has_more:
            self.meddle()
            Meddler.meddle = None
        return page

    async def liked_songs(self, *, offset: int, limit: int) -> Page[SourceRow]:
        return self._struck(await super().liked_songs(offset=offset, limit=limit))

    async def playlist_rows(self, spotify_id: str, *, offset: int, limit: int) -> Page[SourceRow]:
        return self._struck(await super().playlist_rows(spotify_id, offset=offset, limit=limit))


async def test_a_playlist_that_changes_while_it_is_walked_is_walked_again(journey_of: MakeJourney) -> None:
    """The row at the edge of the pages is lost at first, for the one before it went."""
    journey = await journey_of(world=library((), {"Road": songs(120), "Sea": songs(2)}), between=Meddler)
    Meddler.meddle = staticmethod(lambda: journey.services.spotify.library.remove(id_of(0), 0))
    async with journey.session() as session:
        run = await journey.run(session, RunKind.IMPORT)
        assert completed(run)
        job = (await jobs(session, run))[Phase.PLAYLIST_TRACKS]
    assert await stored(journey, "Road") == names(119, start=1)
    assert (job.done, job.total) == (2, 2), "walked twice, counted once"
    # me, liked songs, heads, 3 + 1 pages, heads again, 3 pages, heads once more
    assert calls(journey) == 1 + 1 + 1 + 4 + 1 + 3 + 1


async def test_songs_that_are_unliked_while_they_are_walked_lose_no_neighbour(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=library((NULL, *songs(120))), between=Meddler)
    Meddler.meddle = staticmethod(lambda: journey.services.spotify.library.unlike(names(1)[0]))
    async with journey.session() as session:
        run = await journey.run(session, RunKind.IMPORT)
        assert completed(run)
        job = (await jobs(session, run))[Phase.LIKED_SONGS]
    assert await stored(journey, LIKED) == [None, *names(119, start=1)]
    assert (job.done, job.succeeded, job.skipped) == (120, 119, 1)


async def test_a_playlist_without_end_of_change_is_walked_three_times_and_then_again_at_the_next_import(
    journey_of: MakeJourney,
) -> None:
    class Restless(Passing):
        """A playlist with another snapshot whenever it is listed."""

        listed = 0

        async def playlists(self, *, offset: int, limit: int) -> Page:  # type: ignore[type-arg]  # as its parent's
            page = await super().playlists(offset=offset, limit=limit)
            Restless.listed += 1
            return replace(page, rows=tuple(replace(row, snapshot_id=f"s{self.listed}") for row in page.rows))

    journey = await journey_of(world=library((), {"Road": songs(2)}), between=Restless)
    async with journey.session() as session:
        assert completed(await journey.run(session, RunKind.IMPORT))
        assert journey.services.log.calls[ITEMS] == 3
        assert completed(await journey.run(session, RunKind.IMPORT))
    assert await stored(journey, "Road") == names(2)


async def test_a_playlist_renamed_at_the_source_renames_its_category_unless_the_person_did(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=library((), {"Road": songs(2), "Sea": songs(2)}))
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        await session.categories.change("Sea", Change(title="My sea"))
        journey.services.spotify.library.rename(id_of(0), "Long road")
        journey.services.spotify.library.rename(id_of(1), "Ocean")
        await journey.run(session, RunKind.IMPORT)
        assert [category.title for category in await session.categories.all()] == [LIKED, "Long road", "My sea"]
        assert [one.title for one in await session.sources.collections()] == [LIKED, "Long road", "Ocean"]


async def test_a_playlist_deleted_at_the_source_is_marked_and_its_category_stays(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=library((), {"Road": songs(2), "Sea": songs(2)}))
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        journey.services.spotify.library.delete(id_of(0))
        await journey.run(session, RunKind.IMPORT)
        assert (await collection(journey, "Road")).gone_at is not None
        assert (await collection(journey, "Sea")).gone_at is None
        assert "Road" in [category.title for category in await session.categories.all()]
    assert await stored(journey, "Road") == names(2)


# ── what Spotify refuses ─────────────────────────────────────────────────────────────────────────────────


async def test_a_short_retry_after_is_waited_out(journey_of: MakeJourney) -> None:
    rule = Rule(ITEMS, "throttle", nth=2, retry_after=7)
    journey = await journey_of(world=library(songs(2), {"Road": songs(60)}), plan=Plan((rule,)))
    async with journey.session() as session:
        assert completed(await journey.run(session, RunKind.IMPORT))
    assert journey.clock.slept == [approx(7)]
    assert await stored(journey, "Road") == names(60)


async def test_a_long_retry_after_parks_the_import_over_restarts_until_its_time(journey_of: MakeJourney) -> None:
    rule = Rule(ITEMS, "throttle", nth=2, retry_after=48_925, reason="QUOTA_EXCEEDED")
    journey = await journey_of(world=library(songs(2), {"Road": songs(60), "Sea": songs(1)}), plan=Plan((rule,)))
    reset = journey.clock.now() + timedelta(seconds=48_925)
    async with journey.session() as session:
        run = await journey.run(session, RunKind.IMPORT)
        assert run is not None
        assert (run.status, run.reason) == (RunStatus.RATE_LIMITED, Reason.RATE_LIMITED)
        assert run.resumes_at is not None
        assert timedelta(0) <= run.resumes_at - reset < timedelta(seconds=1)
        reset = run.resumes_at
        job = (await jobs(session, run))[Phase.PLAYLIST_TRACKS]
        assert (job.status, job.resumes_at) == (RunStatus.RATE_LIMITED, reset)
        checkpoint = await journey.store.library.checkpoint(run.id, Phase.PLAYLIST_TRACKS, id_of(0))
        assert checkpoint is not None
        assert (checkpoint.offset, checkpoint.status, checkpoint.reset_at) == (50, RunStatus.RATE_LIMITED, reset)
        assert checkpoint.last_error
    assert journey.clock.slept == [], "nothing sleeps for it"
    made = calls(journey)
    await journey.clock.sleep_until(reset - timedelta(seconds=1))
    async with journey.session() as session:
        again = await session.runs.start(RunKind.IMPORT)
        assert again is not None
        assert (again.id, again.resumes_at) == (run.id, reset)
        assert calls(journey) == made, "a closed door is not knocked at"
        await journey.clock.sleep_until(reset)
        ended = await journey.run(session, RunKind.IMPORT)
        assert ended is not None
        assert (ended.id, ended.status) == (run.id, RunStatus.COMPLETED)
        assert (await jobs(session, ended))[Phase.PLAYLIST_TRACKS].done == 2
    # me, the second page, Sea, and the heads once more: the first page is not read again
    assert calls(journey) - made == 4
    assert await stored(journey, "Road") == names(60)
    checkpoint = await journey.store.library.checkpoint(run.id, Phase.PLAYLIST_TRACKS, id_of(0))
    assert checkpoint is not None
    assert (checkpoint.last_error, checkpoint.reset_at) == (None, None)


async def test_refusals_that_never_end_park_the_import_though_each_is_short(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=library(songs(2)), plan=Plan((Rule(TRACKS, "throttle", retry_after=1),)))
    async with journey.session() as session:
        run = await journey.run(session, RunKind.IMPORT)
    assert run is not None
    assert (run.status, run.reason) == (RunStatus.RATE_LIMITED, Reason.RATE_LIMITED)
    assert rests_s(journey, run) == approx(60)
    assert journey.services.log.calls[TRACKS] == 10
    assert journey.clock.slept == [approx(1)] * 9


async def test_a_retry_after_at_the_very_first_call_parks_the_import_too(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=library(songs(2)), plan=Plan((Rule(ME, "throttle", nth=1, retry_after=3_600),)))
    async with journey.session() as session:
        run = await journey.run(session, RunKind.IMPORT)
        assert run is not None
        assert (run.status, run.stage) == (RunStatus.RATE_LIMITED, None)
        await journey.clock.sleep(3_600)
        assert completed(await journey.run(session, RunKind.IMPORT))
    assert await stored(journey, LIKED) == names(2)


async def test_a_sign_in_that_is_gone_pauses_the_import_and_loses_nothing(journey_of: MakeJourney) -> None:
    rule = Rule(HEADS, "refuse", nth=(1, 2), status=401, message="The access token expired")
    journey = await journey_of(world=library(songs(60), {"Road": songs(3)}), plan=Plan((rule,)))
    async with journey.session() as session:
        run = await journey.run(session, RunKind.IMPORT)
        assert run is not None
        assert (run.status, run.reason) == (RunStatus.PAUSED, Reason.SIGN_IN)
        assert (run.paused_at_stage, run.resumes_at) == (Phase.PLAYLISTS, None)
        resumed = await journey.run(session, RunKind.IMPORT)
        assert completed(resumed)
        assert resumed is not None
        assert resumed.id == run.id
    assert journey.services.log.calls[TRACKS] == 2, "what was read stays read"
    assert await stored(journey, "Road") == names(3)


async def test_a_service_that_fails_for_more_than_a_minute_rests_the_import_and_it_goes_on(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=library(songs(60)), plan=Plan((Rule(TRACKS, "error", nth=tuple(range(2, 11))),)))
    async with journey.session() as session:
        run = await journey.run(session, RunKind.IMPORT)
        assert run is not None
        assert (run.status, run.reason) == (RunStatus.PAUSED, Reason.NETWORK)
        assert journey.clock.slept == [1, 2, 4, 8, 15, 15, 15, 15]
        assert rests_s(journey, run) == approx(60)
        assert [problem.reason for problem in await session.history.problems(run.id)] == ["network"]
        assert completed(await journey.run(session, RunKind.IMPORT))
    assert journey.services.log.calls[TRACKS] == 1 + 9 + 1
    assert await stored(journey, LIKED) == names(60)


async def test_with_waiting_a_resting_import_goes_on_by_itself(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=library(songs(60)), plan=Plan((Rule(TRACKS, "error", times=11),)))
    async with journey.session() as session:
        assert completed(await journey.run(session, RunKind.IMPORT, wait=True))
    assert await stored(journey, LIKED) == names(60)


async def test_a_failure_while_the_list_is_read_again_hides_no_change(journey_of: MakeJourney) -> None:
    """The second reading of the heads fails, and is made once more: it alone tells what moved."""
    rule = Rule(HEADS, "error", nth=2)
    journey = await journey_of(world=library((), {"Road": songs(60)}), plan=Plan((rule,)), between=Meddler)
    Meddler.meddle = staticmethod(lambda: journey.services.spotify.library.remove(id_of(0), 0))
    async with journey.session() as session:
        assert completed(await journey.run(session, RunKind.IMPORT))
    assert await stored(journey, "Road") == names(59, start=1)


async def test_a_refused_phase_fails_the_import_and_those_after_it_wait(journey_of: MakeJourney) -> None:
    rule = Rule(HEADS, "refuse", nth=1, status=403, message="Forbidden")
    journey = await journey_of(world=library(songs(2), {"Road": songs(2)}), plan=Plan((rule,)))
    async with journey.session() as session:
        run = await journey.run(session, RunKind.IMPORT)
        assert run is not None
        assert run.status is RunStatus.FAILED
        found = await jobs(session, run)
        assert [found[phase].status for phase in (Phase.LIKED_SONGS, Phase.PLAYLISTS, Phase.PLAYLIST_TRACKS)] == [
            RunStatus.COMPLETED,
            RunStatus.FAILED,
            RunStatus.PENDING,
        ]
        assert found[Phase.PLAYLISTS].last_error
        assert len(await session.history.problems(run.id)) == 1
        assert completed(await journey.run(session, RunKind.IMPORT))
    assert await stored(journey, "Road") == names(2)


# ── where it may end ─────────────────────────────────────────────────────────────────────────────────────


async def test_a_kill_anywhere_loses_no_row_doubles_none_and_reads_one_page_again(journey_of: MakeJourney) -> None:
    world = library((NULL, *songs(99)), {"Road": (*songs(60), LOCAL), "Theirs": songs(3)}, refused={"Theirs": 403})
    clean = await journey_of(world=world)
    async with clean.session() as session:
        expected = await _outcome(clean, session, await clean.run(session, RunKind.IMPORT))
    at = 1
    while True:
        journey = await journey_of(world=world)
        crasher = Crasher(at)
        broken = journey.session(crasher)
        try:
            await broken.__aenter__()
            await journey.run(broken, RunKind.IMPORT)
        except Crash:
            pass
        if not crasher.where:
            break
        async with journey.session() as session:
            run = await journey.store.runs.newest()
            if run is None or run.status is not RunStatus.COMPLETED:
                run = await journey.run(session, RunKind.IMPORT)
            assert completed(run), f"not completed after a crash {crasher.where}"
            assert await _outcome(journey, session, run) == expected, f"after a crash {crasher.where} (point {at})"
            made = calls(journey)
            assert completed(await journey.run(session, RunKind.IMPORT))
        assert await journey.store.details.count_due(journey.clock.now() - STALE) == (0, 0)
        assert enriching(journey) <= enriching(clean) + 1, f"asked twice after a crash {crasher.where} (point {at})"
        assert made <= calls(clean) + 2, f"more than one page again after a crash {crasher.where}"
        at += 1
    assert at > 60, "an import passes many points"


async def _outcome(journey: Journey, session: Session, run: Run | None) -> object:
    """What an import leaves: every row in its place, and its counts."""
    found = await session.sources.collections()
    ended = await jobs(session, run)
    counted = [(job.done, job.succeeded, job.skipped) for phase, job in ended.items() if phase in IMPORT_PHASES]
    rows = {one.title: await journey.store.library.first_rows(one.id, 1_000) for one in found}
    return [replace(one, id=CollectionId(0)) for one in found], rows, counted


async def test_another_persons_sign_in_is_refused(journey_of: MakeJourney) -> None:
    class Stranger(Passing):
        """Signed in as somebody else."""

        async def account(self) -> object:  # type: ignore[override]  # as its parent's
            return replace(await super().account(), account_id="someone-else")

    journey = await journey_of(world=library(songs(2)), between=Stranger)
    async with journey.session() as session:
        run = await journey.run(session, RunKind.IMPORT)
        assert run is not None
        assert run.status is RunStatus.FAILED
        assert "another --profile" in (run.message or "")
        assert (await session.sources.connections())[0].service is Service.SPOTIFY
    assert journey.services.log.calls[TRACKS] == 0
