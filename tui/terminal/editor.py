"""The person's own editor on a file: which one it is, and lending it the terminal while the program goes on."""

from __future__ import annotations

import asyncio
import shlex
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from core.errors import UsageError
from core.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tui.app import CrossfadeApp

_USUAL = ("nano", "vim", "vi", "notepad")


def editor_of(env: Mapping[str, str], which: Callable[[str], str | None] = shutil.which) -> list[str]:
    """The editor's command line, as the environment names it, else one of the usual ones that is there.

    Raises UsageError, one sentence, where there is none, or the one that is named cannot be found.
    """
    named = env.get("VISUAL", "").strip() or env.get("EDITOR", "").strip()
    try:
        words = shlex.split(named)
    except ValueError as error:
        message = f"EDITOR cannot be understood: {shown(named, limit=80)}."
        raise UsageError(message) from error
    if words and which(words[0]) is None:
        message = f"The editor {shown(words[0], limit=80)} that EDITOR names cannot be found."
        raise UsageError(message)
    if not words:
        words = [name for name in _USUAL if which(name) is not None][:1]
    if not words:
        message = "No editor was found: name yours in the environment variable EDITOR."
        raise UsageError(message)
    return words


async def edit(app: CrossfadeApp, file: Path, env: Mapping[str, str]) -> None:
    """Let the person edit a file; what runs goes on meanwhile, and nothing is drawn.

    Raises UsageError, one sentence, where no editor can be had.
    """
    command = [*editor_of(env), str(file)]
    try:
        with _lent(app):
            process = await asyncio.create_subprocess_exec(*command)
            try:
                code = await process.wait()
            finally:
                if process.returncode is None:  # the program is told to end while the editor is open
                    process.terminate()
    except SuspendNotSupported as error:
        message = f"This terminal cannot be lent to an editor: open {shown(str(file))} in another window."
        raise UsageError(message) from error
    except OSError as error:
        message = f"The editor {shown(command[0], limit=80)} cannot be started: {error.strerror or error}."
        raise UsageError(message) from error
    if code:
        message = f"The editor ended with code {code}; what it saved is in the file."
        raise UsageError(message)


@contextmanager
def _lent(app: CrossfadeApp) -> Iterator[None]:
    """The terminal is somebody else's until the block ends: nothing is drawn, and Ctrl-C is not for us."""
    with app.suspend(), app.batch_update():
        app.is_lent = True
        try:
            yield
        finally:
            app.is_lent = False
