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
import socket
import stat
import struct
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

CROWD = 32
"""From so many callers on who have not asked yet, each has ``_CROWDED_S`` for it: who means it asks at once."""

SILENT_MAX = 256
"""With so many the one who came first makes room for the next. A process has often no more than 1,024 open files."""

QUEUE_MAX = 512
"""Callers that the system keeps until they are met, while this process is deep in thought."""

_READ_S = 5.0
_CROWDED_S = 0.2
_ANSWER_S = 120.0
_CLOSING_S = 2.0
_CONNECT_S = 10
_CALLS = 3


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
    """Listens for a session that holds the lock. ``is_hosting``: the process stays, so runs may be resumed in it.

    A caller has ``patience_s`` seconds to ask.
    """

    def __init__(self, session: Session, home: Path, *, is_hosting: bool, patience_s: float = _READ_S) -> None:
        self._session = session
        self._path = socket_path(home)
        self._home = home
        self._is_hosting = is_hosting
        self._server: asyncio.Server | None = None
        self._patience_s = patience_s
        self._silent: dict[asyncio.Task[object], asyncio.Timeout] = {}  # who has not asked yet, as they came
        self._busy: set[asyncio.Task[object]] = set()

    async def start(self) -> None:
        """Listen; where that is not possible the run goes on without, and the log says so."""
        if not hasattr(asyncio, "start_unix_server"):
            return
        try:
            self._clear()
            self._server = await asyncio.start_unix_server(
                self._met, path=self._path, limit=REQUEST_MAX, backlog=QUEUE_MAX
            )
            self._path.chmod(0o600)
        except (OSError, StoreError) as error:
            log.warning("the control channel cannot be opened: %s", error)

    async def close(self) -> None:
        """Stop listening; answers on their way get a moment."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        for waits in self._silent.values():
            _hurry(waits, 0)
        if pending := {*self._busy, *self._silent}:
            await asyncio.wait(pending, timeout=_CLOSING_S)
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
        if task is None:
            return
        try:
            asked = await self._asked(task, reader)
            self._busy.add(task)
            writer.write(json.dumps(asdict(await self._heard(asked))).encode() + b"\n")
            async with asyncio.timeout(self._patience_s):
                await writer.drain()
        except (OSError, TimeoutError) as error:
            log.info("the control channel's caller left: %s", error)
        finally:
            writer.close()
            self._busy.discard(task)

    async def _asked(self, task: asyncio.Task[object], reader: asyncio.StreamReader) -> bytes:
        """A caller's request, empty where none comes in time."""
        is_crowd = len(self._silent) >= CROWD
        if len(self._silent) == CROWD:
            for waits in self._silent.values():
                _hurry(waits, _CROWDED_S)
        if len(self._silent) >= SILENT_MAX:
            _hurry(self._silent.pop(next(iter(self._silent))), 0)
        try:
            async with asyncio.timeout(min(_CROWDED_S, self._patience_s) if is_crowd else self._patience_s) as waits:
                self._silent[task] = waits
                return await reader.readline()
        except (ValueError, TimeoutError):  # a line beyond the limit, none in time
            return b""
        finally:
            self._silent.pop(task, None)

    async def _heard(self, asked: bytes) -> Answer:
        try:
            request = json.loads(asked)
        except (ValueError, RecursionError):
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


def _hurry(waits: asyncio.Timeout, within_s: float) -> None:
    """Let a time that runs end sooner."""
    end = asyncio.get_running_loop().time() + within_s
    if not waits.expired():
        waits.reschedule(min(end, waits.when() or end))


async def ask(home: Path, request: Mapping[str, str]) -> Answer | None:
    """Ask the process that listens for a home; None where none does.

    Raises StoreError where the answer cannot be understood or does not come within two minutes.
    """
    path = socket_path(home)
    if not hasattr(asyncio, "open_unix_connection"):
        return None
    if path.parent != home and path.parent.exists():
        check_private(path.parent)
    for _ in range(_CALLS):
        try:
            said = await _answered(path, json.dumps(dict(request)).encode() + b"\n")
        except OSError:
            return None
        if said:
            return _answer(said)
    raise _no_answer()


async def _answered(path: Path, request: bytes) -> bytes:
    """What the other process says; empty where it sends us away unheard. Raises OSError where nobody listens."""
    reader, writer = await asyncio.open_unix_connection(
        sock=await asyncio.to_thread(_connected, path), limit=64 * REQUEST_MAX
    )
    try:
        writer.write(request)
        await writer.drain()
        return await asyncio.wait_for(reader.readline(), _ANSWER_S)
    except ConnectionError:
        return b""
    except (OSError, ValueError) as error:
        raise _no_answer() from error
    finally:
        writer.close()


def _answer(said: bytes) -> Answer:
    try:
        answer = json.loads(said)
        return Answer(
            is_done=bool(answer["is_done"]),
            message=str(answer["message"]),
            is_busy=bool(answer["is_busy"]),
            run_id=answer["run_id"],
            status=answer["status"],
            document=answer.get("document"),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _no_answer() from error


def _no_answer() -> StoreError:
    return StoreError("The other process did not answer; 'crossfade status' tells what became of it.")


def _connected(path: Path) -> socket.socket:
    """Connect, waiting while many others do. Raises OSError where nobody listens, or too long nobody has time.

    A socket that does not block would be refused at once where the listener's queue is full.
    """
    met = socket.socket(socket.AF_UNIX)
    try:
        met.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", _CONNECT_S, 0))
        met.connect(os.fspath(path))
        met.setblocking(False)
    except BaseException:
        met.close()
        raise
    return met


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
