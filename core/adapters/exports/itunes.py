"""The library of iTunes and Apple Music: ``Library.xml``, a property list of Apple's.

Read are the playlists a person made, also the smart ones. Not read are the lists every library is born with (the
library itself, Music, Films, Podcasts, Downloaded, Purchased …), which only say again what the library holds, and
folders, which say again what their playlists hold. Films, series and podcasts are told, never taken for songs.
What the keys mean is seen in files; Apple describes none of them.
"""

from __future__ import annotations

import plistlib
import re
from datetime import datetime
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from core.adapters.exports.indexed import Playlist, Song, list_indexed
from core.adapters.exports.limits import HEAD, MB
from core.adapters.exports.refusal import NotALibrary, check_songs, named
from core.adapters.exports.snapshot import encoding_of
from core.adapters.exports.tracks import Dropped, length_ms
from core.adapters.shape import count, mapping, sequence, text
from core.errors import UsageError
from core.states import RowSkip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.adapters.exports.snapshot import Snapshot
    from core.adapters.exports.tracks import Listed

NAME = "iTunes library"
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+plist\b[^<>\[\]]{0,500}>")
_OWN_KIND_FROM = 200
"""Lists of lower kinds are the library's own; from here on smart lists come that a person may change or throw away."""

_BORN_WITH = (
    *("Master", "Music", "Movies", "TV Shows", "Podcasts", "Audiobooks", "Books", "iTunesU", "Purchased Music"),
    *("Ringtones", "Tones", "Party Shuffle", "Home Videos", "Voice Memos"),
)
_OTHER = {
    "Podcast": Dropped("It is an episode of a podcast.", RowSkip.EPISODE),
    "TV Show": Dropped("It is an episode of a series.", RowSkip.EPISODE),
    "Movie": Dropped("It is a film.", RowSkip.EPISODE),
}
_KEPT = frozenset(
    {
        *("Tracks", "Playlists"),
        *("Name", "Artist", "Album Artist", "Album", "Total Time", "Date Added", "Explicit", "Year", "Location"),
        *_OTHER,
        *("Playlist ID", "Playlist Persistent ID", "Parent Persistent ID", "Playlist Items", "Folder", "Track ID"),
        *("Distinguished Kind", *_BORN_WITH),
    }
)
_FOLDERS_MAX = 16


class _Kept(dict[str, object]):
    """A dictionary of a property list that keeps what is read here: a library says five times as much."""

    __slots__ = ()

    def __setitem__(self, key: str, value: object) -> None:
        if key in _KEPT or key.isdigit():
            super().__setitem__(key, value)


def list_itunes(snapshot: Snapshot) -> list[Listed]:
    """The playlists of a library, or all of it. Raises NotALibrary for other lists, UsageError for damaged ones."""
    root = mapping(_decoded(snapshot))
    tracks = root.get("Tracks")
    if not isinstance(tracks, dict):
        raise NotALibrary(f"{named(snapshot.name)} is a property list, but no library of music.")
    songs = {key: _song(mapping(track)) for key, track in tracks.items()}
    return list_indexed(snapshot, NAME, songs, _playlists(root.get("Playlists")), whole="Library")


def _decoded(snapshot: Snapshot) -> object:
    _check_prologue(snapshot)
    _check_size(snapshot)
    snapshot.file.seek(0)
    try:
        return plistlib.load(snapshot.file, fmt=plistlib.FMT_XML, dict_type=_Kept)
    except plistlib.InvalidFileException:  # an entity declaration, which plistlib refuses itself
        raise UsageError(f"{named(snapshot.name)} defines entities of its own; it is not read.") from None
    except ExpatError as error:
        raise UsageError(f"{named(snapshot.name)} is damaged XML: {error}.") from error
    except (ValueError, TypeError, AttributeError, IndexError, LookupError, OverflowError) as error:
        # plistlib takes the order and the form of elements for granted.
        raise UsageError(f"{named(snapshot.name)} is a damaged property list: a value is not of its kind.") from error


def _check_prologue(snapshot: Snapshot) -> None:
    """Refuse what no library begins with: another encoding than Apple's, and a DTD that says more than its address."""
    snapshot.file.seek(0)
    head = snapshot.file.read(HEAD)
    if not encoding_of(head).startswith("utf-8"):
        raise UsageError(f"{named(snapshot.name)} is not in UTF-8, as iTunes writes it; export it again.")
    before = head.partition(b"<plist")[0]
    if b"<!DOCTYPE" in _DOCTYPE.sub(b"", before, count=1) or b"<!ENTITY" in before:
        raise UsageError(f"{named(snapshot.name)} defines entities or a DTD of its own; it is not read.")


def _check_size(snapshot: Snapshot) -> None:
    """A song, a row of a playlist, and a list are each a dictionary or an array."""
    snapshot.file.seek(0)
    found = 0
    while chunk := snapshot.file.read(MB):
        found += chunk.count(b"<dict") + chunk.count(b"<array")
    check_songs(found, snapshot.name)


def _song(track: Mapping[str, object]) -> Song:
    length, added, year = count(track.get("Total Time")), track.get("Date Added"), count(track.get("Year"))
    explicit, name = track.get("Explicit"), text(track.get("Name"))
    return Song(
        name,
        text(track.get("Artist")) or text(track.get("Album Artist")),
        text(track.get("Album")),
        length_ms(str(length), unit_ms=1) if length else None,
        added=added.isoformat() if isinstance(added, datetime) else "",
        released=str(year) if year else "",
        is_explicit=explicit if isinstance(explicit, bool) else None,
        location="" if name else text(track.get("Location")),
        dropped=next((reason for flag, reason in _OTHER.items() if track.get(flag) is True), None),
    )


# ── playlists ────────────────────────────────────────────────────────────────────────────────────────────


def _playlists(value: object) -> list[Playlist]:
    every = [mapping(one) for one in sequence(value)]
    folders = {text(one.get("Playlist Persistent ID")): one for one in every if one.get("Folder") is True}
    found = []
    for place, one in enumerate(every, 1):
        if one.get("Folder") is True or _is_born_with(one):
            continue
        found.append(
            Playlist(
                text(one.get("Name")).strip() or f"Playlist {place:,}",
                _around(one, folders),
                [_key(mapping(item).get("Track ID")) for item in sequence(one.get("Playlist Items"))],
                key=text(one.get("Playlist Persistent ID")),
            )
        )
    return found


def _is_born_with(playlist: Mapping[str, object]) -> bool:
    kind = count(playlist.get("Distinguished Kind"))
    return (kind is not None and kind < _OWN_KIND_FROM) or any(playlist.get(flag) is True for flag in _BORN_WITH)


def _around(playlist: Mapping[str, object], folders: Mapping[str, Mapping[str, object]]) -> tuple[str, ...]:
    """The names of the folders around a playlist; a circle of folders ends somewhere."""
    names: list[str] = []
    parent = text(playlist.get("Parent Persistent ID"))
    while parent in folders and len(names) < _FOLDERS_MAX:
        names.append(text(folders[parent].get("Name")).strip())
        parent = text(folders[parent].get("Parent Persistent ID"))
    return tuple(name for name in reversed(names) if name)


def _key(value: object) -> str:
    number = count(value)
    return "" if number is None else str(number)
