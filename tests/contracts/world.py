"""The small world of the contract suite: few things, each there for one test."""

from __future__ import annotations

from core.demo.world import (
    AlbumSeed,
    ArtistSeed,
    ChannelPlaylistSeed,
    Episode,
    ListSeed,
    LocalFile,
    Row,
    SpotifySeed,
    TrackSeed,
    Video,
    World,
    YouTubeSeed,
)

LIKED = 60
OLD = "PLold0000000000000000000000000000"
TIDE = "vid-tide-00"
QUOTED = "vid-quote-0"
GONE = "vid-gone-00"
HIDDEN = "vid-hidden0"
ALBUM_TRACK = "vid-album-0"


def small_world() -> World:
    """Sixty liked songs, lists of every kind, a few videos, one old YouTube playlist of sixty rows."""
    tracks = tuple(
        TrackSeed(f"track{n:017d}", f"Song {n}", ("artist0000000000000001",), "album00000000000000001", 180_000 + n)
        for n in range(LIKED)
    )
    first = TrackSeed(
        "tide000000000000000001",
        "Tide & Honey",
        ("artist0000000000000001", "artist0000000000000002"),
        "album00000000000000001",
        201_480,
        " qzabc2100017 ",
        is_explicit=True,
    )
    spotify = SpotifySeed(
        "listener",
        "account-of-listener",
        "A Listener",
        "spotify-client-id",
        (ArtistSeed("artist0000000000000001", "Lamp Post"), ArtistSeed("artist0000000000000002", "Ålesund Five")),
        (AlbumSeed("album00000000000000001", "Streetlight", ("artist0000000000000001",), "2021-05-02"),),
        (first, *tracks),
        tuple(Row(track=one.id, added_at=f"2024-03-01T10:{59 - n:02d}:00Z") for n, one in enumerate(tracks)),
        (
            ListSeed("list000000000000000001", "Odd rows", "listener", _odd_rows(first.id), "All sorts"),
            ListSeed("list000000000000000002", "Together", "listener", (), is_collaborative=True),
            ListSeed("list000000000000000003", "Not mine", "someone", (Row(track=first.id),), refusal=403),
            ListSeed("list000000000000000004", "Made by nobody", "spotify", (), refusal=404),
        ),
    )
    youtube = YouTubeSeed(
        "UCchannel000000000000001",
        "Listener's channel",
        "client.apps.googleusercontent.com",
        "client-secret",
        (ChannelPlaylistSeed(OLD, "Old one", (TIDE, GONE, HIDDEN, *(f"vid-fill{n:03d}" for n in range(57)))),),
    )
    return World(spotify, youtube, _videos())


def _odd_rows(track: str) -> tuple[Row, ...]:
    return (
        Row(track=track, added_at="2024-05-01T10:00:00Z"),
        Row(added_at="2024-05-01T10:01:00Z"),
        Row(local=LocalFile("Kitchen tape", "Aunt", "Tapes", 161_000)),
        Row(episode=Episode("episode000000000000001", "Episode 1", "The Show", 1_800_000)),
        Row(track=track),
    )


def _videos() -> tuple[Video, ...]:
    channel = "UClamp000000000000000001"
    return (
        Video(TIDE, "Tide & Honey", channel, "Lamp Post - Topic", 201, 9_000, "Provided to YouTube"),
        Video(
            QUOTED, 'Lamp Post - "Tide" & Honey\'s Song (Live <1999>)', channel, "Lamp Post & Friends", 3_725, 70_000
        ),
        Video(GONE, "What it was", channel, "Lamp Post", 100, state="deleted"),
        Video(HIDDEN, "Not for you", channel, "Lamp Post", 100, state="private"),
        Video(
            ALBUM_TRACK,
            "Undertow",
            "UCtopic00000000000000001",
            "Lamp Post - Topic",
            180,
            description="Provided to YouTube by Anemone\n\nUndertow · Lamp Post\n\nStreetlight\n\n℗ 2021",
        ),
        *(Video(f"vid-fill{n:03d}", f"Filler tide {n}", channel, "Fillers", 60 + n) for n in range(57)),
    )
