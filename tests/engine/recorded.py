"""A Spotify that serves what was recorded of the real one, in the older shape or in that of 2026."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tests.adapters.server import Reply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.adapters.server import Asked

Row = dict[str, Any]
_GONE = ("popularity", "linked_from", "available_markets", "preview_url", "label", "genres", "followers")
"""What development mode no longer says (facts of February 2026)."""


class Recorded:
    """Liked songs, playlists, artists and albums as recorded. ``is_old`` serves them unchanged, batches included."""

    def __init__(self, folder: Path, *, is_old: bool) -> None:
        self.is_old = is_old
        self.artists: dict[str, Row] = {}
        self.albums: dict[str, Row] = {}
        self.liked: list[Row] = []
        self.playlists: dict[str, list[Row]] = {}
        self._heads: dict[str, Row] = {}
        for path, body in _answers(folder / "spotify" / "spotify_recorded.jsonl"):
            self._sort(path, body)
        fixtures = folder / "fixtures"
        self.liked += _read(fixtures / "spotify_web_api_java" / "GetUsersSavedTracksRequest.json")["items"]
        for name in ("playlist_items_tracks.json", "playlist_items_episodes_and_tracks.json"):
            self.playlists[f"zmb3{len(self.playlists):018d}"] = _read(fixtures / "spotify_zmb3" / name)["items"]
        episodes = _read(fixtures / "spotify_web_api_java" / "GetPlaylistsItemsRequest_Episode.json")["items"]
        self.playlists[f"java{len(self.playlists):018d}"] = episodes
        for exported in _read(fixtures / "spotify_playlist_export" / "playliststest.json")["playlists"]:
            self._heads[exported["id"]] = exported
            self.playlists[exported["id"]] = exported["tracks"]
        for album in _read(fixtures / "spotify_zmb3" / "find_albums.txt")["albums"]:
            self.albums[album["id"]] = album

    def _sort(self, path: str, body: Row) -> None:
        kind, key, rest = (re.match(r"/v1/(\w+)/([^/]+)/?(.*)", path) or re.match("()()()", "")).groups()  # type: ignore[union-attr]  # the second one matches
        match kind, rest:
            case "tracks", "":
                self.liked.append({"added_at": f"2023-05-01T10:{len(self.liked) % 60:02d}:00Z", "track": body})
            case "albums", "":
                self.albums[key] = body
            case "artists", "":
                self.artists[key] = body
            case "playlists", "":
                self._heads[key] = body
                self.playlists.setdefault(key, []).extend(body["tracks"]["items"])
            case "playlists", "tracks":
                known = {json.dumps(row, sort_keys=True) for row in self.playlists.setdefault(key, [])}
                self.playlists[key] += [row for row in body["items"] if json.dumps(row, sort_keys=True) not in known]
            case _:
                pass

    # ── answering ────────────────────────────────────────────────────────────────────────────────────────

    def answer(self, asked: Asked) -> Reply:
        """Answer like Spotify."""
        path = asked.path.removeprefix("/v1").rstrip("/")
        if path == "/me":
            return Reply(body={"id": "listener", "account_id": "account-of-listener", "display_name": "A Listener"})
        if path == "/me/tracks":
            return self._page(asked, self.liked)
        if path == "/me/playlists":
            return self._page(asked, [self._head(key) for key in self.playlists])
        if found := re.fullmatch(r"/playlists/(\w+)/items", path):
            rows = self.playlists[found[1]]
            return self._page(asked, rows if self.is_old else [self._renamed(row) for row in rows])
        if found := re.fullmatch(r"/(artists|albums)(?:/(\w+))?", path):
            return self._details(found[1], found[2], asked)
        return Reply(404, {"error": {"status": 404, "message": "Not found"}})

    def _page(self, asked: Asked, rows: list[Row]) -> Reply:
        offset, limit = int(asked.query["offset"]), int(asked.query["limit"])
        onward = f"https://api.spotify.com{asked.path}?offset={offset + limit}&limit={limit}"
        there = rows[offset : offset + limit]
        more = onward if offset + limit < len(rows) else None
        return Reply(body={"items": there, "offset": offset, "limit": limit, "total": len(rows), "next": more})

    def _head(self, key: str) -> Row:
        known = self._heads.get(key, {"name": key, "owner": {"id": "someone"}, "snapshot_id": f"snapshot-{key}"})
        counted = {"href": "", "total": len(self.playlists[key])}
        head = {name: value for name, value in known.items() if name != "tracks"} | {"id": key}
        return head | {"tracks" if self.is_old else "items": counted}

    def _renamed(self, row: Row) -> Row:
        content = row["track"] and {name: value for name, value in row["track"].items() if name not in _GONE}
        return {name: value for name, value in row.items() if name != "track"} | {"item": content}

    def _details(self, kind: str, key: str | None, asked: Asked) -> Reply:
        known = self.artists if kind == "artists" else self.albums
        if key is None and not self.is_old:
            return Reply(403, {"error": {"status": 403, "message": "Forbidden"}})
        if key is None:
            return Reply(body={kind: [known.get(one) for one in asked.query["ids"].split(",")]})
        if key not in known:
            return Reply(404, {"error": {"status": 404, "message": "Non existing id"}})
        return Reply(body={name: value for name, value in known[key].items() if self.is_old or name not in _GONE})


def _answers(file: Path) -> Iterator[tuple[str, Row]]:
    with file.open(encoding="utf-8") as lines:
        for answer in map(json.loads, lines):
            if answer["status"] == 200 and isinstance(answer["body"], dict):
                yield answer["path"], answer["body"]


def _read(file: Path) -> Row:
    found: Row = json.loads(file.read_text(encoding="utf-8"))
    return found
