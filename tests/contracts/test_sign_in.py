"""The authorization servers over HTTP: PKCE, redirects, codes and refreshes."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    import requests

    from tests.services import Running

VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
CALLBACK = "http://127.0.0.1:41234/callback"
SCOPE = "user-library-read playlist-read-private"


def consent(running: Running, session: requests.Session, **changes: str) -> requests.Response:
    asked = {
        "client_id": running.environment["CROSSFADE_SPOTIFY_CLIENT_ID"],
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": SCOPE,
        "state": "abc",
        "code_challenge_method": "S256",
        "code_challenge": CHALLENGE,
    }
    return session.get(f"{running.base}/authorize", params=asked | changes, timeout=10, allow_redirects=False)


def code_of(answer: requests.Response) -> str:
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def redeem(running: Running, session: requests.Session, code: str, **changes: str) -> requests.Response:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": running.environment["CROSSFADE_SPOTIFY_CLIENT_ID"],
        "code_verifier": VERIFIER,
    }
    return session.post(f"{running.base}/api/token", data=form | changes, timeout=10)


def test_a_consent_comes_back_with_code_and_state(running: Running, session: requests.Session) -> None:
    answer = consent(running, session)
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answer.headers["Location"].startswith(f"{CALLBACK}?")
    assert query["state"] == ["abc"]
    tokens = redeem(running, session, query["code"][0]).json()
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    assert set(tokens["scope"].split()) == set(SCOPE.split())


@pytest.mark.parametrize(
    "redirect",
    [
        "http://localhost:41234/callback",
        "http://127.0.0.1:41234/elsewhere",
        "https://127.0.0.1:41234/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://user@127.0.0.1:41234/callback",
        "http://127.0.0.1:99999/callback",
        "",
    ],
)
def test_a_redirect_that_is_not_registered_gets_no_code(
    running: Running, session: requests.Session, redirect: str
) -> None:
    answer = consent(running, session, redirect_uri=redirect)
    assert (answer.status_code, answer.text) == (400, "INVALID_CLIENT: Invalid redirect URI")


def test_a_sign_in_without_pkce_is_refused_by_redirect(running: Running, session: requests.Session) -> None:
    answer = consent(running, session, code_challenge="")
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["error"] == ["invalid_request"]


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": VERIFIER[:-1] + "x"},
        {"code_verifier": CHALLENGE},
        {"code_verifier": ""},
        {"redirect_uri": "http://127.0.0.1:41235/callback"},
        {"client_id": "another"},
        {"code": "made-up"},
    ],
    ids=["other verifier", "challenge", "no verifier", "other redirect", "other client", "other code"],
)
def test_a_code_is_worth_nothing_to_who_did_not_begin(
    running: Running, session: requests.Session, changes: dict[str, str]
) -> None:
    code = code_of(consent(running, session))
    answer = redeem(running, session, **{"code": code, **changes})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_code_works_once(running: Running, session: requests.Session) -> None:
    code = code_of(consent(running, session))
    assert redeem(running, session, code).status_code == 200
    assert redeem(running, session, code).json()["error"] == "invalid_grant"


def test_a_refresh_brings_no_new_refresh_token_and_dies_with_the_consent(
    running: Running, session: requests.Session
) -> None:
    running.restart()
    given = redeem(running, session, code_of(consent(running, session))).json()
    form = {
        "grant_type": "refresh_token",
        "refresh_token": given["refresh_token"],
        "client_id": running.environment["CROSSFADE_SPOTIFY_CLIENT_ID"],
    }
    fresh = session.post(f"{running.base}/api/token", data=form, timeout=10)
    assert "refresh_token" not in fresh.json()
    assert fresh.json()["access_token"] != given["access_token"]
    running.edit("revoke_tokens", service="spotify")
    ended = session.post(f"{running.base}/api/token", data=form, timeout=10)
    assert (ended.status_code, ended.json()["error"]) == (400, "invalid_grant")


def test_googles_token_endpoint_wants_the_client_files_secret(running: Running, session: requests.Session) -> None:
    form = {"grant_type": "refresh_token", "client_id": "client.apps.googleusercontent.com", "client_secret": "wrong"}
    answer = session.post(f"{running.base}/token", data=form, timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
