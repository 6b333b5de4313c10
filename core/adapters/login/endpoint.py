"""One POST to a token endpoint (https://www.rfc-editor.org/rfc/rfc6749#section-5), and what its answers mean.

Neither the fields sent nor the answer's body ever get into a message.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.adapters.lane import Lane
from core.adapters.retry_after import retry_after
from core.adapters.session import TIMEOUT_S, Refused, new_session, was_never_sent
from core.adapters.shape import count, mapping, text, word
from core.errors import LoginExpired, ServiceError, Throttled, Transient
from core.states import Service

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from core.ports import Clock
    from core.reading.patience import Patience

LIFE_S = 3600
"""Seconds an access token lives where the answer does not say."""

_NAMES = {Service.SPOTIFY: "Spotify", Service.YOUTUBE: "Google"}
_AGAIN = {
    Service.SPOTIFY: "Sign in again: crossfade auth spotify.",
    Service.YOUTUBE: "Sign in again: crossfade auth youtube --client-secrets FILE.",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token endpoint gives. ``refresh_token`` is None where the old one goes on to be valid."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_in_s: int
    scopes: tuple[str, ...]


def post(address: str, fields: Mapping[str, str], *, service: Service, now: datetime) -> Grant:
    """Ask for a token; blocks. Raises LoginExpired where the service says no, else Transient or Throttled."""
    import requests

    with new_session(address) as session:
        try:
            response = session.post(address, data=dict(fields), timeout=TIMEOUT_S, allow_redirects=False)
        except Refused as refused:
            raise _disposition(refused, service, now=now) from None
        except requests.RequestException as error:
            message = f"{_NAMES[service]}'s sign-in service cannot be reached; check the network."
            raise Transient(message, is_network=was_never_sent(error)) from None
    return _grant(response.content, service)


async def exchange(
    address: str, fields: Mapping[str, str], *, service: Service, clock: Clock, patience: Patience
) -> Grant:
    """Redeem a code, patiently: one whose answer was lost may be used up, which the service then says.

    Raises LoginExpired where the service says no, Unavailable or Throttled where it cannot be asked now."""
    lane = Lane("sign-in", clock=clock)
    try:
        return await patience.read(lambda: lane.call(lambda: post(address, fields, service=service, now=clock.now())))
    finally:
        lane.close()


def _grant(body: bytes, service: Service) -> Grant:
    try:
        answer = mapping(json.loads(body))
    except (ValueError, RecursionError):
        answer = {}
    access = word(answer.get("access_token"))
    if not access:
        message = f"{_NAMES[service]}'s sign-in service gave an answer without a token."
        raise Transient(message)
    return Grant(
        access,
        word(answer.get("refresh_token")) or None,
        min(max(count(answer.get("expires_in")) or LIFE_S, 1), 24 * 3600),
        tuple(text(answer.get("scope"), limit=5000).split()),
    )


def _disposition(refused: Refused, service: Service, *, now: datetime) -> ServiceError:
    name = _NAMES[service]
    try:
        error = word(mapping(json.loads(refused.body)).get("error"))
    except (ValueError, RecursionError):
        error = ""
    if refused.status == 429:
        message = f"{name}'s sign-in service asks for fewer calls."
        return Throttled(message, wait_s=retry_after(refused.headers, now=now))
    # A refusal names its error (RFC 6749, section 5.2); one that does not is the page of somebody in between.
    if not 400 <= refused.status < 500 or error in {"", "temporarily_unavailable", "server_error"}:
        return Transient(f"{name}'s sign-in service has a problem of its own (HTTP {refused.status}).")
    if error == "invalid_grant":
        message = f"The {name} sign-in is over: it expired, was withdrawn, or its code was used before."
    elif error in {"invalid_client", "unauthorized_client", "deleted_client"}:
        message = f"{name} does not know the client id, or its secret is wrong; check the app's settings there."
    else:
        message = f"{name} refused the sign-in (HTTP {refused.status})."
    return LoginExpired(f"{message} {_AGAIN[service]}", service=service)
