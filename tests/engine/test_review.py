"""A person may decide at any moment, a sync at work or not: it joins the next plan, and nothing is written twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from core.model import VideoId
from core.states import MatchOrigin, MatchStatus, RunKind
from db.store import open_memory
from tests.db.values import a_decision
from tests.engine.journey import EVENING, LIKED, MORNING, WANTED, Crasher, Journey, completed, lonely_world

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from core.session import Session

DOUBTED = ("track00000000000000005", "vid-song-05")
ACCEPTED = ("track00000000000000002", "vid-song-02")
OTHER = "vid-song-04"


class Meddler(Crasher):
    """Lets a person decide something at a point of the way."""

    def __init__(self, at: int, act: Callable[[], Awaitable[object]]) -> None:
        super().__init__()
        self._moment = at
        self._act = act
        self.acting: asyncio.Task[object] | None = None

    def step(self, where: str) -> None:
        """Pass a point; at the chosen one the person acts, while the run goes on."""
        self.passed += 1
        if self.passed == self._moment:
            self.acting = asyncio.ensure_future(self._acted())

    async def _acted(self) -> object:
        return await self._act()


async def meddled(folder: Path, at: int, track: str, video: str | None) -> tuple[Journey, bool]:
    """A sync during which a person decides about a track, and the syncs until nothing is left to do."""
    store = await open_memory()
    try:
        journey = Journey(store, folder, world=lonely_world())
        async with journey.session() as session:
            await journey.prepare(session)
            doubted = await session.review.find(DOUBTED[0])
            await store.matches.decide(
                doubted.recording.id,
                a_decision(MatchStatus.REVIEW, None, reason="a doubt"),
                origin=MatchOrigin.MATCHER,
                at=journey.clock.now(),
                search_again_at=None,
            )

        async def act() -> None:
            found = await session.review.find(track)
            await session.review.decide(found.recording.id, VideoId(video) if video else None)

        meddler = Meddler(at, act)
        async with journey.session(meddler) as working:
            assert completed(await journey.run(working, RunKind.SYNC, wait=True))
        if meddler.acting is not None:
            await meddler.acting
        async with journey.session() as session:
            await _finish(journey, session)
            parts = (await session.plans.preview()).categories
            for part in parts:
                assert part.source_rows == (
                    part.already_there + part.to_add + part.duplicates + part.waiting + part.needs_review
                    + part.missing + part.skipped + part.failed
                )  # fmt: skip
                assert part.to_add == 0
        return journey, meddler.acting is not None
    finally:
        await store.close()


async def _finish(journey: Journey, session: Session) -> None:
    for _ in range(3):
        if await journey.run(session, RunKind.SYNC, wait=True) is None:
            return
    pytest.fail("there is always something left to do")


async def each_moment(folder: Path, track: str, video: str | None) -> list[dict[str, tuple[str, ...]]]:
    """What the playlists hold in the end, for every third moment of a sync at which the person may decide."""
    found = []
    for at in range(1, 10_000, 3):
        journey, has_acted = await meddled(folder, at, track, video)
        if not has_acted:
            break
        found.append(journey.playlists())
    assert len(found) > 20, "a sync passes many points"
    return found


async def test_what_is_accepted_while_a_sync_works_is_added_once_and_in_its_place(tmp_path: Path) -> None:
    for held in await each_moment(tmp_path, *DOUBTED):
        assert held[EVENING] == WANTED[EVENING]
        assert (held[LIKED], held[MORNING]) == (WANTED[LIKED], WANTED[MORNING])


async def test_what_is_denied_while_a_sync_works_leaves_no_playlist_in_disorder(tmp_path: Path) -> None:
    without = tuple(video for video in WANTED[LIKED] if video != ACCEPTED[1])
    seen = set()
    for held in await each_moment(tmp_path, ACCEPTED[0], None):
        seen.add(held[LIKED])
        assert held[MORNING] == WANTED[MORNING]
    assert seen <= {without, WANTED[LIKED]}, "it was written before, or it never is"
    assert WANTED[LIKED] in seen


async def test_another_video_chosen_while_a_sync_works_joins_the_next(tmp_path: Path) -> None:
    for held in await each_moment(tmp_path, ACCEPTED[0], OTHER):
        assert sorted(set(held[LIKED])) == sorted(held[LIKED])
        assert OTHER in held[LIKED]
        assert held[MORNING] == WANTED[MORNING]


@pytest.mark.parametrize("video", [OTHER, None])
async def test_what_a_person_says_while_the_matcher_searches_holds(tmp_path: Path, video: str | None) -> None:
    for at in range(1, 10_000, 3):
        store = await open_memory()
        try:
            journey = Journey(store, tmp_path, world=lonely_world())
            async with journey.session() as session:
                assert completed(await journey.run(session, RunKind.IMPORT))
                found = await session.review.find(DOUBTED[0])

                async def act() -> None:
                    await session.review.decide(found.recording.id, VideoId(video) if video else None)  # noqa: B023 - awaited below

                meddler = Meddler(at, act)
                async with journey.session(meddler) as working:
                    assert completed(await journey.run(working, RunKind.MATCH))
                if meddler.acting is None:
                    break
                await meddler.acting
                after = await session.review.find(DOUBTED[0])
                assert (after.is_overridden, after.match and after.match.video_id) == (True, video)
                await session.plans.refresh()
                await _finish(journey, session)
                assert journey.playlists().get(EVENING, ()) == ((video,) if video else ())
        finally:
            await store.close()
    assert at > 20, "a match passes many points"
