"""A backup as a document: the channel's playlists as they were, under a checksum of their own.

The checksum stands inside, so that a file is known to be whole wherever it was carried, also when the database that
remembers its SHA-256 is lost. Reading believes nothing: a file that was cut, damaged or edited is refused in a
sentence. Files are the business of :mod:`core.backups.files`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.model import ItemId, PlaylistId, RunId, VideoId
from core.states import Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model import HeldPlaylist

FORMAT = 2
"""The document's format; files of a later one are refused."""


@dataclass(frozen=True, slots=True)
class SavedItem:
    """A row of a playlist. ``is_dead``: the video could not be played any more when it was saved.

    ``is_ours``: Crossfade put it there, not the person.
    """

    id: ItemId
    video_id: VideoId
    title: str
    note: str | None = None
    is_dead: bool = False
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class SavedPlaylist:
    """A playlist as it was, its items in order; ``items`` is None where only its head was saved."""

    id: PlaylistId
    title: str
    description: str
    privacy: Privacy
    item_count: int
    items: tuple[SavedItem, ...] | None


@dataclass(frozen=True, slots=True)
class SavedChannel:
    """All that a backup holds. ``channel`` is the channel's id; ``run_id`` the run that made it, None for none."""

    channel: str | None
    made_at: datetime
    run_id: RunId | None
    playlists: tuple[SavedPlaylist, ...]

    @property
    def items(self) -> int:
        """Rows saved in all."""
        return sum(len(playlist.items or ()) for playlist in self.playlists)


def saved_playlist(held: HeldPlaylist, *, whole: bool) -> SavedPlaylist:
    """What is saved of a playlist: all of it, or its head alone."""
    head = held.head
    rows = tuple(
        SavedItem(row.item.id, row.item.video_id, row.item.title, row.item.note, row.item.is_dead, row.is_ours)
        for row in held.items
        if not row.is_missing
    )
    return SavedPlaylist(
        head.id, head.title, head.description, head.privacy, head.item_count, rows if whole else None
    )  # fmt: skip


def written(saved: SavedChannel) -> str:
    """The document as the text of a file: pure ASCII, so that no encoding can change it."""
    content: dict[str, object] = {
        "format": FORMAT,
        "run_id": saved.run_id,
        "made_at": saved.made_at.isoformat(),
        "channel": saved.channel,
        "playlists": [_playlist(playlist) for playlist in saved.playlists],
    }
    return json.dumps({**content, "checksum": _checksum(content)}, indent=1)


def read(text: str, *, name: str) -> SavedChannel:
    """The backup in a text; ``name`` says of what file, for the sentences of refusals.

    Raises UsageError for what is no backup, was made by a newer Crossfade, or is not as it was written.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"{name} is no backup, or one that was cut off or damaged: it is not whole JSON. Nothing was changed."
        raise UsageError(message) from error
    if not isinstance(content, dict) or "playlists" not in content or not isinstance(content.get("format"), int):
        message = f"{name} is not a backup of Crossfade."
        raise UsageError(message)
    if content["format"] > FORMAT:
        message = f"The backup {name} was made by a newer Crossfade; update this one."
        raise UsageError(message)
    if content.pop("checksum", None) != _checksum(content):
        message = (
            f"The backup {name} is not as it was written: its checksum does not fit, so it was damaged or edited. "
            "Nothing was changed."
        )
        raise UsageError(message)
    try:
        return _channel(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{name} is not a backup of Crossfade."
        raise UsageError(message) from error


def _checksum(content: Mapping[str, object]) -> str:
    """The SHA-256 of the document without its checksum, whatever its white space and order of keys."""
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("ascii")).hexdigest()


def _playlist(saved: SavedPlaylist) -> dict[str, object]:
    items = (
        None
        if saved.items is None
        else [
            {
                "id": item.id,
                "video_id": item.video_id,
                "position": position,
                "title": item.title,
                "note": item.note,
                "is_dead": item.is_dead,
                "is_ours": item.is_ours,
            }
            for position, item in enumerate(saved.items)
        ]
    )
    return {
        "id": saved.id,
        "title": saved.title,
        "description": saved.description,
        "privacy": saved.privacy.value,
        "item_count": saved.item_count,
        "items": items,
    }


def _channel(content: Mapping[str, object]) -> SavedChannel:
    playlists = content["playlists"]
    if not isinstance(playlists, list):
        raise TypeError
    made_at = datetime.fromisoformat(_text(content["made_at"]))
    if made_at.tzinfo is None:
        raise ValueError
    run_id = content["run_id"]
    return SavedChannel(
        channel=_maybe(content["channel"]),
        made_at=made_at,
        run_id=RunId(_text(run_id)) if run_id is not None else None,
        playlists=tuple(map(_saved_playlist, playlists)),
    )


def _saved_playlist(one: Mapping[str, object]) -> SavedPlaylist:
    items, count = one["items"], one["item_count"]
    if not isinstance(count, int) or not (items is None or isinstance(items, list)):
        raise TypeError
    return SavedPlaylist(
        id=PlaylistId(_text(one["id"])),
        title=_text(one["title"]),
        description=_text(one["description"]),
        privacy=Privacy(_text(one["privacy"])),
        item_count=count,
        items=None if items is None else tuple(map(_saved_item, items)),
    )


def _saved_item(one: Mapping[str, object]) -> SavedItem:
    return SavedItem(
        id=ItemId(_text(one["id"])),
        video_id=VideoId(_text(one["video_id"])),
        title=_text(one["title"]),
        note=_maybe(one["note"]),
        is_dead=bool(one["is_dead"]),
        is_ours=bool(one["is_ours"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _maybe(value: object) -> str | None:
    return None if value is None else _text(value)
