"""Signing in to Spotify: the authorization code flow with PKCE, a client id of the person's own and no secret.

Source: https://developer.spotify.com/documentation/web-api/tutorials/code-pkce-flow. The redirect address
registered there is ``http://127.0.0.1/callback``, to which any port may be added.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from core.adapters.address import safe_address
from core.adapters.login.consent import consent
from core.adapters.login.endpoint import exchange, post
from core.adapters.login.keeper import TokenKeeper
from core.adapters.login.tokens import Token, TokenFile
from core.adapters.quiet import quiet_vendors
from core.errors import UsageError
from core.states import Service

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from pathlib import Path

    from core.adapters.login.consent import Consent
    from core.adapters.login.endpoint import Grant
    from core.adapters.login.keeper import Renew
    from core.adapters.login.pkce import Secrets
    from core.ports import Clock
    from core.reading.patience import Patience

SCOPES = ("user-library-read", "playlist-read-private", "playlist-read-collaborative")
"""Reading the library, and nothing more."""

CONSENT_LIFE = timedelta(days=182)
"""A consent ends about six months after it was given, whatever is renewed meanwhile (since July 2026)."""

FILE = "spotify.json"


async def sign_in(
    client_id: str,
    *,
    accounts: str,
    clock: Clock,
    patience: Patience,
    show_address: Callable[[str], None],
    pasted: asyncio.Queue[str] | None = None,
) -> Token:
    """Let the person sign in with their browser; ``accounts`` is the address of Spotify's accounts service.

    Raises UsageError without a client id, LoginExpired where no consent came, Unavailable where it cannot be redeemed.
    """
    quiet_vendors()
    if not client_id.strip():
        message = "A Spotify client id is needed: set CROSSFADE_SPOTIFY_CLIENT_ID or [spotify] client_id."
        raise UsageError(message)
    base = safe_address(accounts, name="CROSSFADE_SPOTIFY_ACCOUNTS").rstrip("/")
    client = client_id.strip()

    def address(redirect_uri: str, secrets: Secrets) -> str:
        fields = {
            "client_id": client,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "scope": " ".join(SCOPES),
            "state": secrets.state,
            "code_challenge_method": "S256",
            "code_challenge": secrets.challenge,
        }
        return f"{base}/authorize?{urlencode(fields)}"

    async def redeem(given: Consent) -> Token:
        fields = {
            "grant_type": "authorization_code",
            "code": given.code,
            "redirect_uri": given.redirect_uri,
            "client_id": client,
            "code_verifier": given.verifier,
        }
        grant = await exchange(f"{base}/api/token", fields, service=Service.SPOTIFY, clock=clock, patience=patience)
        now = clock.now()
        return Token(
            grant.access_token,
            grant.refresh_token,
            expires_at=now + timedelta(seconds=grant.expires_in_s),
            consented_at=now,
            client_id=client,
            scopes=grant.scopes or SCOPES,
        )

    return await consent(
        service=Service.SPOTIFY,
        address=address,
        show_address=show_address,
        redeem=redeem,
        clock=clock,
        pasted=pasted,
    )


def renewer(*, accounts: str, clock: Clock) -> Renew:
    """How a Spotify token is renewed."""

    def renew(token: Token) -> Grant:
        fields = {
            "grant_type": "refresh_token",
            "refresh_token": token.refresh_token or "",
            "client_id": token.client_id,
        }
        return post(f"{accounts}/api/token", fields, service=Service.SPOTIFY, now=clock.now())

    return renew


def spotify_keeper(tokens: Path, *, accounts: str, clock: Clock) -> TokenKeeper:
    """The keeper of the Spotify sign-in in the folder ``tokens``."""
    file = TokenFile(tokens / FILE, service=Service.SPOTIFY)
    return TokenKeeper(file, renewer(accounts=accounts, clock=clock), clock=clock)
