"""Where the installed program starts: ``crossfade``, or ``python -m crossfade``.

The source calls its packages ``core``, ``db`` and ``tui``: words that other distributions and folders use, too. A wheel
keeps them under ``crossfade/``, so that nobody's files are overwritten, and here the folder they lie in goes first on
the path, so that nobody else's are imported. Nothing heavy is loaded: each start pays for this.
"""

from __future__ import annotations

import os
import sys


def home_of_packages() -> str:
    """The folder of ``core``, ``db`` and ``tui``: this one in a wheel, the checkout's top in an editable install."""
    here = os.path.dirname(os.path.abspath(__file__))
    is_installed = os.path.isdir(os.path.join(here, "core"))
    return here if is_installed else os.path.dirname(os.path.dirname(here))


def main() -> None:
    """Carry out the command line; ends the process with the command's exit code."""
    sys.path.insert(0, home_of_packages())
    from tui.__main__ import main as start

    start()


if __name__ == "__main__":
    main()
