"""The fault plan and the control path over HTTP."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
import requests

from tests.contracts.world import QUOTED, TIDE
from tests.services import PROJECT, running_services

if TYPE_CHECKING:
    from pathlib import Path

    from tests.contracts.caller import Caller
    from tests.services import Running


def test_a_lost_reply_closes_the_socket_after_the_effect(caller: Caller) -> None:
    caller.running.faults({"call": "youtube.playlists.insert", "do": "lose_reply", "nth": 1})
    with pytest.raises(requests.ConnectionError):
        caller.youtube("POST", "playlists", json={"snippet": {"title": "Ghost"}}, part="snippet")
    assert caller.running.playlist("Ghost")["item_count"] == 0
    assert caller.running.state()["log"][-1]["status"] == 0


def test_a_delay_outlasts_a_callers_patience_and_the_effect_still_comes(caller: Caller) -> None:
    made = caller.youtube("POST", "playlists", json={"snippet": {"title": "Slow"}}, part="snippet").json()
    caller.running.faults({"call": "youtube.playlistItems.insert", "do": "delay", "delay_s": 0.4, "nth": 1})
    body = {"snippet": {"playlistId": made["id"], "resourceId": {"kind": "youtube#video", "videoId": TIDE}}}
    with pytest.raises(requests.ReadTimeout):
        caller.session.post(
            f"{caller.running.base}/youtube/v3/playlistItems",
            params={"part": "snippet"},
            json=body,
            headers={"Authorization": f"Bearer {caller.tokens['youtube']}"},
            timeout=0.1,
        )
    assert caller.insert(made["id"], QUOTED).status_code == 409
    deadline = time.monotonic() + 10
    while not caller.running.playlist("Slow")["item_count"] and time.monotonic() < deadline:
        pass
    assert [item["video_id"] for item in caller.running.playlist("Slow")["items"]] == [TIDE]


def test_a_fault_plan_with_an_unknown_word_is_refused(running: Running) -> None:
    with pytest.raises(AssertionError, match="explode"):
        running.faults({"call": "*", "do": "explode"})


def test_the_clock_goes_ahead_and_never_back(running: Running) -> None:
    running.restart()
    before = running.state_time()
    running.advance(86_400)
    assert 86_400 <= running.state_time() - before < 86_460
    with pytest.raises(AssertionError, match="ahead"):
        running.advance(-1)


def ended(process: subprocess.Popen[bytes]) -> int:
    return process.wait(timeout=20)


def test_the_services_end_in_peace_on_a_signal_and_leave_no_secret_behind() -> None:
    with running_services() as running:
        secrets = running.client_secrets
        assert secrets.stat().st_mode & 0o777 == 0o600
        running.process.send_signal(signal.SIGTERM)
        assert ended(running.process) == 0
    assert not secrets.parent.exists()


def test_the_services_end_with_who_started_them() -> None:
    with running_services() as running:
        assert running.process.stdin is not None
        running.process.stdin.close()
        assert ended(running.process) == 0


def test_a_world_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "world.json"
    file.write_text('{"spotify": 5}')
    command = [sys.executable, "-m", "core.demo", "--world", str(file)]
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20, cwd=PROJECT)
    assert found.returncode == 2
    assert found.stdout == ""
    assert found.stderr.startswith("The world file cannot be read: ")
    assert found.stderr.count("\n") == 1
