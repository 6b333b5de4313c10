"""Keeps a sign-in alive: gives a valid access token, renews it in time, stores it before it is used.

Used from the lanes' threads, so it blocks; one renewal at a time, whoever asks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.adapters.login.endpoint import Grant
from core.adapters.login.tokens import Token, TokenFile
from core.errors import LoginExpired

if TYPE_CHECKING:
    from core.ports import Clock

Renew = Callable[[Token], Grant]
"""Asks the service for a new access token. Raises LoginExpired, Transient or Throttled."""

EARLY_S = 60
"""A token is renewed this long before it ends."""


class TokenKeeper:
    """The sign-in of one service, as its file holds it."""

    def __init__(self, file: TokenFile, renew: Renew, *, clock: Clock) -> None:
        self._file = file
        self._renew = renew
        self._clock = clock
        self._lock = threading.Lock()
        self._token: Token | None = None

    def token(self) -> Token:
        """The sign-in, valid or not, for dates and names. Raises LoginExpired where there is none."""
        with self._lock:
            return self._held()

    def access_token(self) -> str:
        """A token good for at least a minute. Raises LoginExpired; Transient where it cannot be renewed now."""
        with self._lock:
            token = self._held()
            if not self._is_fresh(token):
                token = self._renewed(token)
            return token.access_token

    def refresh_now(self, *, stale: str | None = None) -> str:
        """A new access token after the service refused ``stale``; one renewed meanwhile by another is taken."""
        with self._lock:
            token = self._held()
            if stale is None or token.access_token == stale:
                token = self._renewed(token)
            return token.access_token

    def adopt(self, token: Token) -> None:
        """Store a new sign-in and use it from now on."""
        with self._lock:
            self._store(token)

    def remember_account(self, account_id: str, name: str) -> None:
        """Store who signed in, beside the token."""
        with self._lock:
            self._store(replace(self._held(), account_id=account_id, account_name=name))

    def _held(self) -> Token:
        if self._token is None:
            self._token = self._file.load()
        return self._token

    def _is_fresh(self, token: Token) -> bool:
        return token.expires_at > self._clock.now() + timedelta(seconds=EARLY_S)

    def _renewed(self, token: Token) -> Token:
        """Renew, unless the file holds a newer sign-in already (another process, or a person who signed in)."""
        stored = self._file.load()
        if stored.access_token != token.access_token and self._is_fresh(stored):
            self._token = stored
            return stored
        if not stored.refresh_token:
            message = "The sign-in cannot be renewed. Sign in again with 'crossfade auth'."
            raise LoginExpired(message, service=self._file.service)
        grant = self._renew(stored)
        # Spotify gives no refresh token any more, Google rarely: an answer without one leaves the old one in force.
        renewed = replace(
            stored,
            access_token=grant.access_token,
            refresh_token=grant.refresh_token or stored.refresh_token,
            expires_at=self._clock.now() + timedelta(seconds=grant.expires_in_s),
            scopes=grant.scopes or stored.scopes,
        )
        self._store(renewed)
        return renewed

    def _store(self, token: Token) -> None:
        self._file.save(token)
        self._token = token
