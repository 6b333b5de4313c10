"""Spotify's Web API: the gate (token, scope) and the reads that a library needs.

Development mode by default: batch reads and the old playlist paths answer 403, pages hold 50 rows at most, a
search 10. Source: the "February 2026" and "March 2026" change lists of the Web API.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from core.demo.catalogue import words
from core.demo.library import Library
from core.demo.spotify_rows import Rows
from core.demo.wire import Admission, Json, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.demo.clock import ServiceClock
    from core.demo.rules import Rules
    from core.demo.tokens import Tokens
    from core.demo.wire import Call, JsonObject
    from core.demo.world import SpotifySeed

_T = TypeVar("_T")
MAX_PAGE = 50
FIRST_ROWS = 100
_ROUTES = {
    r"/v1/me": "spotify.me",
    r"/v1/me/tracks": "spotify.me.tracks",
    r"/v1/me/playlists": "spotify.me.playlists",
    r"/v1/playlists/([^/]+)": "spotify.playlists.get",
    r"/v1/playlists/([^/]+)/items": "spotify.playlists.items",
    r"/v1/playlists/([^/]+)/tracks": "spotify.playlists.tracks",
    r"/v1/tracks": "spotify.tracks.batch",
    r"/v1/tracks/([^/]+)": "spotify.tracks.get",
    r"/v1/artists": "spotify.artists.batch",
    r"/v1/artists/([^/]+)": "spotify.artists.get",
    r"/v1/albums": "spotify.albums.batch",
    r"/v1/albums/([^/]+)": "spotify.albums.get",
    r"/v1/albums/([^/]+)/tracks": "spotify.albums.tracks",
    r"/v1/search": "spotify.search",
}
_SCOPES = {"spotify.me.tracks": "user-library-read"}
_REMOVED = frozenset(
    {"spotify.tracks.batch", "spotify.artists.batch", "spotify.albums.batch", "spotify.playlists.tracks"}
)


class Spotify:
    """The service over one person's library."""

    def __init__(self, seed: SpotifySeed, rules: Rules, *, clock: ServiceClock, tokens: Tokens) -> None:
        self.library = Library(seed)
        self.rows = Rows(self.library, is_old=rules.is_old_spotify)
        self._is_old = rules.is_old_spotify
        self._clock = clock
        self._tokens = tokens
        self._routes = [(re.compile(pattern), name) for pattern, name in _ROUTES.items()]
        self._methods: dict[str, Callable[[Call, str], Reply]] = {
            "spotify.me": self._me,
            "spotify.me.tracks": self._liked,
            "spotify.me.playlists": self._playlists,
            "spotify.playlists.get": self._playlist,
            "spotify.playlists.items": self._items,
            "spotify.playlists.tracks": self._items,
            "spotify.tracks.get": self._track,
            "spotify.tracks.batch": self._batch,
            "spotify.artists.get": self._artist,
            "spotify.artists.batch": self._batch,
            "spotify.albums.get": self._album,
            "spotify.albums.batch": self._batch,
            "spotify.albums.tracks": self._album_tracks,
            "spotify.search": self._search,
        }

    def name(self, call: Call) -> str | None:
        """The method's name; None where the path is not served. A trailing slash is overlooked."""
        return self._route(call)[0] if call.verb == "GET" else None

    def admit(self, name: str, call: Call) -> Admission:
        """Token first, then its scope."""
        access = self._tokens.access(call.token, at=self._clock.seconds())
        if access is None:
            if call.token is None:
                return Admission(refusal=refusal(401, "No token provided"))
            is_old = self._tokens.is_known(call.token)
            return Admission(refusal=refusal(401, "The access token expired" if is_old else "Invalid access token"))
        needed = _SCOPES.get(name)
        if needed is not None and needed not in access.scopes:
            return Admission(refusal=refusal(403, "Insufficient client scope"))
        return Admission()

    def target(self, _name: str, _call: Call) -> str | None:
        """Reads never collide."""
        return None

    def serve(self, name: str, call: Call) -> Reply:
        """Answer an admitted call."""
        if name in _REMOVED and not self._is_old:
            return refusal(403, "Forbidden")
        return self._methods[name](call, self._route(call)[1])

    def _route(self, call: Call) -> tuple[str | None, str]:
        path = call.path.rstrip("/")
        for pattern, name in self._routes:
            found = pattern.fullmatch(path)
            if found:
                return name, found[1] if pattern.groups else ""
        return None, ""

    def _me(self, _call: Call, _key: str) -> Reply:
        return Reply(200, self.rows.user())

    def _liked(self, call: Call, _key: str) -> Reply:
        return self._page(call, "/me/tracks", self.library.liked, self.rows.saved)

    def _playlists(self, call: Call, _key: str) -> Reply:
        access = self._tokens.access(call.token, at=self._clock.seconds())
        scopes = access.scopes if access else frozenset()
        held = [
            one
            for one in self.library.playlists()
            if (not one.seed.is_collaborative or "playlist-read-collaborative" in scopes)
            and (one.seed.is_public or "playlist-read-private" in scopes)
        ]
        return self._page(call, "/me/playlists", held, self.rows.playlist)

    def _playlist(self, call: Call, key: str) -> Reply:
        held = self.library.playlist(key)
        if held is None or held.seed.refusal == 404:
            return refusal(404, "Resource not found")
        has_episodes = "episode" in (call.one("additional_types") or "")
        first = [self.rows.playlist_row(row, has_episodes=has_episodes) for row in held.seed.rows[:FIRST_ROWS]]
        rows = self.rows.page(f"/playlists/{key}/items", first, offset=0, limit=FIRST_ROWS, total=len(held.seed.rows))
        return Reply(200, self.rows.playlist(held, rows))

    def _items(self, call: Call, key: str) -> Reply:
        held = self.library.playlist(key)
        if held is None or held.seed.refusal == 404:
            return refusal(404, "Resource not found")
        if held.seed.refusal is not None:
            return refusal(held.seed.refusal, "Forbidden")
        has_episodes = "episode" in (call.one("additional_types") or "")
        return self._page(
            call,
            f"/playlists/{key}/items",
            held.seed.rows,
            lambda row: self.rows.playlist_row(row, has_episodes=has_episodes),
            largest=100 if self._is_old else MAX_PAGE,
            more="&additional_types=track,episode" if has_episodes else "",
        )

    def _track(self, _call: Call, key: str) -> Reply:
        track = self.library.tracks.get(key)
        return Reply(200, self.rows.track(track)) if track else refusal(404, "Resource not found")

    def _artist(self, _call: Call, key: str) -> Reply:
        is_known = key in self.library.artists
        return Reply(200, self.rows.artist(key, is_full=True)) if is_known else refusal(404, "Resource not found")

    def _album(self, _call: Call, key: str) -> Reply:
        album = self.library.albums.get(key)
        if album is None:
            return refusal(404, "Resource not found")
        tracks = self.library.tracks_of(key)
        shown = [self.rows.track(track, is_simple=True) for track in tracks[:MAX_PAGE]]
        page = self.rows.page(f"/albums/{key}/tracks", shown, offset=0, limit=MAX_PAGE, total=len(tracks))
        return Reply(200, {**self.rows.album(album, is_full=True), "tracks": page})

    def _album_tracks(self, call: Call, key: str) -> Reply:
        if key not in self.library.albums:
            return refusal(404, "Resource not found")
        rows = self.library.tracks_of(key)
        return self._page(call, f"/albums/{key}/tracks", rows, lambda track: self.rows.track(track, is_simple=True))

    def _batch(self, call: Call, _key: str) -> Reply:
        kind = call.path.rstrip("/").rsplit("/", 1)[1]
        ids = call.many("ids")
        if not ids or len(ids) > (20 if kind == "albums" else MAX_PAGE):
            return refusal(400, "Invalid ids" if ids else "No ids")
        read = {"tracks": self._track, "artists": self._artist, "albums": self._album}[kind]
        replies = [read(call, one) for one in ids]
        found: list[Json] = [reply.body if reply.status == 200 else None for reply in replies]
        return Reply(200, {kind: found})

    def _search(self, call: Call, _key: str) -> Reply:
        wanted = set(words(call.one("q") or ""))
        kinds = call.many("type")
        if not wanted or not kinds:
            return refusal(400, "No search query" if not wanted else "Missing parameter type")
        body: dict[str, Json] = {}
        for kind in kinds:
            reply = self._found(call, kind, wanted)
            if reply.status != 200:
                return reply
            body[f"{kind}s"] = reply.body
        return Reply(200, body)

    def _found(self, call: Call, kind: str, wanted: set[str]) -> Reply:
        """A page of what shares the most words with the query."""
        texts = self._searched(kind)
        if texts is None:
            return refusal(400, "Bad search type field")
        ranked = sorted((-len(wanted & set(words(text))), key) for key, text in texts.items())
        read = {"track": self._track, "album": self._album, "artist": self._artist}[kind]
        found = [read(call, key).body or {} for hits, key in ranked if hits]
        largest, usual = (MAX_PAGE, 20) if self._is_old else (10, 5)
        return self._page(call, "/search", found, lambda row: row, largest=largest, usual=usual)

    def _searched(self, kind: str) -> dict[str, str] | None:
        """What a search of a kind looks at, by id; None for a kind that is not served."""
        library = self.library
        names = {key: artist.name for key, artist in library.artists.items()}
        if kind == "artist":
            return names
        if kind not in ("track", "album"):
            return None
        held = library.tracks if kind == "track" else library.albums
        return {key: " ".join([one.title, *(names[artist] for artist in one.artists)]) for key, one in held.items()}

    def _page(
        self,
        call: Call,
        path: str,
        rows: Sequence[_T],
        show: Callable[[_T], JsonObject],
        *,
        largest: int = MAX_PAGE,
        usual: int = 20,
        more: str = "",
    ) -> Reply:
        limit, offset = _number(call.one("limit"), usual), _number(call.one("offset"), 0)
        if limit is None or not 0 < limit <= largest:
            return refusal(400, "Invalid limit")
        if offset is None or offset < 0:
            return refusal(400, "Invalid offset")
        shown = [show(row) for row in rows[offset : offset + limit]]
        return Reply(200, self.rows.page(path, shown, offset=offset, limit=limit, total=len(rows), more=more))


def refusal(status: int, message: str) -> Reply:
    """Spotify's error form."""
    return Reply(status, {"error": {"status": status, "message": message}})


def _number(text: str | None, usual: int) -> int | None:
    if text is None:
        return usual
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else None
