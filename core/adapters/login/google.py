"""Signing in to Google: the desktop flow with PKCE and the person's own client file.

Source: https://developers.google.com/identity/protocols/oauth2/native-app. Both addresses come from the client
file; a loopback http address in it is allowed for this flow, and nothing is switched off for anyone else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from core.adapters.address import safe_address
from core.adapters.login.consent import consent
from core.adapters.login.endpoint import exchange, post
from core.adapters.login.keeper import TokenKeeper
from core.adapters.login.tokens import FILE_MAX, Token, TokenFile, write_private
from core.adapters.quiet import quiet_vendors
from core.adapters.shape import mapping, word
from core.errors import LoginExpired, UsageError
from core.files import named, read, telling
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

SCOPES = ("https://www.googleapis.com/auth/youtube",)
"""Managing the account's YouTube playlists; the one right that every way of signing in may ask for."""

TESTING_LIFE = timedelta(days=7)
"""A sign-in to a Google app whose publishing status is "Testing" ends this long after the consent."""

FILE = "youtube.json"
CLIENT_FILE = "google-client.json"


@dataclass(frozen=True, slots=True)
class Client:
    """An OAuth client, as its file from the Google Cloud console describes it."""

    client_id: str
    client_secret: str = field(repr=False)
    auth_uri: str
    token_uri: str


def read_client(path: Path) -> Client:
    """Read a client file. Raises UsageError with the sentence that helps."""
    with telling(path):
        raw = read(path, limit=FILE_MAX)
    name = named(path)
    try:
        content = mapping(json.loads(raw))
    except (ValueError, RecursionError):
        content = {}
    found = mapping(content.get("installed")) or mapping(content.get("web"))
    client_id, secret = word(found.get("client_id")), word(found.get("client_secret"))
    if not client_id or not secret:
        message = (
            f"{name} is no OAuth client file. In the Google Cloud console make credentials of the kind "
            '"OAuth client ID", type "Desktop app", and download their JSON.'
        )
        raise UsageError(message)
    return Client(
        client_id,
        secret,
        safe_address(word(found.get("auth_uri")), name=f"auth_uri in {name}"),
        safe_address(word(found.get("token_uri")), name=f"token_uri in {name}"),
    )


def keep_client_file(source: Path, tokens: Path) -> Path:
    """Keep a copy of a good client file in the folder ``tokens``, for its owner alone; returns where."""
    client = read_client(source)
    kept = tokens / CLIENT_FILE
    content = {
        "installed": {
            "client_id": client.client_id,
            "client_secret": client.client_secret,
            "auth_uri": client.auth_uri,
            "token_uri": client.token_uri,
        }
    }
    write_private(kept, json.dumps(content, indent=1).encode())
    return kept


async def sign_in(
    client: Client,
    *,
    clock: Clock,
    patience: Patience,
    show_address: Callable[[str], None],
    pasted: asyncio.Queue[str] | None = None,
) -> Token:
    """Let the person sign in with their browser.

    Raises LoginExpired where no consent came, or one without the right asked for; Unavailable where it
    cannot be redeemed.
    """
    quiet_vendors()

    def address(redirect_uri: str, secrets: Secrets) -> str:
        fields = {
            "client_id": client.client_id,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "scope": " ".join(SCOPES),
            "state": secrets.state,
            "code_challenge_method": "S256",
            "code_challenge": secrets.challenge,
            "access_type": "offline",
            "prompt": "consent",
        }
        return f"{client.auth_uri}?{urlencode(fields)}"

    async def redeem(given: Consent) -> Token:
        fields = {
            "grant_type": "authorization_code",
            "code": given.code,
            "redirect_uri": given.redirect_uri,
            "client_id": client.client_id,
            "client_secret": client.client_secret,
            "code_verifier": given.verifier,
        }
        grant = await exchange(client.token_uri, fields, service=Service.YOUTUBE, clock=clock, patience=patience)
        if grant.scopes and not set(SCOPES) <= set(grant.scopes):  # Google lets people untick a right
            message = "The right to manage YouTube was not given. Sign in again and leave its box ticked."
            raise LoginExpired(message, service=Service.YOUTUBE)
        now = clock.now()
        return Token(
            grant.access_token,
            grant.refresh_token,
            expires_at=now + timedelta(seconds=grant.expires_in_s),
            consented_at=now,
            client_id=client.client_id,
            scopes=grant.scopes or SCOPES,
            token_uri=client.token_uri,
            client_secret=client.client_secret,
        )

    return await consent(
        service=Service.YOUTUBE,
        address=address,
        show_address=show_address,
        redeem=redeem,
        clock=clock,
        pasted=pasted,
        any_path=True,
    )


def renewer(*, clock: Clock) -> Renew:
    """How a Google token is renewed: at the address, and with the secret, that stand beside it."""

    def renew(token: Token) -> Grant:
        fields = {
            "grant_type": "refresh_token",
            "refresh_token": token.refresh_token or "",
            "client_id": token.client_id,
            "client_secret": token.client_secret or "",
        }
        try:
            address = safe_address(token.token_uri or "", name="token_uri")
        except UsageError:
            message = "The stored sign-in is damaged. Sign in again: crossfade auth youtube --client-secrets FILE."
            raise LoginExpired(message, service=Service.YOUTUBE) from None
        return post(address, fields, service=Service.YOUTUBE, now=clock.now())

    return renew


def google_keeper(tokens: Path, *, clock: Clock) -> TokenKeeper:
    """The keeper of the YouTube sign-in in the folder ``tokens``."""
    return TokenKeeper(TokenFile(tokens / FILE, service=Service.YOUTUBE), renewer(clock=clock), clock=clock)
