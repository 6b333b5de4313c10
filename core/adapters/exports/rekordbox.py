"""The collection of Rekordbox, exported as XML (the format list at https://rekordbox.com/en/support/developer/)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.adapters.exports.elements import steps
from core.adapters.exports.indexed import Playlist, Song, list_indexed
from core.adapters.exports.refusal import NotALibrary, check_songs, named
from core.adapters.exports.tracks import length_ms
from core.adapters.shape import text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from core.adapters.exports.snapshot import Snapshot
    from core.adapters.exports.tracks import Listed

NAME = "Rekordbox"
ROOT = "DJ_PLAYLISTS"
_SONG = [ROOT, "COLLECTION", "TRACK"]
_LISTS = [ROOT, "PLAYLISTS"]
_PLAYLIST = "1"
_BY_LOCATION = "1"


def list_rekordbox(snapshot: Snapshot) -> list[Listed]:
    """The playlists of a collection, or all of it. Raises NotALibrary for other XML, UsageError for damaged ones."""
    songs: dict[str, Song] = {}
    places: dict[str, str] = {}
    playlists: list[Playlist] = []
    keys: list[str] = []
    found = 0
    for step in steps(snapshot):
        names = step.names
        found += step.is_start
        check_songs(found, snapshot.name)
        if names[:2] == _LISTS and names[-1] == "NODE" and step.element.get("Type") == _PLAYLIST:
            if not step.is_start:
                playlists.append(_playlist(step.path, keys, places))
            keys = []
        elif names[:2] == _LISTS and names[-1] == "TRACK" and step.is_start:
            keys.append(step.element.get("Key", "")[:4_000])
        elif names == _SONG and step.is_start:
            own = step.element.get("TrackID", "")[:100]
            key = own if own and own not in songs else f"#{len(songs)}"
            songs[key] = song = _song(step.element)
            places.setdefault(song.location, key)
    if not songs:
        raise NotALibrary(f"{named(snapshot.name)} is a Rekordbox list that holds no tracks; export the collection.")
    return list_indexed(snapshot, NAME, songs, playlists, whole="Collection")


def _playlist(path: Sequence[Element], keys: list[str], places: dict[str, str]) -> Playlist:
    """The node at the end of a path; the outermost, ROOT, is nobody's folder. Collections come before their lists."""
    node = path[-1]
    names = [text(one.get("Name")).strip() for one in path[2:]]
    is_rooted = len(names) > 1 and names[0] == "ROOT"
    if node.get("KeyType") == _BY_LOCATION:
        keys = [places.get(key, "") for key in keys]
    return Playlist(names[-1] or "Untitled", tuple(filter(None, names[is_rooted:-1])), keys)


def _song(track: Element) -> Song:
    year = text(track.get("Year"))[:4]
    return Song(
        text(track.get("Name")),
        text(track.get("Artist")),
        text(track.get("Album")),
        length_ms(text(track.get("TotalTime")), unit_ms=1000),
        added=text(track.get("DateAdded"), limit=40),
        released=year if year.isdigit() and year != "0" else "",
        location=(track.get("Location") or "")[:4_000],
    )
