"""``python -m core.demo``: the local services as a process of their own.

Reads options, prints the addresses to export, serves until it is told to end. Everything else is elsewhere.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.demo.http import Server
    from core.demo.services import Services


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve a local Spotify and YouTube, and print the settings that point Crossfade at them."""
    options = _parser().parse_args(arguments)
    try:
        services = _services(options)
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    _serve(services, options)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m core.demo", description=main.__doc__)
    add = parser.add_argument
    add("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes any that is free")
    add("--world", type=Path, help="world to serve (JSON); the sample by default")
    add("--faults", type=Path, help="fault plan (JSON)")
    add("--secrets", type=Path, help="where to write the Google client file; a temporary folder by default")
    add("--units", type=int, default=10_000, help="units of a quota day")
    add("--searches", type=int, default=100, help="searches of a quota day")
    add("--playlists", type=int, default=10, help="new playlists of a quota day")
    add("--day-s", type=float, help="seconds of a quota day; Pacific days by default")
    add(
        "--fresh-conflicts",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="refuse a playlist's first insert",
    )
    add("--lag-s", type=float, default=0.2, help="how long listings go on showing the state before a write")
    add("--latency-ms", type=float, default=1.0, help="how long a call takes")
    add("--token-s", type=float, default=3_600.0, help="life of an access token")
    add("--max-items", type=int, default=5_000, help="items a playlist may hold")
    add("--shift-s", type=float, default=0.0, help="how far the services' clock is ahead of this computer's")
    add("--notes", action=argparse.BooleanOptionalAction, default=True, help="keep contentDetails.note")
    add(
        "--topic-uploads",
        action=argparse.BooleanOptionalAction,
        default=True,
        help='list the uploads of "- Topic" channels',
    )
    add("--old-spotify", action="store_true", help="Spotify in the shape before 2026")
    add("--until-stdin-closes", action="store_true", help="end when standard input reaches its end")
    return parser


def _services(options: argparse.Namespace) -> Services:
    """The model as the options want it. Raises UsageError for a world or plan that cannot be read."""
    from core.demo import faults, world
    from core.demo.clock import ServiceClock
    from core.demo.rules import Rules
    from core.demo.sample.read import sample_world
    from core.demo.services import Services

    rules = Rules(
        units=options.units,
        searches=options.searches,
        playlists_per_day=options.playlists,
        day_s=options.day_s,
        has_fresh_conflicts=options.fresh_conflicts,
        lag_s=options.lag_s,
        latency_s=options.latency_ms / 1000,
        is_old_spotify=options.old_spotify,
        keeps_notes=options.notes,
        has_topic_uploads=options.topic_uploads,
        max_items=options.max_items,
        token_s=options.token_s,
    )
    chosen = sample_world() if options.world is None else world.load(options.world)
    plan = None if options.faults is None else faults.load(options.faults)
    return Services(chosen, rules, clock=ServiceClock(time.time, shift_s=options.shift_s), plan=plan)


def _serve(services: Services, options: argparse.Namespace) -> None:
    from core.demo.http import Server

    with tempfile.TemporaryDirectory(prefix="crossfade-demo-") as folder:
        secrets: Path = options.secrets or Path(folder) / "client_secret.json"
        server = Server(services, port=options.port, on_ready=lambda bound: _announce(services, bound, secrets))
        if options.until_stdin_closes:
            threading.Thread(target=_follow_stdin, args=(server,), daemon=True).start()
        server.run()


def addresses(services: Services, port: int, secrets: Path) -> dict[str, str]:
    """Write the client file; the settings that point Crossfade at services that are served at a port."""
    from core.demo.sign_in import client_file

    base = f"http://127.0.0.1:{port}"
    services.spotify.rows.base = f"{base}/v1"
    descriptor = os.open(secrets, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(client_file(services, base), file, indent=1)
    return {
        "CROSSFADE_SPOTIFY_API": f"{base}/v1",
        "CROSSFADE_SPOTIFY_ACCOUNTS": base,
        "CROSSFADE_SPOTIFY_CLIENT_ID": services.world.spotify.client_id,
        "CROSSFADE_YOUTUBE_API": base,
        "CROSSFADE_DEMO_CLIENT_SECRETS": str(secrets),
        "CROSSFADE_DEMO_CONTROL": f"{base}/control",
        "CROSSFADE_DEMO_ANCHOR": services.anchor.isoformat(),
    }


def _announce(services: Services, port: int, secrets: Path) -> None:
    """Print the lines to export, at once."""
    lines = addresses(services, port, secrets)
    sys.stdout.write("".join(f"{name}={value}\n" for name, value in lines.items()))
    sys.stdout.flush()


def _follow_stdin(server: Server) -> None:
    """End the server when standard input ends, as it does when the parent dies."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    server.should_exit = True


if __name__ == "__main__":
    sys.exit(main())
