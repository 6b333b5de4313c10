"""The control path: what a test or a demo may see and change behind the services' backs.

Plain values in, plain values out; :mod:`core.demo.http` carries them. Nothing here costs quota or meets a fault.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec

from core.demo.channel import Item, with_item, with_item_changed, without_item
from core.demo.clock import stamp
from core.demo.faults import Faults, parse
from core.demo.rules import Rules
from core.demo.services import Log
from core.demo.tokens import challenge_of
from core.demo.wire import Call, Json, JsonObject
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.demo.channel import Playlist
    from core.demo.services import Services

_T = TypeVar("_T")
_VERIFIER = "crossfade-control-verifier-0123456789-0123456789"
_SPOTIFY_SCOPES = "user-library-read playlist-read-private playlist-read-collaborative"
_GOOGLE_SCOPES = "https://www.googleapis.com/auth/youtube"


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something a person does by hand in one of the services.

    YouTube: ``add`` (playlist, video, position), ``remove`` (playlist, item or position), ``move`` (playlist, item
    or start, position), ``rename`` (playlist, title), ``describe`` (playlist, text), ``delete`` (playlist),
    ``create`` (title), ``video`` (video, state). Spotify: ``like``, ``unlike`` (track), ``spotify_add`` (playlist,
    track, position), ``spotify_remove`` (playlist, position), ``spotify_move`` (playlist, start, position),
    ``spotify_rename`` (playlist, title), ``spotify_delete`` (playlist). Sign-ins:
    ``expire_tokens``, ``revoke_tokens`` (service).
    """

    do: Literal[
        "add",
        "remove",
        "move",
        "rename",
        "describe",
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
    service: Literal["spotify", "youtube"] = "youtube"


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
        """Playlists in full, quota, counts, faults and the request log (its last ``log`` lines; None: all)."""
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
        edit = _read(data, Edit)
        if edit.do in ("expire_tokens", "revoke_tokens"):
            return self._end_tokens(edit)
        if edit.do in ("like", "unlike") or edit.do.startswith("spotify_"):
            return self._edit_library(edit)
        return self._edit_channel(edit)

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
            case _:
                playlist = replace(playlist, title=edit.title)
        channel.put(playlist, at)
        return {"item": item.id if item is not None else None}

    def _edit_video(self, edit: Edit) -> JsonObject:
        catalogue = self._services.youtube.catalogue
        video = catalogue.get(edit.video)
        if video is None:
            raise UsageError(f"There is no video {edit.video!r}.")
        catalogue.put(replace(video, state=edit.state))
        return {}


def sign_in(services: Services, service: Literal["spotify", "youtube"]) -> JsonObject:
    """Walk a person's consent through the authorization server; the token answer as the server gave it."""
    is_spotify = service == "spotify"
    seed = services.world.spotify if is_spotify else services.world.youtube
    redirect = "http://127.0.0.1:9/callback"
    asked = (
        ("client_id", seed.client_id),
        ("response_type", "code"),
        ("redirect_uri", redirect),
        ("scope", _SPOTIFY_SCOPES if is_spotify else _GOOGLE_SCOPES),
        ("access_type", "offline"),
        ("code_challenge_method", "S256"),
        ("code_challenge", challenge_of(_VERIFIER)),
    )
    accounts = services.spotify_accounts if is_spotify else services.google_accounts
    consent = accounts.serve("authorize", Call("GET", "/authorize", asked))
    code = parse_qs(urlsplit(consent.headers["Location"]).query)["code"][0]
    form = f"grant_type=authorization_code&code={code}&redirect_uri={redirect}&client_id={seed.client_id}"
    form += f"&code_verifier={_VERIFIER}"
    if not is_spotify:
        form += f"&client_secret={services.world.youtube.client_secret}"
    return accounts.serve("token", Call("POST", "/token", body=form.encode())).body or {}


def client_file(services: Services, base: str) -> JsonObject:
    """A Google client file for an installed application, pointing at this server."""
    return {
        "installed": {
            "client_id": services.world.youtube.client_id,
            "project_id": "crossfade-demo",
            "auth_uri": f"{base}/o/oauth2/auth",
            "token_uri": f"{base}/token",
            "client_secret": services.world.youtube.client_secret,
            "redirect_uris": ["http://localhost"],
        }
    }


def _read(data: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(data or b"{}", type=kind)
    except msgspec.DecodeError as error:
        raise UsageError(f"The control request cannot be read: {error}") from error


def _item(playlist: Playlist, edit: Edit, place: int | None) -> Item:
    found = playlist.index(edit.item) if edit.item else place
    if found is None or not 0 <= found < len(playlist.items):
        raise UsageError(f"There is no such row in {playlist.title!r}.")
    return playlist.items[found]
