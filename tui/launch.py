"""Opens the screen for the command line: its session, its colours as the environment wants them, its exit code."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, TypeVar

from core.errors import Busy
from tui.app import CrossfadeApp
from tui.telling.words import headline
from tui.terminal.plain import encoding_for
from tui.widgets.overview import tally

if TYPE_CHECKING:
    from core.session import Session

O_contra = TypeVar("O_contra", contravariant=True)


class Opener(Protocol[O_contra]):
    """How the composition root opens a session: for work, or only to look where another process works."""

    async def __call__(self, options: O_contra, *, write: bool) -> Session:
        """Open. Raises Busy where ``write`` is asked for and another process holds the lock."""
        ...


def run_app(open_session: Opener[O_contra], options: O_contra, *, mouse: bool = True, demo: bool = False) -> int:
    """Show the screen until the person leaves; returns the exit code. Raises SystemExit where a signal ended it.

    The session is opened after the first paint; where another process works, only to look. ``NO_COLOR`` (not
    empty) takes the terminal's own colours away, too, which must be known before the application is made. Over
    SSH nothing slides, unless ``TEXTUAL_ANIMATIONS`` says otherwise.
    """

    async def to_work() -> Session:
        return await open_session(options, write=True)

    async def opened() -> Session:
        try:
            return await to_work()
        except Busy:
            return await open_session(options, write=False)

    # Set but empty means: colours, please (https://no-color.org). Textual takes any for a no.
    no_color = bool(os.environ.pop("NO_COLOR", ""))
    app = CrossfadeApp(opened, take_over=to_work, demo=demo, no_color=no_color, encoding=encoding_for(os.environ))
    if "SSH_CONNECTION" in os.environ and "TEXTUAL_ANIMATIONS" not in os.environ:
        app.animation_level = "none"
    app.run(mouse=mouse)
    if app.is_hurried:
        sys.stderr.flush()
        os._exit(app.return_code or 0)  # the store's thread would wait for an operation that is still under way
    view = app.helm.view if app.helm else None
    if view is not None and not view.run.status.is_terminal and not demo:
        with suppress(OSError):  # the terminal may be gone
            sys.stderr.write(f"{headline(view.run)}, {tally(view)}. 'crossfade' goes on with it.\n")
    if app.is_dismissed:
        raise SystemExit(app.return_code or 0)
    return app.return_code or 0
