"""What YouTube's answers mean for the engine: one table, matched by status, reason and named limit, never by text.

Sources: https://developers.google.com/youtube/v3/docs/errors, the error lists of the methods' own pages, and
bodies captured in public issues. What stands in no row is refused for its item (4xx of YouTube's own), or unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from core.adapters.session import was_never_sent
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
from core.quota import COSTS, Method, PacificDays
from core.states import Bucket, Service

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from core.adapters.session import Refused
    from core.adapters.youtube.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table: it applies where each of its conditions does; an empty set is no condition."""

    then: Callable[[Refusal], ServiceError]
    statuses: frozenset[int]
    reasons: frozenset[str] = frozenset()
    methods: frozenset[Method] = frozenset()
    is_daily: bool | None = None
    has_limits: bool | None = None
    is_foreign: bool | None = None

    def applies(self, refusal: Refusal) -> bool:
        """Whether this row speaks of the refusal."""
        return (
            refusal.status in self.statuses
            and (not self.reasons or not self.reasons.isdisjoint(refusal.reasons))
            and (not self.methods or refusal.method in self.methods)
            and self.is_daily in (None, refusal.is_daily)
            and self.has_limits in (None, bool(refusal.limits))
            and self.is_foreign in (None, refusal.is_foreign)
        )


def of_refusal(refused: Refused, method: Method, *, now: datetime) -> ServiceError:
    """The disposition of an answer outside 2xx."""
    refusal = read(refused, method, now=now)
    return next((rule.then(refusal) for rule in TABLE if rule.applies(refusal)), None) or _otherwise(refusal)


def of_failure(error: requests.RequestException, method: Method) -> ServiceError:
    """The disposition of a request without a whole answer."""
    if was_never_sent(error):
        return Transient("YouTube cannot be reached; check the network.", is_network=True)
    return unknown("YouTube's answer was lost on the way.", method)


def unknown(message: str, method: Method, *, is_lost: bool = True) -> ServiceError:
    """The disposition of an answer that proves nothing: a read is simply read again, a write must be looked up.

    ``is_lost`` False: the service itself said that the read failed.
    """
    return OutcomeUnknown(message) if method in WRITES else Transient(message, is_lost=is_lost)


# ── what a row makes of a refusal ────────────────────────────────────────────────────────────────────────


def _empty_bucket(refusal: Refusal) -> ServiceError:
    metrics = [limit.get("quota_metric", "") for limit in refusal.limits]
    bucket = COSTS[refusal.method][0]
    if any(metrics):
        bucket = Bucket.SEARCHES if any(m.endswith("/search_list") for m in metrics) else Bucket.UNITS
    what = "searches" if bucket is Bucket.SEARCHES else "quota units"
    return QuotaExhausted(f"YouTube says that today's {what} are spent.", bucket=bucket, until=_reset(refusal))


def _reset(refusal: Refusal) -> datetime | None:
    """The end of the quota day the service names, where that is a Pacific day which is not over; else None."""
    for limit in refusal.limits:
        started = limit.get("window_start_time", "")
        if re.fullmatch(r"[0-9]{9,11}", started):
            start = datetime.fromtimestamp(int(started), UTC)
            window = PacificDays().window(start)
            if window.start == start and refusal.now < window.end <= refusal.now + timedelta(hours=26):
                return window.end
    return None


def _playlist_limit(_: Refusal) -> ServiceError:
    return PlaylistLimit("YouTube makes no further playlists for this channel for now; it asks to wait some hours.")


def _throttled(refusal: Refusal) -> ServiceError:
    return Throttled("YouTube asks for fewer calls.", wait_s=refusal.wait_s)


def _conflict(refusal: Refusal) -> ServiceError:
    if not refusal.is_write:
        return Transient("YouTube broke off a read (409).")
    return Conflict("YouTube broke off a write, as it does when a playlist is fresh or just being changed (409).")


def _unclear(refusal: Refusal) -> ServiceError:
    whose = "In YouTube's place something else answered" if refusal.is_foreign else "YouTube has a problem of its own"
    return unknown(f"{whose} (HTTP {refusal.status}).", refusal.method, is_lost=refusal.is_foreign)


def _rejected(reason: str, message: str, *, is_gone: bool = False) -> Callable[[Refusal], ServiceError]:
    return lambda _: Rejected(message, reason=reason, is_gone=is_gone)


def _login(message: str) -> Callable[[Refusal], ServiceError]:
    return lambda _: LoginExpired(message, service=Service.YOUTUBE)


def _otherwise(refusal: Refusal) -> ServiceError:
    """Refused for a cause that needs no rule of its own. What YouTube gives no reason for proves nothing of a read."""
    if refusal.is_foreign or not 400 <= refusal.status < 500 or not (refusal.is_write or refusal.reasons):
        return _unclear(refusal)
    reason = "_".join(["http", str(refusal.status), *(_snake(each) for each in refusal.reasons[:1])])
    said = f": {refusal.message}" if refusal.message else "."
    return Rejected(f"YouTube refused this (HTTP {refusal.status}){said}", reason=reason)


def _snake(reason: str) -> str:
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", reason)
    return re.sub(r"[^a-z0-9]+", "_", apart.lower()).strip("_")[:60]


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────

_LISTS = frozenset({Method.PLAYLISTS_LIST, Method.ITEMS_LIST})
_PLAYLISTS = frozenset({Method.PLAYLISTS_UPDATE, Method.PLAYLISTS_DELETE})
_ITEMS = frozenset({Method.ITEMS_UPDATE, Method.ITEMS_DELETE})
_SIGN_IN_AGAIN = "Sign in again: crossfade auth youtube --client-secrets FILE."


def _is(*statuses: int) -> frozenset[int]:
    return frozenset(statuses)


def _any(*reasons: str) -> frozenset[str]:
    return frozenset(reasons)


TABLE: tuple[Rule, ...] = (
    # quotas and rates
    Rule(_empty_bucket, _is(403, 429), is_daily=True),
    Rule(_empty_bucket, _is(403), _any("quotaExceeded", "dailyLimitExceeded")),
    Rule(
        _playlist_limit,
        _is(400, 429),
        _any("RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"),
        methods=frozenset({Method.PLAYLISTS_INSERT}),
        has_limits=False,
    ),
    Rule(_throttled, _is(403), _any("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED")),
    Rule(_throttled, _is(429)),
    # conflicts
    Rule(
        _rejected("already_there", "The video is in the playlist already."),
        _is(400, 409),
        _any("duplicate", "videoAlreadyInPlaylist"),
    ),
    Rule(_conflict, _is(409)),
    Rule(_unclear, _is(408)),
    Rule(_unclear, _is(400), _any("invalidPageToken")),  # a token of its own that came back spoiled: from the start
    # the sign-in and the account
    Rule(
        _login("This Google account has no YouTube channel; create one at youtube.com, then sign in again."),
        _is(401, 403),
        _any("youtubeSignupRequired"),
    ),
    Rule(
        _login(
            "The YouTube Data API is not enabled in your Google Cloud project; enable it in the console "
            "(APIs & Services), wait a few minutes and try again."
        ),
        _is(403),
        _any("accessNotConfigured", "SERVICE_DISABLED"),
    ),
    Rule(
        _login(f"The sign-in lacks the right to manage YouTube playlists. {_SIGN_IN_AGAIN}"),
        _is(401, 403),
        _any("insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
    ),
    Rule(
        _login("YouTube says that this account is closed or suspended; see studio.youtube.com for what to do."),
        _is(401, 403),
        _any(
            "accountClosed",
            "accountSuspended",
            "authenticatedUserAccountClosed",
            "authenticatedUserAccountSuspended",
        ),
    ),
    Rule(
        _login(f"The YouTube sign-in is over (Google ended or withdrew it). {_SIGN_IN_AGAIN}"),
        _is(400, 401),
        _any("invalid_grant"),
    ),
    Rule(_login(f"YouTube does not accept the sign-in any more. {_SIGN_IN_AGAIN}"), _is(401)),
    # single items
    Rule(
        _rejected("video_not_found", "YouTube does not find this video; it may be deleted."),
        _is(404),
        _any("videoNotFound"),
    ),
    Rule(
        _rejected("video_unavailable", "This video cannot be put into a playlist; it may be private or blocked."),
        _is(400),
        _any("failedPrecondition", "FAILED_PRECONDITION"),
    ),
    Rule(
        _rejected("playlist_not_found", "The playlist does not exist (any more).", is_gone=True),
        _is(404),
        _any("playlistNotFound"),
    ),
    Rule(
        _rejected("item_not_found", "The playlist item does not exist (any more).", is_gone=True),
        _is(404),
        _any("playlistItemNotFound"),
    ),
    Rule(
        _rejected("playlist_not_found", "The playlist does not exist (any more).", is_gone=True),
        _is(404),
        _any("notFound"),
        methods=_LISTS,
    ),
    Rule(
        _rejected("playlist_not_found", "The playlist does not exist (any more).", is_gone=True),
        _is(404),
        methods=_PLAYLISTS,
        is_foreign=False,
    ),
    Rule(
        _rejected("item_not_found", "The playlist item does not exist (any more).", is_gone=True),
        _is(404),
        methods=_ITEMS,
        is_foreign=False,
    ),
    Rule(
        _rejected("playlist_full", "The playlist holds as many videos as YouTube allows (5,000)."),
        _is(400, 403),
        _any("playlistContainsMaximumNumberOfVideos"),
    ),
    Rule(
        _rejected("account_full", "The channel holds as many playlists as YouTube allows; delete some first."),
        _is(400, 403),
        _any("maxPlaylistExceeded"),
    ),
    Rule(
        _rejected("manual_sort_required", "The playlist is sorted by YouTube itself, so a position cannot be set."),
        _is(400),
        _any("manualSortRequired"),
    ),
    Rule(
        _rejected("note_refused", "YouTube refused the item's note."),
        _is(400),
        _any("invalidContentDetails"),
    ),
    Rule(
        _rejected("forbidden", "YouTube does not let this account change or read that playlist."),
        _is(403),
        _any("playlistItemsNotAccessible", "playlistForbidden", "forbidden"),
    ),
)
