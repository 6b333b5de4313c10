"""The YouTube channel's playlists: frozen states, pure transitions, and what a lagging listing shows of them.

Each write appends a version; reads see the newest version that is at least ``lag_s`` old. No request, quota
or refusal is known here.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.demo.world import YouTubeSeed


@dataclass(frozen=True, slots=True)
class Item:
    """A playlist item; its position is its place in the playlist's tuple."""

    id: str
    video_id: str
    added_at: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist at one moment. ``is_fresh``: made through the API and not yet written to."""

    id: str
    title: str
    created_at: str
    description: str = ""
    privacy: str = "public"
    items: tuple[Item, ...] = ()
    is_fresh: bool = False
    language: str | None = None

    @property
    def etag(self) -> str:
        """Changes with every change of content."""
        parts = [self.id, self.title, self.description, self.privacy, self.language or ""]
        parts += [f"{item.id}\x1f{item.video_id}\x1f{item.note}" for item in self.items]
        return etag_of("\x1e".join(parts))

    def index(self, item_id: str) -> int | None:
        """Where an item stands; None where it is not in this playlist."""
        return next((place for place, item in enumerate(self.items) if item.id == item_id), None)


# ── transitions: a state in, the next state out ──────────────────────────────────────────────────────────


def with_item(playlist: Playlist, item: Item, position: int | None) -> Playlist:
    """``item`` put in before ``position``; None appends."""
    place = len(playlist.items) if position is None else position
    return replace(playlist, items=(*playlist.items[:place], item, *playlist.items[place:]), is_fresh=False)


def without_item(playlist: Playlist, item_id: str) -> Playlist:
    """The item taken out; those behind it move up."""
    return replace(playlist, items=tuple(item for item in playlist.items if item.id != item_id))


def with_item_changed(playlist: Playlist, item: Item, position: int | None) -> Playlist:
    """The item of the same id replaced by ``item`` and, where a position is given, moved there."""
    if position is None:
        return replace(playlist, items=tuple(item if old.id == item.id else old for old in playlist.items))
    return with_item(without_item(playlist, item.id), item, position)


# ── the channel ──────────────────────────────────────────────────────────────────────────────────────────


class Channel:
    """All playlists of one channel, newest first in listings."""

    def __init__(self, seed: YouTubeSeed, *, lag_s: float) -> None:
        self.id = seed.channel_id
        self.title = seed.channel_title
        self.country = seed.country
        self.lag_s = lag_s
        self._made = 0
        self._versions: dict[str, list[tuple[float, Playlist | None]]] = {}
        for old in reversed(seed.playlists):
            items = tuple(Item(self.new_item_id(old.id), video, old.created) for video in old.videos)
            first = Playlist(old.id, old.title, old.created, old.description, old.privacy, items)
            self._versions[old.id] = [(float("-inf"), first)]

    def truth(self, playlist_id: str) -> Playlist | None:
        """A playlist as it is; None where it does not exist."""
        versions = self._versions.get(playlist_id)
        return versions[-1][1] if versions else None

    def all_true(self) -> tuple[Playlist, ...]:
        """Every playlist as it is, newest first."""
        found = (versions[-1][1] for versions in reversed(self._versions.values()))
        return tuple(playlist for playlist in found if playlist is not None)

    def seen(self, playlist_id: str, at: float) -> Playlist | None:
        """A playlist as a listing shows it at ``at``: the state of ``lag_s`` ago."""
        versions = self._versions.get(playlist_id, [])
        return next((state for since, state in reversed(versions) if since <= at - self.lag_s), None)

    def all_seen(self, at: float) -> tuple[Playlist, ...]:
        """Every playlist a listing shows at ``at``, newest first."""
        found = (self.seen(playlist_id, at) for playlist_id in reversed(self._versions))
        return tuple(playlist for playlist in found if playlist is not None)

    def is_settled(self, at: float) -> bool:
        """Whether every listing shows at ``at`` what is true."""
        return all(versions[-1][0] <= at - self.lag_s for versions in self._versions.values())

    def put(self, playlist: Playlist, at: float) -> None:
        """Write a playlist's next state."""
        self._append(playlist.id, playlist, at)

    def drop(self, playlist_id: str, at: float) -> None:
        """Delete a playlist, with its items, for good."""
        self._append(playlist_id, None, at)

    def new_playlist(self, title: str, *, created_at: str, privacy: str, description: str = "") -> Playlist:
        """An empty playlist with an id nobody has: ``PL`` and 32 more characters. It is not :meth:`put` yet."""
        return Playlist("PL" + self._digest("playlist")[:32], title, created_at, description, privacy)

    def new_item_id(self, playlist_id: str) -> str:
        """An id as the service makes them: the playlist and 16 hexadecimal digits, in base 64."""
        self._made += 1
        tail = hashlib.sha256(f"{self.id}/item/{self._made}".encode()).hexdigest()[:16].upper()
        return base64.urlsafe_b64encode(f"{playlist_id}.{tail}".encode()).decode().rstrip("=")

    def _append(self, playlist_id: str, state: Playlist | None, at: float) -> None:
        versions = self._versions.setdefault(playlist_id, [])
        versions.append((at, state))
        settled = [place for place, (since, _) in enumerate(versions) if since <= at - self.lag_s]
        if settled:
            del versions[: settled[-1]]

    def _digest(self, kind: str) -> str:
        self._made += 1
        raw = hashlib.sha256(f"{self.id}/{kind}/{self._made}".encode()).digest()
        return base64.urlsafe_b64encode(raw).decode().replace("=", "").replace("-", "x").replace("_", "y")


def home_of(item_id: str) -> str | None:
    """The playlist an item id belongs to; None where it is no item id."""
    try:
        text = base64.urlsafe_b64decode(item_id + "=" * (-len(item_id) % 4)).decode()
    except ValueError:
        return None
    home, dot, _ = text.rpartition(".")
    return home if dot else None


def etag_of(text: str) -> str:
    """A short mark that changes with ``text``."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:20]).decode().rstrip("=")
