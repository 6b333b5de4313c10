"""A small world for the commands: a few songs, each with a video that is surely it, and one old playlist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.demo.world import (
    AlbumSeed,
    ArtistSeed,
    ChannelPlaylistSeed,
    ListSeed,
    LocalFile,
    Row,
    SpotifySeed,
    TrackSeed,
    Video,
    World,
    YouTubeSeed,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

OLD = "PLold-evening-playlist-0000000001"
FOREIGN = "PLcooking-playlist-000000000000001"
EVENING = "=Evening\x1b[31m"
"""A title that a terminal and a spreadsheet would obey."""

TITLES = (
    "Amber Lantern", "Borrowed Umbrella", "Copper Weather", "Distant Kitchen", "Eleven Staircases", "Folded Harbour",
    "Gravel Waltz", "Hollow Orchard", "Icicle Parade", "Juniper Telegram", "Knitted Thunder", "Lopsided Moonrise",
    "Marble Pigeon", "Nettle Cathedral", "Oblong Sunday", "Paper Locomotive",
)  # fmt: skip
"""One recording each; the first ten are liked, the last eight stand in the playlist."""

LIKED = 10
IN_EVENING = 8
LONELY = 10
"""From this title on each is by an artist of its own; those before share one, so that one search finds them all."""

NAMES = ("Umbra", "Vesper", "Wicker", "Xylo", "Yarrow", "Zinnia")
SEARCHES = 1 + len(TITLES) - LONELY


def small_world() -> World:
    """Sixteen recordings in two collections, with a local file and an empty row among them."""
    artists = (
        ArtistSeed("artist0000000000000001", "Lamp Post"),
        *(ArtistSeed(f"artist{n:016d}", name) for n, name in enumerate(NAMES, LONELY)),
    )
    tracks = tuple(
        TrackSeed(
            f"track{n:017d}",
            title,
            (f"artist{n if n >= LONELY else 1:016d}",),
            "album00000000000000001",
            180_000 + 7_000 * n,
        )
        for n, title in enumerate(TITLES)
    )
    spotify = SpotifySeed(
        "listener",
        "account-of-listener",
        "A Listener",
        "spotify-client-id",
        artists,
        (AlbumSeed("album00000000000000001", "Streetlight", ("artist0000000000000001",), "2021-05-02"),),
        tracks,
        tuple(Row(track=one.id, added_at="2024-03-01T10:00:00Z") for one in tracks[:LIKED]),
        (
            ListSeed(
                "list000000000000000001",
                EVENING,
                "listener",
                (
                    *(Row(track=one.id, added_at="2024-05-01T10:00:00Z") for one in tracks[-IN_EVENING:]),
                    Row(added_at="2024-05-01T10:01:00Z"),
                    Row(local=LocalFile("Kitchen tape", "Aunt", "Tapes", 161_000)),
                ),
            ),
            ListSeed("list000000000000000003", "Not mine", "someone", (Row(track=tracks[0].id),), refusal=403),
        ),
    )
    youtube = YouTubeSeed(
        "UCchannel000000000000001",
        "Listener's channel",
        "client.apps.googleusercontent.com",
        "client-secret",
        (
            ChannelPlaylistSeed(OLD, "evening (old)", (video_id(14), video_id(15))),
            ChannelPlaylistSeed(FOREIGN, "Cooking", ("vid-soup-01",)),
        ),
    )
    return World(spotify, youtube, _videos(tracks, {artist.id: artist.name for artist in artists}))


def video_id(number: int) -> str:
    """The right video of a recording, by its place in ``TITLES``."""
    return f"vid-right{number:02d}"


def _videos(tracks: tuple[TrackSeed, ...], names: Mapping[str, str]) -> tuple[Video, ...]:
    right = tuple(
        Video(
            video_id(n),
            one.title,
            f"UC{one.artists[0]}",
            f"{names[one.artists[0]]} - Topic",
            one.ms // 1000,
            9_000,
            "Provided to YouTube",
        )
        for n, one in enumerate(tracks)
    )
    return (*right, Video("vid-soup-01", "Soup for beginners", "UCcook000000000000000001", "Cook", 600))
