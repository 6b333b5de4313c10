"""The real program on real pseudo-terminals: it takes what it may, gives it back, and outlives stops and stalls."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.tui.window import PROGRAM, TAKEN, Window, colour_codes, modes
from tui.control import ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LEAVING: dict[str, Callable[[Window], None]] = {
    "SIGTERM": lambda window: window.tell(signal.SIGTERM),
    "SIGHUP": lambda window: window.tell(signal.SIGHUP),
    "SIGINT": lambda window: window.tell(signal.SIGINT),
    "q": lambda window: window.press(b"q"),
    "ctrl-c": lambda window: window.press(b"\x03"),
}


def is_given_back(written: bytes) -> bool:
    """Whether the bytes leave the normal screen, a visible cursor, no reports of mouse, focus and pastes."""
    left = modes(written)
    return not any(left[mode] for mode in TAKEN) and left["25"]


@pytest.mark.parametrize("how", LEAVING)
def test_the_terminal_is_given_back_however_the_program_is_told_to_go(home: Path, how: str) -> None:
    with Window(home=home) as window:
        window.until(b"Welcome")
        assert not window.has_echo()
        LEAVING[how](window)
        assert window.ended() == 0
        assert is_given_back(window.shown)


@pytest.mark.parametrize("has_signals", [True, False], ids=["told", "not told"])
def test_the_program_ends_when_its_window_is_closed(home: Path, *, has_signals: bool) -> None:
    with Window(home=home, has_signals=has_signals) as window:
        window.until(b"Welcome")
        window.close()
        assert window.program.wait(30) == 0


@pytest.mark.skipif(shutil.which("bash") is None, reason="no shell with job control here")
def test_ctrl_z_leads_to_a_usable_shell_and_fg_back_to_a_whole_screen(home: Path) -> None:
    with Window("bash", "--norc", "-i", home=home, env={"PS1": "ready> ", "HISTFILE": ""}) as window:
        window.until(b"ready> ")
        window.press(" ".join(PROGRAM).encode() + b"\r")
        window.until(b"Welcome", b"quit")
        for stop in ("ctrl-z", "bg", "a bare SIGSTOP"):
            if stop == "a bare SIGSTOP":
                window.press(b"\x1a")
                window.until(b"Stopped", b"ready> ")
                window.press(b"fg\r")
                window.until(b"Welcome", b"quit")
                (program,) = subprocess.check_output(["pgrep", "-P", str(window.program.pid)]).split()
                os.kill(int(program), signal.SIGSTOP)
                window.until(b"Stopped", b"ready> ")
            else:
                window.press(b"\x1a")
                assert is_given_back(window.until(b"Stopped", b"ready> ") + b"\x1b[?2004l")
                window.press(b"echo fine$((40+2))\r")
                window.until(b"fine42", b"ready> ")
            if stop == "bg":
                window.press(b"bg\r")
                window.until(b"ready> ")
                window.press(b"until jobs | grep -q Stopped; do :; done; echo still$((40+2))\r")
                window.until(b"still42", b"ready> ")  # the terminal stops what speaks to it from behind
            window.press(b"fg\r")
            back = window.until(b"[First start]", b"Welcome", b"quit")
            assert all(modes(back)[mode] for mode in TAKEN), stop
        window.press(b"q")
        assert is_given_back(window.until(b"ready> ") + b"\x1b[?2004l")
        window.press(b"echo over\r")
        window.until(b"over\r\n")


def test_ctrl_z_stays_where_no_shell_could_bring_it_back(home: Path) -> None:
    with Window(home=home) as window:
        window.until(b"Welcome")
        window.press(b"\x1a")
        window.until(b"no shell")
        window.press(b"q")
        assert window.ended() == 0


def test_any_size_at_any_time_also_with_a_dialog_open(home: Path) -> None:
    with Window(home=home) as window:
        window.until(b"Welcome")
        window.press(b"?")
        window.until(b"Help")
        for columns, rows in ((20, 5), (250, 80), (61, 17), (80, 24)):
            window.resize(columns, rows)
            window.until(b"Help", b"\x1b[%d;1H" % rows)
        window.press(b"\x1b")
        window.until(b"Welcome")
        window.press(b"q")
        assert window.ended() == 0


def test_a_no_to_colours_lets_no_colour_code_out_and_an_empty_one_lets_them(home: Path) -> None:
    for word, has_colours in (("1", False), ("", True)):
        with Window(home=home, env={"NO_COLOR": word, "COLORTERM": "truecolor"}) as window:
            window.until(b"Welcome")
            for key, seen in ((b"8", b"quota.reserve"), (b"?", b"Help"), (b"\x1b", b"reserve"), (b"q", b"\x1b[?1049l")):
                window.press(key)
                window.until(seen)
            assert window.ended() == 0
            assert bool(colour_codes(window.shown)) is has_colours


@pytest.mark.parametrize("by", ["option", "setting"])
def test_the_mouse_is_left_to_the_terminal_on_request(home: Path, by: str) -> None:
    home.mkdir()
    (home / "config.toml").write_text("[ui]\nmouse = false\n" if by == "setting" else "")
    with Window(*PROGRAM, *(["--no-mouse"] if by == "option" else []), home=home) as window:
        window.until(b"Welcome")
        window.press(b"q")
        assert window.ended() == 0
        assert modes(window.shown).keys() & {"1000", "1002", "1003", "1006", "1015", "1016"} == set()


def test_a_dumb_terminal_gets_status_and_help_and_the_code_2(home: Path) -> None:
    with Window(home=home, env={"TERM": "dumb"}) as window:
        assert window.ended() == 2
        assert b"Usage: crossfade" in window.shown
        assert b"\x1b" not in window.shown


def test_stderr_in_a_file_leaves_the_screen_on_the_terminal(home: Path) -> None:
    with Window("sh", "-c", f"exec {' '.join(PROGRAM)} 2> {home}.err", home=home) as window:
        window.until(b"Welcome")
        window.press(b"q")
        assert window.ended() == 0
    assert home.with_suffix(".err").read_bytes() == b""


def test_a_window_that_takes_nothing_stops_nothing(home: Path) -> None:
    with Window(home=home, size=(250, 80)) as window:
        window.until(b"Welcome")
        window.press(b"81" * 40)  # many large frames, and nobody reads
        answer = asyncio.run(asyncio.wait_for(ask(home, {"do": "status"}), 30))
        assert answer is not None
        assert answer.is_done
        window.press(b"8")
        window.until(b"quota.reserve", b"quit")
        window.tell(signal.SIGTERM)
        assert window.ended() == 0
        assert is_given_back(window.shown)


LACKING = {
    "the console of Linux": {"TERM": "linux"},
    "no UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.mark.parametrize("case", LACKING)
def test_a_terminal_that_lacks_the_signs_gets_ascii(home: Path, case: str) -> None:
    with Window(home=home, env=LACKING[case]) as window:
        window.until(b"Welcome", b"quit")
        window.press(b"?")
        window.until(b"Help")
        window.press(b"\x1b")
        window.press(b"\x03")
        assert window.ended() == 0
        assert re.findall(rb"[^\x00-\x7f]", window.shown) == []
