"""A minimal Spotify for measuring: pages of liked songs made beforehand, each sent after a given time.

Run as ``python -m tests.bench.server SONGS LATENCY_MS``; its first line of output is its address.
"""

from __future__ import annotations

import json
import re
import socketserver
import sys
import time
from datetime import UTC, datetime, timedelta

PAGE = 50
EACH_ARTIST, EACH_ALBUM = 7, 9
START = datetime(2024, 1, 1, tzinfo=UTC)


def row(number: int) -> dict[str, object]:
    """A liked song in the shape of 2026, with all that Spotify says of it."""
    artist, album = f"artist{number // EACH_ARTIST:016d}", f"album{number // EACH_ALBUM:017d}"
    added_at = (START - timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
    by = {**_head("artist", artist), "name": f"Artist {number // EACH_ARTIST}"}
    return {
        "added_at": added_at,
        "track": {
            **_head("track", f"song{number:018d}"),
            "album": {
                **_head("album", album),
                "album_type": "album",
                "artists": [by],
                "images": [{"height": 640, "url": "https://i.scdn.co/image/ab67616d0000b273", "width": 640}],
                "name": f"Album {number // EACH_ALBUM}",
                "release_date": "2019-05-02",
                "release_date_precision": "day",
                "total_tracks": EACH_ALBUM,
            },
            "artists": [by],
            "disc_number": 1,
            "duration_ms": 180_000 + number % 60_000,
            "explicit": False,
            "external_ids": {"isrc": f"QZ{number:010d}"},
            "is_local": False,
            "name": f"Song number {number}",
            "track_number": number % EACH_ALBUM + 1,
        },
    }


def _head(kind: str, key: str) -> dict[str, object]:
    return {
        "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{key}"},
        "href": f"https://api.spotify.com/v1/{kind}s/{key}",
        "id": key,
        "type": kind,
        "uri": f"spotify:{kind}:{key}",
    }


def pages(base: str, songs: int) -> dict[int, bytes]:
    """Every page by its offset."""
    made = {}
    for offset in range(0, songs, PAGE):
        there = [row(number) for number in range(offset, min(songs, offset + PAGE))]
        onward = f"{base}/v1/me/tracks?offset={offset + PAGE}&limit={PAGE}" if offset + PAGE < songs else None
        body = {"items": there, "limit": PAGE, "next": onward, "offset": offset, "previous": None, "total": songs}
        made[offset] = _answer(body)
    return made


def _answer(body: object) -> bytes:
    data = json.dumps(body).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(data), data)


class Handler(socketserver.StreamRequestHandler):
    """Answers one connection, request after request."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Until the other side closes."""
        server = self.server
        assert isinstance(server, Server)
        while line := self.rfile.readline():
            while self.rfile.readline() not in (b"\r\n", b""):
                pass
            time.sleep(server.latency_s)
            self.wfile.write(server.answer(line.split(b" ")[1].decode()))


class Server(socketserver.ThreadingTCPServer):
    """Serves prepared answers."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, songs: int, latency_s: float) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.latency_s = latency_s
        self.base = f"http://127.0.0.1:{self.server_address[1]}"
        self._pages = pages(self.base, songs)
        self._me = _answer({"id": "listener", "account_id": "listener", "display_name": "A Listener"})
        self._none = _answer({"items": [], "limit": PAGE, "next": None, "offset": 0, "previous": None, "total": 0})

    def answer(self, path: str) -> bytes:
        """The answer to a path."""
        if "/me/tracks" in path:
            found = re.search(r"offset=(\d+)", path)
            return self._pages[int(found[1]) if found else 0]
        return self._none if "playlists" in path else self._me


def main() -> None:
    """Serve until killed."""
    with Server(int(sys.argv[1]), float(sys.argv[2]) / 1000) as server:
        print(server.base, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
