"""The screen starts fast: no vendor's client, no store and no matcher is loaded before the first frame."""

from __future__ import annotations

import subprocess
import sys

from tests.services import PROJECT

HEAVY = (
    "core.engine",
    "core.matching",
    "core.session",
    "googleapiclient",
    "google.auth",
    "spotipy",
    "requests",
    "rapidfuzz",
    "aiosqlite",
    "starlette",
    "uvicorn",
)


def test_the_first_frame_needs_no_heavy_library() -> None:
    script = f"import sys, tui.launch, tui.screens.home; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
