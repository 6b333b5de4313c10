"""The control path: what a test or a demo may see and change behind the services' backs.

Plain values in, plain values out; :mod:`core.demo.http` carries them. Nothing here costs quota or meets a fault.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from core.demo.faults import Faults, parse
from core.demo.hand import Edit, Hand
from core.demo.rules import Rules
from core.demo.services import Log
from core.demo.sign_in import sign_in
from core.errors import UsageError

if TYPE_CHECKING:
    from core.demo.channel import Playlist
    from core.demo.services import Services
    from core.demo.wire import Json, JsonObject

_T = TypeVar("_T")


class Jump(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the clock jumps ahead."""

    advance_s: float


class Stage:
    """Holds the services that play at the moment, so that a control call can begin the play anew."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.rules = services.rules


class Control:
    """Looks into the services and edits what they hold."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def _services(self) -> Services:
        return self._stage.services

    def state(self, *, log: int | None = None, has_items: bool = True) -> JsonObject:
        """Playlists in full, whether listings show them as they are, quota, counts, faults and the request log.

        ``log`` asks for its last lines alone; None: for all.
        """
        services = self._services
        services.settle()
        now = services.clock.now()
        quota = services.youtube.quota
        quota.turn(now)
        window = services.calendar.window(now)
        shown = services.log.entries if log is None else services.log.entries[-log:] if log else []
        return {
            "now": now.isoformat(),
            "anchor": services.anchor.isoformat(),
            "day_s": services.rules.day_s,
            "is_settled": services.youtube.channel.is_settled(services.clock.seconds()),
            "quota": {
                "window": {"start": window.start.isoformat(), "end": window.end.isoformat()},
                "units": quota.units,
                "searches": quota.searches,
                "playlists": quota.playlists,
                "units_limit": services.rules.units,
                "searches_limit": services.rules.searches,
                "total_units": quota.total_units,
                "total_searches": quota.total_searches,
            },
            "since_reset": {
                "calls": dict(services.log.calls),
                "units": services.log.units,
                "searches": services.log.searches,
            },
            "faults": services.faults.report(),
            "playlists": [self._playlist(one, has_items=has_items) for one in services.youtube.channel.all_true()],
            "log": [msgspec.to_builtins(entry) for entry in shown],
        }

    def jump(self, data: bytes) -> JsonObject:
        """Move the clock ahead. Raises UsageError for a wrong body or a jump backwards."""
        jump = _read(data, Jump)
        if jump.advance_s < 0:
            raise UsageError("The services' clock only goes ahead.")
        self._services.clock.advance(jump.advance_s)
        self._services.settle()
        return {"now": self._services.clock.now().isoformat()}

    def plan_faults(self, data: bytes) -> JsonObject:
        """Put another fault plan in force; counting begins anew."""
        self._services.faults = Faults(parse(data))
        return {"rules": len(self._services.faults.plan.rules)}

    def reset_counts(self) -> JsonObject:
        """Forget the request log and its counts; the quota stays as it is."""
        self._services.log = Log()
        return {}

    def restart(self, data: bytes) -> JsonObject:
        """Begin anew with the same world, every token void.

        A body names the rules that differ from those of the process's start (see :class:`Rules`).
        """
        held = self._services
        try:
            given = msgspec.json.decode(data or b"{}", type=dict[str, object])
            rules = msgspec.convert({**msgspec.to_builtins(self._stage.rules), **given}, Rules)
        except msgspec.MsgspecError as error:
            raise UsageError(f"The rules cannot be read: {error}") from error
        unknown = given.keys() - {each.name for each in fields(Rules)}
        if unknown:
            raise UsageError(f"There is no rule {min(unknown)!r}.")
        self._stage.services = held.again(rules)
        self._stage.services.spotify.rows.base = held.spotify.rows.base
        return {}

    def edit(self, data: bytes) -> JsonObject:
        """Do one edit by hand. Raises UsageError where its playlist or row is not there."""
        return Hand(self._services).do(_read(data, Edit))

    def sign_in(self, service: Literal["spotify", "youtube"]) -> JsonObject:
        """Consent as the person and give the tokens, without a browser."""
        return sign_in(self._services, service)

    def _playlist(self, playlist: Playlist, *, has_items: bool) -> JsonObject:
        catalogue = self._services.youtube.catalogue
        row: dict[str, Json] = {
            "id": playlist.id,
            "title": playlist.title,
            "description": playlist.description,
            "privacy": playlist.privacy,
            "item_count": len(playlist.items),
        }
        if has_items:
            videos = [(item, catalogue.get(item.video_id)) for item in playlist.items]
            row["items"] = [
                {
                    "id": item.id,
                    "video_id": item.video_id,
                    "title": video.title if video is not None else None,
                    "note": item.note,
                }
                for item, video in videos
            ]
        return row


def _read(data: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(data or b"{}", type=kind)
    except msgspec.DecodeError as error:
        raise UsageError(f"The control request cannot be read: {error}") from error
