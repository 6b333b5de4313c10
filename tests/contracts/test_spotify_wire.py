"""Spotify over HTTP as anyone else's client sees it: the two shapes, limits and refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contracts.caller import Caller, error_of
from tests.contracts.test_sign_in import code_of, consent, redeem

if TYPE_CHECKING:
    import requests

    from tests.services import Running


def test_development_mode_closes_batch_reads_and_old_paths(caller: Caller) -> None:
    for path in ("tracks?ids=tide000000000000000001", "artists?ids=x", "playlists/list000000000000000001/tracks"):
        answer = caller.spotify(path)
        assert (answer.status_code, error_of(answer)["message"]) == (403, "Forbidden")


def test_development_mode_names_rows_item_and_saved_rows_track(caller: Caller) -> None:
    (row, *_) = caller.spotify("playlists/list000000000000000001/items").json()["items"]
    (saved, *_) = caller.spotify("me/tracks").json()["items"]
    assert "track" not in row
    assert (row["item"]["name"], saved["track"]["name"]) == ("Tide & Honey", "Song 0")
    assert not {"popularity", "available_markets"} & row["item"].keys()
    assert "items" in caller.spotify("playlists/list000000000000000001").json()


def test_the_older_shape_has_batch_reads_and_names_rows_track(running: Running, session: requests.Session) -> None:
    running.restart(is_old_spotify=True)
    caller = Caller(running, session)
    (row, *_) = caller.spotify("playlists/list000000000000000001/tracks", limit=100).json()["items"]
    found = caller.spotify("tracks", ids="tide000000000000000001,unknown").json()["tracks"]
    assert row["track"]["name"] == "Tide & Honey"
    assert [one and one["name"] for one in found] == ["Tide & Honey", None]


@pytest.mark.parametrize(("path", "limit"), [("me/tracks", 51), ("me/playlists", 0), ("search?q=x&type=track", 11)])
def test_a_page_beyond_the_limit_is_refused(caller: Caller, path: str, limit: int) -> None:
    answer = caller.spotify(path, limit=limit)
    assert (answer.status_code, error_of(answer)["message"]) == (400, "Invalid limit")


def test_a_token_without_the_scope_may_not_read_liked_songs(running: Running, session: requests.Session) -> None:
    running.restart()
    tokens = redeem(running, session, code_of(consent(running, session, scope="playlist-read-private")))
    headers = {"Authorization": f"Bearer {tokens.json()['access_token']}"}
    answer = session.get(f"{running.base}/v1/me/tracks", headers=headers, timeout=10)
    assert (answer.status_code, error_of(answer)["message"]) == (403, "Insufficient client scope")


def test_unknown_and_expired_tokens_are_told_apart(caller: Caller) -> None:
    caller.running.edit("expire_tokens", service="spotify")
    assert error_of(caller.spotify("me"))["message"] == "The access token expired"
    caller.tokens["spotify"] = "nonsense"
    assert error_of(caller.spotify("me"))["message"] == "Invalid access token"


def test_an_album_gives_its_tracks_without_isrc(caller: Caller) -> None:
    album = caller.spotify("albums/album00000000000000001").json()
    assert album["total_tracks"] == 61
    assert len(album["tracks"]["items"]) == 50
    assert "external_ids" not in album["tracks"]["items"][0]
    assert caller.spotify("albums/album00000000000000001/tracks", offset=50, limit=50).json()["next"] is None
