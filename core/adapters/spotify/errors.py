"""What Spotify's answers mean for the engine: one table by status, and for 403 by the kind of its words.

Sources: https://developer.spotify.com/documentation/web-api/concepts/api-calls,
https://developer.spotify.com/documentation/web-api/concepts/rate-limits, and bodies captured in public issues.
Spotify gives its 403s no reason codes, so their words are all that tells them apart.
"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING

from core.adapters.retry_after import retry_after
from core.adapters.session import was_never_sent
from core.adapters.shape import count, mapping, plain, text
from core.errors import LoginExpired, Rejected, ServiceError, Throttled, Transient
from core.states import Service

if TYPE_CHECKING:
    from datetime import datetime

    import requests

    from core.adapters.session import Refused


class About(StrEnum):
    """What was asked for, as far as the meaning of a refusal depends on it."""

    ACCOUNT = "account"
    LIKED_SONGS = "liked songs"
    PLAYLISTS = "playlists"
    PLAYLIST = "playlist"
    ARTISTS = "artists"
    ALBUMS = "albums"


FORBIDDEN: tuple[tuple[str, str], ...] = (
    (
        "premium",
        "Spotify asks for an active Premium subscription of the client id's owner; after a change it can take hours.",
    ),
    (
        "not registered",
        "This Spotify user is not on the app's list; add them under User Management in the developer dashboard.",
    ),
    ("developer dashboard", "This Spotify user may not use the app; see User Management in the developer dashboard."),
    ("scope", "The Spotify sign-in lacks a right. Sign in again: crossfade auth spotify."),
)
"""Words of a 403 that concern the whole account, in lower case, and the sentence that helps."""


PLAIN = frozenset({"forbidden", "403 forbidden"})
"""Bodies of a 403 that are Spotify's own, though no JSON, in lower case (stiefenm/spoton issue 119)."""


def of_refusal(refused: Refused, about: About, *, now: datetime) -> ServiceError:
    """The disposition of an answer outside 2xx. One that is not Spotify's own proves nothing: it is read again."""
    reason, words, is_own = _read(refused.body)
    # Of an artist or an album a 404 was recorded without a body, too.
    is_own = is_own or (refused.status == 404 and about in (About.ARTISTS, About.ALBUMS) and not refused.body)
    match refused.status:
        case 401:
            message = "Spotify does not accept the sign-in any more. Sign in again: crossfade auth spotify."
            return LoginExpired(message, service=Service.SPOTIFY)
        case 403 if (sentence := _of_account(words)) is not None:
            return LoginExpired(sentence, service=Service.SPOTIFY)
        case 429:
            return _throttled(refused, reason, now=now)
        case status if is_own and 400 <= status < 500 and status != 408:
            return _rejected(status, words, about)
        case status:
            whose = "Spotify has a problem of its own" if is_own else "The call got an answer that is not Spotify's"
            return Transient(f"{whose} (HTTP {status}).")


def of_failure(error: requests.RequestException) -> ServiceError:
    """The disposition of a request without a whole answer."""
    if was_never_sent(error):
        return Transient("Spotify cannot be reached; check the network.", is_network=True)
    return Transient("Spotify's answer was lost on the way.")


def _of_account(words: str) -> str | None:
    """What helps against a 403 that concerns the whole account, which Spotify says in plain text, too."""
    return next((sentence for word, sentence in FORBIDDEN if word in words.lower()), None)


def _rejected(status: int, words: str, about: About) -> Rejected:
    """A refusal of Spotify's own, of this item alone."""
    match status:
        case 403 if about is About.PLAYLIST:
            message = "Spotify lets apps read only playlists that you own or collaborate on."
            return Rejected(message, reason="unreadable_403")
        case 403:
            message = f"Spotify does not let this app read {about} (403); the endpoint may be closed to it."
            return Rejected(message, reason="endpoint_closed")
        case 404 if about is About.PLAYLIST:
            return Rejected("Spotify does not show this playlist to apps, or it is gone.", reason="unreadable_404")
        case 404 if about in (About.ARTISTS, About.ALBUMS):
            return Rejected(f"Spotify has no such one among its {about}.", reason="not_found", is_gone=True)
        case _:
            said = f": {plain(words)}" if words else "."
            return Rejected(f"Spotify refused this (HTTP {status}){said}", reason=f"http_{status}")


def _throttled(refused: Refused, reason: str, *, now: datetime) -> ServiceError:
    is_daily = reason == "QUOTA_EXCEEDED"
    message = "Spotify's quota for today is spent." if is_daily else "Spotify asks for fewer calls."
    return Throttled(message, wait_s=retry_after(refused.headers, now=now), is_daily=is_daily)


def _read(body: bytes) -> tuple[str, str, bool]:
    """A refusal's reason, its words, and whether it has Spotify's form; a body that is no JSON is all words."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        words = body[:2000].decode("utf-8", "replace")
        return "", words, words.strip().lower() in PLAIN
    error = mapping(answer).get("error")
    inner = mapping(error)
    said = text(inner.get("message")) or text(error)
    is_own = bool(said) or count(inner.get("status")) is not None
    return text(inner.get("reason")), said or text(answer), is_own
