"""A whole small journey on a virtual clock: a real store, the real engine, the local services in process.

``Crasher`` breaks it off before or after any call to the store or to a service, as a killed process would: what
was committed stays, everything in memory is gone, and a new session takes over.
"""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.adapters.exports.library import ExportFiles
from core.config import Settings
from core.demo.channel_port import LocalYouTube
from core.demo.clock import ServiceClock
from core.demo.door import Door
from core.demo.faults import Faults, Plan
from core.demo.library_port import LocalSpotify
from core.demo.rules import Rules
from core.demo.services import Services
from core.demo.world import (
    AlbumSeed,
    ArtistSeed,
    ChannelPlaylistSeed,
    ListSeed,
    Row,
    SpotifySeed,
    TrackSeed,
    Video,
    World,
    YouTubeSeed,
)
from core.events import Bus
from core.model import Account, Connection, PlaylistId
from core.quota import PacificDays
from core.session import Machinery, Session
from core.states import RunKind, RunStatus, Service
from tests.engine.clock import VirtualClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.demo.faults import Rule
    from core.model import Run
    from core.music import MusicSearch
    from core.ports import LibraryReader, YouTubeService
    from core.sign_in import SignIn
    from db.store import SqliteStore

    Between = Callable[[LibraryReader], LibraryReader]

SETTLE_S = 60.0
OLD = "PLold0000000000000000000000000000"
LIKED, MORNING, EVENING = "Liked Songs", "Morning", "Evening"
WANTED = {
    LIKED: ("vid-song-01", "vid-song-02", "vid-song-03"),
    MORNING: ("vid-song-03", "vid-song-04", "vid-song-01"),
    EVENING: ("vid-song-05",),
}
"""What the three playlists must hold in the end, in order."""


def small_world() -> World:
    """Five recordings in three lists, each with one plain video, and an old playlist to be replaced."""
    artist = ArtistSeed("artist0000000000000001", "Lamp Post")
    album = AlbumSeed("album00000000000000001", "Streetlight", (artist.id,), "2021-05-02")
    titles = ("Amber", "Borrowed Light", "Cobblestones", "Dry Leaves", "Early Train")
    tracks = tuple(
        TrackSeed(f"track{n:017d}", title, (artist.id,), album.id, 180_000 + 7_000 * n, isrc=f"QZABC21000{n:02d}")
        for n, title in enumerate(titles, 1)
    )
    videos = tuple(
        Video(f"vid-song-{n:02d}", title, "UClamp000000000000000001", "Lamp Post - Topic", 180 + 7 * n, 1_000)
        for n, title in enumerate(titles, 1)
    )

    def rows(*numbers: int) -> tuple[Row, ...]:
        return tuple(Row(track=tracks[n - 1].id, added_at=f"2024-03-01T10:{59 - n:02d}:00Z") for n in numbers)

    spotify = SpotifySeed(
        "listener",
        "account-of-listener",
        "A Listener",
        "spotify-client-id",
        (artist,),
        (album,),
        tracks,
        rows(1, 2, 3),
        (
            ListSeed("list000000000000000001", MORNING, "listener", rows(3, 4, 3, 1)),
            ListSeed("list000000000000000002", EVENING, "listener", rows(5)),
        ),
    )
    old = ChannelPlaylistSeed(OLD, "old songs", ("vid-song-01", "vid-song-05"))
    youtube = YouTubeSeed("UCchannel000000000000001", "Listener's channel", "client", "secret", (old,))
    return World(spotify, youtube, videos)


def lonely_world() -> World:
    """The same five recordings, each by an artist of its own: what is found for one serves no other."""
    world = small_world()
    names = ("Lamp Post", "Quiet Motor", "Ninth Umbrella", "Salt Ferry", "Paper Moose")
    artists = tuple(ArtistSeed(f"artist{n:016d}", name) for n, name in enumerate(names, 1))
    tracks = tuple(
        replace(track, artists=(artist.id,)) for track, artist in zip(world.spotify.tracks, artists, strict=True)
    )
    videos = tuple(
        replace(video, channel_id=f"UClonely{n:016d}", channel_title=f"{name} - Topic")
        for n, (video, name) in enumerate(zip(world.videos, names, strict=True), 1)
    )
    return replace(world, spotify=replace(world.spotify, artists=artists, tracks=tracks), videos=videos)


class Crash(BaseException):
    """The process is gone: nothing may catch this but the test."""


class Crasher:
    """Counts calls, before and after each, and ends the process at the one that was chosen."""

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.passed = 0
        self.where = ""

    def step(self, where: str) -> None:
        """Pass a point, or end there."""
        self.passed += 1
        if self.passed == self.at:
            self.where = where
            raise Crash(where)

    def wrap(self, target: object, name: str) -> Any:  # noqa: ANN401 - stands for whatever it wraps
        """The same object, with a point before and after every asynchronous call."""
        return _Wrapped(target, name, self)


READS = frozenset(
    """get jobs unfinished newest history problems last_synced checkpoint collections first_rows calls_since all
    wanted waiting searched candidates match scored categories_of identity playlists playlist listed_at next sending
    counts sent on_the_way is_open_to of_run spent exhausted unseen dead due doomed newest_add oldest lost deaths
    waiting_in recordings outdated seen own unmeasured lists searched_since artists asked_since""".split()  # noqa: SIM905 - a list would take a screen
)
"""Calls to the store that change nothing: ending there is ending at the change before."""


PARTS = (
    *("runs", "library", "details", "categories", "matches", "videos", "music", "health", "channel"),
    *("operations", "ledger", "backups"),
)
"""The parts of the store that a crash may come between."""


class _Wrapped:
    def __init__(self, target: object, name: str, crasher: Crasher) -> None:
        self._target = target
        self._name = name
        self._crasher = crasher

    def __getattr__(self, attribute: str) -> Any:  # noqa: ANN401 - stands for whatever it wraps
        found = getattr(self._target, attribute)
        is_read = attribute in READS and self._name not in ("spotify", "youtube")
        if is_read or not inspect.iscoroutinefunction(found):
            return found
        crasher, where = self._crasher, f"{self._name}.{attribute}"

        async def call(*args: object, **kwargs: object) -> object:
            crasher.step(f"before {where}")
            answer = await found(*args, **kwargs)
            crasher.step(f"after {where}")
            return answer

        return call


class _Store:
    """The store, with points around every call."""

    def __init__(self, store: SqliteStore, crasher: Crasher) -> None:
        self._store = store
        for part in PARTS:
            setattr(self, part, crasher.wrap(getattr(store, part), part))

    def __getattr__(self, attribute: str) -> Any:  # noqa: ANN401 - stands for whatever it wraps
        return getattr(self._store, attribute)

    async def copy_to(self, path: Path) -> None:
        """Not needed here: the files of a backup have their own tests."""

    async def close(self) -> None:
        """A crash closes nothing, and a new session needs it open."""


class LocalAccounts:
    """Implements :class:`core.ports.Accounts` for a person who is signed in to the local services."""

    def __init__(
        self,
        services: Services,
        clock: VirtualClock,
        crasher: Crasher,
        between: Between | None = None,
        *,
        music: Callable[[], MusicSearch | None] = lambda: None,
        through: Callable[[YouTubeService], YouTubeService] = lambda youtube: youtube,
        clients: tuple[LibraryReader, YouTubeService] | None = None,
    ) -> None:
        self._music = music
        self._through = through
        local = (
            LocalSpotify(Door(services, "spotify", clock=clock)),
            LocalYouTube(Door(services, "youtube", clock=clock)),
        )
        spotify, youtube = clients or local
        self._spotify = crasher.wrap(between(spotify) if between else spotify, "spotify")
        self._youtube = crasher.wrap(youtube, "youtube")
        world = services.world
        self._accounts = {
            Service.SPOTIFY: Account(world.spotify.account_id, world.spotify.name),
            Service.YOUTUBE: Account(world.youtube.channel_id, world.youtube.channel_title),
        }

    async def connection(self, service: Service) -> Connection:
        """Signed in."""
        return Connection(service, self._accounts[service])

    def client(self, service: Service) -> str | None:
        """Not needed here."""

    async def sign_in(self, service: Service, asked: SignIn) -> Account:
        """Already done."""
        return self._accounts[service]

    async def sign_out(self, service: Service) -> None:
        """Not needed here."""

    def library(self) -> LibraryReader:
        """The local Spotify."""
        found: LibraryReader = self._spotify
        return found

    def youtube(self) -> YouTubeService:
        """The local YouTube, through what a test put before it."""
        return self._through(self._youtube)

    def music(self) -> MusicSearch | None:
        """What a test put there."""
        return self._music()

    async def close(self) -> None:
        """Nothing to close."""


class Journey:
    """One person's library, store and services; sessions come and go.

    ``between`` puts a reader between the program and the local Spotify; ``clients`` take the place of the services'
    in-process doors; ``through`` may be set to what every call to YouTube goes through.
    """

    def __init__(
        self,
        store: SqliteStore,
        home: Path,
        *,
        rules: Rules | None = None,
        plan: Plan | None = None,
        settings: Settings | None = None,
        world: World | None = None,
        between: Between | None = None,
        clients: tuple[LibraryReader, YouTubeService] | None = None,
    ) -> None:
        self._between = between
        self._clients = clients
        self.music: MusicSearch | None = None
        self.through: Callable[[YouTubeService], YouTubeService] = lambda youtube: youtube
        self.store = store
        self.home = home
        self.clock = VirtualClock()
        self.settings = settings or quick_settings()
        rules = rules or Rules(has_fresh_conflicts=False, lag_s=0.0, latency_s=0.0, token_s=1e9)
        self.services = Services(world or small_world(), rules, clock=ServiceClock(self.clock.seconds), plan=plan)
        self.bus = Bus()

    def session(self, crasher: Crasher | None = None) -> Session:
        """A new process's session on the same store."""
        crasher = crasher or Crasher()
        return Session(
            Machinery(
                store=_Store(self.store, crasher),
                accounts=LocalAccounts(
                    self.services,
                    self.clock,
                    crasher,
                    self._between,
                    music=lambda: self.music,
                    through=lambda youtube: self.through(youtube),  # noqa: PLW0108 - as it is then, not now
                    clients=self._clients,
                ),
                clock=self.clock,
                calendar=PacificDays(),
                settings=self.settings,
                home=self.home,
                bus=self.bus,
                files=ExportFiles(self.clock),
            )
        )

    async def prepare_without_old(self, session: Session) -> None:
        """Import, match, and read the channel."""
        for kind in (RunKind.IMPORT, RunKind.MATCH):
            await self.run(session, kind)
        await session.plans.refresh()

    async def prepare(self, session: Session) -> None:
        """The same, and mark the old playlist for replacement."""
        await self.prepare_without_old(session)
        await session.sources.replace([PlaylistId(OLD)])
        await session.plans.refresh()

    async def run(self, session: Session, kind: RunKind, *, wait: bool = False) -> Run | None:
        """Start or take up a run and let it end."""
        if await session.runs.start(kind, allow_delete=True, wait=wait) is None:
            return None
        return await session.runs.finished()

    async def whole(self, session: Session) -> Run | None:
        """The journey from the start; what was done before is not done again."""
        if await session.history.last_synced() is None and await self._unfinished(session) is not RunKind.SYNC:
            await self.prepare(session)
        return await self.run(session, RunKind.SYNC, wait=True)

    async def _unfinished(self, session: Session) -> RunKind | None:
        run = await session.runs.current()
        return run.kind if run else None

    def trouble(self, *rules: Rule, seed: int = 0) -> None:
        """Put a fault plan in force from now on; none ends it."""
        self.services.faults = Faults(Plan(rules, seed=seed))

    # ── what is there in the end ─────────────────────────────────────────────────────────────────────────

    def playlists(self) -> dict[str, tuple[str, ...]]:
        """Every playlist of the channel by title, its videos in order. Two of one title get a number."""
        found: dict[str, tuple[str, ...]] = {}
        for playlist in self.services.youtube.channel.all_true():
            title = playlist.title if playlist.title not in found else f"{playlist.title} again"
            found[title] = tuple(item.video_id for item in playlist.items)
        return found

    def calls(self, method: str) -> int:
        """How often a method of YouTube was called."""
        return self.services.log.calls[f"youtube.{method}"]


def quick_settings(**quota: int) -> Settings:
    """Settings for tests: a short settling, no spacing, all of the quota."""
    base = Settings()
    return replace(
        base,
        quota=replace(base.quota, **{"reserve": 0, **quota}),
        youtube=replace(base.youtube, settle_s=SETTLE_S),
        spotify=replace(base.spotify, spacing_s=0.0),
    )


def completed(run: Run | None) -> bool:
    """Whether there was nothing to do or all was done."""
    return run is None or run.status is RunStatus.COMPLETED
