"""Libraries that hold each song once, and playlists that point at the songs by a key: iTunes and Rekordbox.

Playlists in folders are named with them, ``Folder / Playlist``, since two of one name in different folders are not
one playlist. Where there are no playlists, the whole library is one, as nothing else of the file can be meant; where
there are some, it is not, since tens of thousands of songs would take a year of quota that nobody asked for: how many
songs stand in no playlist is told.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from core.adapters.exports.paths import track_of
from core.adapters.exports.refusal import named
from core.adapters.exports.tracks import Dropped, Listed, Row, instant, made
from core.states import RowSkip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.adapters.exports.snapshot import Snapshot
    from core.model import SourceTrack

_LONGEST = 200
_NO_SONG = Dropped("It points at a song that the library does not hold.", RowSkip.NULL_TRACK)


class Song(NamedTuple):
    """What a library says of a song, as text; ``dropped`` where it is none of music."""

    title: str
    artist: str = ""
    album: str = ""
    duration_ms: int | None = None
    added: str = ""
    released: str = ""
    is_explicit: bool | None = None
    location: str = ""
    dropped: Dropped | None = None


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist: ``folders`` around it, the outermost first, and the keys of its songs in their order."""

    name: str
    folders: tuple[str, ...]
    songs: Sequence[str]
    key: str = ""

    @property
    def title(self) -> str:
        """Its name with those of its folders."""
        return " / ".join((*self.folders, self.name))[:_LONGEST]


def list_indexed(
    snapshot: Snapshot, family: str, songs: Mapping[str, Song], playlists: Sequence[Playlist], *, whole: str
) -> list[Listed]:
    """The playlists of a library; ``whole`` is the title of all its songs where there is none."""
    if not playlists:
        return [_listed(snapshot, family, songs, Playlist(whole, (), tuple(songs), key=whole.casefold()))]
    found = [_listed(snapshot, family, songs, playlist) for playlist in playlists]
    music = {key for key, song in songs.items() if song.dropped is None}
    alone = len(music.difference(*(playlist.songs for playlist in playlists)))
    if alone:
        notice = (
            f"{named(snapshot.name)}: what stands in no playlist is not imported, {alone:,} of {len(music):,} songs."
        )
        found[0] = replace(found[0], notices=(notice,))
    return found


def _listed(snapshot: Snapshot, family: str, songs: Mapping[str, Song], playlist: Playlist) -> Listed:
    digest = hashlib.blake2b(digest_size=16)
    for key in playlist.songs:
        digest.update(repr(songs.get(key)).encode("utf-8", "replace"))
    return Listed(
        family,
        playlist.key or playlist.title.casefold(),
        playlist.title,
        digest=digest.hexdigest(),
        file=snapshot.name,
        read=partial(_rows, songs, playlist.songs),
        rows=len(playlist.songs),
    )


def _rows(songs: Mapping[str, Song], keys: Sequence[str]) -> Iterator[Row]:
    for number, key in enumerate(keys, 1):
        song = songs.get(key)
        yield Row(number, _NO_SONG if song is None else _made(song), instant(song.added) if song else None)


def _made(song: Song) -> SourceTrack | Dropped:
    if song.dropped is not None:
        return song.dropped
    title, artist, album = song.title, song.artist, song.album
    if not title and (found := track_of(song.location)) is not None:
        title, artist, album = found.title, artist or found.artist, album or found.album
    return made(
        title,
        (artist,),
        album=album,
        released=song.released,
        duration_ms=song.duration_ms,
        is_explicit=song.is_explicit,
    )
