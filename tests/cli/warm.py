"""The program as a process of its own that need not read its modules first: forked from one that has read them.

Each call still has its own arguments, environment, memory and end. What a start from nothing does is seen where
a command is followed while it works, and in the tests of the start.
"""

from __future__ import annotations

import multiprocessing
import os
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


def run(arguments: tuple[str, ...], environment: Mapping[str, str], folder: Path, *, timeout_s: float) -> int:
    """Carry out a command in a new process; what it prints lies in ``out`` and ``err`` of ``folder``.

    Gives its exit code. Raises TimeoutError.
    """
    process = _FORKS.Process(target=_carry_out, args=(arguments, dict(environment), str(folder)))
    process.start()
    process.join(timeout_s)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(f"{arguments} did not end")
    code = process.exitcode
    process.close()
    return code


def _carry_out(arguments: tuple[str, ...], environment: Mapping[str, str], folder: str) -> None:
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
    from tui.__main__ import main

    main()
