"""The writer's lock: one winner, named to the others, free when it dies."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

import pytest

from core.errors import Busy, StoreError
from db.lock import WriterLock, holder
from tests.db.values import NOON
from tests.services import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the lock stands; its folder is not there yet."""
    return tmp_path / "home" / "crossfade.lock"


class Starter:
    """Another process that obeys."""

    def __init__(self, process: subprocess.Popen[str], said: IO[str], heard: IO[str]) -> None:
        self.process, self._said, self._heard = process, said, heard

    def tell(self, command: str) -> None:
        """Give a command without waiting."""
        self._heard.write(f"{command}\n")
        self._heard.flush()

    def hear(self) -> str:
        """Wait for its next line."""
        return self._said.readline().strip()


@contextmanager
def starters(path: Path, count: int) -> Iterator[list[Starter]]:
    """Some processes, ready; killed at the end."""
    found: list[Starter] = []
    try:
        for _ in range(count):
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.db.locker", str(path)],
                cwd=PROJECT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            assert process.stdin is not None
            assert process.stdout is not None
            found.append(Starter(process, process.stdout, process.stdin))
        assert [starter.hear() for starter in found] == ["ready"] * count
        yield found
    finally:
        for starter in found:
            starter.process.kill()
            starter.process.communicate()


def test_a_second_taker_is_told_who_holds_the_lock_and_since_when(path: Path) -> None:
    lock = WriterLock(path)
    lock.acquire(now=NOON)
    try:
        with pytest.raises(Busy, match=f"process {os.getpid()} on .* since 2026-11-21T12:00:00") as caught:
            WriterLock(path).acquire()
        assert (caught.value.pid, caught.value.since) == (os.getpid(), NOON.isoformat())
        found = holder(path)
        assert found is not None
        assert (found.pid, found.since) == (os.getpid(), NOON.isoformat())
        lock.acquire()
    finally:
        lock.release()
    lock.release()
    assert holder(path) is None
    WriterLock(path).acquire()


def test_without_a_given_time_the_lock_tells_when_it_was_taken(path: Path) -> None:
    before = datetime.now(UTC).timestamp()
    lock = WriterLock(path)
    lock.acquire()
    found = holder(path)
    lock.release()
    assert found is not None
    assert before - 5 < datetime.fromisoformat(found.since).timestamp() < before + 60


def test_a_lock_file_that_nobody_holds_means_nothing(path: Path) -> None:
    assert holder(path) is None
    path.parent.mkdir()
    assert holder(path) is None
    path.write_text('{"pid": 1, "host": "h", "since": "s"}')
    assert holder(path) is None
    lock = WriterLock(path)
    lock.acquire()
    lock.release()


def test_a_holder_that_left_no_name_is_still_a_holder(path: Path) -> None:
    lock = WriterLock(path)
    lock.acquire()
    path.write_text("not json")
    with pytest.raises(Busy) as caught:
        WriterLock(path).acquire()
    assert caught.value.pid is None
    found = holder(path)
    lock.release()
    assert found is not None
    assert found.pid == 0


def test_only_its_owner_may_read_the_lock_file(path: Path) -> None:
    lock = WriterLock(path)
    lock.acquire()
    mode = stat.S_IMODE(path.stat().st_mode)
    lock.release()
    assert mode == 0o600


def _link(path: Path, target: Path) -> None:
    path.symlink_to(target)


def _second_name(path: Path, target: Path) -> None:
    os.link(target, path)


def _pipe(path: Path, _: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("make", [_link, _second_name, _pipe])
def test_what_is_no_file_of_its_own_is_never_taken_for_a_lock_and_never_emptied(
    path: Path, tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    path.parent.mkdir()
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    make(path, precious)
    with pytest.raises(StoreError, match="cannot be taken: it is a"):
        WriterLock(path).acquire()
    with pytest.raises(StoreError, match="cannot be read: it is a"):
        holder(path)
    assert precious.read_text() == "precious"


@pytest.mark.parametrize("said", ["[" * 4_000, '{"pid": Infinity, "host": "h", "since": "s"}', "5", '{"pid": null}'])
def test_a_holder_that_left_nonsense_is_still_a_holder(path: Path, said: str) -> None:
    lock = WriterLock(path)
    lock.acquire()
    path.write_text(said)
    found = holder(path)
    lock.release()
    assert found is not None
    assert found.pid == 0


def test_a_place_that_cannot_hold_a_lock_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    with pytest.raises(StoreError, match="cannot be taken"):
        WriterLock(tmp_path / "plain" / "crossfade.lock").acquire()


def test_looking_at_the_lock_never_keeps_anyone_from_taking_it(path: Path) -> None:
    lock = WriterLock(path)
    lock.acquire()
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            holder(path)

    lookers = [threading.Thread(target=look) for _ in range(2)]
    for looker in lookers:
        looker.start()
    try:
        for _ in range(200):
            lock.release()
            lock.acquire()
    finally:
        stop.set()
        for looker in lookers:
            looker.join()
        lock.release()


def test_of_six_starters_one_wins_and_the_others_name_it(path: Path) -> None:
    with starters(path, 6) as six:
        for _ in range(20):
            for starter in six:
                starter.tell("take")
            answers = {starter.process.pid: starter.hear() for starter in six}
            winners = [pid for pid, answer in answers.items() if answer == "won"]
            assert len(winners) == 1
            assert sorted(answers.values()) == [f"busy {winners[0]}"] * 5 + ["won"]
            for starter in six:
                starter.tell("drop")
            assert {starter.hear() for starter in six} == {"dropped"}


def test_the_lock_is_free_once_its_holder_was_killed(path: Path) -> None:
    with starters(path, 1) as (other,):
        other.tell("take")
        assert other.hear() == "won"
        found = holder(path)
        assert found is not None
        assert found.pid == other.process.pid
        lock = WriterLock(path)
        with pytest.raises(Busy):
            lock.acquire()
        other.process.kill()
        other.process.wait()
        assert holder(path) is None
        lock.acquire()
        lock.release()
