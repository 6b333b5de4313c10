"""YouTube's client on the wire: what is sent, how often, and what comes of the answers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pytest

from core.adapters.youtube.client import YouTube
from core.errors import LoginExpired, OutcomeUnknown, QuotaExhausted, Rejected, ServiceError, Transient
from core.model import ItemId, PlaylistId, RemoteItem, RemotePlaylist, VideoId
from core.states import Privacy
from tests.adapters.server import Reply

if TYPE_CHECKING:
    from pathlib import Path

    from core.adapters.lane import Lane
    from core.adapters.login.keeper import TokenKeeper
    from tests.adapters.fakes import ManualClock, Renewals
    from tests.adapters.server import Server

LIST = PlaylistId("PLfirst")
VIDEO = VideoId("video-11chr")
ITEM = RemoteItem(ItemId("item-1"), LIST, VIDEO, 3, note="crossfade:i:op-1")
HEAD = RemotePlaylist(LIST, "Old title", description="About\n[crossfade:c:0123456789ab:1]", privacy=Privacy.UNLISTED)


@pytest.fixture
def youtube(server: Server, keeper: TokenKeeper, lane: Lane) -> YouTube:
    return YouTube(api=server.address, keeper=keeper, lane=lane)


def an_item(**more: object) -> dict[str, object]:
    return {
        "kind": "youtube#playlistItem",
        "id": "item-1",
        "snippet": {"playlistId": LIST, "position": 3, "resourceId": {"kind": "youtube#video", "videoId": VIDEO}},
        "contentDetails": {"videoId": VIDEO},
        "status": {"privacyStatus": "public"},
        **more,
    }


def a_playlist() -> dict[str, object]:
    return {
        "kind": "youtube#playlist",
        "id": LIST,
        "etag": "e",
        "snippet": {"title": "Road", "description": "d", "channelId": "UC1"},
        "status": {"privacyStatus": "unlisted"},
        "contentDetails": {"itemCount": 7},
    }


NONE = {"totalResults": 0, "resultsPerPage": 5}


async def test_a_page_of_playlists_is_asked_for_whole_and_read(youtube: YouTube, server: Server) -> None:
    server.answers = [
        Reply(body={"kind": "youtube#playlistListResponse", "nextPageToken": "CDIQAA", "items": [a_playlist()]})
    ]
    page = await youtube.playlists(page_token="CAoQAA")
    assert server.asked[0].path == "/youtube/v3/playlists"
    sent = server.asked[0].query
    assert sent["mine"] == "true"
    assert sent["maxResults"] == "50"
    assert sent["pageToken"] == "CAoQAA"
    assert set(sent["part"].split(",")) == {"snippet", "status", "contentDetails"}
    assert server.asked[0].headers["authorization"] == "Bearer access-one"
    assert page.next_token == "CDIQAA"
    assert page.rows == (RemotePlaylist(LIST, "Road", "d", Privacy.UNLISTED, 7, "e", "UC1"),)


async def test_a_listing_that_names_its_own_page_again_is_not_followed_for_ever(
    youtube: YouTube, server: Server
) -> None:
    server.always = lambda _: Reply(body={"nextPageToken": "same", "items": []})
    with pytest.raises(Transient):
        await youtube.items(LIST, page_token="same")


async def test_an_insert_names_playlist_video_position_and_note(youtube: YouTube, server: Server) -> None:
    server.answers = [Reply(body=an_item())]
    added = await youtube.add(LIST, VIDEO, position=3, note="crossfade:i:op-1")
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/youtube/v3/playlistItems")
    assert set(asked.query["part"].split(",")) == {"snippet", "contentDetails"}
    assert asked.json == {
        "snippet": {
            "playlistId": LIST,
            "position": 3,
            "resourceId": {"kind": "youtube#video", "videoId": VIDEO},
        },
        "contentDetails": {"note": "crossfade:i:op-1"},
    }
    assert (added.id, added.position) == ("item-1", 3)


async def test_an_insert_without_position_or_note_sends_neither(youtube: YouTube, server: Server) -> None:
    server.answers = [Reply(body=an_item())]
    await youtube.add(LIST, VIDEO)
    assert server.asked[0].query["part"] == "snippet"
    assert server.asked[0].json == {
        "snippet": {"playlistId": LIST, "resourceId": {"kind": "youtube#video", "videoId": VIDEO}}
    }


async def test_a_new_playlist_is_cleaned_and_always_says_its_privacy(youtube: YouTube, server: Server) -> None:
    sent = {"title": "A \u2039b\u203a title " + "x" * 138, "description": "words\nmarker"}
    server.answers = [Reply(body=a_playlist() | {"snippet": sent})]
    await youtube.create("A <b>\x1b title\n" + "x" * 200, description="words\nmarker", privacy=Privacy.PRIVATE)
    assert server.asked[0].json == {"status": {"privacyStatus": "private"}, "snippet": sent}


@pytest.mark.parametrize("said", [{"title": "Road"}, {"description": "words"}, {"description": None}, {"title": ""}])
async def test_a_receipt_without_our_title_and_marker_proves_no_playlist(
    youtube: YouTube, server: Server, said: dict[str, object]
) -> None:
    whole = {"title": "Mine", "description": "words\nmarker"}
    server.answers = [
        Reply(body=a_playlist() | {"snippet": {**whole, **said}}),
        Reply(body=a_playlist() | {"snippet": whole}),
    ]
    with pytest.raises(OutcomeUnknown):
        await youtube.create("Mine", description="words\nmarker", privacy=Privacy.PRIVATE)
    assert (await youtube.create("Mine", description="words\nmarker", privacy=Privacy.PRIVATE)).id == LIST


async def test_a_rename_sends_the_rest_unchanged(youtube: YouTube, server: Server) -> None:
    server.answers = [Reply(body=a_playlist())]
    await youtube.rename(HEAD, title="New title")
    (asked,) = server.asked
    assert asked.method == "PUT"
    assert asked.json == {
        "id": LIST,
        "snippet": {"title": "New title", "description": HEAD.description},
        "status": {"privacyStatus": "unlisted"},
    }


async def test_a_move_keeps_the_note(youtube: YouTube, server: Server) -> None:
    server.answers = [Reply(body=an_item())]
    await youtube.move(ITEM, position=0)
    assert server.asked[0].json == {
        "id": "item-1",
        "snippet": {"playlistId": LIST, "position": 0, "resourceId": {"kind": "youtube#video", "videoId": VIDEO}},
        "contentDetails": {"note": "crossfade:i:op-1"},
    }


async def test_a_search_asks_for_fifty_videos_and_reads_entities(youtube: YouTube, server: Server) -> None:
    snippet = {"title": "Rock &amp; Roll &#39;24", "channelTitle": "A &lt; B", "channelId": "UC9", "description": "x"}
    rows = [{"id": {"kind": "youtube#channel", "channelId": "UC9"}}, {"id": {"videoId": "v1"}, "snippet": snippet}]
    server.answers = [Reply(body={"kind": "youtube#searchListResponse", "items": rows})]
    (found,) = (await youtube.search("Rock & Roll")).videos
    assert server.asked[0].query == {
        "part": "snippet", "type": "video", "maxResults": "50", "q": "Rock & Roll", "alt": "json"
    }  # fmt: skip
    assert (found.title, found.channel_title, found.seconds) == ("Rock & Roll '24", "A < B", None)


async def test_a_query_of_any_length_stays_a_get(youtube: YouTube, server: Server) -> None:
    server.always = lambda _: Reply(body={"items": []})
    await youtube.search("東京 " * 2000)
    await youtube.search("東" * 5000)
    assert [asked.method for asked in server.asked] == ["GET", "GET"]
    assert server.asked[0].query["q"].startswith("東京 東京")


async def test_lengths_of_fifty_videos_take_one_call(youtube: YouTube, server: Server) -> None:
    row = {"id": "v1", "contentDetails": {"duration": "PT3M7S"}, "statistics": {"viewCount": "12"}, "status": {}}
    server.answers = [Reply(body={"kind": "youtube#videoListResponse", "items": [row]})]
    (details,) = await youtube.details([VideoId(f"v{n}") for n in range(50)])
    assert (details.seconds, details.views) == (187.0, 12)
    assert len(server.asked[0].query["id"].split(",")) == 50
    assert "maxResults" not in server.asked[0].query  # the API does not allow it beside ids


async def test_an_account_without_a_channel_has_to_sign_in_otherwise(youtube: YouTube, server: Server) -> None:
    server.answers = [Reply(body={"kind": "youtube#channelListResponse", "pageInfo": NONE})]
    with pytest.raises(LoginExpired, match="no YouTube channel"):
        await youtube.channel()


async def test_a_playlist_that_is_not_there_is_none(youtube: YouTube, server: Server) -> None:
    gone = {"error": {"code": 404, "errors": [{"reason": "playlistNotFound"}]}}
    server.answers = [Reply(body={"items": [], "pageInfo": NONE}), Reply(404, gone)]
    assert await youtube.playlist(LIST) is None
    assert await youtube.playlist(LIST) is None


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404),
        Reply(404, b"<html>Not here</html>"),
        Reply(404, {"error": {"code": 404}}),
        Reply(body={"items": []}),
        Reply(body={"items": [], "pageInfo": {"totalResults": 1}}),
        Reply(body={"items": None, "pageInfo": NONE}),
        Reply(body={"items": [a_playlist() | {"id": "PLother"}]}),
        Reply(body={"items": [a_playlist(), a_playlist()]}),
    ],
)
async def test_a_playlist_is_not_gone_because_an_answer_is_absurd(
    youtube: YouTube, server: Server, reply: Reply
) -> None:
    server.always = lambda _: reply
    with pytest.raises(Transient):
        await youtube.playlist(LIST)


async def test_the_cheap_look_believes_only_rows_of_its_video(youtube: YouTube, server: Server) -> None:
    place = {"playlistId": LIST, "position": 4, "resourceId": {"videoId": "another"}}
    other = an_item(id="item-2", snippet=place, contentDetails={"videoId": "another"})
    server.answers = [Reply(body={"items": [an_item(), other]})]
    assert [item.id for item in await youtube.items_of_video(LIST, VIDEO)] == ["item-1"]
    assert server.asked[0].query["videoId"] == VIDEO


async def test_a_deletion_answers_without_a_body(youtube: YouTube, server: Server) -> None:
    server.answers = [Reply(204), Reply(204)]
    await youtube.delete(LIST)
    await youtube.remove(ITEM.id)
    assert [(asked.method, asked.query["id"]) for asked in server.asked] == [("DELETE", LIST), ("DELETE", "item-1")]


# ── what may have been applied is never sent again ───────────────────────────────────────────────────────

Write = Callable[[YouTube], Awaitable[object]]
WRITES: dict[str, Write] = {
    "create": lambda y: y.create("T", description="", privacy=Privacy.PRIVATE),
    "rename": lambda y: y.rename(HEAD, title="T"),
    "delete": lambda y: y.delete(LIST),
    "add": lambda y: y.add(LIST, VIDEO),
    "remove": lambda y: y.remove(ITEM.id),
    "move": lambda y: y.move(ITEM, position=1),
}
UNCLEAR = {
    "lost reply": Reply(is_lost=True),
    "cut body": Reply(body=an_item(), cut=50),
    "html": Reply(body=b"<html>Sign in to the hotel network</html>"),
    "half json": Reply(body=b'{"id": "item-1", "snip'),
    "no text": Reply(body=b"\xff\xfe\x00"),
    "an endless number": Reply(body=b'{"id": ' + b"9" * 5000 + b"}"),
    "deep json": Reply(body=b"[" * 100_000),
    "a list": Reply(body=[1, 2]),
    "an error in a 200": Reply(body={"error": {"code": 500}}),
    "someone else's": Reply(body={"kind": "drive#file", "id": "item-1"}),
    "too much": Reply(body=b" " * (8 * 1024 * 1024 + 1)),
    "redirect": Reply(307, headers={"Location": "http://127.0.0.1:9/elsewhere"}),
    "bad redirect": Reply(302, headers={"Location": "http://[bad"}),
    "timeout status": Reply(408),
    "500": Reply(500, {"error": {"code": 500, "errors": [{"reason": "backendError"}]}}),
    "502": Reply(502, b"Bad Gateway"),
    "503": Reply(503),
    "504": Reply(504, {"error": None}),
}


@pytest.mark.parametrize("reply", UNCLEAR.values(), ids=UNCLEAR)
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
async def test_a_write_with_an_unclear_answer_is_sent_once_and_of_unknown_outcome(
    youtube: YouTube, server: Server, write: Write, reply: Reply
) -> None:
    server.always = lambda _: reply
    with pytest.raises(OutcomeUnknown):
        await write(youtube)
    assert len(server.asked) == 1


@pytest.mark.parametrize("reply", UNCLEAR.values(), ids=UNCLEAR)
async def test_a_read_with_an_unclear_answer_is_sent_once_and_may_be_read_again(
    youtube: YouTube, server: Server, reply: Reply
) -> None:
    server.always = lambda _: reply
    with pytest.raises(Transient):
        await youtube.playlists()
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"snippet": {"playlistId": "PLother", "resourceId": {"videoId": VIDEO}}},
        {"snippet": {"playlistId": LIST, "resourceId": {"videoId": "other"}}, "contentDetails": {}},
        {"id": ""},
        {"id": None},
        {"kind": "youtube#playlist"},
    ],
)
async def test_a_receipt_that_speaks_of_something_else_proves_nothing(
    youtube: YouTube, server: Server, changed: dict[str, object]
) -> None:
    server.answers = [Reply(body=an_item(**changed))]
    with pytest.raises(OutcomeUnknown):
        await youtube.add(LIST, VIDEO)


async def test_a_receipt_of_another_item_proves_no_move(youtube: YouTube, server: Server) -> None:
    server.answers = [Reply(body=an_item(id="item-2"))]
    with pytest.raises(OutcomeUnknown):
        await youtube.move(ITEM, position=1)


async def test_a_service_that_cannot_be_reached_has_surely_done_nothing(keeper: TokenKeeper, lane: Lane) -> None:
    youtube = YouTube(api="http://127.0.0.1:1", keeper=keeper, lane=lane)
    with pytest.raises(Transient) as caught:
        await youtube.add(LIST, VIDEO)
    assert caught.value.is_network


async def test_a_connection_that_idled_long_is_not_written_to(
    youtube: YouTube, server: Server, clock: ManualClock
) -> None:
    server.always = lambda _: Reply(body={"items": []})
    await youtube.playlists()
    clock.pass_by(3600)
    server.answers = [Reply(body=an_item())]
    assert (await youtube.add(LIST, VIDEO)).id == "item-1"


# ── the sign-in ──────────────────────────────────────────────────────────────────────────────────────────

UNAUTHORIZED = Reply(401, {"error": {"code": 401, "errors": [{"reason": "authError"}], "status": "UNAUTHENTICATED"}})


async def test_a_401_is_renewed_once_and_the_write_sent_again(
    youtube: YouTube, server: Server, renewals: Renewals
) -> None:
    server.answers = [UNAUTHORIZED, Reply(body=an_item())]
    await youtube.add(LIST, VIDEO)
    assert [asked.headers["authorization"] for asked in server.asked] == [
        "Bearer access-one",
        "Bearer access-renewed-1",
    ]
    assert server.asked[0].body == server.asked[1].body
    assert len(renewals.asked) == 1


async def test_a_second_401_ends_the_sign_in(youtube: YouTube, server: Server, renewals: Renewals) -> None:
    server.always = lambda _: UNAUTHORIZED
    with pytest.raises(LoginExpired):
        await youtube.add(LIST, VIDEO)
    assert len(server.asked) == 2
    assert len(renewals.asked) == 1


async def test_a_renewal_that_fails_leaves_the_write_surely_undone(
    youtube: YouTube, server: Server, renewals: Renewals
) -> None:
    renewals.error = Transient("no network", is_network=True)
    server.answers = [UNAUTHORIZED]
    with pytest.raises(Transient):
        await youtube.add(LIST, VIDEO)
    assert len(server.asked) == 1


async def test_no_token_is_ever_logged_or_told(
    youtube: YouTube, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = {"error": {"code": 403, "message": "no", "errors": [{"reason": "quotaExceeded"}]}}
    server.answers = [UNAUTHORIZED, Reply(403, echo), Reply(is_lost=True), Reply(body={"items": []})]
    told = []
    for _ in range(2):
        with pytest.raises(ServiceError) as caught:
            await youtube.add(LIST, VIDEO)
        told.append(f"{caught.value!r} {caught.value}")
    await youtube.playlists()
    assert len(server.asked) == 4
    assert "access-" not in caplog.text + "".join(told)
    assert "Bearer" not in caplog.text


async def test_a_proxy_or_a_netrc_line_does_not_replace_the_token(
    youtube: YouTube, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("default login someone password other\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.answers = [Reply(body={"items": []})]
    await youtube.playlists()
    assert server.asked[0].headers["authorization"] == "Bearer access-one"


async def test_refusals_keep_their_reason_through_the_client(youtube: YouTube, server: Server) -> None:
    server.answers = [
        Reply(403, {"error": {"code": 403, "message": 7, "errors": [{"reason": "quotaExceeded"}]}}),
        Reply(404, {"error": {"code": 404, "message": "Video not found.", "errors": [{"reason": "videoNotFound"}]}}),
    ]
    with pytest.raises(QuotaExhausted):
        await youtube.add(LIST, VIDEO)
    with pytest.raises(Rejected) as caught:
        await youtube.add(LIST, VIDEO)
    assert caught.value.reason == "video_not_found"
