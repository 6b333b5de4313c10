"""A tiny library and channel: six songs in two playlists, one of them liked, and two old playlists on YouTube."""

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

OLD = "PLold-songs-0000000000000000000001"
"""The person's own playlist that a sync replaces."""

COOKING = "PLcooking-playlist-000000000000001"
"""One that has nothing to do with music."""

MORNING, EVENING = "Morning", "Evening"
TITLES = (
    "Amber Lantern",
    "Borrowed Umbrella",
    "Copper Weather",
    "Distant Kitchen",
    "Eleven Staircases",
    "Folded Harbour",
)
ARTISTS = ("Lamp Post", "Quiet Motor", "Salt Ferry")
LATE = 5
"""The song, by its place in ``TITLES``, that is looked for last: a day of few searches ends before it."""


def video_id(number: int) -> str:
    """The right video of a song."""
    return f"vid-right-{number}"


def tiny_world() -> World:
    """Six songs by three artists, each with one plain video."""
    artists = tuple(ArtistSeed(f"artist{n:016d}", name) for n, name in enumerate(ARTISTS, 1))
    by = [artists[0], artists[0], artists[1], artists[0], artists[1], artists[2]]
    album = AlbumSeed("album00000000000000001", "Streetlight", (artists[0].id,), "2021-05-02")
    tracks = tuple(
        TrackSeed(f"track{n:017d}", title, (by[n].id,), album.id, 180_000 + 7_000 * n, isrc=f"QZABC21000{n:02d}")
        for n, title in enumerate(TITLES)
    )
    videos = tuple(
        Video(video_id(n), title, f"UC{by[n].id}", f"{by[n].name} - Topic", 180 + 7 * n, 1_000)
        for n, title in enumerate(TITLES)
    )

    def rows(*numbers: int) -> tuple[Row, ...]:
        return tuple(Row(track=tracks[n].id, added_at=f"2024-03-01T10:{59 - n:02d}:00Z") for n in numbers)

    spotify = SpotifySeed(
        "listener",
        "account-of-listener",
        "A Listener",
        "spotify-client-id",
        artists,
        (album,),
        tracks,
        rows(1),
        (
            ListSeed("list000000000000000001", MORNING, "listener", rows(0, 1, 2)),
            ListSeed("list000000000000000002", EVENING, "listener", rows(3, 4, LATE)),
        ),
    )
    old = ChannelPlaylistSeed(OLD, "old songs", (video_id(0), video_id(4)))
    cooking = ChannelPlaylistSeed(COOKING, "Cooking", ("vid-soup-01",))
    youtube = YouTubeSeed(
        "UCchannel000000000000001", "Listener's channel", "client.apps.googleusercontent.com", "secret", (old, cooking)
    )
    soup = Video("vid-soup-01", "Soup for beginners", "UCcook000000000000000001", "Cook", 600)
    return World(spotify, youtube, (*videos, soup))
