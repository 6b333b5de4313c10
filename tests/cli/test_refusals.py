"""YouTube refuses over HTTP: the exit code, the state that is stored, and the sentence a person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.program import Program

INSERT, CREATE = "youtube.playlistItems.insert", "youtube.playlists.insert"
ROWS = {
    "a sign-in that died": (INSERT, 401, "authError", 5, "paused", "sign_in", "Sign in again"),
    "an API not enabled": (CREATE, 403, "accessNotConfigured", 5, "paused", "sign_in", "not enabled"),
    "no channel": (CREATE, 401, "youtubeSignupRequired", 5, "paused", "sign_in", "no YouTube channel"),
    "a spent day": (INSERT, 403, "quotaExceeded", 3, "paused", "quota_exhausted", "today's units are used up"),
    "ten playlists": (CREATE, 429, "RATE_LIMIT_EXCEEDED", 3, "paused", "playlist_limit", "no more playlists"),
    "a dead video": (INSERT, 404, "videoNotFound", 6, "completed", None, "does not find this video"),
    "a full account": (CREATE, 400, "maxPlaylistExceeded", 6, "completed", None, "delete some first"),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_refusal_ends_in_its_code_its_state_and_its_sentence(ready: Program, name: str) -> None:
    assert ready.services is not None
    call, status, reason, code, state, why, says = ROWS[name]
    times = {"nth": 1} if code == 6 and call == INSERT else {}
    ready.services.faults({"call": call, "do": "refuse", "status": status, "reason": reason, **times})
    ended = ready.run("sync", "--yes", code=code)
    assert says in ended.out + ended.err
    assert "Traceback" not in ended.err
    told = ready.run("status", "--json").document["run"]
    if state == "completed":
        assert told is None
        assert says in ready.run("errors").out
    else:
        assert (told["status"], told["reason"]) == (state, why)
        assert (told["resumes_at"] is None) == (why == "sign_in")
    ready.services.faults()
    if why == "sign_in":
        assert ready.run("sync", "--yes", "--json").summary["left"] == 0
