"""Codes and tokens of one authorization server: issued, used once, expired, revoked.

Which client may ask, and how a request looks on the wire, stands in :mod:`core.demo.oauth`.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace

CODE_S = 600.0
"""How long an authorization code may be redeemed."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person consented to. ``challenge`` is the S256 challenge, None where none was sent."""

    client_id: str
    redirect_uri: str
    scopes: frozenset[str]
    challenge: str | None
    at: float
    is_offline: bool = True


@dataclass(frozen=True, slots=True)
class Access:
    """A live access token's rights."""

    scopes: frozenset[str]
    expires: float
    refresh_token: str | None = None


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh token's rights; ``expires`` None: never by itself."""

    client_id: str
    scopes: frozenset[str]
    expires: float | None


class Tokens:
    """All that one authorization server gave out; ``name`` keeps its secrets apart from another's."""

    def __init__(self, name: str, *, token_s: float, refresh_s: float | None) -> None:
        self.name = name
        self.token_s = token_s
        self.refresh_s = refresh_s
        self._made = 0
        self._codes: dict[str, Grant] = {}
        self._access: dict[str, Access] = {}
        self._refresh: dict[str, Refresh] = {}

    def issue_code(self, grant: Grant) -> str:
        """A code for a consent."""
        code = self._secret("code")
        self._codes[code] = grant
        return code

    def redeem(self, code: str, *, at: float) -> Grant | None:
        """The consent behind a code, once; None where it is unknown, used or too old."""
        grant = self._codes.pop(code, None)
        return grant if grant is not None and at <= grant.at + CODE_S else None

    def issue_refresh(self, grant: Grant, *, at: float) -> str:
        """A refresh token; its life counts from the consent."""
        token = self._secret("refresh")
        expires = None if self.refresh_s is None else at + self.refresh_s
        self._refresh[token] = Refresh(grant.client_id, grant.scopes, expires)
        return token

    def issue_access(self, scopes: frozenset[str], *, at: float, refresh_token: str | None) -> str:
        """An access token."""
        token = self._secret("access")
        self._access[token] = Access(scopes, at + self.token_s, refresh_token)
        return token

    def access(self, token: str | None, *, at: float) -> Access | None:
        """The rights of an access token; None where it is unknown, expired or revoked."""
        found = self._access.get(token or "")
        return found if found is not None and at < found.expires else None

    def is_known(self, token: str | None) -> bool:
        """Whether the token was ever given out, whatever became of it."""
        return (token or "") in self._access

    def refresh(self, token: str, *, at: float) -> Refresh | None:
        """The rights of a refresh token; None where it is unknown, expired or revoked."""
        found = self._refresh.get(token)
        return None if found is None or (found.expires is not None and at >= found.expires) else found

    def expire_access(self, *, at: float) -> int:
        """Let every access token end now; refresh tokens live on. Returns how many ended."""
        live = [token for token, access in self._access.items() if access.expires > at]
        for token in live:
            self._access[token] = replace(self._access[token], expires=at)
        return len(live)

    def revoke(self, *, at: float) -> int:
        """Withdraw every consent: all tokens end now. Returns how many refresh tokens were withdrawn."""
        self.expire_access(at=at)
        count = len(self._refresh)
        self._refresh.clear()
        return count

    def _secret(self, kind: str) -> str:
        self._made += 1
        raw = hashlib.sha256(f"{self.name}/{kind}/{self._made}".encode()).digest()
        return f"{kind}-{base64.urlsafe_b64encode(raw).decode().rstrip('=')}"


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
