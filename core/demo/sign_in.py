"""Signing in without a browser, for demos and tests, and the client file that Google would have given.

The person's consent goes through the authorization servers like anyone else's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs, urlsplit

from core.demo.tokens import challenge_of
from core.demo.wire import Call

if TYPE_CHECKING:
    from core.demo.services import Services
    from core.demo.wire import JsonObject

_VERIFIER = "crossfade-control-verifier-0123456789-0123456789"
_SPOTIFY_SCOPES = "user-library-read playlist-read-private playlist-read-collaborative"
_GOOGLE_SCOPES = "https://www.googleapis.com/auth/youtube"


def sign_in(services: Services, service: Literal["spotify", "youtube"]) -> JsonObject:
    """Walk a person's consent through the authorization server; the token answer as the server gave it."""
    is_spotify = service == "spotify"
    seed = services.world.spotify if is_spotify else services.world.youtube
    redirect = "http://127.0.0.1:9/callback"
    asked = (
        ("client_id", seed.client_id),
        ("response_type", "code"),
        ("redirect_uri", redirect),
        ("scope", _SPOTIFY_SCOPES if is_spotify else _GOOGLE_SCOPES),
        ("access_type", "offline"),
        ("code_challenge_method", "S256"),
        ("code_challenge", challenge_of(_VERIFIER)),
    )
    accounts = services.spotify_accounts if is_spotify else services.google_accounts
    consent = accounts.serve("authorize", Call("GET", "/authorize", asked))
    code = parse_qs(urlsplit(consent.headers["Location"]).query)["code"][0]
    form = f"grant_type=authorization_code&code={code}&redirect_uri={redirect}&client_id={seed.client_id}"
    form += f"&code_verifier={_VERIFIER}"
    if not is_spotify:
        form += f"&client_secret={services.world.youtube.client_secret}"
    return accounts.serve("token", Call("POST", "/token", body=form.encode())).body or {}


def client_file(services: Services, base: str) -> JsonObject:
    """A Google client file for an installed application, pointing at this server."""
    return {
        "installed": {
            "client_id": services.world.youtube.client_id,
            "project_id": "crossfade-demo",
            "auth_uri": f"{base}/o/oauth2/auth",
            "token_uri": f"{base}/token",
            "client_secret": services.world.youtube.client_secret,
            "redirect_uris": ["http://localhost"],
        }
    }
