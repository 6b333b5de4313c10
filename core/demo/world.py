"""What the services hold at their start, as a file says it: accounts, a Spotify library, videos, a channel.

Frozen values and their reading from JSON; no behaviour. Nothing in a world links a recording to a video: the
library speaks of tracks, the catalogue of videos, and the channel's playlists of video ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec

from core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ArtistSeed:
    """A Spotify artist."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class AlbumSeed:
    """A Spotify album; ``artists`` are ids, ``released`` as Spotify writes it (``2011`` or ``2011-05-02``)."""

    id: str
    title: str
    artists: tuple[str, ...]
    released: str
    kind: Literal["album", "single", "compilation"] = "album"


@dataclass(frozen=True, slots=True)
class TrackSeed:
    """A Spotify track; ``artists`` and ``album`` are ids, ``ms`` its length in milliseconds."""

    id: str
    title: str
    artists: tuple[str, ...]
    album: str
    ms: int
    isrc: str | None = None
    is_explicit: bool = False
    number: int = 1


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of the person's own that stands in a playlist."""

    title: str
    artist: str
    album: str
    ms: int


@dataclass(frozen=True, slots=True)
class Episode:
    """A podcast episode in a playlist."""

    id: str
    title: str
    show: str
    ms: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: at most one of track (an id), local file and episode; none of them is a null row."""

    track: str | None = None
    local: LocalFile | None = None
    episode: Episode | None = None
    added_at: str | None = None


@dataclass(frozen=True, slots=True)
class ListSeed:
    """A Spotify playlist. ``refusal`` is the status its rows are refused with (403, 404); None: readable."""

    id: str
    title: str
    owner: str
    rows: tuple[Row, ...] = ()
    description: str = ""
    is_collaborative: bool = False
    is_public: bool = False
    refusal: int | None = None


@dataclass(frozen=True, slots=True)
class SpotifySeed:
    """A person's Spotify: account, catalogue and library. ``liked`` is newest first."""

    user_id: str
    account_id: str
    name: str
    client_id: str
    artists: tuple[ArtistSeed, ...] = ()
    albums: tuple[AlbumSeed, ...] = ()
    tracks: tuple[TrackSeed, ...] = ()
    liked: tuple[Row, ...] = ()
    playlists: tuple[ListSeed, ...] = ()


@dataclass(frozen=True, slots=True)
class Video:
    """A video of the catalogue; ``seconds`` is its whole length, ``published`` ISO 8601.

    It plays in ``allowed`` countries alone (None: everywhere), and not in ``blocked`` ones.
    """

    id: str
    title: str
    channel_id: str
    channel_title: str
    seconds: int
    views: int = 0
    description: str = ""
    published: str = "2020-01-01T00:00:00Z"
    state: Literal["public", "unlisted", "private", "deleted"] = "public"
    upload: Literal["processed", "uploaded", "failed", "rejected"] = "processed"
    allowed: tuple[str, ...] | None = None
    blocked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelPlaylistSeed:
    """A playlist the person already has on YouTube; ``videos`` are ids in order."""

    id: str
    title: str
    videos: tuple[str, ...] = ()
    description: str = ""
    privacy: Literal["private", "unlisted", "public"] = "private"
    created: str = "2021-03-01T12:00:00Z"


@dataclass(frozen=True, slots=True)
class YouTubeSeed:
    """A person's YouTube: the channel, the client file's id and secret, its playlists. No channel: empty id."""

    channel_id: str
    channel_title: str
    client_id: str
    client_secret: str
    playlists: tuple[ChannelPlaylistSeed, ...] = ()
    country: str | None = None


@dataclass(frozen=True, slots=True)
class World:
    """Everything the services know when they start."""

    spotify: SpotifySeed
    youtube: YouTubeSeed
    videos: tuple[Video, ...] = ()


def parse(data: bytes) -> World:
    """Read a world from JSON. Raises UsageError with the place of the first fault."""
    try:
        return msgspec.json.decode(data, type=World)
    except msgspec.DecodeError as error:
        raise UsageError(f"The world file cannot be read: {error}") from error


def load(path: Path) -> World:
    """Read a world file. Raises UsageError where it is missing or wrong."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"The world file {path} cannot be read: {error.strerror}.") from error
    return parse(data)


def encode(world: World) -> bytes:
    """The world as JSON, the form :func:`load` reads."""
    return msgspec.json.format(msgspec.json.encode(world), indent=1)
