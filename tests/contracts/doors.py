"""Both doors to the same services, and the hands behind their backs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

from core.adapters.clock import SystemClock
from core.adapters.lane import Lane
from core.adapters.login.google import google_keeper
from core.adapters.login.spotify import spotify_keeper
from core.adapters.login.tokens import Token, TokenFile
from core.adapters.spotify.client import Spotify
from core.adapters.youtube.client import YouTube
from core.demo.channel_port import LocalYouTube
from core.demo.clock import ServiceClock
from core.demo.control import Control, Stage
from core.demo.door import Door
from core.demo.library_port import LocalSpotify
from core.demo.rules import Rules
from core.demo.services import Services
from core.ports import LibraryReader, PlaylistReader, PlaylistWriter, VideoSearch
from core.states import Service
from tests.contracts.world import small_world

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.services import Running

START = 1_780_000_000.0


class YouTubePorts(PlaylistReader, PlaylistWriter, VideoSearch, Protocol):
    """The three ports that one class implements."""


class Steering(Protocol):
    """What a test does behind the services' backs; :class:`tests.services.Running` does it over HTTP."""

    def state(self) -> dict[str, Any]: ...
    def advance(self, seconds: float) -> None: ...
    def faults(self, *rules: Mapping[str, object], seed: int = 0) -> None: ...
    def edit(self, do: str, **what: object) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Doors:
    """One door of freshly started services."""

    library: LibraryReader
    youtube: YouTubePorts
    steering: Steering

    def units(self) -> int:
        """Units charged since the start."""
        return int(self.steering.state()["quota"]["total_units"])

    def videos(self, playlist_id: str) -> list[str]:
        """What a playlist truly holds, whatever a listing shows."""
        found = [one for one in self.steering.state()["playlists"] if one["id"] == playlist_id]
        return [item["video_id"] for one in found for item in one["items"]]


class InProcess:
    """The control path without HTTP."""

    def __init__(self, services: Services) -> None:
        self._control = Control(Stage(services))

    def state(self) -> dict[str, Any]:
        return dict(self._control.state())

    def advance(self, seconds: float) -> None:
        self._control.jump(json.dumps({"advance_s": seconds}).encode())

    def faults(self, *rules: Mapping[str, object], seed: int = 0) -> None:
        self._control.plan_faults(json.dumps({"seed": seed, "rules": list(rules)}).encode())

    def edit(self, do: str, **what: object) -> dict[str, Any]:
        return dict(self._control.edit(json.dumps({"do": do, **what}).encode()))


def in_process(rules: Mapping[str, object]) -> Doors:
    """The ports over the model itself."""
    services = Services(
        small_world(),
        Rules(**{"lag_s": 0.0, "latency_s": 0.0, **rules}),  # type: ignore[arg-type]  # names checked by the class
        clock=ServiceClock(lambda: START),
    )
    return Doors(LocalSpotify(Door(services, "spotify")), LocalYouTube(Door(services, "youtube")), InProcess(services))


def over_http(running: Running, rules: Mapping[str, object], *, folder: Path, lanes: list[Lane]) -> Doors:
    """The real adapters against the process; the lanes they use are added to ``lanes``, to be closed."""
    running.restart(**{"lag_s": 0.0, **rules})
    clock = SystemClock()
    spotify_file = TokenFile(folder / "spotify.json", service=Service.SPOTIFY)
    spotify_file.save(_token(running, "spotify"))
    TokenFile(folder / "youtube.json", service=Service.YOUTUBE).save(_token(running, "youtube"))
    lanes += [Lane("spotify", clock=clock), Lane("youtube", clock=clock)]
    spotify = Spotify(
        api=running.environment["CROSSFADE_SPOTIFY_API"],
        keeper=spotify_keeper(folder, accounts=running.environment["CROSSFADE_SPOTIFY_ACCOUNTS"], clock=clock),
        lane=lanes[-2],
    )
    youtube = YouTube(api=running.base, keeper=google_keeper(folder, clock=clock), lane=lanes[-1])
    return Doors(spotify, youtube, running)


def _token(running: Running, service: Literal["spotify", "youtube"]) -> Token:
    given = running.sign_in(service)
    now = datetime.now(UTC)
    client = json.loads(running.client_secrets.read_text())["installed"]
    is_google = service == "youtube"
    return Token(
        given["access_token"],
        given["refresh_token"],
        expires_at=now + timedelta(seconds=given["expires_in"]),
        consented_at=now,
        client_id=client["client_id"] if is_google else running.environment["CROSSFADE_SPOTIFY_CLIENT_ID"],
        scopes=tuple(given["scope"].split()),
        token_uri=client["token_uri"] if is_google else None,
        client_secret=client["client_secret"] if is_google else None,
    )
