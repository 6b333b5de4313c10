"""Where the program starts: ``crossfade``, or ``python -m tui``."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper


def main() -> None:
    """Carry out the command line; ends the process with the command's exit code."""
    os.umask(0o077)
    gc.set_threshold(20_000, 50, 100)  # pages of a library are many small values without cycles: look less often
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    from tui.cli.screen import NO_MOUSE, has_terminal, open_screen

    if set(sys.argv[1:]) <= {NO_MOUSE} and has_terminal():
        from tui.build import Options

        open_screen(Options(env=dict(os.environ)), no_mouse=NO_MOUSE in sys.argv[1:])
    from tui.cli.root import crossfade

    crossfade(prog_name="crossfade")


if __name__ == "__main__":
    main()
