"""Door two's threshold: calls to the services without HTTP, and what their answers mean for the caller.

Waits only where it is given a clock, so a simulation decides what time is. The reading of error answers is
small and stands apart from the product's adapters on purpose: one contract suite holds both to the same words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from core.demo.sign_in import sign_in
from core.demo.wire import Call, Json
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
from core.states import Bucket, Service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.demo.services import Outcome, Services
    from core.demo.wire import Reply
    from core.ports import Clock

_T = TypeVar("_T")
_NAMES: Mapping[str, Service] = {"spotify": Service.SPOTIFY, "youtube": Service.YOUTUBE}
_SIGN_IN = frozenset({"insufficientPermissions", "youtubeSignupRequired", "accessNotConfigured"})
_REASONS: Mapping[tuple[int, str], tuple[str, bool]] = {
    (404, "videoNotFound"): ("video_not_found", False),
    (400, "failedPrecondition"): ("video_unavailable", False),
    (404, "playlistNotFound"): ("playlist_not_found", True),
    (404, "playlistItemNotFound"): ("item_not_found", True),
    (403, "playlistContainsMaximumNumberOfVideos"): ("playlist_full", False),
    (400, "manualSortRequired"): ("manual_sort_required", False),
    (400, "invalidContentDetails"): ("note_refused", False),
    (403, "forbidden"): ("forbidden", False),
}


class _Tokens(msgspec.Struct, frozen=True):
    access_token: str
    refresh_token: str | None = None


class _ErrorEntry(msgspec.Struct, frozen=True):
    reason: str = ""


class _ErrorDetail(msgspec.Struct, frozen=True):
    metadata: dict[str, str] = {}


class _Error(msgspec.Struct, frozen=True):
    message: str = ""
    reason: str = ""
    errors: tuple[_ErrorEntry, ...] = ()
    details: tuple[_ErrorDetail, ...] = ()


class _Refusal(msgspec.Struct, frozen=True):
    error: _Error | str = ""


class Door:
    """Calls to one service on behalf of the person, signed in through that service's own accounts."""

    def __init__(
        self, services: Services, service: Literal["spotify", "youtube"], *, clock: Clock | None = None
    ) -> None:
        self.services = services
        self.service = _NAMES[service]
        self._clock = clock
        self._tokens = msgspec.convert(sign_in(services, service), _Tokens)

    async def ask(
        self,
        verb: str,
        path: str,
        query: Mapping[str, str],
        *,
        kind: type[_T],
        body: Mapping[str, Json] | None = None,
    ) -> _T:
        """One call; its answer as ``kind``. A 401 is asked once more with a fresh token. Raises dispositions alone."""
        reply = await self._send(verb, path, query, body)
        if reply is not None and reply.status == 401 and self._refresh():
            reply = await self._send(verb, path, query, body)
        name = f"{verb} {path}"
        is_write = verb != "GET"
        if reply is None:
            raise self._unknown("The answer was lost on the way.", is_write=is_write)
        if not 200 <= reply.status < 300:
            error = _error(reply)
            if error is None:
                raise self._unknown(f"This is no answer of the service (HTTP {reply.status}).", is_write=is_write)
            raise self._disposition(reply, error, path, is_write=is_write)
        try:
            return msgspec.json.decode(reply.content() or b"{}", type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise self._unknown(f"The answer to {name} cannot be read.", is_write=is_write) from None

    async def _send(
        self, verb: str, path: str, query: Mapping[str, str], body: Mapping[str, Json] | None
    ) -> Reply | None:
        data = b"" if body is None else msgspec.json.encode(body)
        call = Call(verb, path, tuple(query.items()), self._tokens.access_token, data)
        visit = self.services.open(call)
        if visit is None:
            message = f"No local service answers {verb} {path}."
            raise Rejected(message, reason="http_404", is_gone=True)
        await self._wait(visit.delay_s)
        outcome: Outcome = self.services.close(visit)
        await self._wait(outcome.delay_s)
        return outcome.reply

    async def _wait(self, seconds: float) -> None:
        if self._clock is not None and seconds:
            await self._clock.sleep(seconds)

    def _refresh(self) -> bool:
        """Take a new access token; False where the consent is gone. Raises Transient where the answer is none."""
        form = {"grant_type": "refresh_token", "refresh_token": self._tokens.refresh_token or ""}
        if self.service is Service.SPOTIFY:
            form["client_id"] = self.services.world.spotify.client_id
            path = "/api/token"
        else:
            seed = self.services.world.youtube
            form |= {"client_id": seed.client_id, "client_secret": seed.client_secret}
            path = "/token"
        data = "&".join(f"{key}={value}" for key, value in form.items()).encode()
        outcome = self.services.answer(Call("POST", path, body=data))
        if outcome is None or outcome.reply is None or outcome.reply.status != 200:
            return False
        try:
            fresh = msgspec.json.decode(outcome.reply.content(), type=_Tokens)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Transient("The answer to a sign-in's renewal cannot be read.") from None
        self._tokens = _Tokens(fresh.access_token, fresh.refresh_token or self._tokens.refresh_token)
        return True

    def _unknown(self, message: str, *, is_write: bool, is_lost: bool = True) -> ServiceError:
        return OutcomeUnknown(message) if is_write else Transient(message, is_lost=is_lost)

    def _disposition(self, reply: Reply, error: _Error, path: str, *, is_write: bool) -> ServiceError:
        """What a refusal means, by its status and reason."""
        reasons = {error.reason, *(entry.reason for entry in error.errors)}
        wait = reply.headers.get("Retry-After")
        wait_s = float(wait) if wait else None
        message = f"The local {self.service.value} refused this (HTTP {reply.status}): {error.message}"
        if _names_searches(error):
            end = self.services.calendar.window(self.services.clock.now()).end
            return QuotaExhausted(message, bucket=Bucket.SEARCHES, until=end)
        if reply.status == 403 and "quotaExceeded" in reasons:
            return QuotaExhausted(message, bucket=Bucket.UNITS)
        if reply.status == 401 or (reply.status == 403 and reasons & _SIGN_IN):
            return LoginExpired(message, service=self.service)
        if reply.status == 429 and "RATE_LIMIT_EXCEEDED" in reasons and path == "/youtube/v3/playlists":
            return PlaylistLimit(message)
        if reply.status == 429 or reasons & {"rateLimitExceeded", "userRateLimitExceeded"}:
            return Throttled(message, wait_s=wait_s, is_daily="QUOTA_EXCEEDED" in reasons)
        if reply.status >= 500:
            return self._unknown(message, is_write=is_write, is_lost=False)
        if reply.status == 409:
            return Conflict(message) if is_write else Transient(message)
        return self._rejected(reply.status, reasons, path, message)

    def _rejected(self, status: int, reasons: set[str], path: str, message: str) -> ServiceError:
        for reason in sorted(reasons):
            if (status, reason) in _REASONS:
                word, is_gone = _REASONS[status, reason]
                return Rejected(message, reason=word, is_gone=is_gone)
        if self.service is Service.SPOTIFY and status in (403, 404):
            if "/playlists/" in path:
                return Rejected(message, reason=f"unreadable_{status}")
            if status == 403:
                return Rejected(message, reason="endpoint_closed")
            return Rejected(message, reason="not_found", is_gone=True)
        return Rejected(message, reason=f"http_{status}")


def _names_searches(error: _Error) -> bool:
    return any(detail.metadata.get("quota_metric", "").endswith("/search_list") for detail in error.details)


def _error(reply: Reply) -> _Error | None:
    """What a refusal says; None where somebody else answered: a page for people, or half of a body."""
    if not reply.content():
        return _Error()
    try:
        error = msgspec.json.decode(reply.content(), type=_Refusal).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return _Error(reason=error) if isinstance(error, str) else error
