"""Whatever field of whatever answer is absurd, once or for a whole run: afterwards one sound sync ends exact.

The real adapters stand above the local services here, see :mod:`tests.engine.wired`.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.demo.hand import Edit, Hand
from core.errors import ServiceError
from core.model import PlaylistId
from core.session.categories import Change
from core.states import MatchStatus, Order, Policy, Reason, RunKind, RunStatus
from db.store import open_memory
from tests.engine.absurd import FIELDS, Case, Spoiler, cases
from tests.engine.journey import (
    LIKED,
    MORNING,
    OLD,
    WANTED,
    Journey,
    completed,
    lonely_world,
    quick_settings,
    small_world,
)
from tests.engine.oracle import booked_units_of
from tests.engine.wired import wired

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.adapters.spotify.client import Spotify
    from core.adapters.youtube.client import YouTube
    from core.model import Run
    from core.session import Session
    from tests.engine.wired import Wire

    Wired = tuple[Wire, Spotify, YouTube]

MORNING_LIST = "list000000000000000001"
DAY_S = 86_400.0
CHANGED = {
    "Dawn": ("vid-song-01", "vid-song-04"),
    LIKED: WANTED[LIKED],
    "Evening": WANTED["Evening"],
}
"""What the playlists hold after the source changed, and a category was renamed."""

FLOWS: dict[str, tuple[str, ...]] = {
    "first": tuple(method for method in FIELDS if not method.endswith((".update", "Items.delete"))),
    "changed": ("youtube.playlists.update", "youtube.playlistItems.update", "youtube.playlistItems.delete"),
    "old": ("youtube.videos.list",),
    "health": ("youtube.videos.list",),
}
"""The parts of a journey in which a method's answers are spoiled: a first sync of all, one after the source changed,
one of what was matched a month ago, a look at all matched videos."""

PAIRS = [(flow, method) for flow, methods in FLOWS.items() for method in methods]


@pytest.fixture(scope="module")
def wires() -> Iterator[Wired]:
    """The real clients, made once."""
    with wired() as found:
        yield found


class Life:
    """One library whose journey is spoiled by a case, then goes on in peace."""

    def __init__(self, journey: Journey, wire: Wire, case: Case) -> None:
        self._journey = journey
        self._wire = wire
        self._case = case
        self.wanted = WANTED

    async def live(self) -> str | None:
        """Live through it; what was wrong in the end, None where all was well."""
        journey, case = self._journey, self._case
        self._wire.use(journey.services)
        self._wire.spoil = _untouched
        await self._before()
        self._wire.spoil = spoiler = Spoiler(case)
        with suppress(ServiceError):  # the command ends; the next one begins anew
            await self._spoiled()
        self._wire.spoil = _untouched
        if not spoiler.struck:
            return "it never struck"
        await journey.clock.sleep(100)
        run = await self._process(wait=True)
        if run is not None and run.status is not RunStatus.COMPLETED:
            return f"the sound sync ended {run.status} ({run.message})"
        return await self._fault()

    async def _before(self) -> None:
        journey = self._journey
        if self._case.flow == "first":
            return
        async with journey.session() as session:
            if self._case.flow == "old":
                await journey.prepare(session)
                await journey.clock.sleep(31 * DAY_S)
                return
            assert completed(await journey.whole(session))
            if self._case.flow == "changed":
                change = Change(policy=Policy.MIRROR, order=Order.EXACT, title="Dawn")
                category = next(one for one in await session.categories.all() if one.title == MORNING)
                await session.categories.change(category.id, change)
                for position in (2, 0):
                    Hand(journey.services).do(Edit("spotify_remove", playlist=MORNING_LIST, position=position))
                Hand(journey.services).do(Edit("spotify_move", playlist=MORNING_LIST, start=1, position=0))
                self.wanted = CHANGED

    async def _spoiled(self) -> None:
        if self._case.flow == "health":
            async with self._journey.session() as session:
                await session.health.check()
        else:
            await self._process(wait=False)

    async def _process(self, *, wait: bool) -> Run | None:
        """One process's life; as far as it comes."""
        async with self._journey.session() as session:
            if await self._journey.store.runs.unfinished(RunKind.SYNC):
                await self._run(session, RunKind.SYNC, wait=wait)
            for kind in (RunKind.IMPORT, RunKind.MATCH):
                run = await self._run(session, kind, wait=wait)
                if not completed(run):
                    return run
            await session.plans.refresh()
            await session.sources.replace([PlaylistId(OLD)])
            return await self._run(session, RunKind.SYNC, wait=wait)

    async def _run(self, session: Session, kind: RunKind, *, wait: bool) -> Run | None:
        run = await self._journey.run(session, kind, wait=wait)
        assert run is None or run.reason is not Reason.BUG, run.message
        assert run is None or run.status is not RunStatus.FAILED, run.message
        return run

    async def _fault(self) -> str | None:
        journey = self._journey
        if journey.playlists() != self.wanted:
            return f"the playlists hold {journey.playlists()}"
        async with journey.session() as session:
            told = Counter((one.run_id, one.entity_id, one.reason) for one in await session.history.problems())
            if twice := [what for what, number in told.items() if number > 1]:
                return f"it was told twice: {twice}"
            if not (await session.plans.preview()).is_empty:
                return "something is still to be done"
            rows = [
                row
                for category in await session.categories.all()
                for row in await journey.store.categories.wanted(category.id)
            ]
            if open_ones := [row.label for row in rows if row.status is not MatchStatus.ACCEPTED]:
                return f"not decided: {open_ones}"
        charged, booked = journey.services.log.units, await booked_units_of(journey)
        return f"{booked} units in the books, {charged} charged" if booked < charged else None


def _untouched(_name: str, body: bytes) -> bytes:
    return body


async def _faults(wires: Wired, folder: Path, flow: str, method: str, *, is_whole: bool) -> list[str]:
    wire, spotify, youtube = wires
    found: list[str] = []
    settings = quick_settings()
    settings = replace(settings, engine=replace(settings.engine, remove_max_percent=100))
    for case in cases(method, flow, is_whole=is_whole):
        async with await open_memory() as store:
            journey = Journey(
                store,
                folder,
                settings=settings,
                clients=(spotify, youtube),
                world=lonely_world() if method == "youtube.search.list" else small_world(),
            )
            try:
                fault = await Life(journey, wire, case).live()
            except AssertionError as error:
                fault = str(error)
            if fault is not None:
                found.append(f"{case}: {fault}")
    return found


@pytest.mark.parametrize(("flow", "method"), PAIRS)
async def test_an_absurd_answer_is_never_knowledge(wires: Wired, tmp_path: Path, flow: str, method: str) -> None:
    faults = await _faults(wires, tmp_path, flow, method, is_whole=False)
    assert not faults, "\n".join(faults)


@pytest.mark.proof
@pytest.mark.parametrize(("flow", "method"), PAIRS)
async def test_no_absurd_answer_is_knowledge_once_or_for_ever(
    wires: Wired, tmp_path: Path, flow: str, method: str
) -> None:
    faults = await _faults(wires, tmp_path, flow, method, is_whole=True)
    assert not faults, "\n".join(faults)


def test_every_field_has_its_cases() -> None:
    number = sum(1 for flow, method in PAIRS for _ in cases(method, flow, is_whole=False))
    assert number >= 800
