"""Signing in with a browser: the listener, pasted addresses, and the flows of both services."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import http.client
import json
import logging
import stat
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from core.adapters.clock import SystemClock
from core.adapters.login import google, spotify
from core.adapters.login.consent import Consent, consent
from core.adapters.login.loopback import NOT_SIGNED_IN, SIGNED_IN, Loopback
from core.adapters.login.redirect import Redirect, read_redirect
from core.errors import LoginExpired, Transient, Unavailable, UsageError
from core.states import Service
from tests.adapters.fakes import patient
from tests.adapters.server import Reply

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.adapters.login.tokens import Token
    from tests.adapters.fakes import ManualClock
    from tests.adapters.server import Server

STATE = "s" * 43
NOWHERE = "http://127.0.0.1:1"


def get(address: str, *, host: str | None = None, method: str = "GET") -> tuple[int, str, dict[str, str]]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port or 0, timeout=5)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", headers={"Host": host or parts.netloc})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), {key.lower(): value for key, value in answer.getheaders()}
    finally:
        connection.close()


async def fetch(address: str, *, host: str | None = None, method: str = "GET") -> tuple[int, str, dict[str, str]]:
    return await asyncio.to_thread(get, address, host=host, method=method)


# ── the listener ─────────────────────────────────────────────────────────────────────────────────────────


async def test_strays_are_refused_and_do_not_end_the_wait() -> None:
    async with Loopback(state=STATE) as listener:
        uri = listener.redirect_uri
        port = urlsplit(uri).port
        assert (await fetch(uri.replace("/callback", "/favicon.ico")))[0] == 404
        assert (await fetch(f"{uri}?code=c&state={STATE}", host="evil.example"))[0] == 404
        assert (await fetch(f"{uri}?code=c&state={STATE}", host=f"localhost:{port}"))[0] == 404
        assert (await fetch(f"{uri}?code=c&state={STATE}", method="POST"))[0] == 405
        assert (await fetch(f"{uri}?code=c&state=wrong"))[0] == 400
        assert (await fetch(f"{uri}?code=c"))[0] == 400
        assert (await fetch(f"{uri}?state={STATE}"))[0] == 400
        assert (await fetch(f"{uri}?code=c&state={STATE}&state={STATE}"))[0] == 400
        _, writer = await asyncio.open_connection("127.0.0.1", port)  # a port probe
        writer.write(b"\x16\x03\x01\r\n\r\n")
        await writer.drain()
        browser = asyncio.create_task(fetch(f"{uri}?code=the-code&state={STATE}"))
        assert await listener.redirect() == Redirect(code="the-code")
        assert not browser.done(), "nobody knows yet what the code is worth"
        await listener.conclude(SIGNED_IN)
        status, page, headers = await browser
        assert status == 200
        assert SIGNED_IN in page
        writer.close()
        await writer.wait_closed()
    assert "close this window" in page
    assert "<script" not in page
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


async def test_a_spare_connection_of_a_browser_does_not_hold_the_end_up() -> None:
    async with asyncio.timeout(5):
        async with Loopback(state=STATE) as listener:
            _, idle = await asyncio.open_connection("127.0.0.1", urlsplit(listener.redirect_uri).port)
            browser = asyncio.create_task(fetch(f"{listener.redirect_uri}?code=c&state={STATE}"))
            await listener.redirect()
        assert NOT_SIGNED_IN in (await browser)[1], "the listener ended without a word"
        idle.close()
        await idle.wait_closed()


async def test_another_path_is_taken_only_where_the_service_may_choose_it() -> None:
    async with Loopback(state=STATE, any_path=True) as listener:
        address = listener.redirect_uri.replace("/callback", "/")
        browser = asyncio.create_task(fetch(f"{address}?code=c&state={STATE}"))
        assert (await listener.redirect()).code == "c"
    assert (await browser)[0] == 200


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        (f"http://127.0.0.1:80/callback?code=c&state={STATE}", Redirect(code="c")),
        (f'  "http://127.0.0.1/callback?state={STATE}&code=c"\n', Redirect(code="c")),
        (f"/callback?error=access_denied&state={STATE}", Redirect(error="access_denied")),
        ("http://127.0.0.1:80/callback?code=c&state=other", None),
        ("code=c", None),
        ("", None),
        ("http://[bad", None),
        ("http://x/?" + "&".join(f"a{n}=1" for n in range(500)), None),
        (f"http://x/?code=c&state={STATE}\ud800", None),
    ],
)
def test_a_pasted_address_counts_only_with_the_right_state(pasted: str, found: Redirect | None) -> None:
    assert read_redirect(pasted, state=STATE) == found


async def test_a_code_does_not_show_in_a_repr() -> None:
    assert "secret" not in repr(read_redirect(f"/callback?code=secret&state={STATE}", state=STATE))


# ── the consent ──────────────────────────────────────────────────────────────────────────────────────────


class Person:
    """Opens the address that is shown, and answers as told; ``saw`` is the page's query."""

    def __init__(self, answer: Callable[[str, str], str]) -> None:
        self._answer = answer
        self._tasks: list[asyncio.Task[tuple[int, str, dict[str, str]]]] = []
        self.address = ""
        self.saw: dict[str, str] = {}

    def __call__(self, address: str) -> None:
        self.address = address
        self.saw = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        target = self._answer(self.saw["redirect_uri"], self.saw["state"])
        self._tasks.append(asyncio.create_task(fetch(target)))

    async def page(self) -> str:
        """What the browser shows in the end."""
        (task,) = self._tasks
        return (await task)[1]


def agrees(uri: str, state: str) -> str:
    return f"{uri}?code=the-code&state={state}"


async def test_nobody_who_answers_ends_the_wait_after_five_minutes(clock: ManualClock) -> None:
    with pytest.raises(LoginExpired, match="five minutes"):
        await spotify.sign_in(
            "client", accounts="http://127.0.0.1:1", clock=clock, patience=patient(), show_address=lambda _: None
        )
    assert clock.slept == [300.0]


async def test_a_person_who_refuses_is_believed() -> None:
    person = Person(lambda uri, state: f"{uri}?error=access_denied&state={state}")
    with pytest.raises(LoginExpired, match="access_denied"):
        await spotify.sign_in(
            "client", accounts="http://127.0.0.1:1", clock=SystemClock(), patience=patient(), show_address=person
        )


async def test_a_pasted_address_is_taken_after_lines_that_are_none() -> None:
    lines: asyncio.Queue[str] = asyncio.Queue()

    def show(address: str) -> None:
        lines.put_nowait("what do I do here?\n")
        lines.put_nowait(f"http://127.0.0.1/callback?code=pasted&state={address}")

    async def redeem(given: Consent) -> Consent:
        return given

    given = await consent(
        service=Service.SPOTIFY,
        address=lambda _, secrets: secrets.state,
        show_address=show,
        redeem=redeem,
        clock=SystemClock(),
        pasted=lines,
    )
    assert given.code == "pasted"
    assert given.redirect_uri.startswith("http://127.0.0.1:")


# ── Spotify's flow ───────────────────────────────────────────────────────────────────────────────────────


async def sign_in_to_spotify(server: Server, person: Person) -> Token:
    return await spotify.sign_in(
        "client-one", accounts=server.address, clock=SystemClock(), patience=patient(), show_address=person
    )


async def test_spotify_is_signed_in_to_with_pkce_and_no_secret(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = {"access_token": "access-new", "refresh_token": "refresh-new", "expires_in": 3600, "scope": "a b"}
    server.answers = [Reply(body=answer)]
    person = Person(agrees)
    token = await sign_in_to_spotify(server, person)
    assert person.address.startswith(f"{server.address}/authorize?")
    assert person.saw["scope"] == "user-library-read playlist-read-private playlist-read-collaborative"
    assert person.saw["response_type"] == "code"
    assert person.saw["code_challenge_method"] == "S256"
    assert person.saw["redirect_uri"].endswith("/callback")
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/api/token")
    form = asked.form
    challenge = base64.urlsafe_b64encode(hashlib.sha256(form.pop("code_verifier").encode()).digest())
    assert challenge.decode().rstrip("=") == person.saw["code_challenge"]
    assert form == {
        "grant_type": "authorization_code",
        "code": "the-code",
        "redirect_uri": person.saw["redirect_uri"],
        "client_id": "client-one",
    }
    assert (token.access_token, token.refresh_token) == ("access-new", "refresh-new")
    assert token.expires_at - token.consented_at == timedelta(hours=1)
    assert not any(word in caplog.text for word in ("the-code", "access-new", "refresh-new", person.saw["state"]))


async def test_a_code_that_is_refused_ends_the_sign_in_and_the_browser_is_told(server: Server) -> None:
    server.answers = [Reply(400, {"error": "invalid_grant"})]
    person = Person(agrees)
    with pytest.raises(LoginExpired):
        await sign_in_to_spotify(server, person)
    assert NOT_SIGNED_IN in await person.page()


async def test_a_code_is_redeemed_again_where_that_fails_and_the_browser_is_told_after_it(server: Server) -> None:
    page = b"<html>502</html>"
    server.answers = [
        Reply(503),
        Reply(is_lost=True),
        Reply(200, page),
        Reply(403, page),
        Reply(body={"access_token": "access-new", "refresh_token": "refresh-new", "expires_in": 3600}),
    ]
    person = Person(agrees)
    assert (await sign_in_to_spotify(server, person)).access_token == "access-new"
    assert [asked.form["code"] for asked in server.asked] == ["the-code"] * 5
    assert SIGNED_IN in await person.page()


async def test_a_service_that_never_redeems_ends_the_sign_in_as_something_to_try_again(server: Server) -> None:
    server.always = lambda _: Reply(500)
    person = Person(agrees)
    with pytest.raises(Unavailable, match="HTTP 500"):
        await sign_in_to_spotify(server, person)
    assert NOT_SIGNED_IN in await person.page()


async def test_spotify_needs_a_client_id_and_a_safe_address(clock: ManualClock) -> None:
    with pytest.raises(UsageError, match="client ID"):
        await spotify.sign_in(
            " ", accounts="https://x.example", clock=clock, patience=patient(), show_address=lambda _: None
        )
    with pytest.raises(UsageError, match="https"):
        await spotify.sign_in(
            "c", accounts="http://x.example", clock=clock, patience=patient(), show_address=lambda _: None
        )


async def test_a_spotify_token_is_renewed_at_its_service(server: Server, tmp_path: Path, clock: ManualClock) -> None:
    server.answers = [
        Reply(body={"access_token": "access-new", "refresh_token": "refresh-new", "expires_in": 3600}),
        Reply(body={"access_token": "access-later", "expires_in": 3600}),
        Reply(400, {"error": "invalid_grant"}),
        Reply(is_lost=True),
    ]
    token = await sign_in_to_spotify(server, Person(agrees))
    keeper = spotify.spotify_keeper(tmp_path, accounts=server.address, clock=clock)
    keeper.adopt(token)
    assert keeper.refresh_now() == "access-later"
    assert server.asked[1].form == {
        "grant_type": "refresh_token",
        "refresh_token": "refresh-new",
        "client_id": "client-one",
    }
    assert keeper.token().refresh_token == "refresh-new"
    with pytest.raises(LoginExpired):
        keeper.refresh_now()
    with pytest.raises(Transient):
        keeper.refresh_now()


# ── Google's flow ────────────────────────────────────────────────────────────────────────────────────────


def client_file(folder: Path, kind: str = "installed", /, **changed: object) -> Path:
    content = {
        "client_id": "client-g",
        "client_secret": "secret-g",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": "https://oauth2.googleapis.com/token",
        **changed,
    }
    path = folder / "client_secret.json"
    path.write_text(json.dumps({kind: content}))
    return path


@pytest.mark.parametrize("kind", ["installed", "web"])
def test_a_client_file_of_either_kind_is_read(tmp_path: Path, kind: str) -> None:
    client = google.read_client(client_file(tmp_path, kind))
    assert client.token_uri == "https://oauth2.googleapis.com/token"
    assert "secret-g" not in repr(client)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"token_uri": "http://oauth2.example/token"}, "token_uri"),
        ({"auth_uri": "javascript:alert(1)"}, "auth_uri"),
        ({"token_uri": None}, "token_uri"),
        ({"client_id": ""}, "no OAuth client file"),
        ({"client_secret": 7}, "no OAuth client file"),
    ],
)
def test_a_client_file_that_is_wrong_is_refused_in_one_sentence(
    tmp_path: Path, changed: dict[str, object], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        google.read_client(client_file(tmp_path, **changed))


def test_a_client_file_that_is_missing_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"File not found: none\.json"):
        google.read_client(tmp_path / "none.json")
    for content in ("", "{", "[]", '{"type": "service_account"}', "[" * 50_000):
        (tmp_path / "other.json").write_text(content)
        with pytest.raises(UsageError, match="no OAuth client file"):
            google.read_client(tmp_path / "other.json")


def test_the_copy_of_a_client_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    kept = google.keep_client_file(client_file(tmp_path, project_id="extra"), tmp_path / "tokens")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert google.read_client(kept) == google.read_client(client_file(tmp_path))


async def test_google_is_signed_in_to_and_renewed_with_the_persons_own_client(
    server: Server, tmp_path: Path, clock: ManualClock
) -> None:
    path = client_file(tmp_path, auth_uri=f"{server.address}/o/oauth2/auth", token_uri=f"{server.address}/token")
    scope = "https://www.googleapis.com/auth/youtube"
    server.answers = [
        Reply(body={"access_token": "access-g", "refresh_token": "refresh-g", "expires_in": 3599, "scope": scope}),
        Reply(body={"access_token": "access-g2", "expires_in": 3599, "scope": scope}),
    ]
    person = Person(lambda uri, state: f"{uri.replace('/callback', '/')}?state={state}&code=4/0Ab&scope={scope}")
    token = await google.sign_in(google.read_client(path), clock=SystemClock(), patience=patient(), show_address=person)
    assert person.address.startswith(f"{server.address}/o/oauth2/auth?")
    assert (person.saw["access_type"], person.saw["prompt"], person.saw["scope"]) == ("offline", "consent", scope)
    assert person.saw["code_challenge_method"] == "S256"
    first = server.asked[0].form
    assert (first["code"], first["client_id"], first["client_secret"]) == ("4/0Ab", "client-g", "secret-g")
    assert first["code_verifier"]
    keeper = google.google_keeper(tmp_path / "tokens", clock=clock)
    keeper.adopt(token)
    assert keeper.refresh_now() == "access-g2"
    assert server.asked[1].form == {
        "grant_type": "refresh_token",
        "refresh_token": "refresh-g",
        "client_id": "client-g",
        "client_secret": "secret-g",
    }


async def test_a_right_that_was_unticked_is_asked_for_again(server: Server, tmp_path: Path) -> None:
    path = client_file(tmp_path, auth_uri=f"{server.address}/auth", token_uri=f"{server.address}/token")
    server.answers = [Reply(body={"access_token": "a", "scope": "openid"})]
    with pytest.raises(LoginExpired, match="ticked"):
        await google.sign_in(
            google.read_client(path), clock=SystemClock(), patience=patient(), show_address=Person(agrees)
        )


def test_a_stored_token_address_that_is_unsafe_is_never_used(tmp_path: Path, clock: ManualClock) -> None:
    keeper = google.google_keeper(tmp_path, clock=clock)
    path = tmp_path / google.FILE
    path.write_text(
        json.dumps(
            {
                "access_token": "a",
                "refresh_token": "r",
                "client_id": "c",
                "expires_at": "2020-01-01T00:00:00+00:00",
                "consented_at": "2020-01-01T00:00:00+00:00",
                "token_uri": "http://elsewhere.example/token",
            }
        )
    )
    with pytest.raises(LoginExpired, match="damaged"):
        keeper.access_token()
