"""The control channel: how another process asks the one that holds the lock to pause, resume, cancel or correct.

A Unix socket in the home folder that only its owner may use; one JSON object a line each way. Whoever listens
holds the lock, so a socket left behind by a dead process is simply replaced.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import CrossfadeError, StoreError
from core.model import RunId
from tui.telling.corrections import import_file, set_video
from tui.telling.words import headline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.documents import Document
    from core.model import Run
    from core.session import Session

log = logging.getLogger(__name__)

PATH_MAX = 100
"""Bytes a socket's path may have: 108 on Linux, 104 on macOS, less what the system keeps."""

REQUEST_MAX = 4096
_READ_S = 5.0
_ANSWER_S = 120.0
_CLOSING_S = 2.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the holder says. ``is_busy``: it is at something else and cannot do what was asked.

    ``run_id`` and ``status`` tell of the run it concerned; None where there is none. ``document`` is what programs
    read of a correction.
    """

    is_done: bool
    message: str
    is_busy: bool = False
    run_id: str | None = None
    status: str | None = None
    document: Document | None = None


def socket_path(home: Path) -> Path:
    """Where the holder of a home listens.

    A path too long for a socket gives way to a short private folder that is named after the home.
    """
    direct = home / "control.sock"
    if len(os.fsencode(direct)) <= PATH_MAX:
        return direct
    digest = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]
    folders = (tempfile.gettempdir(), "/tmp")  # noqa: S108 - the folder in it is made, and checked to be, private
    short = [Path(folder) / f"crossfade-{_user()}-{digest}" / "control.sock" for folder in folders]
    return next((path for path in short if len(os.fsencode(path)) <= PATH_MAX), short[0])


class ControlServer:
    """Listens for a session that holds the lock. ``is_hosting``: the process stays, so runs may be resumed in it."""

    def __init__(self, session: Session, home: Path, *, is_hosting: bool) -> None:
        self._session = session
        self._path = socket_path(home)
        self._home = home
        self._is_hosting = is_hosting
        self._server: asyncio.Server | None = None
        self._busy: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen; where that is not possible the run goes on without, and the log says so."""
        if not hasattr(asyncio, "start_unix_server"):
            return
        try:
            self._clear()
            self._server = await asyncio.start_unix_server(self._met, path=self._path, limit=REQUEST_MAX)
            self._path.chmod(0o600)
        except (OSError, StoreError) as error:
            log.warning("the control channel cannot be opened: %s", error)

    async def close(self) -> None:
        """Stop listening; answers on their way get a moment."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        if self._busy:
            await asyncio.wait(self._busy, timeout=_CLOSING_S)
        with suppress(OSError):
            self._path.unlink(missing_ok=True)  # since Python 3.13 the server's end takes it away by itself
            if self._path.parent != self._home:
                self._path.parent.rmdir()

    def _clear(self) -> None:
        """Make room: the folder is ours alone, and what a dead process left is gone. Raises StoreError, OSError."""
        folder = self._path.parent
        if folder != self._home:
            with suppress(FileExistsError):
                folder.mkdir(mode=0o700)
            check_private(folder)
        with suppress(FileNotFoundError):
            if not stat.S_ISSOCK(self._path.lstat().st_mode):
                message = f"{self._path} is in the way: it is no socket."
                raise StoreError(message)
            self._path.unlink()

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._busy.add(task)
        try:
            answer = await self._heard(reader)
            writer.write(json.dumps(asdict(answer)).encode() + b"\n")
            await writer.drain()
        except OSError as error:
            log.info("the control channel's caller left: %s", error)
        finally:
            writer.close()
            if task is not None:
                self._busy.discard(task)

    async def _heard(self, reader: asyncio.StreamReader) -> Answer:
        try:
            request = json.loads(await asyncio.wait_for(reader.readline(), _READ_S))
        except (ValueError, RecursionError, TimeoutError):
            return Answer(is_done=False, message="The request cannot be understood.")
        if not isinstance(request, dict) or not all(isinstance(word, str) for word in request.values()):
            return Answer(is_done=False, message="The request cannot be understood.")
        try:
            return await self._done(request)
        except CrossfadeError as error:
            return Answer(is_done=False, message=str(error))

    async def _done(self, request: Mapping[str, str]) -> Answer:
        runs = self._session.runs
        match request.get("do"):
            case "pause":
                run = await runs.pause()
                return told(run, "Nothing is running, so there is nothing to pause.")
            case "cancel":
                run = await runs.cancel()
                return told(run, "There is no unfinished run to cancel.")
            case "resume" if runs.is_active:
                return Answer(is_done=False, message="The run is running, not paused: there is nothing to resume.")
            case "resume" if not self._is_hosting:
                return Answer(is_done=False, message="", is_busy=True)
            case "resume":
                run_id = request.get("run")
                run = await runs.resume(RunId(run_id) if run_id else None, wait=True)
                return Answer(
                    is_done=True, message="The other process goes on with it.", run_id=run.id, status="running"
                )
            case "status":
                return told(await runs.current(), "No run is unfinished.")
            case _:
                return await self._corrected(request)

    async def _corrected(self, request: Mapping[str, str]) -> Answer:
        match request.get("do"):
            case "review set":
                done = await set_video(self._session, request.get("track", ""), request.get("video", ""))
            case "review import":
                done = await import_file(self._session, Path(request.get("file", "")))
            case _:
                return Answer(is_done=False, message="The request is not known.")
        return Answer(is_done=True, message=done.message, document=done.document)


async def ask(home: Path, request: Mapping[str, str]) -> Answer | None:
    """Ask the process that listens for a home; None where none does.

    Raises StoreError where the answer cannot be understood or does not come within two minutes.
    """
    path = socket_path(home)
    if not hasattr(asyncio, "open_unix_connection"):
        return None
    if path.parent != home and path.parent.exists():
        check_private(path.parent)
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=64 * REQUEST_MAX)
    except OSError:
        return None
    try:
        writer.write(json.dumps(dict(request)).encode() + b"\n")
        await writer.drain()
        answer = json.loads(await asyncio.wait_for(reader.readline(), _ANSWER_S))
        return Answer(
            is_done=bool(answer["is_done"]),
            message=str(answer["message"]),
            is_busy=bool(answer["is_busy"]),
            run_id=answer["run_id"],
            status=answer["status"],
            document=answer.get("document"),
        )
    except (OSError, ValueError, KeyError, TypeError, TimeoutError) as error:
        message = "The other process did not answer; 'crossfade status' tells what became of it."
        raise StoreError(message) from error
    finally:
        writer.close()


def told(run: Run | None, nothing: str) -> Answer:
    """The answer that tells how a run stands, or that there is none."""
    if run is None:
        return Answer(is_done=True, message=nothing)
    return Answer(is_done=True, message=f"{headline(run)}.", run_id=run.id, status=run.status.value)


def check_private(folder: Path) -> None:
    """Raise StoreError unless a folder is a real one, ours, and closed to everyone else."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_mode & 0o077 or found.st_uid != _user():
        message = f"{folder} is not a private folder of yours; the control channel is not used."
        raise StoreError(message)


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0
