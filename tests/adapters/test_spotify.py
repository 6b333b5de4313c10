"""Spotify's client on the wire, its odd rows, and what its refusals mean."""

from __future__ import annotations

import json
import logging
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.session import Refused, new_session
from core.adapters.shape import Unreadable
from core.adapters.spotify.client import Spotify
from core.adapters.spotify.errors import About, of_refusal
from core.adapters.spotify.translate import instant, to_account, to_liked, to_playlist, to_playlists, to_row, to_track
from core.errors import LoginExpired, Rejected, ServiceError, Throttled, Transient
from core.model import SourceAlbum, SourceArtist, SourcePlaylist, SourceTrack
from core.states import RowSkip, Service
from tests.adapters.fakes import NOW
from tests.adapters.server import Reply

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.adapters.lane import Lane
    from core.adapters.login.keeper import TokenKeeper
    from tests.adapters.fakes import Renewals
    from tests.adapters.server import Server

TRACK = {
    "id": "0a1B2c3D4e5F6g7H8i9J0k",
    "uri": "spotify:track:0a1B2c3D4e5F6g7H8i9J0k",
    "type": "track",
    "name": "Song",
    "artists": [{"id": "art1", "name": "One"}, {"id": None, "name": "Two"}, {"name": ""}],
    "album": {"id": "alb1", "name": "Album", "release_date": "2011-05"},
    "external_ids": {"isrc": " gbayE0601498 "},
    "duration_ms": 187000,
    "explicit": False,
}
PLAYLIST = {
    "id": "37i9dQZF1DX0XUsuxWHRQd",
    "name": "Road",
    "owner": {"id": "me"},
    "snapshot_id": "snap1",
    "collaborative": True,
    "items": {"total": 81},
}


NULL = {"track": None}


@pytest.fixture
def spotify(server: Server, keeper: TokenKeeper, lane: Lane) -> Spotify:
    return Spotify(api=f"{server.address}/v1", keeper=keeper, lane=lane)


# ── calls ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_page_is_asked_for_by_offset_without_market_or_fields(spotify: Spotify, server: Server) -> None:
    server.always = lambda _: Reply(body={"items": [], "next": None, "total": 0})
    await spotify.liked_songs(offset=100, limit=200)
    await spotify.playlists(offset=0, limit=20)
    await spotify.playlist_rows(str(PLAYLIST["id"]), offset=50, limit=50)
    assert [(asked.method, asked.path, asked.query) for asked in server.asked] == [
        ("GET", "/v1/me/tracks", {"limit": "50", "offset": "100"}),
        ("GET", "/v1/me/playlists", {"limit": "20", "offset": "0"}),
        (
            "GET",
            f"/v1/playlists/{PLAYLIST['id']}/items",
            {"limit": "50", "offset": "50", "additional_types": "track,episode"},
        ),
    ]
    assert server.asked[0].headers["authorization"] == "Bearer access-one"


async def test_the_account_is_the_id_that_never_changes(spotify: Spotify, server: Server) -> None:
    server.answers = [Reply(body={"id": "nick", "display_name": "Nick", "account_id": "acc-1"})]
    account = await spotify.account()
    assert (account.account_id, account.name) == ("acc-1", "Nick")
    assert to_account({"id": "nick", "display_name": None}).account_id == "nick"


async def test_a_playlist_head_is_read_in_both_shapes(spotify: Spotify, server: Server) -> None:
    old = {key: value for key, value in PLAYLIST.items() if key != "items"} | {"tracks": {"total": 81}}
    server.answers = [Reply(body=PLAYLIST), Reply(body=old)]
    expected = SourcePlaylist(str(PLAYLIST["id"]), "Road", "me", "snap1", 81, 0, is_collaborative=True)
    assert await spotify.playlist(expected.spotify_id) == expected
    assert await spotify.playlist(expected.spotify_id) == expected


async def test_an_id_that_is_none_never_leaves_the_machine(spotify: Spotify, server: Server) -> None:
    with pytest.raises(Rejected) as caught:
        await spotify.playlist_rows("../me", offset=0, limit=50)
    assert caught.value.reason == "unreadable_id"
    assert server.asked == []


async def test_a_401_is_renewed_once_then_the_sign_in_is_over(
    spotify: Spotify, server: Server, renewals: Renewals
) -> None:
    refusal = Reply(401, {"error": "invalid_token"})  # a shape on which spotipy itself breaks
    server.answers = [refusal, Reply(body={"items": [], "next": None, "total": 0}), refusal, refusal]
    await spotify.liked_songs(offset=0, limit=50)
    assert server.asked[1].headers["authorization"] == "Bearer access-renewed-1"
    with pytest.raises(LoginExpired) as caught:
        await spotify.liked_songs(offset=0, limit=50)
    assert caught.value.service is Service.SPOTIFY
    assert len(server.asked) == 4
    assert len(renewals.asked) == 2


async def test_a_429_of_hours_comes_back_at_once_with_its_time(spotify: Spotify, server: Server) -> None:
    body = {"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}}
    server.answers = [Reply(429, body, {"Retry-After": "48925"})]
    with pytest.raises(Throttled) as caught:
        await spotify.liked_songs(offset=0, limit=50)
    assert (caught.value.wait_s, caught.value.is_daily) == (48925, True)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(is_lost=True),
        Reply(body=b'{"items": [', cut=9),
        Reply(body=b"<html>"),
        Reply(body=b""),
        Reply(204),
        Reply(body=[]),
        Reply(body={"items": None}),
        Reply(body=b"[" * 100_000),
        Reply(body=b'{"items": ' + b"9" * 5000 + b"}"),
        Reply(body=b" " * (8 * 1024 * 1024 + 1)),
        Reply(302, headers={"Location": "http://127.0.0.1:9/"}),
        Reply(500, b"oops"),
        Reply(502),
        Reply(503, {"error": {"status": 503}}),
    ],
)
async def test_an_answer_that_cannot_be_used_is_read_again_later(
    spotify: Spotify, server: Server, reply: Reply
) -> None:
    server.always = lambda _: reply
    with pytest.raises(Transient) as caught:
        await spotify.liked_songs(offset=0, limit=50)
    assert not caught.value.is_network
    assert len(server.asked) == 1


async def test_a_service_that_is_not_there_is_a_matter_of_the_network(keeper: TokenKeeper, lane: Lane) -> None:
    with pytest.raises(Transient) as caught:
        await Spotify(api="http://127.0.0.1:1/v1", keeper=keeper, lane=lane).account()
    assert caught.value.is_network


async def test_no_token_is_ever_logged_or_printed(
    spotify: Spotify, server: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers = [Reply(401), Reply(500), Reply(body={"items": [], "next": None})]
    with pytest.raises(Transient):
        await spotify.liked_songs(offset=0, limit=50)
    await spotify.liked_songs(offset=0, limit=50)
    shown = caplog.text + "".join(capfd.readouterr())
    assert "access-" not in shown
    assert "Bearer" not in shown


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_track_is_read_whole() -> None:
    row = to_row({"added_at": "2024-02-09T08:00:00Z", "track": TRACK}, 7)
    assert row.track == SourceTrack(
        str(TRACK["uri"]),
        "Song",
        (SourceArtist("One", "art1"), SourceArtist("Two")),
        SourceAlbum("Album", "alb1", "2011-05"),
        str(TRACK["id"]),
        "GBAYE0601498",
        187000,
        is_explicit=False,
    )
    assert (row.position, row.skip, row.added_at) == (7, None, datetime(2024, 2, 9, 8, tzinfo=UTC))
    assert to_row({"item": TRACK}, 7).track == row.track


@pytest.mark.parametrize(
    ("row", "skip"),
    [
        ({"track": None}, RowSkip.NULL_TRACK),
        ({"item": None, "is_local": False}, RowSkip.NULL_TRACK),
        ({"track": {}}, RowSkip.NULL_TRACK),
        ({"track": {"name": "without anything to know it by", "artists": [{"name": ""}]}}, RowSkip.NULL_TRACK),
        ({"track": TRACK | {"name": ""}}, RowSkip.NULL_TRACK),
        ({"track": TRACK | {"type": "ad"}}, RowSkip.NULL_TRACK),
        ({"item": TRACK | {"is_local": True}}, RowSkip.LOCAL_FILE),
        ({"item": TRACK, "is_local": True}, RowSkip.LOCAL_FILE),
        ({"item": {"id": None, "uri": "spotify:local:a:b:c:61", "name": "c"}}, RowSkip.LOCAL_FILE),
        ({"item": {"id": "e1", "uri": "spotify:episode:e1", "type": "episode", "name": "Talk"}}, RowSkip.EPISODE),
        ({"track": {"id": "e1", "uri": "spotify:episode:e1", "name": "Talk"}}, RowSkip.EPISODE),
    ],
)
def test_an_odd_row_keeps_its_place_and_says_why(row: dict[str, object], skip: RowSkip) -> None:
    read = to_row(row, 3)
    assert (read.position, read.skip, read.track) == (3, skip, None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019-03-01T10:00:00Z", datetime(2019, 3, 1, 10, tzinfo=UTC)),
        ("2019-03-01T10:00:00+02:00", datetime(2019, 3, 1, 8, tzinfo=UTC)),
        ("2019-03-01T10:00:00", datetime(2019, 3, 1, 10, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("soon", None),
        ("", None),
        (None, None),
        (1551434400, None),
    ],
)
def test_a_date_is_utc_or_nothing(value: object, expected: datetime | None) -> None:
    assert instant(value) == expected


def test_what_a_track_lacks_is_not_known() -> None:
    artists = [{"name": ""}]
    track = to_track(
        {
            "id": "x1",
            "name": "Song",
            "artists": artists,
            "external_ids": {"isrc": " "},
            "duration_ms": 0,
            "album": None,
        }
    )
    assert track == SourceTrack("spotify:track:x1", "Song", (), None, "x1")


@pytest.mark.parametrize(
    ("sent", "read"), [(204053.0, 204_053), (204_053, 204_053), (204053.5, None), (math.inf, None)]
)
def test_a_length_that_is_sent_as_a_float_is_a_length_where_it_is_whole(sent: object, read: int | None) -> None:
    track = to_track({"id": "x1", "name": "Song", "artists": [{"name": ""}], "duration_ms": sent})
    assert track is not None
    assert track.duration_ms == read
    page = to_liked({"items": [{"track": None}], "next": None, "total": 60.0}, offset=0, limit=50)
    assert page.total == 60


@pytest.mark.parametrize(
    ("page", "has_more"),
    [
        ({"items": [NULL], "next": "http://x/?offset=50", "total": 60}, True),
        ({"items": [NULL], "next": None, "total": 60}, False),  # the total is a hint, not the end
        ({"items": [NULL] * 50, "next": None, "total": 60}, True),  # a whole page may be followed by another
        ({"items": [NULL] * 50, "next": None, "total": 50}, False),
        ({"items": [], "next": None, "total": 0}, False),
        ({"items": [], "next": "http://x/?offset=50"}, False),
        ({"items": [NULL], "total": 2}, True),
        ({"items": [NULL], "total": 1}, False),
    ],
)
def test_the_end_of_a_listing_is_found(page: dict[str, object], has_more: bool) -> None:
    assert to_liked(page, offset=0, limit=50).has_more is has_more


def test_an_empty_page_in_the_middle_is_passed_over_while_the_total_promises_more() -> None:
    for total, has_more in ((160, True), (150, False)):
        page = {"items": [], "next": "http://x/?offset=150", "total": total}
        assert to_liked(page, offset=100, limit=50).has_more is has_more


@pytest.mark.parametrize(
    "changed",
    [
        {"items": None},
        {"items": 7},
        {"items": ["odd"]},
        {"items": []},
        {"items": [{}]},
        {"items": [{"track": "odd"}]},
        {"items": [{"track": []}]},
        {"total": None},
        {"total": 10**18},
        {"total": 10**12},
        {"total": "many"},
        {"next": 7},
        {"next": []},
    ],
)
def test_an_absurd_page_is_not_believed(changed: dict[str, object]) -> None:
    page = {"items": [{"track": TRACK}], "next": None, "total": 1}
    assert to_liked(page, offset=0, limit=50).total == 1
    with pytest.raises(Unreadable):
        to_liked(page | changed, offset=0, limit=50)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": 7},
        {"id": []},
        {"uri": {}},
        {"artists": "One"},
        {"artists": [None]},
        {"artists": []},
        {"artists": None},
        {"artists": [{}]},
        {"name": None},
        {"artists": [{"name": 7}]},
        {"album": "Album"},
        {"album": {"name": []}},
        {"external_ids": []},
        {"external_ids": {"isrc": 7}},
        {"duration_ms": "long"},
        {"duration_ms": 10**18},
    ],
)
def test_a_track_with_a_value_of_another_kind_is_not_believed(changed: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        to_track(TRACK | changed)


@pytest.mark.parametrize(
    "changed",
    [{"id": None}, {"name": 7}, {"owner": "me"}, {"snapshot_id": []}, {"items": {"total": "x"}}, {"items": 7}],
)
def test_a_playlist_with_a_value_of_another_kind_is_not_believed(changed: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        to_playlist(PLAYLIST | changed)


@pytest.mark.parametrize(
    ("link", "given", "expected"),
    [
        ("https://api.spotify.com/v1/me/tracks?offset=150&limit=50", 48, 150),
        ("https://api.spotify.com/v1/me/tracks?limit=20&offset=120", 20, 120),
        ("https://api.spotify.com/v1/me/tracks?offset=150", 0, 150),
        ("https://api.spotify.com/v1/me/tracks?cursor=abc", 20, 120),
        ("https://api.spotify.com/v1/me/tracks?offset=100", 20, 120),  # it would lead in a circle
        ("https://api.spotify.com/v1/me/tracks?offset=99999", 20, 120),  # or far past what was asked for
        ("https://api.spotify.com/v1/me/tracks?offset=-1", 20, 120),
        ("http://[broken?offset=150", 20, 120),
        ("nowhere", 0, None),
        (None, 20, None),
    ],
)
def test_the_address_of_the_next_page_tells_its_offset_where_it_can_be_believed(
    link: object, given: int, expected: int | None
) -> None:
    page = to_liked({"items": [NULL] * given, "next": link, "total": 500}, offset=100, limit=50)
    assert page.next_offset == expected


def test_null_playlists_count_for_where_the_next_page_begins() -> None:
    page = to_playlists({"items": [PLAYLIST, None], "next": "more", "total": 90}, offset=50, limit=50)
    assert (len(page.rows), page.next_offset) == (1, 52)


def test_a_null_playlist_is_left_out_and_the_others_keep_their_places() -> None:
    page = to_playlists({"items": [PLAYLIST, None, PLAYLIST], "next": None, "total": 3}, offset=50, limit=50)
    assert [row.position for row in page.rows] == [50, 52]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "uri", "name", "item", "track", "items", "artists", "album"]), inner)
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_answer_breaks_the_reading(answer: object) -> None:
    reads: list[Callable[[object], object]] = [
        to_account,
        to_playlist,
        lambda each: to_playlists(each, offset=0, limit=50),
        lambda each: to_liked(each, offset=0, limit=50),
        lambda each: to_liked({"items": [each]}, offset=0, limit=50),
    ]
    for read in reads:
        try:
            read(answer)
        except Unreadable:
            continue


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────


def disposition(
    status: int, content: object = None, about: About = About.LIKED_SONGS, headers: dict[str, str] | None = None
) -> ServiceError:
    raw = content.encode() if isinstance(content, str) else json.dumps(content).encode()
    return of_refusal(Refused(status, headers or {}, raw), about, now=NOW)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Active premium subscription required for the owner of the app. When the subscription…", "Premium"),
        ("User not registered in the Developer Dashboard", "User Management"),
        ("Insufficient client scope", "lacks a right"),
    ],
)
@pytest.mark.parametrize("about", About)
def test_a_403_that_concerns_the_account_has_its_own_sentence(words: str, says: str, about: About) -> None:
    for content in (words, {"error": {"status": 403, "message": words}}):
        error = disposition(403, content, about)
        assert isinstance(error, LoginExpired)
        assert says in str(error)


@pytest.mark.parametrize(
    ("status", "content", "about", "reason"),
    [
        (403, {"error": {"status": 403, "message": "Forbidden"}}, About.PLAYLIST, "unreadable_403"),
        (403, "403 Forbidden", About.PLAYLIST, "unreadable_403"),
        (403, {"error": {"status": 403, "message": "Forbidden"}}, About.ARTISTS, "endpoint_closed"),
        (404, {"error": {"status": 404, "message": "Resource not found"}}, About.PLAYLIST, "unreadable_404"),
        (404, {"error": {"status": 404}}, About.LIKED_SONGS, "http_404"),
        (400, {"error": {"status": 400, "message": "Invalid limit"}}, About.PLAYLISTS, "http_400"),
    ],
)
def test_a_refusal_keeps_a_stable_word(status: int, content: object, about: About, reason: str) -> None:
    error = disposition(status, content, about)
    assert isinstance(error, Rejected)
    assert error.reason == reason


@pytest.mark.parametrize("about", About)
@pytest.mark.parametrize("content", ["", "Not today", "<html>Blocked</html>", "[]", '{"detail": "no"}'])
@pytest.mark.parametrize("status", [400, 403, 404, 410, 412, 418])
def test_a_refusal_that_is_not_spotifys_own_is_weather(status: int, content: str, about: About) -> None:
    is_own = (status, content) == (404, "") and about in (About.ARTISTS, About.ALBUMS)
    assert type(disposition(status, content, about)) is (Rejected if is_own else Transient)


@pytest.mark.parametrize("status", [302, 304, 408, 500, 502, 503, 504, 599])
def test_a_breakdown_is_transient(status: int) -> None:
    assert isinstance(disposition(status, "x"), Transient)


@pytest.mark.parametrize(
    "content", ["", "null", "[]", '"x"', "[" * 100_000, '{"error": 5}', '{"error": {"message": {}, "reason": []}}']
)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_no_body_breaks_the_table(status: int, content: str) -> None:
    assert isinstance(disposition(status, content), ServiceError)


def test_recorded_refusals_are_understood(recorded: Path) -> None:
    expected = {401: LoginExpired, 404: Rejected, 429: Throttled, 503: Transient, 504: Transient}
    lines = (recorded / "spotify/spotify_errors_recorded.jsonl").read_text().splitlines()
    for case in map(json.loads, lines):
        about = About.ARTISTS if "/playlists/" not in case["path"] else About.PLAYLIST
        error = disposition(case["status"], case["body_text"], about, case["headers"])
        assert isinstance(error, expected[case["status"]]), case
        if isinstance(error, Throttled):
            assert error.wait_s == float(case["headers"]["retry-after"])
    quoted = (recorded / "api_errors_quoted.jsonl").read_text().splitlines()
    for case in map(json.loads, quoted):
        if case["api"] == "spotify":
            wait = str(case.get("retry_after", ""))
            error = disposition(case["status"], case["body"], About.PLAYLIST, {"retry-after": wait})
            assert isinstance(error, Throttled if case["status"] == 429 else LoginExpired | Rejected), case
            assert not isinstance(error, Throttled) or error.wait_s == float(wait)


def test_recorded_rows_are_read(recorded: Path) -> None:
    seen = skipped = pages = 0
    with (recorded / "spotify/spotify_recorded.jsonl").open() as lines:
        for answer in map(json.loads, lines):
            body = answer.get("body")
            if not isinstance(body, dict):
                continue
            if "/playlists/" in answer["path"] and answer["path"].endswith("/tracks"):
                pages += 1
                rows = to_liked(body, offset=0, limit=100).rows
                seen += len(rows)
                skipped += sum(row.skip is not None for row in rows)
            elif answer["path"].startswith("/v1/tracks/"):
                track = to_track(body)
                if track is None:
                    assert not body["name"]  # one was taken down: all its names are empty
                    continue
                assert track.uri.startswith("spotify:track:")
                assert track.artists
                assert track.duration_ms
    assert pages
    assert seen > skipped


async def test_an_answer_is_never_written_out_for_a_log(server: Server) -> None:
    server.answers = [Reply(body={"items": ["a private song"]}), Reply(body={"odd": "\ud800"})]
    with new_session(server.address) as session:
        answer = session.get(f"{server.address}/v1/me", timeout=5).json()
        assert answer == {"items": ["a private song"]}
        assert "private" not in f"{answer}"
        odd = session.get(f"{server.address}/v1/me", timeout=5).json()
    assert odd == {"odd": "\ud800"}, "what the faster reader refuses is read as ever"
