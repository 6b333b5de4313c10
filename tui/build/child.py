"""How the program starts a part of itself as a process of its own, wherever it is installed and called from.

``python -m`` looks for a module in the current folder first, and an installed Crossfade keeps its packages where Python
does not look by itself. So a child is kept from looking there, and told where its parent's packages lie.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PACKAGES = Path(__file__).absolute().parents[2]
"""The folder that holds ``core``, ``db`` and ``tui``."""


def child_command(module: str, *arguments: str) -> list[str]:
    """The command line of a process that runs one of our modules; it needs :func:`child_environment`."""
    # https://docs.python.org/3/using/cmdline.html#cmdoption-P
    return [sys.executable, "-P", "-m", module, *arguments]


def child_environment(env: Mapping[str, str]) -> dict[str, str]:
    """An environment as a child needs it: Python finds our packages, and ours before any others of their names."""
    path = [str(_PACKAGES), *filter(None, [env.get("PYTHONPATH")])]
    return {**env, "PYTHONPATH": os.pathsep.join(path)}
