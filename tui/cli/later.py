"""Commands that stand in the list but do nothing yet: each says so and ends with exit 2."""

from __future__ import annotations

from typing import NoReturn

import click

from tui.cli.exits import Exit
from tui.cli.output import complain

_PLANNED = {
    "watch": "Follow a run of another process.",
    "serve": "Serve events to a browser on this machine.",
    "doctor": "Check everything, a sentence each.",
}


def not_yet(what: str) -> NoReturn:
    """Say that something is not there yet, and end with exit 2."""
    complain(f"{what} is not there yet.")
    raise SystemExit(int(Exit.USAGE))


def _command(name: str, about: str) -> click.Command:
    @click.command(
        name,
        help=f"{about} (Not there yet.)",
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )
    def command() -> None:
        not_yet(f"'crossfade {name}'")

    return command


COMMANDS: tuple[click.Command, ...] = tuple(_command(name, about) for name, about in _PLANNED.items())
