"""Plain HTTP against running services, as anyone else's client would speak it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.contracts.world import TIDE

if TYPE_CHECKING:
    import requests

    from tests.services import Running


class Caller:
    """Plain HTTP against running services, with a token of each service."""

    def __init__(self, running: Running, session: requests.Session) -> None:
        self.running = running
        self.session = session
        self.tokens = {name: str(running.sign_in(name)["access_token"]) for name in ("spotify", "youtube")}

    def youtube(self, verb: str, path: str, *, json: object = None, **query: object) -> requests.Response:
        return self._send("youtube", verb, f"/youtube/v3/{path}", query, json)

    def spotify(self, path: str, **query: object) -> requests.Response:
        return self._send("spotify", "GET", f"/v1/{path}", query, None)

    def insert(self, playlist_id: str, video_id: str = TIDE) -> requests.Response:
        resource = {"kind": "youtube#video", "videoId": video_id}
        body = {"snippet": {"playlistId": playlist_id, "resourceId": resource}}
        return self.youtube("POST", "playlistItems", json=body, part="snippet")

    def _send(self, service: str, verb: str, path: str, query: dict[str, object], body: object) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.tokens[service]}"}
        params = {key: str(value) for key, value in query.items()}
        return self.session.request(
            verb, self.running.base + path, params=params, json=body, headers=headers, timeout=10, allow_redirects=False
        )


def error_of(answer: requests.Response) -> dict[str, Any]:
    error: dict[str, Any] = answer.json()["error"]
    return error
