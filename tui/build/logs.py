"""The log file: what it holds, who may read it, and what never gets into it. Nothing is logged to the terminal."""

from __future__ import annotations

import logging
import os
import re
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING

from core.adapters.quiet import quiet_vendors
from core.errors import CrossfadeError, UsageError
from core.files import descriptor, keep_private, private_folder, see_file, why

if TYPE_CHECKING:
    from types import TracebackType

    ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_SECRETS = (
    re.compile(r"(?i)(\bbearer\s+)[^\s\"',;]+"),
    re.compile(
        r"(?i)(\b(?:access_token|refresh_token|id_token|client_secret|code_verifier|code|state|key)\b[\"']?\s*[=:]\s*[\"']?)"
        r"[^\s\"'&,;}]+"
    ),
    re.compile(r"()\bya29\.[\w.-]+"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_OURS = ("core", "db", "tui")
_FOREIGN = ("requests", "urllib3", "http", "zipfile", "zlib")
"""Packages whose errors tell of a network or a damaged file, beside OSError and our own.

One of a vendor's client or of SQLite that was not translated is a bug.
"""


class _Redacting(logging.Formatter):
    """Formats a record, then blots out what looks like a secret or an instruction.

    A bug keeps its traceback. A fault that is not ours (a network, a full disk, a damaged file) is named with the line
    of ours that met it; its traceback is for who asked for more, ``is_debug``.
    """

    def __init__(self, *, is_debug: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s")
        self._is_debug = is_debug

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name that logging calls
        """The traceback, or of a foreign fault one line."""
        error = ei[1]
        if self._is_debug or error is None or not _is_foreign(error):
            return super().formatException(ei)
        return f"{type(error).__name__}: {error}{_met_at(error)}"

    def format(self, record: logging.LogRecord) -> str:
        """One record as it stands in the file."""
        if record.exc_info:
            record.exc_text = None  # what another handler made of it
        text = super().format(record)
        for secret in _SECRETS:
            text = secret.sub(r"\1[redacted]", text)
        return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


class _LogFile(RotatingFileHandler):
    """The file, opened when there is something to say; where that is not possible it stays unsaid."""

    def __init__(self, file: Path, *, is_rotated: bool) -> None:
        super().__init__(file, maxBytes=1_000_000 if is_rotated else 0, backupCount=5, delay=True, encoding="utf-8")

    def _open(self) -> TextIOWrapper:
        """A regular file alone: a pipe would wait for a reader, a link lead to someone's own."""
        handle = descriptor(Path(self.baseFilename), os.O_WRONLY | os.O_APPEND | os.O_CREAT, is_link_followed=False)
        keep_private(handle)
        return TextIOWrapper(os.fdopen(handle, "ab"), encoding=self.encoding, errors="replace")


def _is_foreign(error: BaseException) -> bool:
    return isinstance(error, OSError | CrossfadeError) or type(error).__module__.partition(".")[0] in _FOREIGN


def _met_at(error: BaseException) -> str:
    """The innermost line of our own that an error went through; nothing where there is none."""
    met = [(str(frame.f_globals.get("__name__")), line) for frame, line in walk_tb(error.__traceback__)]
    ours = [f"{name}:{line}" for name, line in met if name.partition(".")[0] in _OURS]
    return f" (at {ours[-1]})" if ours else ""


def log_to(folder: Path, *, is_writer: bool, is_debug: bool) -> None:
    """Send all logging to ``crossfade.log`` in ``folder`` from now on.

    The process that writes makes the folder and rotates; one that only looks makes nothing but the file, and that
    only where the folder is there and something is to be said. Raises UsageError where who writes could not log.
    """
    file = folder / "crossfade.log"
    if is_writer:
        try:
            private_folder(folder)
            see_file(file, is_link_followed=False)
        except OSError as error:
            raise UsageError(f"The log {file} cannot be written: {why(error)}; move it away.") from error
    handler = _LogFile(file, is_rotated=is_writer) if folder.is_dir() else logging.NullHandler()
    handler.setFormatter(_Redacting(is_debug=is_debug))
    root = logging.getLogger()
    for old in [*root.handlers]:
        if isinstance(old, logging.FileHandler | logging.NullHandler):
            root.removeHandler(old)
            old.close()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if is_debug else logging.INFO)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False
    quiet_vendors()
