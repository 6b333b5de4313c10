"""The program put together as it really is, in this process: its commands, adapters and store, on a clock of ours.

A command is carried out by the very function that the command line calls; it ends with an exit code and what it
printed. Only the clock is another one, and the browser.
"""

from __future__ import annotations

import io
import json
import urllib.request
import webbrowser
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tui.build import Options, opening
from tui.cli.root import crossfade

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import click

    from tests.weather.clock import QuickClock


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended. ``took_s`` are seconds of the program's clock."""

    code: int
    out: str
    err: str
    took_s: float

    @property
    def document(self) -> Any:  # noqa: ANN401 - whatever JSON was printed
        """The one document on stdout."""
        return json.loads(self.out)

    @property
    def summary(self) -> dict[str, Any]:
        """The last line, which sums a run up."""
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found


@dataclass(frozen=True, slots=True)
class Program:
    """Crossfade with a home. ``environment`` is all that it knows of the world."""

    home: Path
    environment: Mapping[str, str]
    clock: QuickClock

    def run(self, *words: str) -> Ended:
        """Carry a command out to its end."""
        command, words = _named(words)
        options = Options(env={**self.environment, "CROSSFADE_HOME": str(self.home)}, clock=self.clock)
        began_s = self.clock.monotonic()
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
            patch.setattr(webbrowser, "open", visit)
            patch.setattr(opening, "random", lambda: 0.0)  # the longest waits
            try:
                command.main(list(words), obj=options, standalone_mode=False)
                code = 0
            except SystemExit as end:
                code = int(end.code or 0)
        return Ended(code, out.getvalue(), err.getvalue(), self.clock.monotonic() - began_s)


def visit(address: str) -> None:
    """Follow an address as a browser does."""
    with closing(urllib.request.urlopen(address, timeout=10)) as page:
        page.read()


def _named(words: tuple[str, ...]) -> tuple[click.Command, tuple[str, ...]]:
    """The command that words name, and the rest of them."""
    import click

    found: click.Command = crossfade
    while isinstance(found, click.Group) and words and words[0] in found.commands:
        found, words = found.commands[words[0]], words[1:]
    return found, words
