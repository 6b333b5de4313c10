"""The person's Spotify library while the services run: the lists of a world, and edits by hand.

State and its edits only; how it looks on the wire stands in :mod:`core.demo.spotify_rows`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.demo.world import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.demo.world import AlbumSeed, ArtistSeed, ListSeed, SpotifySeed, TrackSeed


@dataclass(frozen=True, slots=True)
class Held:
    """A playlist as it is now; ``edits`` counts its changes."""

    seed: ListSeed
    edits: int = 0

    @property
    def snapshot_id(self) -> str:
        """Changes with every edit, of rows and of the head alike."""
        text = f"{self.seed.id}/{self.edits}/{self.seed.title}/{len(self.seed.rows)}"
        return "AAAA" + hashlib.sha256(text.encode()).hexdigest()[:28]


class Library:
    """Liked songs and playlists of one person, and the catalogue they point into."""

    def __init__(self, seed: SpotifySeed) -> None:
        self.seed = seed
        self.artists: dict[str, ArtistSeed] = {artist.id: artist for artist in seed.artists}
        self.albums: dict[str, AlbumSeed] = {album.id: album for album in seed.albums}
        self.tracks: dict[str, TrackSeed] = {track.id: track for track in seed.tracks}
        self.liked: tuple[Row, ...] = seed.liked
        self._lists: dict[str, Held] = {one.id: Held(one) for one in seed.playlists}

    def playlists(self) -> tuple[Held, ...]:
        """In the person's order."""
        return tuple(self._lists.values())

    def playlist(self, playlist_id: str) -> Held | None:
        """One playlist; None where there is none of that id."""
        return self._lists.get(playlist_id)

    def tracks_of(self, album_id: str) -> tuple[TrackSeed, ...]:
        """An album's tracks by number."""
        found = (track for track in self.tracks.values() if track.album == album_id)
        return tuple(sorted(found, key=lambda track: (track.number, track.id)))

    # ── edits by hand ────────────────────────────────────────────────────────────────────────────────────

    def like(self, track_id: str, at: str) -> None:
        """Put a track at the top of the liked songs."""
        self.liked = (Row(track=track_id, added_at=at), *self.liked)

    def unlike(self, track_id: str) -> None:
        """Take a track out of the liked songs."""
        self.liked = tuple(row for row in self.liked if row.track != track_id)

    def add(self, playlist_id: str, track_id: str, *, at: str, position: int | None = None) -> bool:
        """Put a track into a playlist, at the end or before ``position``. False: no such playlist."""
        row = Row(track=track_id, added_at=at)

        def grown(rows: tuple[Row, ...]) -> tuple[Row, ...]:
            place = len(rows) if position is None else position
            return (*rows[:place], row, *rows[place:])

        return self._edit(playlist_id, lambda one: replace(one, rows=grown(one.rows)))

    def remove(self, playlist_id: str, position: int) -> bool:
        """Take the row at ``position`` out of a playlist. False: no such playlist."""
        return self._edit(playlist_id, lambda one: replace(one, rows=(*one.rows[:position], *one.rows[position + 1 :])))

    def move(self, playlist_id: str, start: int, to: int) -> bool:
        """Move the row at ``start`` so that it stands at ``to``. False: no such playlist."""

        def moved(rows: tuple[Row, ...]) -> tuple[Row, ...]:
            rest = (*rows[:start], *rows[start + 1 :])
            return (*rest[:to], *rows[start : start + 1], *rest[to:])

        return self._edit(playlist_id, lambda one: replace(one, rows=moved(one.rows)))

    def rename(self, playlist_id: str, title: str) -> bool:
        """Give a playlist another name. False: no such playlist."""
        return self._edit(playlist_id, lambda one: replace(one, title=title))

    def delete(self, playlist_id: str) -> bool:
        """Take a playlist out of the library. False: no such playlist."""
        return self._lists.pop(playlist_id, None) is not None

    def _edit(self, playlist_id: str, change: Callable[[ListSeed], ListSeed]) -> bool:
        held = self._lists.get(playlist_id)
        if held is None:
            return False
        self._lists[playlist_id] = Held(change(held.seed), held.edits + 1)
        return True
