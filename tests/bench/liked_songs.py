"""A large import over HTTP beside a bare loop of the same spotipy calls: each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from core.adapters.login.spotify import FILE
from core.adapters.login.tokens import Token, TokenFile
from core.states import Service
from tests.services import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONFIG = "[spotify]\ndaily_calls = 1000000\nspacing_s = 0\nenrich = false\n"
BARE = """
import sys, time
import requests, spotipy
client = spotipy.Spotify(auth="token", requests_session=requests.Session(), requests_timeout=30)
client.prefix = sys.argv[1] + "/v1/"
began, offset = time.perf_counter(), 0
while (page := client.current_user_saved_tracks(limit=50, offset=offset))["next"]:
    offset += 50
print(time.perf_counter() - began)
"""
"""The least the same calls can take: read, parsed, thrown away. Starting Python and spotipy is left out."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a process took: seconds, and the most memory it held, in MB."""

    seconds: float
    peak_mb: float
    out: str


@contextmanager
def serving(songs: int, *, latency_ms: int) -> Iterator[str]:
    """A minimal service in a process of its own; its address."""
    command = [sys.executable, "-m", "tests.bench.server", str(songs), str(latency_ms)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


LAUNCH = """
import json, os, subprocess, sys, time
began = time.perf_counter()
with open(sys.argv[1], "w") as out:
    process = subprocess.Popen(sys.argv[2:], stdout=out)
    _, status, usage = os.wait4(process.pid, 0)
print(json.dumps([time.perf_counter() - began, os.waitstatus_to_exitcode(status), usage.ru_maxrss]))
"""
"""Starts a process and says what it took. A process counts the memory of the one that forked it as its own until it
begins, so this one is small."""


def measured(*arguments: str, env: Mapping[str, str] | None = None) -> Measured:
    """Run a process to its end. Its last line of output is kept."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        ended = subprocess.run(
            [sys.executable, "-c", LAUNCH, str(out), sys.executable, *arguments],
            cwd=PROJECT,
            env={**os.environ, **(env or {})},
            stdout=subprocess.PIPE,
            check=True,
        )
        taken, code, peak = json.loads(ended.stdout)
        last = (out.read_text().splitlines() or [""])[-1]
    if code:
        print(f"{arguments} ended with {code}; its time means nothing.")
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Measured(taken, peak / scale, last)


def bare(base: str) -> float:
    """Seconds of the bare loop."""
    return float(measured("-c", BARE, base).out)


def imported(base: str) -> Measured:
    """A whole ``crossfade import --json`` into a new home."""
    with tempfile.TemporaryDirectory() as folder:
        return measured("-m", "tui", "import", "--json", env=signed_in(Path(folder), base))


def started(base: str) -> Measured:
    """The same program, signed in, that has nothing to do: what memory is counted from."""
    with tempfile.TemporaryDirectory() as folder:
        return measured("-m", "tui", "history", "--json", env=signed_in(Path(folder), base))


def signed_in(home: Path, base: str) -> dict[str, str]:
    """Make a home with a sign-in; the environment that leads to it and to the service."""
    (home / "config.toml").write_text(CONFIG)
    now = datetime.now(UTC)
    ends = now + timedelta(days=1)
    token = Token("token", "refresh", expires_at=ends, consented_at=now, client_id="bench", account_id="listener")
    (home / "tokens").mkdir(mode=0o700)
    TokenFile(home / "tokens" / FILE, service=Service.SPOTIFY).save(token)
    return {
        "CROSSFADE_HOME": str(home),
        "CROSSFADE_SPOTIFY_CLIENT_ID": "bench",
        "CROSSFADE_SPOTIFY_API": f"{base}/v1",
        "CROSSFADE_SPOTIFY_ACCOUNTS": base,
    }


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import took beside the loop, and how much memory more than a program that does nothing, in MB.

    ``import_s`` is what the import itself says it took; ``program_s`` is all of it, from the start of Python to the
    summary that was printed.
    """

    import_s: float
    program_s: float
    loop_s: float
    more_mb: float


def measure(songs: int, *, latency_ms: int, rounds: int) -> Imported:
    """Measure both in turn, some times over, and take the best of each."""
    with serving(songs, latency_ms=latency_ms) as base:
        runs = [(imported(base), bare(base)) for _ in range(rounds)]
        start = started(base)
    full = min((run for run, _ in runs), key=lambda run: run.seconds)
    summary = json.loads(full.out)
    if summary["collections"][0]["imported"] != songs:
        print(f"The import ended with {full.out}; its time means nothing.")
    return Imported(summary["seconds"], full.seconds, min(loop for _, loop in runs), full.peak_mb - start.peak_mb)
