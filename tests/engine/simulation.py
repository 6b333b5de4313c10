"""One life of the program on a virtual clock, drawn from a seed: troubled services, crashes, a person who meddles.

A history is a number of processes over the same store. Each imports where it has to, plans, syncs and may be
broken off anywhere, while by chance a service fails, a listing lags, a day is spent, a sign-in dies, the wall
clock jumps, and the person edits playlists by hand. After a time the trouble ends; then the program has to come
to rest by itself. What must hold then is in :mod:`tests.engine.oracle`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from core.demo.faults import Rule
from core.demo.hand import Edit, Hand
from core.demo.rules import Rules
from core.demo.world import AlbumSeed, Row, TrackSeed, Video
from core.errors import ServiceError, StoreFull
from core.model import PlaylistId
from core.session.categories import Change
from core.states import Order, Policy, Reason, RunKind, RunStatus
from db.store import open_memory, open_store
from tests.engine.disk import Disk
from tests.engine.journey import OLD, Crash, Crasher, Journey, completed, quick_settings, small_world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.config import Settings
    from core.demo.world import World
    from core.model import Run
    from core.session import Session
    from db.store import SqliteStore

PROCESSES, CALM_AFTER = 60, 36
MORNING_LIST = "list000000000000000001"
FOREIGN = ("vid-hand-01", "vid-hand-02")
"""Videos of the person's own, which no recording resembles."""

EDITS = ("hand_add", "hand_add_wanted", "hand_remove", "hand_move", "hand_describe", "hand_rename")
SOURCE_EDITS = ("like", "unlike", "spotify_add", "spotify_remove", "spotify_move")
MISHAPS = (*EDITS, "clock_jump", "sign_in_dies", "wait", "disk_full")
_CALLS = ("youtube.playlistItems.*", "youtube.playlists.*", "youtube.*.insert", "youtube.*", "*")
_STEPS = 350
"""About as many calls to the store and the services as an undisturbed first process makes."""


def wide_world() -> World:
    """The small world, with two more recordings that nobody likes yet and two videos that are nobody's song."""
    world = small_world()
    (artist,) = world.spotify.artists
    album = AlbumSeed("album00000000000000002", "Lanterns", (artist.id,), "2023-01-20")
    titles = ("Fireflies Over Town", "Gravel")
    tracks = tuple(
        TrackSeed(f"track{n:017d}", title, (artist.id,), album.id, 180_000 + 7_000 * n, isrc=f"QZABC21000{n:02d}")
        for n, title in enumerate(titles, 6)
    )
    videos = tuple(
        Video(f"vid-song-{n:02d}", title, "UClamp000000000000000001", "Lamp Post - Topic", 180 + 7 * n, 1_000)
        for n, title in enumerate(titles, 6)
    )
    own = tuple(Video(video, "Zebra crossing, July", "UCme", "Me", 31, 3) for video in FOREIGN)
    spotify = replace(world.spotify, albums=(*world.spotify.albums, album), tracks=(*world.spotify.tracks, *tracks))
    return replace(world, spotify=spotify, videos=(*world.videos, *videos, *own))


@dataclass(frozen=True, slots=True)
class Weather:
    """What a seed draws once for a whole history."""

    units: int
    playlists_per_day: int
    has_fresh_conflicts: bool
    lag_s: float
    keeps_notes: bool
    policy: Policy
    order: Order
    rules: tuple[Rule, ...]
    mishaps: tuple[str, ...]
    is_replacing: bool
    source_edits: int

    @classmethod
    def drawn(cls, chance: random.Random) -> Weather:
        """Draw one."""
        return cls(
            units=chance.choice((10_000, 600, 400)),
            playlists_per_day=chance.choice((10, 2, 1)),
            has_fresh_conflicts=chance.random() < 0.5,
            lag_s=chance.choice((0.0, 5.0, 20.0)),
            keeps_notes=chance.random() < 0.8,
            policy=chance.choice((Policy.ADD, Policy.MIRROR)),
            order=chance.choice((Order.EXACT, Order.EXACT, Order.APPEND)),
            rules=_trouble(chance),
            mishaps=tuple(chance.choices(MISHAPS, k=chance.choice((0, 0, 1, 2, 4)))),
            is_replacing=chance.random() < 0.6,
            source_edits=chance.choice((0, 1, 3)),
        )


def _trouble(chance: random.Random) -> tuple[Rule, ...]:
    """Up to four kinds of fault. What is applied late, and what a listing lags, stay within the settling time."""
    call, often = chance.choice(_CALLS), chance.choice((0.02, 0.05, 0.1, 0.2))
    write = "youtube.playlist*.[iud]*"
    kinds = (
        Rule(call, "lose_reply", chance=often),
        Rule(call, "drop", chance=often),
        Rule(write, "late", chance=often, delay_s=chance.choice((5.0, 30.0))),
        Rule(call, "error", chance=often),
        Rule(call, "error", chance=often, when="after"),
        Rule(call, "garbage", chance=often),
        Rule(call, "garbage", chance=often, form="cut"),
        Rule("youtube.search.list", "garbage", chance=5 * often, form="hollow"),
        Rule(call, "throttle", chance=often, retry_after=chance.choice((1.0, 5.0, 100.0, 4_000.0))),
        Rule(write, "refuse", chance=often, status=409, reason="SERVICE_UNAVAILABLE"),
    )
    return tuple(chance.sample(kinds, chance.randint(0, 4)))


@dataclass(slots=True)
class Doings:
    """What befell a history beside its services' faults; the oracle excuses what the person did.

    ``added`` are item ids put in by hand, ``removed`` ``(playlist, video)`` taken out by hand, ``moved`` and
    ``renamed`` playlists, ``seen`` the names of all that happened.
    """

    added: set[str] = field(default_factory=set)
    removed: set[tuple[str, str]] = field(default_factory=set)
    removed_items: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    crashes: int = 0
    processes: int = 0
    runs: list[Run] = field(default_factory=list)
    ever_wanted: set[str] = field(default_factory=set)


class _Fate(Crasher):
    """Ends a process at a chosen call, and lets things happen at others."""

    def __init__(self, at: int | None, events: dict[int, Callable[[], None]]) -> None:
        super().__init__(at)
        self._events = events

    def step(self, where: str) -> None:
        """Pass a point."""
        event = self._events.pop(self.passed + 1, None)
        if event is not None:
            event()
        super().step(where)


class History:
    """A seed's history. ``is_on_files``: the store is a real file, opened anew by each process.

    ``weather`` takes the place of what the seed would draw.
    """

    def __init__(self, seed: int, folder: Path, *, weather: Weather | None = None, is_on_files: bool = False) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.weather = weather or Weather.drawn(self.chance)
        self.doings = Doings()
        self._folder = folder
        self._is_on_files = is_on_files
        self._left_to_edit = self.weather.source_edits
        self._chosen: set[str] = set()
        self.journey: Journey
        self._disk: Disk

    async def begin(self) -> None:
        """Put the services, the library and the store in place."""
        self.journey = Journey(
            await self._open(),
            self._folder,
            rules=Rules(
                units=self.weather.units,
                playlists_per_day=self.weather.playlists_per_day,
                has_fresh_conflicts=self.weather.has_fresh_conflicts,
                keeps_notes=self.weather.keeps_notes,
                lag_s=self.weather.lag_s,
                latency_s=0.0,
                token_s=1e9,
            ),
            settings=self._settings(),
            world=wide_world(),
        )
        self.journey.trouble(*self.weather.rules, seed=self.seed)
        self._want()

    async def live(self) -> History:
        """Live through it until nothing is left to do; raises AssertionError where that never comes."""
        await self.begin()
        for process in range(PROCESSES):
            is_calm = process >= CALM_AFTER
            if is_calm:
                self.journey.trouble()
            if await self.process(self._fate(is_calm=is_calm)) and not self._change_source():
                return self
            await self.journey.clock.sleep(self.chance.choice((1.0, 100.0, 4_000.0, 90_000.0)))
        raise AssertionError(f"seed {self.seed} does not come to an end")

    async def close(self) -> None:
        """Let go of the store."""
        await self.journey.store.close()

    # ── one process ──────────────────────────────────────────────────────────────────────────────────────

    async def process(self, fate: Crasher) -> bool:
        """One process's life, and its end; True when it found nothing left to do."""
        self.doings.processes += 1
        try:
            return await self._work(fate)
        except Crash:
            self.doings.crashes += 1
            self.doings.seen.add("crash")
            await self._reopen()
        except (ServiceError, StoreFull):
            await self.journey.clock.sleep(10)
        return False

    async def _work(self, fate: Crasher) -> bool:
        journey = self.journey
        session = journey.session(fate)
        await session.__aenter__()
        if not await journey.store.runs.unfinished(RunKind.SYNC):
            for kind in (RunKind.IMPORT, RunKind.MATCH):
                run = await journey.run(session, kind, wait=True)
                if kind is RunKind.IMPORT and not completed(run):
                    return False
            await self._choose(session)
            await session.plans.refresh()
        run = await journey.run(session, RunKind.SYNC, wait=True)
        if run is None:
            return True
        self.doings.runs.append(run)
        assert run.reason is not Reason.BUG, f"seed {self.seed}: {run.message}"
        assert run.status is not RunStatus.FAILED, f"seed {self.seed}: {run.message}"
        if run.reason is Reason.SIGN_IN:
            self._sign_in()
        return False

    async def _choose(self, session: Session) -> None:
        for category in await session.categories.all():
            if category.id not in self._chosen:
                change = Change(policy=self.weather.policy, order=self.weather.order)
                await session.categories.change(category.id, change)
                self._chosen.add(category.id)
        if self.weather.is_replacing and await session.history.last_synced() is None:
            await session.plans.refresh()
            await session.sources.replace([PlaylistId(OLD)])

    # ── what befalls it ──────────────────────────────────────────────────────────────────────────────────

    def _fate(self, *, is_calm: bool) -> Crasher:
        if is_calm:
            return Crasher()
        chance = self.chance
        at = chance.randint(1, _STEPS) if chance.random() < 0.5 else None
        events: dict[int, Callable[[], None]] = {}
        for mishap in self.weather.mishaps:
            if chance.random() < 0.3:
                events[chance.randint(1, _STEPS)] = partial(self.mishap, mishap)
        return _Fate(at, events)

    def mishap(self, mishap: str) -> None:
        """Let one thing happen that the services are not to blame for."""
        clock = self.journey.clock
        match mishap:
            case "clock_jump":
                clock.jump(self.chance.choice((-90_000.0, -600.0, -1.0, 1.0, 3_600.0, 100_000.0)))
            case "sign_in_dies":
                dead = Rule("youtube.*", "refuse", times=4, status=401, reason="authError", is_charged=False)
                self.journey.trouble(dead, *self.weather.rules, seed=self.seed)
            case "wait":
                clock.pass_by(self.chance.choice((10.0, 2_000.0, 50_000.0)))
            case "disk_full":
                self._disk.refuse(self.chance.randint(1, 20))
            case _:
                if not self._edit_by_hand(mishap):
                    return
        self.doings.seen.add(mishap)

    def _sign_in(self) -> None:
        self.journey.trouble(*self.weather.rules, seed=self.seed + 1)

    def _edit_by_hand(self, mishap: str) -> bool:
        """Something the person does to a playlist that Crossfade made; False where there is none."""
        made = [
            playlist
            for playlist in self.journey.services.youtube.channel.all_true()
            if playlist.id != OLD and len(playlist.items) > 1
        ]
        if not made:
            return False
        playlist = self.chance.choice(made)
        place = self.chance.randrange(len(playlist.items))
        item = playlist.items[place]
        hand = Hand(self.journey.services)
        match mishap:
            case "hand_add" | "hand_add_wanted":
                video = self.chance.choice(FOREIGN)
                if mishap == "hand_add_wanted" and self.weather.keeps_notes:
                    video = self.chance.choice(sorted(self.doings.ever_wanted))
                done = hand.do(Edit("add", playlist=playlist.id, video=video, position=place))
                self.doings.added.add(str(done["item"]))
            case "hand_remove":
                hand.do(Edit("remove", playlist=playlist.id, item=item.id))
                self.doings.removed.add((playlist.id, item.video_id))
                self.doings.removed_items.add(item.id)
            case "hand_move":
                hand.do(Edit("move", playlist=playlist.id, item=item.id, position=0))
                self.doings.moved.add(playlist.id)
            case "hand_describe":
                hand.do(Edit("describe", playlist=playlist.id, text="mine"))
            case _:
                hand.do(Edit("rename", playlist=playlist.id, title=f"{playlist.title}!"))
        return True

    def _change_source(self) -> bool:
        """Let the library change once more; False when the last change was made."""
        if self._left_to_edit == 0:
            return False
        self._left_to_edit -= 1
        self.edit_source(self.chance.choice(SOURCE_EDITS), self.chance.randint(1, 7))
        return True

    def edit_source(self, do: str, number: int) -> None:
        """Change the library by hand, never by half; ``number`` chooses the track or the row."""
        library = self.journey.services.spotify.library
        morning = library.playlist(MORNING_LIST)
        rows = morning.seed.rows if morning is not None else ()
        track = f"track{number:017d}"
        is_liked = any(row.track == track for row in library.liked)
        match do:
            case "like" if not is_liked:
                edit = Edit("like", track=track)
            case "unlike" if is_liked and len(library.liked) > 2:
                edit = Edit("unlike", track=track)
            case "spotify_add":
                edit = Edit("spotify_add", playlist=MORNING_LIST, track=track, position=number % (len(rows) + 1))
            case "spotify_remove" if len(rows) > 2:
                edit = Edit("spotify_remove", playlist=MORNING_LIST, position=number % len(rows))
            case "spotify_move":
                edit = Edit("spotify_move", playlist=MORNING_LIST, start=len(rows) - 1, position=number % len(rows))
            case _:
                return
        Hand(self.journey.services).do(edit)
        self._want()
        self.doings.seen.add(do)

    def _want(self) -> None:
        """Remember every video that was ever wanted."""
        library = self.journey.services.spotify.library
        rows: list[Row] = [*library.liked, *(row for one in library.playlists() for row in one.seed.rows)]
        self.doings.ever_wanted |= {video_of(row.track) for row in rows if row.track}

    # ── the store ────────────────────────────────────────────────────────────────────────────────────────

    def _settings(self) -> Settings:
        settings = quick_settings(units_per_day=self.weather.units)
        return replace(settings, engine=replace(settings.engine, remove_max_percent=100))

    async def _open(self) -> SqliteStore:
        store = await open_store(self._folder / "crossfade.db") if self._is_on_files else await open_memory()
        self._disk = Disk(store)
        return store

    async def _reopen(self) -> None:
        if self._is_on_files:
            await self.journey.store.close()
            self.journey.store = await self._open()


def video_of(track: str) -> str:
    """The one video that is a track's in this world."""
    return f"vid-song-{int(track.removeprefix('track')):02d}"
