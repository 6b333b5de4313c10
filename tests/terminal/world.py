"""A world of strangers: every hostile string as the name of a playlist, a song, an artist, a video, a channel."""

from __future__ import annotations

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
from tests.tui.hostile import CROWD, HOSTILE

TITLES = tuple(title.replace("\ud800", "\ufffd") for title in HOSTILE)
"""As a service can send them: its JSON holds no half of a character."""

_LONGEST = 2_000
"""Characters of what YouTube's side says; to read a megabyte once, from Spotify, is enough."""

NAME, OTHER_NAME = "\x1b]0;x\x07[/nope]", "\x9b31m[@click=app.quit]y"
"""Of the account, and of the channel: short, so that all of them is seen."""

SURE, DOUBTED = "Sure", "Doubted"
_ALBUM, _DAY = "album00000000000000001", "2024-03-01T10:00:00Z"


def hostile_world() -> World:
    """One recording a title that has its video, and one with two half-fitting ones; every title is a playlist."""
    numbers = range(len(TITLES))
    sure = tuple(_track(n, n) for n in numbers)
    doubted = tuple(_track(n, 500 + n) for n in numbers)
    artists = (
        *(ArtistSeed(_artist(n), _name(SURE, n)) for n in numbers),
        *(ArtistSeed(_artist(500 + n), _name(DOUBTED, n)) for n in numbers),
        *(ArtistSeed(_artist(1_000 + n), name) for n, name in enumerate(CROWD)),
    )
    crowd = tuple(_artist(1_000 + n) for n in range(len(CROWD)))
    crowded = TrackSeed("trackcrowd0000000000001", "Crowd", crowd, _ALBUM, 200_000)
    spotify = SpotifySeed(
        "listener",
        "account-of-listener",
        NAME,
        "spotify-client-id",
        artists,
        (AlbumSeed(_ALBUM, TITLES[2], (_artist(0),), "2021-05-02"),),
        (*sure, *doubted, crowded),
        tuple(Row(track=one.id, added_at=_DAY) for one in (*doubted, crowded)),
        tuple(
            ListSeed(f"list{n:018d}", title, "listener", (Row(track=sure[n].id, added_at=_DAY),))
            for n, title in enumerate(TITLES)
        ),
    )
    youtube = YouTubeSeed(
        "UCchannel000000000000001",
        OTHER_NAME,
        "client.apps.googleusercontent.com",
        "client-secret",
        tuple(
            ChannelPlaylistSeed(old_id(n), title[:_LONGEST], (f"vid-old-{n:03d}",)) for n, title in enumerate(TITLES)
        ),
    )
    return World(spotify, youtube, _videos())


def old_id(number: int) -> str:
    """The id of the channel's own playlist that bears a title."""
    return f"PLold{number:029d}"


def sure_id(number: int) -> str:
    """The id of the video of the song that bears a title."""
    return f"vid-sure-{number:02d}"


def _artist(number: int) -> str:
    return f"artist{number:016d}"


def _name(kind: str, number: int) -> str:
    """An artist that a search finds, and whom no one else is like."""
    return f"{kind}{number:02d} {TITLES[number][:40]}"


def _track(number: int, id: int) -> TrackSeed:  # noqa: A002 - what the seed calls it
    return TrackSeed(f"track{id:017d}", TITLES[number], (_artist(id),), _ALBUM, 180_000 + 3_000 * number)


def _videos() -> tuple[Video, ...]:
    found: list[Video] = []
    for n, title in enumerate(title[:_LONGEST] for title in TITLES):
        seconds = 180 + 3 * n
        topic = f"{_name(SURE, n)} - Topic"
        found += [
            Video(sure_id(n), title, f"UCsure{n:018d}", topic, seconds, 9_000, "Provided to YouTube"),
            Video(f"vid-one-{n:03d}", f"{title} live", f"UCone{n:019d}", _name(DOUBTED, n), seconds + 40, 10),
            Video(f"vid-two-{n:03d}", f"{_name(DOUBTED, n)} {title}", f"UCtwo{n:019d}", title, seconds + 19, 20),
            Video(f"vid-old-{n:03d}", title, "UCold0000000000000000001", title, 200),
        ]
    return tuple(found)
