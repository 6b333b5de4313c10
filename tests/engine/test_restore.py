"""A backup of the whole channel, and its restoring: what is missing comes back at its place, nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.backups.files import load
from core.demo.faults import Rule
from core.demo.hand import Edit, Hand
from core.demo.rules import Rules
from core.errors import UsageError
from core.marker import marked_category
from core.session import Change
from core.states import OperationState, Phase, Policy, Reason, RunKind, RunStatus
from db.store import open_memory
from tests.engine.journey import (
    LIKED,
    MORNING,
    OLD,
    WANTED,
    Crash,
    Crasher,
    Journey,
    completed,
    quick_settings,
)

if TYPE_CHECKING:
    from pathlib import Path

    from core.model import Run
    from core.session import Session
    from core.session.backups import Made
    from tests.engine.conftest import MakeJourney

HAND = "vid-song-05"
"""A video that the person put into a playlist of their own."""


def _id(journey: Journey, title: str) -> str:
    return next(one.id for one in journey.services.youtube.channel.all_true() if one.title == title)


async def _synced(journey: Journey) -> Made:
    """A channel that was synced, with a playlist and a row of the person's own, and its backup."""
    hand = Hand(journey.services)
    async with journey.session() as session:
        await journey.prepare_without_old(session)
        assert completed(await journey.run(session, RunKind.SYNC, wait=True))
        hand.do(Edit("add", playlist=_id(journey, MORNING), video=HAND, position=1))
        await journey.clock.sleep(120)
        return await session.backups.make()


def _lose(journey: Journey) -> None:
    """What the person deletes by mistake: a playlist of ours, one of theirs, the middle row of another."""
    hand = Hand(journey.services)
    hand.do(Edit("delete", playlist=_id(journey, MORNING)))
    hand.do(Edit("delete", playlist=OLD))
    hand.do(Edit("remove", playlist=_id(journey, LIKED), position=1))


async def _restore(journey: Journey, session: Session, file: Path, *, wait: bool = True) -> Run | None:
    if await session.runs.start(RunKind.RESTORE, source=str(file), wait=wait) is None:
        return None
    return await session.runs.finished()


def _file(made: Made) -> Path:
    assert made.file is not None
    return made.file


BEFORE = {
    "old songs": ("vid-song-01", "vid-song-05"),
    **WANTED,
    MORNING: (WANTED[MORNING][0], HAND, *WANTED[MORNING][1:]),
}


async def test_a_backup_reads_every_playlist_in_full_for_its_price_and_says_where_it_lies(
    journey_of: MakeJourney, tmp_path: Path
) -> None:
    journey = await journey_of()
    made = await _synced(journey)
    assert made.file is not None
    assert (made.playlists, made.items, made.units) == (4, 10, 1 + 4)
    assert made.file.parent == tmp_path / "backups"
    assert made.file.stat().st_mode & 0o777 == 0o600
    async with journey.session() as session:
        plan = await session.backups.plan(made.file)
    assert plan.is_empty
    assert plan.total_units == 0


async def test_what_is_lost_comes_back_at_its_place_and_nothing_else_changes(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    made = await _synced(journey)
    _lose(journey)
    hand = Hand(journey.services)
    hand.do(Edit("add", playlist=_id(journey, LIKED), video="vid-song-04", position=0))
    await journey.clock.sleep(120)
    async with journey.session() as session:
        plan = await session.backups.plan(_file(made))
        before = journey.services.log.units
        run = await _restore(journey, session, _file(made))
    assert completed(run)
    held = journey.playlists()
    assert held == {**BEFORE, LIKED: ("vid-song-04", *WANTED[LIKED])}
    # heads 1, one playlist read, two made, seven rows, three read back
    assert plan.total_units == 1 + 1 + 2 * 50 + (4 + 2 + 1) * 50 + 3
    assert journey.services.log.units - before == plan.total_units
    restored = journey.services.youtube.channel.truth(_id(journey, "old songs"))
    assert restored is not None
    assert restored.privacy == "private"
    async with journey.session() as session:
        assert (await session.backups.plan(_file(made))).is_empty, "restored once, nothing is missing"
        assert await _restore(journey, session, _file(made)) is None


async def test_a_category_follows_its_playlist_that_was_made_anew(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    made = await _synced(journey)
    old_id = _id(journey, MORNING)
    _lose(journey)
    async with journey.session() as session:
        await session.plans.refresh()
        assert any(part.held for part in (await session.plans.preview()).categories), "it asks what to do"
        assert completed(await _restore(journey, session, _file(made)))
        category = await session.categories.get(MORNING)
        assert category.playlist_id == _id(journey, MORNING) != old_id
        again = journey.services.youtube.channel.truth(category.playlist_id or "")
        assert again is not None
        assert marked_category(again.description) == (category.id, 1)
        await journey.clock.sleep(120)
        await session.plans.refresh()
        plan = await session.plans.preview()
        assert not plan.held
        assert plan.is_empty, "a sync has nothing to add to what was restored"


async def test_what_a_person_put_in_by_hand_is_theirs_again(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    made = await _synced(journey)
    _lose(journey)
    async with journey.session() as session:
        assert completed(await _restore(journey, session, _file(made)))
        await journey.clock.sleep(120)
        await session.categories.change(MORNING, Change(policy=Policy.MIRROR))
        await session.plans.refresh()
        plan = await session.plans.preview()
        (morning,) = [part for part in plan.categories if part.category.title == MORNING]
    assert morning.foreign == 1
    assert morning.to_remove == 0
    assert morning.to_move == 0


async def test_a_video_that_is_gone_fails_once_with_its_title(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    made = await _synced(journey)
    _lose(journey)
    Hand(journey.services).do(Edit("video", video="vid-song-05", state="deleted"))
    async with journey.session() as session:
        run = await _restore(journey, session, _file(made))
        assert completed(run)
        assert run is not None
        problems = await session.history.problems(run.id)
        tally = await session.history.tally(run.id)
        again = await session.backups.plan(_file(made))
    assert sorted(problem.message.split(":")[0] for problem in problems) == ["Early Train", "Early Train"]
    assert tally.failed == 2
    assert len(again.needed) == 2
    assert journey.playlists()[MORNING] == WANTED[MORNING]


async def test_a_spent_day_pauses_a_restore_and_the_next_goes_on(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    made = await _synced(journey)
    _lose(journey)
    journey.settings = quick_settings(units_per_day=800)
    file = _file(made)
    async with journey.session() as session:
        plan = await session.backups.plan(file)
        before = journey.services.log.units
        run = await _restore(journey, session, file, wait=False)
        assert run is not None
        assert (run.status, run.reason, run.paused_at_stage) == (
            RunStatus.PAUSED,
            Reason.QUOTA_EXHAUSTED,
            Phase.ADD_VIDEOS,
        )
    file.unlink()
    assert run.resumes_at is not None
    await journey.clock.sleep_until(run.resumes_at)
    async with journey.session() as session:
        await session.runs.resume(wait=True)
        assert completed(await session.runs.finished())
    assert journey.playlists() == BEFORE
    assert len(plan.calendar) == 2
    assert journey.services.log.units - before == plan.total_units


async def test_ten_playlists_a_day_park_a_restore_while_filling_goes_on(journey_of: MakeJourney) -> None:
    rules = Rules(has_fresh_conflicts=False, lag_s=0.0, latency_s=0.0, token_s=1e9)
    journey = await journey_of(rules=rules)
    made = await _synced(journey)
    _lose(journey)
    journey.settings = quick_settings(playlists_per_day=4)
    async with journey.session() as session:
        run = await _restore(journey, session, _file(made), wait=False)
        assert run is not None
        assert (run.status, run.reason) == (RunStatus.PAUSED, Reason.PLAYLIST_LIMIT)
        left = [
            row for row in await journey.store.operations.of_run(run.id) if row.state is OperationState.PENDING
        ]  # fmt: skip
        assert {row.phase for row in left} == {Phase.CREATE_PLAYLISTS, Phase.ADD_VIDEOS}
        assert len({row.playlist_id for row in left if row.playlist_id}) == 1, "all others were filled"
        await session.runs.resume(wait=True)
        assert completed(await session.runs.finished())
    assert journey.playlists() == BEFORE


async def test_a_lost_answer_of_a_creation_is_found_by_the_mark_of_the_lost_playlist(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    made = await _synced(journey)
    _lose(journey)
    journey.trouble(Rule("youtube.playlists.insert", "lose_reply", times=2))
    async with journey.session() as session:
        assert completed(await _restore(journey, session, _file(made)))
    assert journey.playlists() == BEFORE


async def test_what_a_sync_adds_meanwhile_is_not_added_by_the_restore(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    made = await _synced(journey)
    _lose(journey)
    journey.settings = quick_settings(units_per_day=800)
    async with journey.session() as session:
        run = await _restore(journey, session, _file(made), wait=False)
        assert run is not None
        assert run.reason is Reason.QUOTA_EXHAUSTED
    journey.settings = quick_settings()
    async with journey.session() as session:
        await session.plans.refresh()
        before = journey.calls("playlistItems.insert")
        assert completed(await journey.run(session, RunKind.SYNC, wait=True))
        assert journey.calls("playlistItems.insert") > before, "the sync added what the restore was to add"
        await journey.clock.sleep(90_000)
        await session.runs.resume(run.id, wait=True)
        assert completed(await session.runs.finished())
    held = journey.playlists()
    assert held == BEFORE


async def test_a_lost_database_restores_and_is_linked_again(journey_of: MakeJourney, tmp_path: Path) -> None:
    journey = await journey_of()
    made = await _synced(journey)
    _lose(journey)
    journey.store = await open_memory()
    try:
        async with journey.session() as session:
            assert completed(await _restore(journey, session, _file(made)))
            for kind in (RunKind.IMPORT, RunKind.MATCH):
                await journey.run(session, kind)
            await journey.clock.sleep(120)
            await session.plans.refresh()
            assert completed(await journey.run(session, RunKind.SYNC, wait=True))
            category = await session.categories.get(MORNING)
    finally:
        await journey.store.close()
    assert category.playlist_id == _id(journey, MORNING)
    assert journey.playlists() == BEFORE


async def test_a_restore_of_another_channel_or_an_edited_file_is_refused_before_a_run_is_made(
    journey_of: MakeJourney, tmp_path: Path
) -> None:
    journey = await journey_of()
    made = await _synced(journey)
    text = load(_file(made))
    wrong = tmp_path / "wrong.json"
    async with journey.session() as session:
        for changed, word in (
            (text.replace("vid-song-04", "vid-song-02", 1), "checksum"),
            (text[: len(text) // 2], "cut off or damaged"),
            ("[]", "not a backup"),
            ("", "cut off or damaged"),
            ('{"format": 99, "playlists": []}', "newer Crossfade"),
        ):
            wrong.write_text(changed)
            with pytest.raises(UsageError, match=word):
                await session.runs.start(RunKind.RESTORE, source=str(wrong))
        with pytest.raises(UsageError, match=r"File not found: nothing\.json"):
            await session.runs.start(RunKind.RESTORE, source=str(tmp_path / "nothing.json"))
        assert await session.runs.current() is None


async def test_a_crash_at_any_call_of_a_restore_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    at = 1
    while True:
        crasher = Crasher(at)
        store = await open_memory()
        folder = tmp_path / str(at)
        folder.mkdir()
        journey = Journey(store, folder)
        try:
            made = await _synced(journey)
            _lose(journey)
            inserts, creations = journey.calls("playlistItems.insert"), journey.calls("playlists.insert")
            first = journey.session(crasher)
            try:
                await first.__aenter__()
                await _restore(journey, first, _file(made))
            except Crash:
                pass
            async with journey.session() as second:
                assert completed(await _restore(journey, second, _file(made))), f"after a crash {crasher.where}"
                assert await _restore(journey, second, _file(made)) is None, f"after a crash {crasher.where}"
        finally:
            await store.close()
        if not crasher.where:
            break
        assert journey.playlists() == BEFORE, f"after a crash {crasher.where} (point {at})"
        assert journey.calls("playlistItems.insert") - inserts == 7, f"an extra write after a crash {crasher.where}"
        assert journey.calls("playlists.insert") - creations == 2, f"an extra playlist after a crash {crasher.where}"
        at += 1
    assert at > 80, "a restore passes many points"
