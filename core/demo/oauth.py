"""The two authorization servers, with a person in front of them who always consents.

Spotify's checks PKCE and the redirect address and knows no secret; Google's checks the client file's id and
secret, and PKCE where a challenge was sent. Sources: Spotify's "Authorization Code with PKCE Flow" and
"Redirect URIs" pages, Google's "OAuth 2.0 for iOS & Desktop Apps".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode, urlsplit

from core.demo.tokens import Grant, Tokens, challenge_of
from core.demo.wire import Admission, Json, Reply

if TYPE_CHECKING:
    from core.demo.clock import ServiceClock
    from core.demo.rules import Rules
    from core.demo.wire import Call
    from core.demo.world import SpotifySeed, YouTubeSeed

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_SPOTIFY_SCOPES = frozenset(
    {
        "user-library-read",
        "playlist-read-private",
        "playlist-read-collaborative",
        "user-follow-read",
        "user-read-private",
        "user-read-email",
    }
)
_GOOGLE = "https://www.googleapis.com/auth/"


class _Server:
    """What both servers do: routes by path, codes for tokens, and refreshes."""

    paths: ClassVar[dict[tuple[str, str], str]]

    def __init__(self, tokens: Tokens, clock: ServiceClock) -> None:
        self.tokens = tokens
        self.clock = clock

    def name(self, call: Call) -> str | None:
        """The method behind a call; None where it is not this server's."""
        return self.paths.get((call.verb, call.path))

    def admit(self, _name: str, _call: Call) -> Admission:
        """Everyone may knock."""
        return Admission()

    def target(self, _name: str, _call: Call) -> str | None:
        """No two calls of these collide."""
        return None

    def _token_reply(self, scopes: frozenset[str], refresh_token: str | None, *, shows_refresh: bool) -> Reply:
        access = self.tokens.issue_access(scopes, at=self.clock.seconds(), refresh_token=refresh_token)
        body: dict[str, Json] = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": int(self.tokens.token_s),
            "scope": " ".join(sorted(scopes)),
        }
        if shows_refresh and refresh_token is not None:
            body["refresh_token"] = refresh_token
        return Reply(200, body, {"Cache-Control": "no-store"})

    def _consent(self, call: Call, scopes: frozenset[str], *, is_offline: bool = True) -> Reply:
        redirect = call.one("redirect_uri") or ""
        challenge = call.one("code_challenge")
        grant = Grant(call.one("client_id") or "", redirect, scopes, challenge, self.clock.seconds(), is_offline)
        return _redirect(call, code=self.tokens.issue_code(grant), **self._extras(scopes))

    def _extras(self, _scopes: frozenset[str]) -> dict[str, str]:
        return {}

    def _matches(self, grant: Grant | None, form: dict[str, str]) -> str | None:
        """Why a code may not be redeemed; None where all is right."""
        if grant is None or grant.client_id != form.get("client_id"):
            return "Invalid authorization code"
        if grant.redirect_uri != form.get("redirect_uri"):
            return "Invalid redirect URI"
        if grant.challenge is not None:
            verifier = form.get("code_verifier", "")
            if not _VERIFIER.fullmatch(verifier) or challenge_of(verifier) != grant.challenge:
                return "code_verifier was incorrect"
        return None


class SpotifyAccounts(_Server):
    """``/authorize`` and ``/api/token`` of accounts.spotify.com."""

    paths: ClassVar = {
        ("GET", "/authorize"): "spotify.accounts.authorize",
        ("POST", "/api/token"): "spotify.accounts.token",
    }

    def __init__(self, seed: SpotifySeed, rules: Rules, clock: ServiceClock) -> None:
        super().__init__(Tokens("spotify", token_s=rules.token_s, refresh_s=rules.spotify_refresh_s), clock)
        self.client_id = seed.client_id

    def serve(self, name: str, call: Call) -> Reply:
        """Answer one call."""
        return self._authorize(call) if name.endswith("authorize") else self._token(call.form())

    def _authorize(self, call: Call) -> Reply:
        if call.one("client_id") != self.client_id:
            return _page("INVALID_CLIENT: Invalid client")
        if not _is_loopback(call.one("redirect_uri"), hosts=("127.0.0.1", "[::1]"), path="/callback"):
            return _page("INVALID_CLIENT: Invalid redirect URI")
        scopes = frozenset((call.one("scope") or "").split())
        if call.one("response_type") != "code":
            return _redirect(call, error="unsupported_response_type")
        if not scopes <= _SPOTIFY_SCOPES:
            return _redirect(call, error="invalid_scope")
        if call.one("code_challenge_method") != "S256" or not call.one("code_challenge"):
            return _redirect(call, error="invalid_request", error_description="code_challenge must be supplied")
        return self._consent(call, scopes)

    def _token(self, form: dict[str, str]) -> Reply:
        at = self.clock.seconds()
        match form.get("grant_type"):
            case "authorization_code":
                grant = self.tokens.redeem(form.get("code", ""), at=at)
                wrong = self._matches(grant, form)
                if wrong is not None or grant is None:
                    return _oauth_error(400, "invalid_grant", wrong or "Invalid authorization code")
                return self._token_reply(grant.scopes, self.tokens.issue_refresh(grant, at=at), shows_refresh=True)
            case "refresh_token":
                token = form.get("refresh_token", "")
                if form.get("client_id") != self.client_id:
                    return _oauth_error(400, "invalid_client", "Invalid client")
                refresh = self.tokens.refresh(token, at=at)
                if refresh is None:
                    return _oauth_error(400, "invalid_grant", "Refresh token revoked")
                return self._token_reply(refresh.scopes, token, shows_refresh=False)
            case _:
                return _oauth_error(400, "unsupported_grant_type", "grant_type parameter is missing or unknown")


class GoogleAccounts(_Server):
    """``auth_uri`` and ``token_uri`` of a Google client file."""

    paths: ClassVar = {
        ("GET", "/o/oauth2/auth"): "google.authorize",
        ("POST", "/token"): "google.token",
    }

    def __init__(self, seed: YouTubeSeed, rules: Rules, clock: ServiceClock) -> None:
        super().__init__(Tokens("google", token_s=rules.token_s, refresh_s=rules.google_refresh_s), clock)
        self.client_id = seed.client_id
        self.client_secret = seed.client_secret

    def serve(self, name: str, call: Call) -> Reply:
        """Answer one call."""
        return self._authorize(call) if name.endswith("authorize") else self._token(call.form())

    def _authorize(self, call: Call) -> Reply:
        if call.one("client_id") != self.client_id:
            return _page("Error 401: invalid_client. The OAuth client was not found.", status=401)
        if not _is_loopback(call.one("redirect_uri"), hosts=("127.0.0.1", "[::1]", "localhost")):
            return _page("Error 400: redirect_uri_mismatch")
        scopes = frozenset((call.one("scope") or "").split())
        if call.one("response_type") != "code":
            return _redirect(call, error="unsupported_response_type")
        if not scopes or not all(scope.startswith(_GOOGLE) or scope in {"openid", "email"} for scope in scopes):
            return _redirect(call, error="invalid_scope")
        if call.one("code_challenge") and call.one("code_challenge_method") != "S256":
            return _redirect(call, error="invalid_request")
        return self._consent(call, scopes, is_offline=call.one("access_type") == "offline")

    def _token(self, form: dict[str, str]) -> Reply:
        at = self.clock.seconds()
        if form.get("client_id") != self.client_id or form.get("client_secret") != self.client_secret:
            return _oauth_error(401, "invalid_client", "The provided client secret is invalid.")
        match form.get("grant_type"):
            case "authorization_code":
                grant = self.tokens.redeem(form.get("code", ""), at=at)
                wrong = self._matches(grant, form)
                if wrong is not None or grant is None:
                    return _oauth_error(400, "invalid_grant", wrong or "Malformed auth code.")
                refresh = self.tokens.issue_refresh(grant, at=at) if grant.is_offline else None
                return self._token_reply(grant.scopes, refresh, shows_refresh=True)
            case "refresh_token":
                token = form.get("refresh_token", "")
                known = self.tokens.refresh(token, at=at)
                if known is None:
                    return _oauth_error(400, "invalid_grant", "Token has been expired or revoked.")
                return self._token_reply(known.scopes, token, shows_refresh=False)
            case _:
                return _oauth_error(400, "unsupported_grant_type", "Invalid grant_type")

    def _extras(self, scopes: frozenset[str]) -> dict[str, str]:
        return {"scope": " ".join(sorted(scopes))}


def _is_loopback(uri: str | None, *, hosts: tuple[str, ...], path: str | None = None) -> bool:
    """Whether a redirect address is one of the registered loopback ones, on any port."""
    try:
        parts = urlsplit(uri or "")
        host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_plain = parts.scheme == "http" and not parts.query and not parts.fragment and parts.username is None
    return is_plain and has_port and host in hosts and (path is None or parts.path == path)


def _redirect(call: Call, **answer: str) -> Reply:
    state = call.one("state")
    query = urlencode(answer | ({"state": state} if state is not None else {}))
    return Reply(302, headers={"Location": f"{call.one('redirect_uri')}?{query}", "Cache-Control": "no-store"})


def _page(text: str, *, status: int = 400) -> Reply:
    return Reply(status, headers={"Content-Type": "text/plain; charset=utf-8"}, raw=text.encode())


def _oauth_error(status: int, error: str, description: str) -> Reply:
    return Reply(status, {"error": error, "error_description": description}, {"Cache-Control": "no-store"})
