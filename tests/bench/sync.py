"""A sync through the engine beside a bare loop of the very same calls: one client class, one process, one service."""

from __future__ import annotations

import asyncio
import gc
import inspect
import tempfile
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.adapters.login import google, spotify
from core.adapters.login.tokens import Token, TokenFile
from core.demo.world import ListSeed, Row, TrackSeed, Video, World
from core.matching.score import SCORING_VERSION
from core.model import Decision, RemotePage, RemotePlaylist, VideoId
from core.states import MatchOrigin, MatchStatus, RunKind, RunStatus, Service
from tests.engine.journey import small_world
from tests.services import Running, running_services
from tui.build.opening import open_session
from tui.build.options import Options

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from core.session import Session

CONFIG = """
[quota]
units_per_day = 1000000
reserve = 0
playlists_per_day = 1000
[youtube]
settle_s = 0
[spotify]
daily_calls = 100000
spacing_s = 0
enrich = false
"""
SWITCHES = ("--units", "1000000", "--playlists", "1000", "--no-fresh-conflicts", "--lag-s", "0", "--token-s", "86400")


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync took beside the loop: seconds on the clock and of the processor, and calls made."""

    engine_s: float
    loop_s: float
    engine_cpu_s: float
    loop_cpu_s: float
    calls: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the engine made it, and what came of it."""

    name: str
    given: tuple[object, ...]
    named: dict[str, object]
    answer: object


class Recorder:
    """Stands before a client and writes down every call."""

    def __init__(self, client: object) -> None:
        self._client = client
        self.calls: list[Call] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - stands for whatever the client has
        found = getattr(self._client, name)
        if not inspect.iscoroutinefunction(found):
            return found

        async def call(*given: object, **named: object) -> object:
            answer = await found(*given, **named)
            self.calls.append(Call(name, given, named, answer))
            return answer

        return call


def large_world(lists: int, songs: int) -> World:
    """Lists of songs, none of them twice, each with a video of its own; nothing on YouTube."""
    world = small_world()
    (artist,), (album,) = world.spotify.artists, world.spotify.albums
    tracks = tuple(
        TrackSeed(f"track{n:017d}", f"Song {n}", (artist.id,), album.id, 200_000, isrc=f"QZ{n:010d}")
        for n in range(lists * songs)
    )
    videos = tuple(
        Video(video_of(n), f"Song {n}", "UClamp", "Lamp Post - Topic", 200, 1_000) for n in range(len(tracks))
    )
    playlists = tuple(
        ListSeed(
            f"list{place:018d}",
            f"List {place}",
            world.spotify.user_id,
            tuple(Row(track=track.id, added_at="2024-03-01T10:00:00Z") for track in tracks[place * songs :][:songs]),
        )
        for place in range(lists)
    )
    library = replace(world.spotify, tracks=tracks, liked=(), playlists=playlists)
    return World(library, replace(world.youtube, playlists=()), videos)


def video_of(number: int) -> str:
    """The video of a song."""
    return f"v{number:010d}"


def sign_in(home: Path, services: Running) -> None:
    """Put both tokens where the program looks for them, as if a person had signed in."""
    google.keep_client_file(services.client_secrets, home / "tokens")
    client = google.read_client(services.client_secrets)
    now = datetime.now(UTC)
    for service, file in ((Service.SPOTIFY, spotify.FILE), (Service.YOUTUBE, google.FILE)):
        given = services.sign_in(service.value)
        is_google = service is Service.YOUTUBE
        token = Token(
            given["access_token"],
            given["refresh_token"],
            expires_at=now + timedelta(days=1),
            consented_at=now,
            client_id=client.client_id if is_google else services.environment["CROSSFADE_SPOTIFY_CLIENT_ID"],
            token_uri=client.token_uri if is_google else None,
            client_secret=client.client_secret if is_google else None,
        )
        TokenFile(home / "tokens" / file, service=service).save(token)


@asynccontextmanager
async def opened(home: Path, services: Running) -> AsyncIterator[Session]:
    """A session as the program opens it."""
    (home / "tokens").mkdir(mode=0o700, exist_ok=True)
    (home / "config.toml").write_text(CONFIG)
    sign_in(home, services)
    environment = {**services.environment, "CROSSFADE_HOME": str(home)}
    async with await open_session(Options(env=environment), write=True) as session:
        yield session


async def prepared(session: Session) -> None:
    """Import, and let a person have named every video: nothing is left to search for."""
    await session.runs.start(RunKind.IMPORT)
    await session.runs.finished()
    store = session._machinery.store  # noqa: SLF001 - a measurement may look behind the door
    now = datetime.now(UTC)
    for recording in await store.matches.waiting(now):
        video = VideoId(video_of(int(recording.title.removeprefix("Song "))))
        decision = Decision(MatchStatus.ACCEPTED, video, 1.0, "", (), SCORING_VERSION)
        await store.matches.decide(recording.id, decision, origin=MatchOrigin.PERSON, at=now, search_again_at=None)
    await session.plans.refresh()


async def synced(home: Path, services: Running) -> tuple[float, float, list[Call]]:
    """Seconds and processor seconds of a whole sync, and the calls it made."""
    async with opened(home, services) as session:
        await prepared(session)
        accounts = session._machinery.accounts  # noqa: SLF001 - as above
        recorder = Recorder(accounts.youtube())
        accounts._youtube = recorder  # type: ignore[attr-defined] # noqa: SLF001 - as above
        gc.collect()
        began, used = time.perf_counter(), time.process_time()
        await session.runs.start(RunKind.SYNC)
        run = await session.runs.finished()
        took = time.perf_counter() - began, time.process_time() - used
        if run is None or run.status is not RunStatus.COMPLETED:
            print(f"The sync ended as {run}; its time means nothing.")
    return *took, recorder.calls


async def looped(home: Path, services: Running, calls: list[Call]) -> tuple[float, float]:
    """The same of the same calls one after another, on services that begin anew."""
    services.restart()
    async with opened(home, services) as session:
        youtube = session._machinery.accounts.youtube()  # noqa: SLF001 - as above
        await youtube.channel()
        ids: dict[object, object] = {}
        gc.collect()
        began, used = time.perf_counter(), time.process_time()
        for call in calls:
            given = [ids.get(value, value) for value in call.given]
            named = {name: ids.get(value, value) for name, value in call.named.items()}
            answer = await getattr(youtube, call.name)(*given, **named)
            if isinstance(answer, RemotePlaylist) and isinstance(call.answer, RemotePlaylist):
                ids[call.answer.id] = answer.id
            elif isinstance(answer, RemotePage) and isinstance(call.answer, RemotePage) and call.answer.next_token:
                ids[call.answer.next_token] = answer.next_token
        return time.perf_counter() - began, time.process_time() - used


async def _measured(lists: int, songs: int, *, latency_ms: int) -> Synced:
    with tempfile.TemporaryDirectory() as folder:
        home, other, world = (Path(folder) / name for name in ("home", "other", "world"))
        for made in (home, other, world):
            made.mkdir()
        switches = (*SWITCHES, "--latency-ms", str(latency_ms))
        with running_services(*switches, world=large_world(lists, songs), folder=world) as services:
            engine_s, engine_cpu_s, calls = await synced(home, services)
            loop_s, loop_cpu_s = await looped(other, services, calls)
    return Synced(engine_s, loop_s, engine_cpu_s, loop_cpu_s, len(calls))


def measure(lists: int, songs: int, *, latency_ms: int) -> Synced:
    """A sync that fills ``lists`` new playlists with ``songs`` videos each, and then the loop."""
    return asyncio.run(_measured(lists, songs, latency_ms=latency_ms))
