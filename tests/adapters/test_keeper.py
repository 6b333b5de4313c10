"""Token files and their keeper: for their owner's eyes only, renewed in time, never lost."""

from __future__ import annotations

import json
import os
import stat
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.adapters.login.endpoint import post
from core.adapters.login.keeper import TokenKeeper
from core.adapters.login.tokens import TokenFile, write_private
from core.errors import LoginExpired, StoreError, Throttled, Transient
from core.states import Service
from tests.adapters.fakes import NOW, a_token
from tests.adapters.server import Reply

if TYPE_CHECKING:
    from pathlib import Path

    from core.adapters.login.endpoint import Grant
    from core.adapters.login.tokens import Token
    from tests.adapters.fakes import ManualClock, Renewals
    from tests.adapters.server import Server


def path_of(tmp_path: Path) -> Path:
    return tmp_path / "tokens" / "youtube.json"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_token_comes_back_as_it_was_stored(token_file: TokenFile) -> None:
    assert token_file.load() == a_token("access-one", expires_at=NOW + timedelta(hours=1))


def test_a_token_file_is_for_its_owner_alone(token_file: TokenFile, tmp_path: Path) -> None:
    path = path_of(tmp_path)
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert [each.name for each in path.parent.iterdir()] == ["youtube.json"]  # nothing is left beside it


def test_an_open_token_file_and_folder_are_closed(token_file: TokenFile, tmp_path: Path) -> None:
    path = path_of(tmp_path)
    path.chmod(0o644)
    path.parent.chmod(0o755)
    token = token_file.load()
    assert mode(path) == 0o600
    token_file.save(token)
    assert mode(path.parent) == 0o700


def test_a_link_in_the_place_of_a_token_is_neither_read_nor_written_through(
    token_file: TokenFile, tmp_path: Path
) -> None:
    path, other = path_of(tmp_path), tmp_path / "elsewhere.json"
    path.rename(other)
    before = other.read_bytes()
    path.symlink_to(other)
    with pytest.raises(LoginExpired):
        token_file.load()
    token_file.save(a_token("new", expires_at=NOW))
    assert not path.is_symlink()
    assert other.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"access_token": "a"}',
        b'{"access_token": "a", "client_id": "c", "expires_at": 7, "consented_at": "2026-01-01"}',
        b'{"access_token": "a b\\n", "client_id": "c"}',
        b" " * 70_000,
    ],
)
def test_a_file_that_is_no_token_asks_for_a_new_sign_in(token_file: TokenFile, tmp_path: Path, content: bytes) -> None:
    path_of(tmp_path).write_bytes(content)
    with pytest.raises(LoginExpired, match="Sign in again") as caught:
        token_file.load()
    assert caught.value.service is Service.YOUTUBE


def test_a_missing_sign_in_says_how_to_get_one(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "none.json", service=Service.SPOTIFY)
    assert not file.exists()
    with pytest.raises(LoginExpired, match="crossfade auth spotify"):
        file.load()
    assert not file.delete()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"token\.json cannot be written"):
        write_private(tmp_path / "file" / "token.json", b"{}")


def test_a_write_that_fails_leaves_the_old_token(
    token_file: TokenFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: int) -> None:
        raise OSError(5, "broken disk")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(StoreError):
        token_file.save(a_token("new", expires_at=NOW))
    assert token_file.load().access_token == "access-one"
    assert [each.name for each in path_of(tmp_path).parent.iterdir()] == ["youtube.json"]


def test_secrets_do_not_show_in_a_repr(renewals: Renewals) -> None:
    token = a_token("access-secret", expires_at=NOW)
    told = f"{token!r} {renewals(token)!r}"
    assert "client-one" in told
    assert not any(word in told for word in ("access-", "refresh-one", "secret-one"))


# ── the keeper ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_valid_token_is_given_without_asking_anyone(keeper: TokenKeeper, renewals: Renewals) -> None:
    assert keeper.access_token() == "access-one"
    assert renewals.asked == []


def test_a_token_is_renewed_a_minute_before_its_end_and_stored_before_its_use(
    keeper: TokenKeeper, token_file: TokenFile, renewals: Renewals, clock: ManualClock
) -> None:
    clock.pass_by(3600 - 61)
    assert keeper.access_token() == "access-one"
    clock.pass_by(1)
    assert keeper.access_token() == "access-renewed-1"
    stored = token_file.load()
    assert stored.access_token == "access-renewed-1"
    assert stored.expires_at == clock.now() + timedelta(hours=1)
    assert stored.consented_at == NOW


def test_an_answer_without_a_refresh_token_keeps_the_old_one_and_a_new_one_replaces_it(
    keeper: TokenKeeper, token_file: TokenFile, renewals: Renewals
) -> None:
    keeper.refresh_now()
    assert token_file.load().refresh_token == "refresh-one"
    renewals.refresh_token = "refresh-two"
    keeper.refresh_now()
    assert token_file.load().refresh_token == "refresh-two"


@pytest.mark.parametrize("error", [LoginExpired("over", service=Service.YOUTUBE), Transient("away", is_network=True)])
def test_a_renewal_that_fails_keeps_what_is_stored(
    keeper: TokenKeeper, token_file: TokenFile, renewals: Renewals, error: Exception
) -> None:
    renewals.error = error
    with pytest.raises(type(error)):
        keeper.refresh_now()
    assert token_file.load().refresh_token == "refresh-one"
    renewals.error = None
    assert keeper.refresh_now() == "access-renewed-2"


def test_many_who_ask_at_once_make_one_renewal(token_file: TokenFile, clock: ManualClock, renewals: Renewals) -> None:
    clock.pass_by(7200)
    everyone_is_here = threading.Barrier(8)

    def renew(token: Token) -> Grant:
        return renewals(token)

    keeper = TokenKeeper(token_file, renew, clock=clock)
    given: list[str] = []

    def ask() -> None:
        everyone_is_here.wait()
        given.append(keeper.access_token())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given == ["access-renewed-1"] * 8
    assert len(renewals.asked) == 1


def test_a_token_that_another_renewed_meanwhile_is_taken(
    keeper: TokenKeeper, token_file: TokenFile, renewals: Renewals
) -> None:
    assert keeper.access_token() == "access-one"
    token_file.save(a_token("access-by-another", expires_at=NOW + timedelta(hours=1)))
    assert keeper.refresh_now(stale="access-one") == "access-by-another"
    assert keeper.refresh_now(stale="access-one") == "access-by-another"
    assert renewals.asked == []


def test_a_sign_in_without_a_refresh_token_is_over_when_it_ends(
    token_file: TokenFile, renewals: Renewals, clock: ManualClock
) -> None:
    keeper = TokenKeeper(token_file, renewals, clock=clock)
    keeper.adopt(a_token("short", refresh=None, expires_at=NOW + timedelta(minutes=2)))
    assert keeper.access_token() == "short"
    clock.pass_by(120)
    with pytest.raises(LoginExpired):
        keeper.access_token()


def test_who_signed_in_is_remembered_beside_the_token(keeper: TokenKeeper, token_file: TokenFile) -> None:
    keeper.remember_account("UC1", "Someone")
    assert (keeper.token().account_id, token_file.load().account_name) == ("UC1", "Someone")
    assert token_file.load().access_token == "access-one"


# ── the token endpoint ───────────────────────────────────────────────────────────────────────────────────


def ask(server: Server, service: Service = Service.SPOTIFY) -> Grant:
    return post(f"{server.address}/api/token", {"grant_type": "refresh_token"}, service=service, now=NOW)


@pytest.mark.parametrize("absent", [{}, {"refresh_token": ""}, {"refresh_token": None}])
def test_a_grant_without_a_refresh_token_is_read_as_none(server: Server, absent: dict[str, object]) -> None:
    server.answers = [Reply(body={"access_token": "a", "expires_in": 3600, "scope": "one two", **absent})]
    grant = ask(server)
    assert (grant.access_token, grant.refresh_token, grant.expires_in_s) == ("a", None, 3600)
    assert grant.scopes == ("one", "two")
    assert server.asked[0].form == {"grant_type": "refresh_token"}


@pytest.mark.parametrize(
    ("reply", "disposition"),
    [
        (
            Reply(400, {"error": "invalid_grant", "error_description": "Token has been revoked."}),
            LoginExpired,
        ),
        (Reply(401, {"error": "invalid_client"}), LoginExpired),
        (Reply(400, {"error": "server_error"}), Transient),
        (Reply(403, b"<html>"), Transient),
        (Reply(403, {"error": "access_denied"}), LoginExpired),
        (Reply(429, headers={"Retry-After": "9"}), Throttled),
        (Reply(500), Transient),
        (Reply(302, headers={"Location": "/elsewhere"}), Transient),
        (Reply(is_lost=True), Transient),
        (Reply(body=b"{"), Transient),
        (Reply(body=[1]), Transient),
        (Reply(body={"access_token": "bad\ntoken"}), Transient),
        (Reply(body={"access_token": 5}), Transient),
    ],
)
def test_an_endpoint_that_gives_no_token_is_understood(
    server: Server, reply: Reply, disposition: type[Exception]
) -> None:
    server.answers = [reply]
    with pytest.raises(disposition) as caught:
        ask(server)
    assert type(caught.value) is disposition
    assert len(server.asked) == 1


def test_an_endpoint_that_is_not_there_is_a_matter_of_the_network() -> None:
    with pytest.raises(Transient) as caught:
        post("http://127.0.0.1:1/token", {}, service=Service.YOUTUBE, now=NOW)
    assert caught.value.is_network


def test_the_life_of_a_token_is_bounded(server: Server) -> None:
    lives = ["3600", 10**9, -5, True, None, "soon"]
    server.answers = [Reply(body={"access_token": "a", "expires_in": life}) for life in lives]
    assert [ask(server).expires_in_s for _ in lives] == [3600, 86400, 3600, 3600, 3600, 3600]


def test_nothing_secret_is_stored_outside_the_known_fields(token_file: TokenFile, tmp_path: Path) -> None:
    stored = json.loads(path_of(tmp_path).read_text())
    assert set(stored) == {
        "access_token", "refresh_token", "expires_at", "consented_at", "client_id", "scopes", "account_id",
        "account_name", "token_uri", "client_secret",
    }  # fmt: skip
