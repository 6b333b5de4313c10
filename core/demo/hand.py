"""What a person does by hand in the services, behind the program's back.

Each edit writes one next state, as the services' own apps would; nothing costs quota or meets a fault.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import msgspec

from core.demo.channel import Item, with_item, with_item_changed, without_item
from core.demo.clock import stamp
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.demo.channel import Playlist
    from core.demo.services import Services
    from core.demo.wire import JsonObject


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something a person does by hand in one of the services.

    YouTube: ``add`` (playlist, video, position), ``remove`` (playlist, item or position), ``move`` (playlist, item
    or start, position), ``rename`` (playlist, title), ``describe`` and ``language`` (playlist, text), ``delete``
    (playlist), ``create`` (title), ``video`` (video, state, upload, and the countries that are allowed or blocked).
    Spotify: ``like``, ``unlike`` (track), ``spotify_add`` (playlist, track, position), ``spotify_remove`` (playlist,
    position), ``spotify_move`` (playlist, start, position), ``spotify_rename`` (playlist, title), ``spotify_delete``
    (playlist). Sign-ins: ``expire_tokens``, ``revoke_tokens`` (service).
    """

    do: Literal[
        "add",
        "remove",
        "move",
        "rename",
        "describe",
        "language",
        "delete",
        "create",
        "video",
        "like",
        "unlike",
        "spotify_add",
        "spotify_remove",
        "spotify_move",
        "spotify_rename",
        "spotify_delete",
        "expire_tokens",
        "revoke_tokens",
    ]
    playlist: str = ""
    video: str = ""
    track: str = ""
    item: str = ""
    title: str = ""
    text: str = ""
    position: int | None = None
    start: int | None = None
    state: Literal["public", "unlisted", "private", "deleted"] = "public"
    upload: Literal["processed", "uploaded", "failed", "rejected"] = "processed"
    allowed: tuple[str, ...] | None = None
    blocked: tuple[str, ...] = ()
    service: Literal["spotify", "youtube"] = "youtube"


class Hand:
    """The person's hand in the services."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def do(self, edit: Edit) -> JsonObject:
        """Do one edit. Raises UsageError where its playlist, row, track or video is not there."""
        if edit.do in ("expire_tokens", "revoke_tokens"):
            return self._end_tokens(edit)
        if edit.do in ("like", "unlike") or edit.do.startswith("spotify_"):
            return self._edit_library(edit)
        return self._edit_channel(edit)

    def _end_tokens(self, edit: Edit) -> JsonObject:
        accounts = self._services.spotify_accounts if edit.service == "spotify" else self._services.google_accounts
        at = self._services.clock.seconds()
        ended = accounts.tokens.expire_access(at=at) if edit.do == "expire_tokens" else accounts.tokens.revoke(at=at)
        return {"ended": ended}

    def _edit_library(self, edit: Edit) -> JsonObject:
        library = self._services.spotify.library
        at = stamp(self._services.clock.now())
        if edit.track and edit.track not in library.tracks:
            raise UsageError(f"There is no track {edit.track!r}.")
        actions: dict[str, Callable[[], bool | None]] = {
            "like": lambda: library.like(edit.track, at),
            "unlike": lambda: library.unlike(edit.track),
            "spotify_add": lambda: library.add(edit.playlist, edit.track, at=at, position=edit.position),
            "spotify_remove": lambda: library.remove(edit.playlist, edit.position or 0),
            "spotify_move": lambda: library.move(edit.playlist, edit.start or 0, edit.position or 0),
            "spotify_rename": lambda: library.rename(edit.playlist, edit.title),
            "spotify_delete": lambda: library.delete(edit.playlist),
        }
        if actions[edit.do]() is False:
            raise UsageError(f"There is no Spotify playlist {edit.playlist!r}.")
        return {}

    def _edit_channel(self, edit: Edit) -> JsonObject:
        channel, at = self._services.youtube.channel, self._services.clock.seconds()
        made_at = stamp(self._services.clock.now())
        if edit.do == "video":
            return self._edit_video(edit)
        if edit.do == "create":
            made = channel.new_playlist(edit.title, created_at=made_at, privacy="private")
            channel.put(made, at)
            return {"id": made.id}
        playlist = channel.truth(edit.playlist)
        if playlist is None:
            raise UsageError(f"There is no YouTube playlist {edit.playlist!r}.")
        if edit.do == "delete":
            channel.drop(playlist.id, at)
            return {}
        item: Item | None = None
        match edit.do:
            case "add":
                item = Item(channel.new_item_id(playlist.id), edit.video, made_at)
                playlist = with_item(playlist, item, edit.position)
            case "remove":
                item = _item(playlist, edit, edit.position)
                playlist = without_item(playlist, item.id)
            case "move":
                item = _item(playlist, edit, edit.start)
                playlist = with_item_changed(playlist, item, edit.position or 0)
            case "describe":
                playlist = replace(playlist, description=edit.text)
            case "language":
                playlist = replace(playlist, language=edit.text)
            case _:
                playlist = replace(playlist, title=edit.title)
        channel.put(playlist, at)
        return {"item": item.id if item is not None else None}

    def _edit_video(self, edit: Edit) -> JsonObject:
        catalogue = self._services.youtube.catalogue
        video = catalogue.get(edit.video)
        if video is None:
            raise UsageError(f"There is no video {edit.video!r}.")
        catalogue.put(replace(video, state=edit.state, upload=edit.upload, allowed=edit.allowed, blocked=edit.blocked))
        return {}


def _item(playlist: Playlist, edit: Edit, place: int | None) -> Item:
    found = playlist.index(edit.item) if edit.item else place
    if found is None or not 0 <= found < len(playlist.items):
        raise UsageError(f"There is no such row in {playlist.title!r}.")
    return playlist.items[found]
