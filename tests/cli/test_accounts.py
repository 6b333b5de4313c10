"""Signing in from a terminal without a browser, and forgetting it again."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from tests.cli.program import ENOUGH_S, finished, visited

if TYPE_CHECKING:
    from tests.cli.program import Program


def test_the_printed_address_signs_in_although_the_input_has_ended(program: Program) -> None:
    with program.signing_in("spotify") as (process, address):
        assert process.stdin is not None
        process.stdin.close()
        assert visited(address) == 200
        assert process.wait(ENOUGH_S) == 0
    assert "Spotify: signed in as A Listener." in program.run("status").out


def test_a_pasted_redirect_signs_in_where_the_browser_is_elsewhere(program: Program) -> None:
    assert program.services is not None
    with program.signing_in("youtube", "--client-secrets", str(program.services.client_secrets)) as (process, address):
        redirect = _redirect(address)
        out, err = process.communicate(f"what is this?\n{redirect}\n".encode(), timeout=ENOUGH_S)
        assert process.returncode == 0, err
    assert "Listener's channel" in out.decode()
    spent = program.run("status", "--json").document["buckets"]["units"]["spent_today"]
    assert spent == program.services.state()["quota"]["units"] == 1


def test_a_client_file_that_is_none_ends_with_2(program: Program) -> None:
    wrong = program.home / "wrong.json"
    wrong.write_text("{}")
    assert "client file" in program.run("auth", "youtube", "--client-secrets", str(wrong), code=2).err
    assert "client file" in program.run("auth", "youtube", code=2).err


def test_no_secret_is_printed_or_logged(program: Program) -> None:
    with program.signing_in("spotify") as (process, address):
        visited(address)
        ended = finished(process)
    token = (program.home / "tokens" / "spotify.json").read_text()
    secrets = [word for word in token.replace('"', " ").split() if word.startswith(("access-", "refresh-"))]
    assert len(secrets) == 2
    program.run("import", more={"CROSSFADE_LOG": "debug"})
    log = "".join(path.read_text() for path in (program.home / "logs").iterdir())
    assert not [secret for secret in secrets if secret in ended.out + ended.err + log]


def test_a_sign_in_that_was_forgotten_is_needed_again(ready: Program) -> None:
    ready.run("disconnect", "youtube")
    assert not (ready.home / "tokens" / "youtube.json").exists()
    ready.run("preview", code=5)
    ready.run("disconnect", "youtube")


def test_a_withdrawn_sign_in_pauses_the_run_and_asks_for_another(ready: Program) -> None:
    assert ready.services is not None
    ready.run("preview")
    ready.services.edit("revoke_tokens", service="youtube")
    parked = ready.run("sync", "--yes", "--json", code=5).summary
    assert (parked["status"], parked["reason"]) == ("paused", "sign_in")
    ready.sign_in()
    done = ready.run("sync", "--yes", "--json").summary
    assert (done["run_id"], done["left"]) == (parked["run_id"], 0)


def _redirect(address: str) -> str:
    """Where the consent page sends the browser, without going there."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    try:
        urllib.request.build_opener(Stay).open(address, timeout=10)
    except urllib.error.HTTPError as moved:
        with moved:
            return str(moved.headers["Location"])
    raise AssertionError("the consent page sends nobody anywhere")
