"""The program as a process of its own that need not read its modules first: forked from one that has read them.

Each call still has its own arguments, environment, memory and end. What a start from nothing does is seen where
a command is followed while it works, and in the tests of the start.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import sys
import time
from typing import TYPE_CHECKING

from tests.services import PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

READ = ("tui.cli.root", "tui.build.opening", "tui.build.accounts", "db.store", "requests", "googleapiclient.discovery")
"""What nearly every command reads."""

PATIENCE_S = "PATIENCE_S"
"""The variable that shortens how long a read is tried again, for commands that meet a service out of reach."""

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.cli.warm", *READ])


PEAK = "peak"
"""The file beside ``out`` and ``err`` that holds the most memory the process had, in KB."""

_MEMORY_MAX = 4 * 1024**3
_CAPABILITIES = 0x20080522
"""The version of Linux's structures that take a process's rights away (capset(2))."""


def run(
    arguments: tuple[str, ...],
    environment: Mapping[str, str],
    folder: Path,
    *,
    timeout_s: float,
    is_powerless: bool = False,
) -> int:
    """Carry out a command in a new process; what it prints lies in ``out`` and ``err`` of ``folder``.

    With ``is_powerless`` rights of files hold for it, though it be root's. Gives its exit code. Raises TimeoutError.
    """
    process = _FORKS.Process(target=_carry_out, args=(arguments, dict(environment), str(folder), is_powerless))
    process.start()
    process.join(timeout_s)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(f"{arguments} did not end")
    code = process.exitcode
    process.close()
    return code


def _carry_out(arguments: tuple[str, ...], environment: Mapping[str, str], folder: str, is_powerless: bool) -> None:
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(PROJECT)
    for number, name in ((1, "out"), (2, "err")):
        file = os.open(os.path.join(folder, name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # noqa: PTH118 - a plain descriptor
        os.dup2(file, number)
        os.close(file)
    if seconds := os.environ.pop(PATIENCE_S, None):
        from core import retry

        retry.OFFLINE_FOR_S = retry.READ_FOR_S = float(seconds)
    sys.argv = ["crossfade", *arguments]
    peak = os.open(os.path.join(folder, PEAK), os.O_WRONLY | os.O_CREAT, 0o600)  # noqa: PTH118 - a plain descriptor
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_MAX, _MEMORY_MAX))  # whatever it does, the machine goes on
    if is_powerless and os.geteuid() == 0:
        _give_up_rights()
    from tui.__main__ import main

    try:
        main()
    finally:
        os.write(peak, str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss).encode())


def _give_up_rights() -> None:
    """Let the rights of files hold for root, too."""
    header, none = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, none):
        raise OSError(ctypes.get_errno(), "rights cannot be given up")
