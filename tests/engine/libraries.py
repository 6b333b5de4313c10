"""Spotify libraries to import, and readers that stand between the program and the local Spotify."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.demo.world import Episode, ListSeed, LocalFile, Row, TrackSeed
from tests.engine.journey import small_world

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.demo.world import World
    from core.model import Account, AlbumDetails, ArtistDetails, Collection, Page, SourcePlaylist, SourceRow
    from core.ports import LibraryReader
    from tests.engine.journey import Journey

NULL = Row(added_at="2024-01-01T00:00:00Z")
LOCAL = Row(local=LocalFile("Demo tape", "The Neighbours", "Kitchen", 61_000), added_at="2024-01-02T00:00:00Z")
SPOKEN = Row(
    episode=Episode("episode000000000000001", "On Bridges", "Talk", 1_800_000), added_at="2024-01-03T00:00:00Z"
)
DETAILS = ("artists", "albums")
CALLS = ("me", "me.tracks", "me.playlists", "playlists.items")


def song(number: int, *, is_dated: bool = True) -> Row:
    """A row of one of many songs; a later number was added earlier."""
    day, minute = divmod(number, 1_000)
    added_at = f"2023-{12 - day:02d}-28T{23 - minute // 60:02d}:{59 - minute % 60:02d}:00Z" if is_dated else None
    return Row(track=f"song{number:018d}", added_at=added_at)


def songs(count: int, *, start: int = 0) -> tuple[Row, ...]:
    """So many rows, each another song."""
    return tuple(song(number) for number in range(start, start + count))


def library(
    liked: Sequence[Row] = (),
    playlists: Mapping[str, Sequence[Row]] | None = None,
    *,
    refused: Mapping[str, int] | None = None,
) -> World:
    """A world with such lists; ``refused`` are playlists whose rows are refused with a status."""
    world = small_world()
    seed = world.spotify
    heads = tuple(
        ListSeed(id_of(place), title, "listener", tuple(rows), refusal=(refused or {}).get(title))
        for place, (title, rows) in enumerate((playlists or {}).items())
    )
    named = {row.track for rows in (liked, *(one.rows for one in heads)) for row in rows if row.track}
    tracks = tuple(
        TrackSeed(key, f"Song {key[-6:]}", (seed.artists[0].id,), seed.albums[0].id, 200_000) for key in sorted(named)
    )
    return replace(world, spotify=replace(seed, tracks=tracks, liked=tuple(liked), playlists=heads))


def id_of(place: int) -> str:
    """The id of the so-manieth playlist of :func:`library`."""
    return f"list{place:018d}"


def calls(journey: Journey) -> int:
    """Calls made to Spotify's Web API."""
    return sum(journey.services.log.calls[f"spotify.{name}"] for name in CALLS)


def enriching(journey: Journey) -> int:
    """Calls made to Spotify's Web API about artists and albums."""
    return sum(journey.services.log.calls[f"spotify.{kind}.{way}"] for kind in DETAILS for way in ("batch", "get"))


async def collection(journey: Journey, title: str) -> Collection:
    """A stored collection by its title."""
    (found,) = [one for one in await journey.store.library.collections() if one.title == title]
    return found


async def stored(journey: Journey, title: str) -> list[str | None]:
    """The rows in force of a collection: the tracks' ids in order, None for a row without one."""
    found = await collection(journey, title)
    rows = await journey.store.library.first_rows(found.id, 100_000)
    return [uri.removeprefix("spotify:track:") if uri else None for uri, _ in rows]


class Passing:
    """Implements :class:`core.ports.LibraryReader`: hands every call on."""

    def __init__(self, inner: LibraryReader) -> None:
        self._inner = inner

    async def account(self) -> Account:
        return await self._inner.account()

    async def liked_songs(self, *, offset: int, limit: int) -> Page[SourceRow]:
        return await self._inner.liked_songs(offset=offset, limit=limit)

    async def playlists(self, *, offset: int, limit: int) -> Page[SourcePlaylist]:
        return await self._inner.playlists(offset=offset, limit=limit)

    async def playlist(self, spotify_id: str) -> SourcePlaylist:
        return await self._inner.playlist(spotify_id)

    async def playlist_rows(self, spotify_id: str, *, offset: int, limit: int) -> Page[SourceRow]:
        return await self._inner.playlist_rows(spotify_id, offset=offset, limit=limit)

    async def artists(self, ids: Sequence[str]) -> tuple[ArtistDetails, ...]:
        return await self._inner.artists(ids)

    async def artist(self, spotify_id: str) -> ArtistDetails:
        return await self._inner.artist(spotify_id)

    async def albums(self, ids: Sequence[str]) -> tuple[AlbumDetails, ...]:
        return await self._inner.albums(ids)

    async def album(self, spotify_id: str) -> AlbumDetails:
        return await self._inner.album(spotify_id)
