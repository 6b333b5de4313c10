"""An import of files: no account, every row counted, nothing twice, nothing half."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from core.errors import UsageError
from core.states import CollectionKind, MatchStatus, Phase, RowSkip, RunKind, RunStatus
from tests.adapters.exports import examples as made
from tests.adapters.exports.examples import VIDEO, written, zipped
from tests.engine.journey import Crash, Crasher, completed

if TYPE_CHECKING:
    from pathlib import Path

    from core.model import Collection, Run
    from core.session import Session
    from tests.engine.conftest import MakeJourney

ACCOUNT_DATA = zipped({"YourLibrary.json": made.YOUR_LIBRARY, "Playlist1.json": made.PLAYLIST_1})


async def read(session: Session, path: Path, *, full: bool = False, new: bool = False) -> Run | None:
    """Import a file and let it end."""
    await session.runs.start(RunKind.IMPORT, source=str(path), full=full, new=new)
    return await session.runs.finished()


async def files(session: Session) -> dict[str, Collection]:
    """What came out of files, by title."""
    return {one.title: one for one in await session.sources.collections() if one.kind is CollectionKind.FILE}


def table(rows: int) -> bytes:
    """A table of invented songs."""
    return b"title,artist,album\n" + b"".join(b"Song %d,Ada,Sea\n" % number for number in range(rows))


async def test_a_file_becomes_categories_and_its_rows_add_up(journey_of: MakeJourney, tmp_path: Path) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        run = await read(session, written(tmp_path, ACCOUNT_DATA, "data.zip"))
        assert run is not None
        assert (run.status, run.account) == (RunStatus.COMPLETED, "default")
        found = await files(session)
        assert {title: (one.source_rows, one.imported) for title, one in found.items()} == {
            "Liked Songs": (2, 2),
            "Road": (7, 2),
            "Empty": (0, 0),
        }
        assert found["Road"].skipped == {
            RowSkip.EPISODE: 1,
            RowSkip.LOCAL_FILE: 2,
            RowSkip.NULL_TRACK: 1,
            RowSkip.UNREADABLE: 1,
        }
        assert [one.title for one in await session.categories.all()] == ["Liked Songs", "Road", "Empty"]
        jobs = {job.phase: (job.succeeded, job.skipped, job.total) for job in await session.history.jobs(run.id)}
        assert jobs == {Phase.LIKED_SONGS: (2, 0, 2), Phase.PLAYLISTS: (3, 0, 3), Phase.PLAYLIST_TRACKS: (2, 5, 7)}
        problems = await session.history.problems(run.id)
        assert [(one.entity_id, one.reason) for one in problems] == [
            ("Playlist1.json:2", "episode"),
            ("Playlist1.json:3", "local_file"),
            ("Playlist1.json:4", "local_file"),
            ("Playlist1.json:5", "null_track"),
            ("Playlist1.json:6", "unreadable"),
        ]
        assert problems[0].message == "Playlist1.json, row 2: It is an episode of a podcast."


async def test_a_second_import_of_the_same_file_changes_nothing(journey_of: MakeJourney, tmp_path: Path) -> None:
    journey = await journey_of()
    path = written(tmp_path, ACCOUNT_DATA, "data.zip")
    async with journey.session() as session:
        for full in (False, True):
            await read(session, path)
            before = await session.sources.collections(), await session.categories.all()
            run = await read(session, path, full=full)
            assert completed(run)
            after = await session.sources.collections(), await session.categories.all()
            assert after == before
            assert run is not None
            jobs = {job.phase: (job.succeeded, job.skipped) for job in await session.history.jobs(run.id)}
            assert jobs[Phase.PLAYLIST_TRACKS] == (2, 5)


async def test_a_newer_export_replaces_the_rows_of_the_same_playlist(journey_of: MakeJourney, tmp_path: Path) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await read(session, written(tmp_path / "old", table(3), "mine.csv"))
        (before,) = await session.categories.all()
        await read(session, written(tmp_path / "new", table(5), "mine.csv"))
        assert [one.id for one in await session.categories.all()] == [before.id]
        assert (await files(session))["mine"].source_rows == 5


async def test_spotify_s_songs_in_a_file_are_the_ones_of_a_later_import(
    journey_of: MakeJourney, tmp_path: Path
) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await session.runs.start(RunKind.IMPORT)
        await session.runs.finished()
        waiting = len(await journey.store.matches.waiting(journey.clock.now()))
        rows = [
            row
            for category in await session.categories.all()
            for row in await journey.store.categories.wanted(category.id)
            if row.isrc
        ]
        content = "title,artist,isrc\n" + "".join(f"Another name,Somebody,{row.isrc}\n" for row in rows)
        await read(session, written(tmp_path, content.encode(), "again.csv"))
        assert len(await journey.store.matches.waiting(journey.clock.now())) == waiting


async def test_a_bad_file_leaves_no_run_behind(journey_of: MakeJourney, tmp_path: Path) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        for content in (b"", b"<html>", made.XSPF[:-30]):
            with pytest.raises(UsageError):
                await read(session, written(tmp_path, content, "bad"))
        assert await session.history.runs() == ()


async def test_a_file_that_is_damaged_further_on_leaves_the_old_rows_in_force(
    journey_of: MakeJourney, tmp_path: Path
) -> None:
    journey = await journey_of()
    path = written(tmp_path, table(1200), "mine.csv")
    async with journey.session() as session:
        await read(session, path)
        path.write_bytes(table(1100) + b'x,"y\n')
        run = await read(session, path)
        assert run is not None
        assert run.status is RunStatus.FAILED
        assert "never closed" in (run.message or "")
        assert (await files(session))["mine"].source_rows == 1200
        path.write_bytes(table(1300))  # mended: the failed run is taken up, and reads from the beginning
        assert completed(await read(session, path))
        assert (await files(session))["mine"].source_rows == 1300


async def test_an_import_of_a_file_can_be_ended_anywhere(journey_of: MakeJourney, tmp_path: Path) -> None:
    path = written(tmp_path, ACCOUNT_DATA, "data.zip")
    big = written(tmp_path, table(1100), "big.csv")
    for source in (path, big):
        whole = await journey_of()
        steps = Crasher()
        async with whole.session(steps) as session:
            await read(session, source)
            wanted = await files(session)
        for at in range(1, steps.passed + 1, 3):
            journey = await journey_of()
            with suppress(Crash):
                async with journey.session(Crasher(at)) as session:
                    await read(session, source)
            async with journey.session() as session:
                run = await read(session, source)
                assert run is not None
                assert run.status is RunStatus.COMPLETED
                found = await files(session)
                assert [(one.title, one.source_rows, one.imported, one.skipped) for one in found.values()] == [
                    (one.title, one.source_rows, one.imported, one.skipped) for one in wanted.values()
                ]


async def test_a_pause_keeps_what_was_staged(journey_of: MakeJourney, tmp_path: Path) -> None:
    journey = await journey_of()
    path = written(tmp_path, table(5000), "big.csv")
    async with journey.session() as session:
        await session.runs.start(RunKind.IMPORT, source=str(path))
        session.runs.ask_pause()
        run = await session.runs.finished()
        assert run is not None
        assert run.status is RunStatus.PAUSED
        assert (await files(session)).get("big") is None or (await files(session))["big"].source_rows == 0
        assert completed(await read(session, path))
        assert (await files(session))["big"].source_rows == 5000


async def test_videos_of_takeout_need_no_search(journey_of: MakeJourney, tmp_path: Path) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await read(session, written(tmp_path, made.TAKEOUT, "Kitchen-videos.csv"))
        (category,) = await session.categories.all()
        first, _ = await journey.store.categories.wanted(category.id)
        assert (first.status, first.video_id) == (MatchStatus.ACCEPTED, VIDEO)
        assert await session.runs.start(RunKind.MATCH) is None
        part = (await session.plans.preview()).categories[0]
        assert (part.to_add, part.waiting) == (2, 0)


async def test_a_file_and_spotify_wait_beside_each_other(journey_of: MakeJourney, tmp_path: Path) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await session.runs.start(RunKind.IMPORT)
        session.runs.ask_pause()
        parked = await session.runs.finished()
        assert parked is not None
        assert parked.status is RunStatus.PAUSED
        assert completed(await read(session, written(tmp_path, made.EXPORTIFY, "road.csv")))
        assert (await session.sources.collections())[-1].title == "road"
        resumed = await session.runs.start(RunKind.IMPORT)
        assert resumed is not None
        assert resumed.id == parked.id
        assert completed(await session.runs.finished())


async def test_blank_rows_count_for_nothing_and_the_sum_holds(journey_of: MakeJourney, tmp_path: Path) -> None:
    journey = await journey_of()
    blank = b",,\n\n , \t,\n"
    content = b"title,artist,album\n" + blank + b"Harbour,Ada,Sea\n" + blank + b",Ada,Sea\n" + blank * 30
    async with journey.session() as session:
        run = await read(session, written(tmp_path, content, "mine.csv"))
        assert run is not None
        mine = (await files(session))["mine"]
        assert (mine.source_rows, mine.imported, mine.skipped) == (2, 1, {RowSkip.INCOMPLETE: 1})
        jobs = {job.phase: (job.succeeded, job.skipped, job.total) for job in await session.history.jobs(run.id)}
        assert jobs[Phase.PLAYLIST_TRACKS] == (1, 1, 2)


async def test_every_format_adds_up(journey_of: MakeJourney, tmp_path: Path) -> None:
    journey = await journey_of()
    for name, content in made.FORMATS.items():
        written(tmp_path, content, f"{name}/{name}.txt")
    async with journey.session() as session:
        assert completed(await read(session, tmp_path))
        found = [one for one in await session.sources.collections() if one.kind is CollectionKind.FILE]
        assert len(found) > len(made.FORMATS)
        assert [one.title for one in found if one.source_rows != one.imported + sum(one.skipped.values())] == []


async def test_what_is_wrong_with_a_file_is_told_and_its_songs_are_there(
    journey_of: MakeJourney, tmp_path: Path
) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        run = await read(session, written(tmp_path, made.XSPF.replace(b'version="1" ', b""), "evening.xspf"))
        assert run is not None
        problems = [one.message for one in await session.history.problems(run.id) if one.reason == "notice"]
        assert problems == ["evening.xspf breaks a rule of XSPF: playlist has no version."]
        assert (await files(session))["Evening"].imported == 2


async def test_a_link_of_a_table_needs_no_search(journey_of: MakeJourney, tmp_path: Path) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        table = f"Title,Artist,Link\nHarbour,Ada,https://youtu.be/{VIDEO}?si=x\n"
        await read(session, written(tmp_path, table.encode(), "mine.csv"))
        (category,) = await session.categories.all()
        (row,) = await journey.store.categories.wanted(category.id)
        assert (row.status, row.video_id) == (MatchStatus.ACCEPTED, VIDEO)
