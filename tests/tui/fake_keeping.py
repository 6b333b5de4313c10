"""Backups and their restores without files and without a channel; plans are the real planner's."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.backups.document import SavedChannel, SavedItem, SavedPlaylist
from core.backups.plan import make_plan
from core.backups.shelf import Inside, Shelved
from core.health import Death
from core.model import Candidate, CategoryId, ItemId, PlaylistId, Recording, RecordingId, RunId, Scored, VideoId
from core.quota import PacificDays
from core.session.backups import Backups, Made, Outlook
from core.session.health import Checked, Health
from core.session.health import Outlook as LookOutlook
from core.states import Privacy, VideoState
from tests.tui.fake_review import NOON, FakeReview

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.backups.plan import RestorePlan
    from core.errors import CrossfadeError
    from core.planning.plan import Situation


@dataclass
class Shelf:
    """What lies there: files with what is saved in them; None: one that was damaged."""

    files: dict[Path, SavedChannel | None] = field(default_factory=dict)
    refusal: CrossfadeError | None = None
    calls: list[str] = field(default_factory=list)


class FakeBackups(Backups):
    def __init__(self, shelf: Shelf, situation: Callable[[], Situation]) -> None:
        self._shelf = shelf
        self._situation = situation

    async def on_shelf(self) -> tuple[Shelved, ...]:
        return tuple(
            Shelved(file, saved.made_at if saved else NOON - timedelta(days=40), 81_920)
            for file, saved in self._shelf.files.items()
        )

    async def inside(self, shelved: Shelved) -> Inside:
        saved = self._shelf.files[shelved.file]
        if saved is None:
            flaw = f"The backup {shelved.file.name} is not as it was written: its checksum does not fit."
            return Inside(shelved.made_at, flaw=flaw)
        return Inside(saved.made_at, saved.channel, len(saved.playlists), 0, saved.items, saved.run_id is not None)

    async def outlook(self) -> Outlook:
        return Outlook(2, 7, 3)

    async def make(self, *, tell: Callable[[Outlook], None] = lambda _: None) -> Made:
        self._shelf.calls.append("make")
        if self._shelf.refusal is not None:
            raise self._shelf.refusal
        tell(Outlook(2, 7, 3))
        file = Path("/backups/20260610T190000Z-new.json")
        self._shelf.files = {file: a_saved_channel(), **self._shelf.files}
        return Made(2, 7, 3, file=file)

    async def plan(self, file: Path, *, refresh: bool = True) -> RestorePlan:
        self._shelf.calls.append(f"plan {file.name} refresh={refresh}")
        if refresh and self._shelf.refusal is not None:
            raise self._shelf.refusal
        saved = self._shelf.files[file]
        assert saved is not None
        return make_plan(saved, replace(self._situation(), playlists=()), frozenset(), PacificDays())


class Deadly(Protocol):
    """What a fake of the health needs of a world."""

    died: int
    deaths: tuple[Death, ...]
    calls: list[str]
    review: FakeReview


class FakeHealth(Health):
    def __init__(self, world: Deadly) -> None:
        self._world = world

    async def died(self) -> int:
        return self._world.died or len(await self.deaths())

    async def deaths(self) -> tuple[Death, ...]:
        return tuple(one for one in self._world.deaths if one.recording.id not in self._world.review.decided)

    async def outlook(self) -> LookOutlook:
        return LookOutlook(1_204, 25, is_going_on=False)

    async def check(self, *, tell: Callable[[int, int], None] = lambda _done, _of: None) -> Checked:
        self._world.calls.append("check health")
        tell(50, 1_204)
        return Checked(1_204, 0, 25)


def some_deaths() -> tuple[Death, ...]:
    """One with another video at hand, one that the person chose, one without anything."""
    instead = Scored(Candidate(VideoId("v-other"), "Angel (Official Audio)", "Massive Attack"), 0.93, {})
    lists = ((CategoryId("c0"), "Liked Songs"), (CategoryId("c1"), "Night Drive"))

    def death(number: int, title: str, state: VideoState, *, mine: bool = False, other: Scored | None = None) -> Death:
        recording = Recording(RecordingId(number), title, ("Massive Attack",), "Mezzanine", 378.0)
        label = f"{title} – Massive Attack"
        seen = NOON - timedelta(days=number)
        return Death(
            recording, label, f"id{number}", VideoId(f"v{number}"), title, state, seen, lists[:number], mine, other
        )

    return (
        death(1, "Angel", VideoState.GONE, other=instead),
        death(2, "Teardrop", VideoState.BLOCKED, mine=True),
        death(3, "Inertia Creeps", VideoState.PRIVATE),
    )


def a_saved_channel(
    *, days: int = 1, by_run: bool = False, titles: tuple[str, ...] = ("Forró", "Old mix")
) -> SavedChannel:
    """A channel as it was some days ago: some playlists with five videos, one of them dead by then."""
    playlists = tuple(
        SavedPlaylist(
            PlaylistId(f"PL{title}"), title, "", Privacy.PRIVATE, 5,
            tuple(
                SavedItem(ItemId(f"{title}-{n}"), VideoId(f"v{n}"), f"{title} song {n}", is_dead=n == 4)
                for n in range(5)
            ),
        )
        for title in titles
    )  # fmt: skip
    return SavedChannel("UCmira", NOON - timedelta(days=days), RunId("run-0") if by_run else None, playlists)


def a_shelf() -> Shelf:
    """One backup of the person's own, one that a sync began with, one that was damaged."""
    return Shelf(
        {
            Path("/backups/20260609T190000Z-0a1b2c3d.json"): a_saved_channel(),
            Path("/backups/20260603T190000Z-4e5f6a7b.json"): a_saved_channel(days=7, by_run=True, titles=("Forró",)),
            Path("/backups/20260501T190000Z-8c9d0e1f.json"): None,
        }
    )
