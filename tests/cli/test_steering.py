"""Pausing, resuming and cancelling, by signal and from another process; one writer at a time."""

from __future__ import annotations

import json
import shutil
import signal
import socket
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import finished, interrupted
from tests.cli.world import IN_EVENING, LIKED, video_id
from tui.control import socket_path

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Ended, Program
    from tests.services import Running

SLOW = {"call": "youtube.playlistItems.insert", "do": "delay", "delay_s": 0.15}
SYNC = ("sync", "--yes", "--json")
ADDED = '"kind":"video","status":"succeeded"'


@pytest.fixture(autouse=True)
def _slow(services: Running, ready: Program) -> None:
    """Let the next sync take a few seconds."""
    services.faults(SLOW)


def _is_right(program: Program) -> bool:
    assert program.services is not None
    program.services.faults()
    liked = program.services.playlist("Liked Songs")["items"]
    return [item["video_id"] for item in liked] == [video_id(n) for n in range(LIKED)]


def _summary(ended: Ended) -> dict[str, object]:
    found: dict[str, object] = json.loads(ended.out.splitlines()[-1])
    assert found["type"] == "summary"
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_pauses_and_the_next_sync_goes_on(ready: Program, number: signal.Signals) -> None:
    with ready.at_work(*SYNC, until=ADDED) as process:
        ended = interrupted(process, number)
    assert ended.code == 3, ended
    paused = _summary(ended)
    assert (paused["status"], paused["reason"]) == ("paused", "by_user")
    run = ready.run("status", "--json").document["run"]
    assert (run["id"], run["status"], run["paused_at_stage"]) == (paused["run_id"], "paused", "add_videos")
    assert 0 < run["percent"] < 100
    done = ready.run(*SYNC).summary
    assert (done["run_id"], done["status"], done["left"]) == (paused["run_id"], "completed", 0)
    assert done["added"] == LIKED + IN_EVENING
    assert _is_right(ready)


def test_a_killed_sync_is_shown_as_interrupted_and_goes_on_at_once(ready: Program) -> None:
    with ready.at_work(*SYNC, until=ADDED) as process:
        process.kill()
        process.wait()
    assert "interrupted" in ready.run("status").out
    run = ready.run("status", "--json").document["run"]
    assert (run["status"], run["reason"], run["held_by"]) == ("paused", "interrupted", None)
    assert ready.run(*SYNC).summary["left"] == 0
    assert _is_right(ready)


def test_a_second_sync_ends_with_4_and_names_the_first(ready: Program) -> None:
    with ready.at_work(*SYNC, until=ADDED) as process:
        ended = ready.run("sync", "--yes", code=4)
        assert str(process.pid) in ended.err
        assert not ended.out
        ready.run("preview", code=4)
        ready.run("categories", "set", "Liked Songs", "--exclude", code=4)
        status = ready.run("status", "--json").document["run"]
        assert status["held_by"]["pid"] == process.pid
        assert status["status"] == "running"
        assert ready.run("history", "--json").document[0]["status"] == "running"
        assert interrupted(process).code == 3


def test_a_run_of_another_process_is_paused_and_cancelled(ready: Program) -> None:
    with ready.at_work(*SYNC, until=ADDED) as process:
        answer = ready.run("pause", "--json").document
        ended = finished(process)
    assert ended.code == 3
    assert _summary(ended)["reason"] == "by_user"
    assert (answer["run_id"], answer["status"]) == (_summary(ended)["run_id"], "paused")
    with ready.at_work("resume", "--json", until=ADDED) as process:
        assert "not paused" in ready.run("resume", code=2).err
        assert "cancelled" in ready.run("cancel").out
        ended = finished(process)
    assert ended.code == 3
    assert _summary(ended)["status"] == "cancelled"
    assert ready.run("status", "--json").document["run"] is None
    assert ready.run(*SYNC).summary["left"] == 0
    assert _is_right(ready)


def test_what_is_not_paused_cannot_be_resumed(ready: Program) -> None:
    assert "no paused run" in ready.run("resume", code=2).err
    assert "no unfinished run" in ready.run("cancel").out


def test_the_control_channel_is_private_and_refuses_what_it_does_not_know(ready: Program) -> None:
    with ready.at_work(*SYNC, until=ADDED) as process:
        path = socket_path(ready.home)
        assert path.stat().st_mode & 0o077 == 0
        for request in (b'{"do": "format"}\n', b"[]\n", b"\xff\n", b'{"do": "pause", "run": 5}\n', b"x" * 9000 + b"\n"):
            with socket.socket(socket.AF_UNIX) as asking:
                asking.settimeout(10)
                asking.connect(str(path))
                asking.sendall(request)
                assert json.loads(asking.makefile().readline())["is_done"] is False
        assert process.poll() is None
        assert interrupted(process).code == 3
    assert not path.exists()


def test_three_hundred_silent_callers_keep_nobody_from_pausing(ready: Program) -> None:
    with ready.at_work(*SYNC, until=ADDED) as process, ExitStack() as callers:
        for number in range(300):
            caller = callers.enter_context(socket.socket(socket.AF_UNIX))
            caller.connect(str(socket_path(ready.home)))  # it waits for its place among those not yet met
            if number % 2:
                caller.sendall(b'{"do": ')
        assert ready.run("pause", "--json").document["status"] == "paused"
        assert finished(process).code == 3
    assert ready.run(*SYNC).summary["left"] == 0


def test_a_socket_left_by_a_dead_process_is_replaced(ready: Program) -> None:
    path = socket_path(ready.home)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    assert "nothing to pause" in ready.run("pause").out
    with ready.at_work(*SYNC, until=ADDED) as process:
        assert "paused" in ready.run("pause").out
        assert finished(process).code == 3


@pytest.mark.parametrize("is_gone", [False, True], ids=["", "socket taken away"])
def test_a_home_with_a_long_path_is_steered_through_a_short_one(
    ready: Program, tmp_path: Path, *, is_gone: bool
) -> None:
    long = tmp_path / ("deep" * 20) / ("er" * 30)
    shutil.copytree(ready.home, long)
    far = replace(ready, home=long, environment={**ready.environment, "CROSSFADE_HOME": str(long)})
    socket_file = socket_path(long)
    assert long not in socket_file.parents
    with far.at_work(*SYNC, until=ADDED) as process:
        assert socket_file.is_socket()
        assert socket_file.parent.stat().st_mode & 0o777 == 0o700
        if is_gone:
            socket_file.unlink()
            process.send_signal(signal.SIGINT)
        else:
            assert "paused" in far.run("pause").out
        assert finished(process).code == 3
    assert not socket_file.parent.exists(), "nothing stays"


def test_a_second_interrupt_leaves_at_once_and_loses_nothing(ready: Program, services: Running) -> None:
    services.faults({**SLOW, "delay_s": 5.0, "nth": 3})
    with ready.at_work(*SYNC, until='"done":2,') as process:
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert b"Once more" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(3) == 130
    services.faults()
    done = ready.run(*SYNC).summary
    assert (done["left"], done["failed"]) == (0, 0)
    assert _is_right(ready)


def test_a_reader_that_leaves_lets_the_sync_pause(ready: Program) -> None:
    with ready.at_work(*SYNC, until=ADDED) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.wait(30)
    assert ready.run("status", "--json").document["run"]["status"] == "paused"
