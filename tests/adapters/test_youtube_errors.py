"""Every row of YouTube's error table, and bodies as they were seen on the live service."""

from __future__ import annotations

import json
import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import requests
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError
from urllib3.exceptions import SSLError as UrllibSSLError

from core.adapters.session import Refused
from core.adapters.youtube.errors import TABLE, of_failure, of_refusal
from core.adapters.youtube.refusal import WRITES, read
from core.errors import (
    Conflict,
    LoginExpired,
    OutcomeUnknown,
    PlaylistLimit,
    QuotaExhausted,
    Rejected,
    ServiceError,
    Throttled,
    Transient,
)
from core.quota import Method
from core.states import Bucket, Service
from tests.adapters.fakes import NOW

if TYPE_CHECKING:
    from pathlib import Path

CREATE, ADD, REMOVE = Method.PLAYLISTS_INSERT, Method.ITEMS_INSERT, Method.ITEMS_DELETE
LISTS, ITEMS, SEARCH = Method.PLAYLISTS_LIST, Method.ITEMS_LIST, Method.SEARCH_LIST


def body(reason: str | None = None, *, status: str | None = None, limit: dict[str, str] | None = None) -> object:
    error: dict[str, object] = {"code": 0, "message": "words"}
    if reason is not None:
        error["errors"] = [{"message": "words", "domain": "global", "reason": reason}]
    if status is not None:
        error["status"] = status
    if limit is not None:
        error["details"] = [{"@type": "ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED", "metadata": limit}]
    return {"error": error}


def disposition(
    status: int, content: object, method: Method = ADD, headers: dict[str, str] | None = None
) -> ServiceError:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return of_refusal(Refused(status, headers or {}, raw), method, now=NOW)


SEARCHES_A_DAY = {"quota_metric": "youtube.googleapis.com/search_list", "quota_unit": "1/d/{project}"}
UNITS_A_DAY = {"quota_metric": "youtube.googleapis.com/default", "quota_limit": "defaultPerDayPerProject"}
A_MINUTE = {"quota_metric": "youtube.googleapis.com/default", "quota_unit": "1/min/{project}/{user}"}


@pytest.mark.parametrize(
    ("status", "content", "method", "bucket"),
    [
        (403, body("quotaExceeded"), ADD, Bucket.UNITS),
        (403, body("quotaExceeded"), LISTS, Bucket.UNITS),
        (403, body("quotaExceeded"), SEARCH, Bucket.SEARCHES),  # a search takes no units
        (403, body("dailyLimitExceeded"), ADD, Bucket.UNITS),
        (429, body("rateLimitExceeded", limit=SEARCHES_A_DAY), SEARCH, Bucket.SEARCHES),
        (429, body("rateLimitExceeded", limit=UNITS_A_DAY), ADD, Bucket.UNITS),
        (429, body("rateLimitExceeded", limit=UNITS_A_DAY), SEARCH, Bucket.UNITS),  # the metric's word counts
        (403, body("rateLimitExceeded", limit=UNITS_A_DAY), CREATE, Bucket.UNITS),
        (429, body(status="RESOURCE_EXHAUSTED", limit=UNITS_A_DAY), CREATE, Bucket.UNITS),
        (429, body(limit={"quota_unit": "1/d/{project}"}), SEARCH, Bucket.SEARCHES),
        (429, body(limit={"quota_unit": "1/d"}), ADD, Bucket.UNITS),
    ],
)
def test_an_empty_daily_bucket_is_told_from_a_burst(
    status: int, content: object, method: Method, bucket: Bucket
) -> None:
    error = disposition(status, content, method)
    assert isinstance(error, QuotaExhausted)
    assert error.bucket is bucket
    assert error.until is None


@pytest.mark.parametrize(
    ("started", "until"),
    [
        (datetime(2026, 11, 20, 8, tzinfo=UTC), datetime(2026, 11, 21, 8, tzinfo=UTC)),
        (datetime(2026, 11, 19, 8, tzinfo=UTC), None),  # that day is over
        (datetime(2026, 11, 20, 9, tzinfo=UTC), None),  # no Pacific midnight
        (datetime(2026, 11, 22, 8, tzinfo=UTC), None),  # a day that has not begun
    ],
)
def test_the_service_names_the_end_of_its_day_only_where_that_is_a_pacific_one(
    started: datetime, until: datetime | None
) -> None:
    limit = {**SEARCHES_A_DAY, "window_start_time": str(int(started.timestamp()))}
    error = disposition(429, body(limit=limit), SEARCH)
    assert isinstance(error, QuotaExhausted)
    assert error.until == until


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (429, body("RATE_LIMIT_EXCEEDED", status="RESOURCE_EXHAUSTED")),
        (400, body("RATE_LIMIT_EXCEEDED")),
        (429, body(status="RESOURCE_EXHAUSTED")),
    ],
)
def test_too_many_new_playlists_park_creation_and_nothing_else(status: int, content: object) -> None:
    assert isinstance(disposition(status, content, CREATE), PlaylistLimit)
    assert not isinstance(disposition(status, content, ADD), PlaylistLimit)


@pytest.mark.parametrize(
    ("status", "content", "method"),
    [
        (429, body("rateLimitExceeded"), ADD),
        (429, body("rateLimitExceeded", limit=A_MINUTE), ADD),
        (429, body("rateLimitExceeded", limit=A_MINUTE), CREATE),
        (403, body("rateLimitExceeded"), ADD),
        (403, body("userRateLimitExceeded"), LISTS),
        (429, body(), ADD),
        (429, b"", ADD),
        (429, b"<html>slow down</html>", SEARCH),
    ],
)
def test_a_burst_limit_is_waited_out(status: int, content: object, method: Method) -> None:
    silent, told = disposition(status, content, method), disposition(status, content, method, {"Retry-After": "7"})
    assert isinstance(silent, Throttled)
    assert silent.wait_s is None
    assert isinstance(told, Throttled)
    assert told.wait_s == 7
    assert not told.is_daily


@pytest.mark.parametrize(
    ("status", "reason", "method", "word", "is_gone"),
    [
        (409, "videoAlreadyInPlaylist", ADD, "already_there", False),
        (409, "duplicate", ADD, "already_there", False),
        (400, "videoAlreadyInPlaylist", ADD, "already_there", False),
        (404, "videoNotFound", ADD, "video_not_found", False),
        (400, "failedPrecondition", ADD, "video_unavailable", False),
        (404, "playlistNotFound", ADD, "playlist_not_found", True),
        (404, "playlistNotFound", Method.PLAYLISTS_DELETE, "playlist_not_found", True),
        (404, "notFound", ITEMS, "playlist_not_found", True),
        (404, "playlistItemNotFound", REMOVE, "item_not_found", True),
        (404, "notFound", REMOVE, "item_not_found", True),
        (404, None, REMOVE, "item_not_found", True),
        (404, None, Method.PLAYLISTS_DELETE, "playlist_not_found", True),
        (404, None, ADD, "http_404", False),
        (403, "playlistContainsMaximumNumberOfVideos", ADD, "playlist_full", False),
        (400, "maxPlaylistExceeded", CREATE, "account_full", False),
        (400, "manualSortRequired", ADD, "manual_sort_required", False),
        (400, "invalidContentDetails", ADD, "note_refused", False),
        (403, "playlistItemsNotAccessible", ITEMS, "forbidden", False),
        (403, "playlistForbidden", CREATE, "forbidden", False),
        (403, "forbidden", ADD, "forbidden", False),
        (400, "playlistOperationUnsupported", ADD, "http_400_playlist_operation_unsupported", False),
        (404, "notFound", ADD, "http_404_not_found", False),
        (422, None, ADD, "http_422", False),
    ],
)
def test_a_refusal_of_one_item_keeps_a_stable_word(
    status: int, reason: str | None, method: Method, word: str, is_gone: bool
) -> None:
    error = disposition(status, body(reason), method)
    assert isinstance(error, Rejected)
    assert (error.reason, error.is_gone) == (word, is_gone)


@pytest.mark.parametrize(
    ("status", "reason", "says"),
    [
        (401, "authError", "Sign in again"),
        (401, None, "Sign in again"),
        (400, "invalid_grant", "Sign in again"),
        (401, "youtubeSignupRequired", "no YouTube channel"),
        (403, "youtubeSignupRequired", "no YouTube channel"),
        (403, "accessNotConfigured", "not enabled"),
        (403, "insufficientPermissions", "lacks the right"),
        (403, "accountClosed", "closed or suspended"),
        (403, "accountSuspended", "closed or suspended"),
    ],
)
def test_trouble_with_the_account_is_one_helpful_sentence(status: int, reason: str | None, says: str) -> None:
    error = disposition(status, body(reason))
    assert isinstance(error, LoginExpired)
    assert error.service is Service.YOUTUBE
    assert says in str(error)


def test_other_conflicts_and_breakdowns_are_unknown_for_writes_and_transient_for_reads() -> None:
    aborted = body("SERVICE_UNAVAILABLE", status="ABORTED")
    assert isinstance(disposition(409, aborted, ADD), Conflict)
    assert isinstance(disposition(409, aborted, LISTS), Transient)
    for status in (302, 304, 408, 500, 502, 503, 504, 599):
        for method in Method:
            expected = OutcomeUnknown if method in WRITES else Transient
            error = disposition(status, body("backendError"), method)
            assert type(error) is expected, (status, method)


@pytest.mark.parametrize("status", [400, 403, 404, 407, 410, 412, 413, 418])
@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"detail": "no"}', b"<html>Blocked by your school</html>", b'{"error": {"code": 4']
)
def test_a_refusal_that_is_not_youtubes_own_proves_nothing(status: int, content: bytes) -> None:
    assert type(disposition(status, content, REMOVE)) is OutcomeUnknown
    assert type(disposition(status, content, LISTS)) is Transient


@pytest.mark.parametrize("method", [ITEMS, LISTS])
@pytest.mark.parametrize("status", [400, 404, 410, 412, 418])
def test_a_playlist_is_gone_only_where_youtube_says_so(status: int, method: Method) -> None:
    assert type(disposition(status, body(), method)) is Transient, "a code alone is no reason"
    assert type(disposition(status, b"", method)) is Transient


def test_a_page_token_that_came_back_spoiled_is_weather() -> None:
    assert type(disposition(400, body("invalidPageToken"), ITEMS)) is Transient


UNSENT = NewConnectionError(HTTPConnection("127.0.0.1"), "refused")
UNTRUSTED = UrllibSSLError(ssl.SSLCertVerificationError("self-signed"))
BROKEN_OFF = UrllibSSLError(ssl.SSLError("bad record mac"))


@pytest.mark.parametrize(
    ("error", "is_sent"),
    [
        (requests.exceptions.ConnectTimeout(), False),
        (requests.exceptions.ProxyError(), False),
        (requests.exceptions.ConnectionError(MaxRetryError(HTTPConnectionPool("x"), "/", UNSENT)), False),
        (requests.exceptions.SSLError(MaxRetryError(HTTPConnectionPool("x"), "/", UNTRUSTED)), False),
        (requests.exceptions.SSLError(MaxRetryError(HTTPConnectionPool("x"), "/", BROKEN_OFF)), True),
        (requests.exceptions.SSLError(), True),
        (requests.exceptions.ReadTimeout(), True),
        (requests.exceptions.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError())), True),
        (requests.exceptions.ConnectionError(), True),
        (requests.exceptions.ChunkedEncodingError(), True),
        (requests.exceptions.ContentDecodingError(), True),
        (requests.exceptions.RequestException(), True),
    ],
)
def test_only_a_request_without_a_connection_surely_did_nothing(
    error: requests.RequestException, is_sent: bool
) -> None:
    for method in Method:
        found = of_failure(error, method)
        if is_sent:
            assert type(found) is (OutcomeUnknown if method in WRITES else Transient)
        else:
            assert isinstance(found, Transient)
            assert found.is_network


def test_every_write_is_known_as_one() -> None:
    assert {method.value.rpartition(".")[2] for method in WRITES} == {"insert", "update", "delete"}
    assert all(method.value.endswith(".list") for method in set(Method) - WRITES)


def test_every_row_of_the_table_can_be_reached() -> None:
    reached = set()
    limits = (None, UNITS_A_DAY, A_MINUTE)
    for rule in TABLE:
        for status in rule.statuses:
            for reason in rule.reasons or {None}:
                for method in rule.methods or {ADD}:
                    for limit in limits:
                        raw = json.dumps(body(reason, limit=limit)).encode()
                        refusal = read(Refused(status, {}, raw), method, now=NOW)
                        reached.add(next((place for place, each in enumerate(TABLE) if each.applies(refusal)), None))
    assert reached >= set(range(len(TABLE)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"[" * 100_000,
        b"\xff",
        b'{"error": 5}',
        b'{"error": {"errors": [7], "details": 1}}',
    ],
)
@pytest.mark.parametrize("status", [400, 403, 404, 409, 429, 500])
def test_no_body_breaks_the_table(status: int, content: bytes) -> None:
    assert isinstance(disposition(status, content), ServiceError)


def test_a_message_is_bounded_and_free_of_tags_and_controls() -> None:
    nasty = '<a href="x">quota</a> &lt;b&gt;\x1b]52;c;AAAA\x07\u202e' + "y" * 5000
    error = str(disposition(418, {"error": {"code": 418, "message": nasty}}))
    assert len(error) < 400
    assert not set(error) & set("<>\x1b\x07\u202e")


def test_bodies_seen_in_public_reports_are_understood(recorded: Path) -> None:
    lines = (recorded / "api_errors_quoted.jsonl").read_text().splitlines()
    seen = [case for case in map(json.loads, lines) if case["api"] == "youtube" and isinstance(case["body"], dict)]
    expected = {
        "quotaExceeded": QuotaExhausted,
        "rateLimitExceeded": Throttled,
        "failedPrecondition": Rejected,
        "playlistOperationUnsupported": Rejected,
        "videoAlreadyInPlaylist": Rejected,
    }
    assert len(seen) == len(expected)
    for case in seen:
        assert isinstance(disposition(case["status"], case["body"]), expected[case["reason"]]), case


def test_answers_quoted_by_other_clients_are_understood_as_they_were_sent(recorded: Path) -> None:
    """Where a report tells status and reason but not the body, the body is the documented one of that reason."""
    lines = (recorded / "api_errors_quoted.jsonl").read_text().splitlines()
    told = [case for case in map(json.loads, lines) if case["api"] == "youtube" and isinstance(case["body"], str)]
    expected = {
        "failedPrecondition": (Rejected, "cannot be put into a playlist"),
        "videoNotFound": (Rejected, "does not find this video"),
        "backendError": (OutcomeUnknown, "a problem of its own"),
    }
    assert len(told) == len(expected)
    for case in told:
        error = disposition(case["status"], body(case["reason"]))
        kind, says = expected[case["reason"]]
        assert isinstance(error, kind), case
        assert says in str(error)
        quoted = disposition(case["status"], case["body"].encode())
        assert type(quoted) is OutcomeUnknown, "a body that is not YouTube's proves nothing about a write"
