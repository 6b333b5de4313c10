"""What is printed and logged: aligned, harmless, and without secrets."""

from __future__ import annotations

import io
import json
import logging
import zlib
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import requests

from core.errors import Unavailable, UsageError
from core.events import Progressed, StatusChanged
from core.files import read
from core.progress import RunView
from core.reading.patience import Wait
from core.session import Notices
from core.states import Phase, RunStatus
from tests.builders import NOON, after, job, run
from tests.engine.clock import VirtualClock
from tests.odd_files import endless, folder, pipe
from tui.build.logs import log_to
from tui.cli.follow import Sentences
from tui.cli.invoke import Meanwhile
from tui.cli.output import csv, document, say, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Path]:
    """A log folder that all logging goes to while the test runs."""
    root = logging.getLogger()
    before = [*root.handlers], root.level, logging.raiseExceptions
    try:
        yield tmp_path / "logs"
    finally:
        for handler in root.handlers:
            if handler not in before[0]:
                handler.close()
        root.handlers[:], logging.raiseExceptions = before[0], before[2]
        root.setLevel(before[1])
        logging.captureWarnings(capture=False)


def test_columns_align_where_letters_are_wide(capsys: pytest.CaptureFixture[str]) -> None:
    table(("Title", "N"), [("雨", "7"), ("rain", "12"), ("x" * 90, "1")], right=frozenset({1}))
    printed = capsys.readouterr().out
    lines = printed.splitlines()
    assert lines[1] == "雨" + " " * 46 + "  " + " 7"
    assert lines[3] == "x" * 47 + "…" + "  " + " 1"


def test_a_line_for_people_is_one_line_without_instructions(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\x1b]52;c;AAAA\x07b\nc\u202ed")
    printed = capsys.readouterr().out
    assert printed == "a\ufffd]52;c;AAAA\ufffdb cd\n"


def test_a_job_that_stands_where_it_stood_is_told_once_and_a_wait_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    told, backup = Sentences(waits=False), job(Phase.BACKUP, done=1, total=1)
    told.present(RunView(run(), (job(Phase.BACKUP, total=1),)), NOON)
    told.event(Progressed(backup, after(9)), after(9))
    told.event(Progressed(backup, after(18)), after(18))
    told.event(StatusChanged(run(), after(20), replace(backup, status=RunStatus.COMPLETED)), after(20))
    waits = replace(backup, message="Waiting until 14:03:20: YouTube asks for fewer calls")
    told.event(Progressed(waits, after(20), is_waiting=True), after(20))
    assert capsys.readouterr().out.splitlines() == [
        "  Back up: 1 of 1",
        "  Back up: Waiting until 14:03:20: YouTube asks for fewer calls",
    ]


async def test_a_command_tells_waits_at_once_and_how_far_it_is_now_and_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock, notices = VirtualClock(), Notices()
    with notices.heard_by(Meanwhile(clock)):
        with suppress(Unavailable), notices.reading():
            notices.progress("Reading your playlists: 1 of 9")
            await notices.waits(Wait("YouTube asks for fewer calls.", clock.now()))
            await notices.waits(None)
            assert notices.said == "Reading your playlists: 1 of 9"
            clock.pass_by(3)
            notices.progress("Reading your playlists: 7 of 9")
            notices.progress("Reading your playlists: 8 of 9")
            await notices.page("Reading a playlist: 50 of 90")
            await notices.page(None)
            assert notices.said == "Reading your playlists: 8 of 9"
            raise Unavailable("It cannot be read.", wait_s=60)
        assert notices.said == "", "a read that failed is not spoken of as if it went on"
    notices.progress("nobody listens")
    waits, far = capsys.readouterr().err.splitlines()
    assert waits.endswith(": YouTube asks for fewer calls.")
    assert far == "Reading your playlists: 7 of 9."


def test_json_is_pure_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    document({"title": "\x1b雨\ud800\x9b\x7f"})
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert "\x1b" not in printed
    assert "\x7f" not in printed
    assert json.loads(printed) == {"title": "\x1b雨\ud800\x9b\x7f"}


def test_a_cell_that_begins_like_a_formula_is_disarmed(capsys: pytest.CaptureFixture[str]) -> None:
    csv(("a", "b"), [("=1+1", -5), ("@x", "fine, thanks")])
    printed = capsys.readouterr().out
    assert printed == "a,b\n'=1+1,-5\n'@x,\"fine, thanks\"\n"


def test_a_table_for_spreadsheets_is_utf_8_whatever_the_terminal_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding="latin-1", errors="replace"))
    csv(("title",), [("雨",), ("Über",)])
    assert written.getvalue().decode("utf-8") == "title\n雨\nÜber\n"


def test_the_log_holds_no_secret_and_nothing_a_terminal_would_obey(logs: Path) -> None:
    log_to(logs, is_writer=True, is_debug=True)
    log = logging.getLogger("tests.log")
    log.info("GET with Authorization: Bearer abc.DEF-123 and %s", "access_token=ghi456&x=1")
    log.info('{"refresh_token": "jkl789", "client_secret": "mno"} code=pqr \x1b[31m')
    try:
        raise ValueError("Bearer stu000")
    except ValueError:
        log.exception("it broke")
    text = (logs / "crossfade.log").read_text()
    assert "it broke" in text
    assert not [secret for secret in ("abc", "ghi456", "jkl789", "mno", "pqr", "stu000", "\x1b") if secret in text]


def test_a_bug_keeps_its_traceback_and_a_fault_from_outside_is_one_line(logs: Path) -> None:
    log_to(logs, is_writer=True, is_debug=False)
    log = logging.getLogger("tests.log")
    for error in (ConnectionResetError(104, "the other side hung up"), zlib.error("cut off"), requests.Timeout("slow")):
        try:
            raise error
        except Exception:
            log.exception("the network")
    try:
        read(logs / "none", limit=1)
    except OSError:
        log.exception("a file")
    text = (logs / "crossfade.log").read_text()
    assert "Traceback" not in text
    assert "ConnectionResetError: [Errno 104] the other side hung up" in text
    assert "(at core.files:" in text
    try:
        raise ValueError("ours")
    except ValueError:
        log.exception("a bug")
    text = (logs / "crossfade.log").read_text()
    assert text.count("Traceback") == 1
    log_to(logs, is_writer=True, is_debug=True)
    log.error("asked for", exc_info=ConnectionResetError(104, "again"))
    assert "ConnectionResetError: [Errno 104] again" in (logs / "crossfade.log").read_text()


@pytest.mark.parametrize("make", [pipe, folder, endless])
def test_a_log_that_is_no_file_stops_who_writes_and_leaves_who_looks_alone(
    logs: Path, make: Callable[[Path], None]
) -> None:
    logs.mkdir()
    make(logs / "crossfade.log")
    with pytest.raises(UsageError, match="cannot be written: it is a "):
        log_to(logs, is_writer=True, is_debug=False)
    log_to(logs, is_writer=False, is_debug=False)
    logging.getLogger("tests.log").warning("something that nobody hears")


def test_a_process_that_only_looks_makes_no_log_folder(logs: Path) -> None:
    log_to(logs, is_writer=False, is_debug=False)
    logging.getLogger("tests.log").warning("something")
    assert not logs.exists()
