"""The log file: what it holds, who may read it, and what never gets into it. Nothing is logged to the terminal."""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from core.adapters.quiet import quiet_vendors

if TYPE_CHECKING:
    from pathlib import Path

_SECRETS = (
    re.compile(r"(?i)(\bbearer\s+)[^\s\"',;]+"),
    re.compile(
        r"(?i)(\b(?:access_token|refresh_token|id_token|client_secret|code_verifier|code|state|key)\b[\"']?\s*[=:]\s*[\"']?)"
        r"[^\s\"'&,;}]+"
    ),
    re.compile(r"()\bya29\.[\w.-]+"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class _Redacting(logging.Formatter):
    """Formats a record, tracebacks and all, then blots out what looks like a secret or an instruction."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in _SECRETS:
            text = secret.sub(r"\1[redacted]", text)
        return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def log_to(folder: Path, *, is_writer: bool, is_debug: bool) -> None:
    """Send all logging to ``crossfade.log`` in ``folder`` from now on.

    The process that writes makes the folder and rotates; one that only looks makes nothing but the file, and that
    only where the folder is there and something is to be said.
    """
    if is_writer:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler: logging.Handler
    if not folder.is_dir():
        handler = logging.NullHandler()
    elif is_writer:
        handler = RotatingFileHandler(
            folder / "crossfade.log", maxBytes=1_000_000, backupCount=5, delay=True, encoding="utf-8"
        )
    else:
        handler = logging.FileHandler(folder / "crossfade.log", delay=True, encoding="utf-8")
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))
    root = logging.getLogger()
    for old in [*root.handlers]:
        if isinstance(old, RotatingFileHandler | logging.FileHandler | logging.NullHandler):
            root.removeHandler(old)
            old.close()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if is_debug else logging.INFO)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False
    quiet_vendors()
