"""A library of a thousand recordings in twenty playlists, five of an artist, and the videos they are found in."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from core.demo.world import AlbumSeed, ArtistSeed, ListSeed, Row, TrackSeed, Video
from tests.engine.journey import small_world

if TYPE_CHECKING:
    from core.demo.world import World

ARTISTS, EACH, LISTS = 200, 5, 20
_FIRST = """amber birch cedar delta ember fable glass harbor indigo jasper kettle lantern maple nimbus opal pewter
    quartz raven saffron thistle""".split()  # noqa: SIM905 - a list of words reads better as words
_SECOND = "anchor bellows canyon drifter engine ferry garden hollow island junction".split()  # noqa: SIM905 - as above
_VERBS = ("Chasing", "Leaving", "Mending", "Painting", "Finding")


def large_world() -> World:
    """The world; its lists mix the artists, the same way every time."""
    world = small_world()
    names = [f"{first} {second}".title() for first in _FIRST for second in _SECOND][:ARTISTS]
    artists = tuple(ArtistSeed(f"artist{n:016d}", name) for n, name in enumerate(names))
    albums = tuple(
        AlbumSeed(f"album{n:017d}", f"{artist.name} at Home", (artist.id,), "2021-05-02")
        for n, artist in enumerate(artists)
    )
    tracks: list[TrackSeed] = []
    videos: list[Video] = []
    for n, (artist, album) in enumerate(zip(artists, albums, strict=True)):
        for k, verb in enumerate(_VERBS):
            number, title = n * EACH + k, f"{verb} {names[(n * 7 + k * 31) % ARTISTS]}"
            ms = 150_000 + 1_000 * (number % 180)
            tracks.append(
                TrackSeed(f"track{number:017d}", title, (artist.id,), album.id, ms, isrc=f"QZXYZ21{number:05d}")
            )
            channel = f"UC{artist.id}"
            videos.append(Video(f"vid-{number:07d}", title, channel, f"{artist.name} - Topic", ms // 1000, 5_000))
            videos.append(
                Video(f"liv-{number:07d}", f"{artist.name} - {title} (Live)", "UCfan", "A fan", ms // 1000 + 9, 50)
            )
    order = [track.id for track in tracks]
    random.Random(7).shuffle(order)
    size = len(order) // LISTS
    lists = tuple(
        ListSeed(
            f"list{n:018d}",
            f"List {n + 1:02d}",
            "listener",
            tuple(Row(track=key, added_at="2024-01-01T00:00:00Z") for key in order[n * size : (n + 1) * size]),
        )
        for n in range(LISTS)
    )
    spotify = replace(world.spotify, artists=artists, albums=albums, tracks=tuple(tracks), liked=(), playlists=lists)
    return replace(world, spotify=spotify, videos=tuple(videos), youtube=replace(world.youtube, playlists=()))
