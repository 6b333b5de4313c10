"""Where the checkout is and which files belong to it."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "db", "tui")
LAUNCHER = Path(".package")
"""The folder with what a wheel holds beside them: where the program starts."""


@functools.cache
def tracked() -> tuple[Path, ...]:
    """Every file that git would keep, relative to the root: tracked ones and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    names = (name for name in listed.stdout.decode().split("\0") if name)
    return tuple(sorted(Path(name) for name in names if (ROOT / name).is_file()))


def modules(*tops: str) -> tuple[Path, ...]:
    """The Python files below some top-level folders, relative to the root."""
    return tuple(
        sorted(
            path.relative_to(ROOT)
            for top in tops
            for path in (ROOT / top).rglob("*.py")
            if "__pycache__" not in path.parts
        )
    )


def texts() -> tuple[tuple[Path, str], ...]:
    """Every tracked file that is text, with its text."""
    found = []
    for path in tracked():
        raw = (ROOT / path).read_bytes()
        if b"\0" not in raw:
            found.append((path, raw.decode("utf-8", "replace")))
    return tuple(found)
