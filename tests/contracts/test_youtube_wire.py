"""YouTube over HTTP as anyone else's client sees it: bodies, headers and habits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.contracts.caller import Caller, error_of
from tests.contracts.world import OLD, QUOTED

if TYPE_CHECKING:
    import requests

    from tests.services import Running


# ── quota bodies ────────────────────────────────────────────────────────────────────────────────────────────


def test_spent_units_answer_in_the_classic_form(running: Running, session: requests.Session) -> None:
    running.restart(units=0)
    answer = Caller(running, session).youtube("GET", "playlists", part="id", mine="true")
    error = error_of(answer)
    assert answer.status_code == 403
    assert (error["errors"][0]["domain"], error["errors"][0]["reason"]) == ("youtube.quota", "quotaExceeded")
    assert "status" not in error
    assert running.state()["quota"]["total_units"] == 0


def test_spent_searches_answer_like_a_burst_limit_and_tell_the_day_in_the_details(
    running: Running, session: requests.Session
) -> None:
    running.restart(searches=0)
    answer = Caller(running, session).youtube("GET", "search", part="snippet", q="tide", type="video")
    error = error_of(answer)
    metadata = error["details"][0]["metadata"]
    assert (answer.status_code, error["status"], error["errors"][0]["reason"]) == (
        429,
        "RESOURCE_EXHAUSTED",
        "rateLimitExceeded",
    )
    assert (metadata["quota_metric"], metadata["quota_unit"]) == ("youtube.googleapis.com/search_list", "1/d/{project}")
    assert int(metadata["window_start_time"]) < running.state_time() < int(metadata["window_start_time"]) + 25 * 3600


def test_a_request_that_is_wrong_costs_its_full_price_and_one_without_a_token_nothing(caller: Caller) -> None:
    assert caller.youtube("POST", "playlists", json={"snippet": {}}, part="snippet").status_code == 400
    assert caller.running.state()["quota"]["total_units"] == 50
    caller.tokens["youtube"] = "nonsense"
    assert caller.youtube("GET", "playlists", part="id", mine="true").status_code == 401
    assert caller.running.state()["quota"]["total_units"] == 50


# ── the discovery document ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("verb", "path", "query", "body"),
    [
        ("GET", "playlists", {"mine": "true"}, None),
        ("GET", "playlists", {"part": "snippet", "mine": "true", "colour": "red"}, None),
        ("GET", "playlists", {"part": "snippet", "mine": "perhaps"}, None),
        ("GET", "playlists", {"part": "snippet", "mine": "true", "maxResults": 51}, None),
        ("GET", "playlists", {"part": "snippet", "mine": "true", "maxResults": "many"}, None),
        ("GET", "playlists", {"part": "snippet,colour", "mine": "true"}, None),
        ("GET", "playlists", {"part": "snippet"}, None),
        ("GET", "playlists", {"part": "snippet", "mine": "true", "id": OLD}, None),
        ("GET", "playlists", {"part": "snippet", "mine": "true", "pageToken": "CAUQAA"}, None),
        ("GET", "search", {"part": "snippet", "q": "tide", "order": "colour"}, None),
        ("GET", "playlistItems", {"part": "snippet"}, None),
        ("POST", "playlists", {"part": "snippet"}, {"snippet": {"title": "x"}, "colour": "red"}),
        ("POST", "playlists", {"part": "snippet"}, {"snippet": {"title": "x", "colour": "red"}}),
        ("POST", "playlists", {"part": "snippet"}, {"snippet": {"title": 5}}),
        ("POST", "playlists", {"part": "snippet"}, {"snippet": "x"}),
        ("POST", "playlists", {"part": "snippet"}, {"snippet": {"title": None}}),
        ("POST", "playlists", {"part": "status"}, {"snippet": {"title": "x"}, "status": {"privacyStatus": "hidden"}}),
        ("POST", "playlists", {"part": "snippet"}, {"snippet": {"title": "x" * 151}}),
        ("POST", "playlists", {"part": "snippet"}, {"snippet": {"title": "a <b> c"}}),
        ("POST", "playlists", {"part": "snippet"}, {"snippet": {"title": "x", "description": "y" * 5001}}),
        ("POST", "playlists", {"part": "snippet"}, ["no", "object"]),
        ("DELETE", "playlists", {}, None),
    ],
)
def test_what_the_discovery_document_does_not_allow_is_refused(
    caller: Caller, verb: str, path: str, query: dict[str, object], body: object
) -> None:
    answer = caller.youtube(verb, path, json=body, **query)
    assert answer.status_code == 400
    assert error_of(answer)["code"] == 400
    assert error_of(answer)["errors"][0]["reason"]


def test_a_path_nobody_serves_is_not_found(caller: Caller) -> None:
    assert caller.youtube("GET", "nothing", part="snippet").status_code == 404


# ── YouTube's habits ────────────────────────────────────────────────────────────────────────────────────────


def test_a_listing_gives_five_rows_unless_asked_for_more(caller: Caller) -> None:
    short = caller.youtube("GET", "playlistItems", part="id", playlistId=OLD).json()
    assert len(short["items"]) == 5
    token = short["nextPageToken"]
    following = caller.youtube("GET", "playlistItems", part="snippet", playlistId=OLD, pageToken=token).json()
    assert [row["snippet"]["position"] for row in following["items"]] == [5, 6, 7, 8, 9]
    assert following["pageInfo"] == {"totalResults": 60, "resultsPerPage": 5}


def test_a_page_token_of_another_listing_is_refused(caller: Caller) -> None:
    token = caller.youtube("GET", "playlistItems", part="id", playlistId=OLD).json()["nextPageToken"]
    answer = caller.youtube("GET", "search", part="snippet", q="tide", pageToken=token)
    assert (answer.status_code, error_of(answer)["errors"][0]["reason"]) == (400, "invalidPageToken")


def test_a_playlist_without_a_privacy_is_public(caller: Caller) -> None:
    made = caller.youtube("POST", "playlists", json={"snippet": {"title": "Open"}}, part="snippet,status").json()
    assert made["status"]["privacyStatus"] == "public"


def test_an_update_resets_what_a_sent_part_leaves_out(caller: Caller) -> None:
    body: dict[str, object] = {
        "snippet": {"title": "A", "description": "kept?"},
        "status": {"privacyStatus": "unlisted"},
    }
    made = caller.youtube("POST", "playlists", json=body, part="snippet,status").json()
    update = {"id": made["id"], "snippet": {"title": "B"}}
    caller.youtube("PUT", "playlists", json=update, part="snippet")
    (row,) = caller.youtube("GET", "playlists", part="snippet,status", id=made["id"]).json()["items"]
    assert (row["snippet"]["title"], row["snippet"]["description"]) == ("B", "")
    assert row["status"]["privacyStatus"] == "unlisted"


def test_dead_rows_name_neither_date_nor_owner(caller: Caller) -> None:
    rows = caller.youtube("GET", "playlistItems", part="snippet,contentDetails", playlistId=OLD).json()["items"]
    assert [row["snippet"]["title"] for row in rows[:3]] == ["Tide & Honey", "Deleted video", "Private video"]
    assert "videoPublishedAt" in rows[0]["contentDetails"]
    assert not {"videoPublishedAt"} & rows[1]["contentDetails"].keys()
    assert "videoOwnerChannelId" not in rows[2]["snippet"]


def test_a_search_escapes_its_texts_as_the_live_service_does(caller: Caller) -> None:
    rows = caller.youtube("GET", "search", part="snippet", q="lamp post tide", type="video").json()["items"]
    titles = {row["id"]["videoId"]: row["snippet"]["title"] for row in rows}
    assert titles[QUOTED] == "Lamp Post - &quot;Tide&quot; &amp; Honey&#39;s Song (Live &lt;1999&gt;)"


def test_two_inserts_at_once_into_one_playlist_collide(running: Running, session: requests.Session) -> None:
    running.restart(lag_s=0.0, latency_s=0.3, has_fresh_conflicts=False)
    caller = Caller(running, session)
    made = caller.youtube("POST", "playlists", json={"snippet": {"title": "Crowded"}}, part="snippet").json()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: Caller(running, session).insert(made["id"]), range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert error_of(refused)["status"] == "ABORTED"
    assert error_of(refused)["errors"][0]["reason"] == "SERVICE_UNAVAILABLE"


def test_too_many_new_playlists_answer_without_a_daily_limit(running: Running, session: requests.Session) -> None:
    running.restart(playlists_per_day=0)
    answer = Caller(running, session).youtube(
        "POST", "playlists", json={"snippet": {"title": "One more"}}, part="snippet"
    )
    assert answer.status_code == 429
    assert error_of(answer)["errors"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
    assert "details" not in error_of(answer)
