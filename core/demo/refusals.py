"""Google's error bodies, one function a refusal, as recorded from the live service.

Nothing is decided here; who refuses, and when, stands in the services.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.demo.wire import Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.demo.wire import Json, JsonObject

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


def refusal(
    status: int,
    message: str,
    *,
    domain: str = "global",
    reason: str,
    location: str | None = None,
    location_type: str = "parameter",
    has_status: bool = False,
    details: Sequence[Json] = (),
    headers: dict[str, str] | None = None,
) -> Reply:
    """Google's error form; ``has_status`` adds the canonical status word as the newer front ends do."""
    entry: dict[str, Json] = {"message": message, "domain": domain, "reason": reason}
    if location is not None:
        entry |= {"location": location, "locationType": location_type}
    error: dict[str, Json] = {"code": status, "message": message, "errors": [entry]}
    if has_status or details:
        error["status"] = _STATUS.get(status, "UNKNOWN")
    if details:
        error["details"] = list(details)
    return Reply(status, {"error": error}, headers or {})


def quota_exceeded() -> Reply:
    """The day's units are spent: HTTP 403, classic form."""
    message = (
        "The request cannot be completed because you have exceeded your "
        '<a href="/youtube/v3/getting-started#quota">quota</a>.'
    )
    return refusal(403, message, domain="youtube.quota", reason="quotaExceeded")


def searches_exceeded(*, limit: int, window_start: int) -> Reply:
    """The day's searches are spent: HTTP 429 whose reason reads like a burst limit; only the details tell."""
    message = (
        "Quota exceeded for quota metric 'Search Queries' and limit 'Search Queries per day' of service "
        "'youtube.googleapis.com' for consumer 'project_number:271828182845'."
    )
    info: JsonObject = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": {
            "service": "youtube.googleapis.com",
            "consumer": "projects/271828182845",
            "quota_metric": "youtube.googleapis.com/search_list",
            "quota_limit": "defaultSearchListPerDayPerProject",
            "quota_unit": "1/d/{project}",
            "quota_limit_value": str(limit),
            "quota_location": "global",
            "window_start_time": str(window_start),
        },
    }
    return refusal(429, message, reason="rateLimitExceeded", details=[info])


def too_many_playlists() -> Reply:
    """The account made too many playlists lately."""
    message = "You are creating too many playlists. Please wait a while before creating further playlists."
    return refusal(429, message, domain="gdata.CoreErrorDomain", reason="RATE_LIMIT_EXCEEDED", has_status=True)


def aborted() -> Reply:
    """Another write to the playlist is under way, or the playlist is too fresh."""
    return refusal(
        409,
        "The operation was aborted.",
        domain="youtube.CoreErrorDomain",
        reason="SERVICE_UNAVAILABLE",
        has_status=True,
    )


def bad_credentials() -> Reply:
    """The access token is missing, unknown, expired or revoked."""
    message = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
        "valid authentication credential."
    )
    return refusal(
        401,
        message,
        reason="authError",
        location="Authorization",
        location_type="header",
        has_status=True,
        headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'},
    )


def insufficient_scope() -> Reply:
    """The token lacks the right for this method."""
    return refusal(
        403, "Request had insufficient authentication scopes.", reason="insufficientPermissions", has_status=True
    )


def playlist_not_found() -> Reply:
    """No playlist of that id, as a listing of items or an insert says it."""
    message = "The playlist identified with the request's <code>playlistId</code> parameter cannot be found."
    return refusal(404, message, domain="youtube.playlistItem", reason="playlistNotFound", location="playlistId")


def playlist_gone() -> Reply:
    """No playlist of that id, as an update or a deletion says it."""
    message = "The playlist identified with the request's <code>id</code> parameter cannot be found."
    return refusal(404, message, domain="youtube.playlist", reason="playlistNotFound", location="id")


def item_not_found() -> Reply:
    """No playlist item of that id."""
    message = "The playlist item identified with the request's <code>id</code> parameter cannot be found."
    return refusal(404, message, domain="youtube.playlistItem", reason="playlistItemNotFound", location="id")


def video_not_found() -> Reply:
    """The video to be added does not exist (any more)."""
    return refusal(404, "Video not found.", domain="youtube.playlistItem", reason="videoNotFound")


def failed_precondition() -> Reply:
    """The video to be added is private."""
    return refusal(400, "Precondition check failed.", reason="failedPrecondition", has_status=True)


def playlist_full() -> Reply:
    """The playlist holds as many videos as it may."""
    message = "The playlist already contains the maximum allowed number of items."
    return refusal(403, message, domain="youtube.playlistItem", reason="playlistContainsMaximumNumberOfVideos")


def bad_request(message: str, *, reason: str, domain: str = "youtube.parameter", location: str | None = None) -> Reply:
    """The request itself is wrong."""
    return refusal(400, message, domain=domain, reason=reason, location=location)
