"""Where the program starts: ``python -m tui`` in a checkout, and by the launcher where it is installed."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper


def prepare() -> None:
    """Set the process up: files for the person's eyes only, and memory that is seldom looked through.

    A library and its plan are hundreds of thousands of small values without cycles. Looking through all of them for
    garbage takes up to 100 ms each time, in the middle of a key. And threads take turns ten times more often than
    usual: a key goes through several of them, and would wait 5 ms for each that works.
    """
    os.umask(0o077)
    gc.set_threshold(20_000, 10, 1_000)
    sys.setswitchinterval(0.0005)


def main() -> None:
    """Carry out the command line; ends the process with the command's exit code."""
    prepare()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    from tui.cli.screen import NO_MOUSE, has_terminal, open_screen

    if set(sys.argv[1:]) <= {NO_MOUSE} and has_terminal():
        from tui.build import Options

        open_screen(Options(env=dict(os.environ)), no_mouse=NO_MOUSE in sys.argv[1:])
    from tui.cli.invoke import guarded
    from tui.cli.root import crossfade

    raise SystemExit(guarded(lambda: int(crossfade(prog_name="crossfade") or 0)))


if __name__ == "__main__":
    main()
