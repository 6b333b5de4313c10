"""Opens a profile: settings, clock, lock, store, accounts and control channel, put together as one session."""

from __future__ import annotations

from random import random
from typing import TYPE_CHECKING, Self

from core.adapters.address import is_loopback, service_addresses
from core.adapters.clock import SystemClock
from core.adapters.exports.library import ExportFiles
from core.config import load
from core.errors import Busy, UsageError
from core.events import Bus
from core.quota import PacificDays
from core.reading.patience import Patience
from core.session import Machinery, Notices, Session
from db.lock import WriterLock, holder
from tui.build.accounts import LiveAccounts
from tui.build.home import check_home, make_home
from tui.build.logs import log_to
from tui.build.options import FIRST_PROFILE, home_folder
from tui.control import ControlServer, ask

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from core.config import Settings
    from core.model import Holder
    from core.store import Store
    from tui.build.options import Options
    from tui.control import Answer

SHIFT = "CROSSFADE_CLOCK_SHIFT_S"
"""The environment variable that moves the wall clock, to try other days."""


class OpenSession(Session):
    """A session with what it took to open it: the lock and the control channel, given back when it closes."""

    def __init__(self, machinery: Machinery, lock: WriterLock | None, *, is_hosting: bool) -> None:
        super().__init__(machinery)
        self._lock = lock
        self._control = ControlServer(self, machinery.home, is_hosting=is_hosting) if lock else None

    async def __aenter__(self) -> Self:
        """Recover what a dead process left, and listen; one that only looks does neither."""
        if self._control is None:
            return self
        await super().__aenter__()
        await self._control.start()
        return self

    async def close(self) -> None:
        """Give everything back, the lock last."""
        try:
            if self._control is not None:
                await self._control.close()
            await super().close()
        finally:
            if self._lock is not None:
                self._lock.release()


async def open_session(options: Options, *, write: bool) -> Session:
    """Open a profile, to write or only to look.

    To write takes the lock: raises Busy where another process holds it. To look makes no file: where nothing was
    stored yet it shows an empty profile. Raises UsageError for settings and addresses, StoreError for the database.
    """
    home = home_folder(options.env, options.profile)
    check_home(home)
    settings = load(home / "config.toml")
    addresses = service_addresses(options.env)
    is_local = addresses.are_all_loopback and (not settings.match.ytmusic or is_loopback(addresses.ytmusic))
    clock = options.clock or SystemClock(shift_s=_shift_s(options.env, is_local=is_local))
    warning = make_home(home) if write else ""
    log_to(home / "logs", is_writer=write, is_debug=options.env.get("CROSSFADE_LOG") == "debug")
    lock = WriterLock(home / "crossfade.lock") if write else None
    if lock is not None:
        lock.acquire(now=clock.now())
    try:
        store = await _store(home, settings, write=write)
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    calendar = options.calendar or PacificDays()
    notices = Notices()
    accounts = LiveAccounts(
        home,
        settings,
        options.env,
        addresses=addresses,
        store=store,
        clock=clock,
        calendar=calendar,
        patience=Patience(clock, longest_s=settings.import_.wait_s, tell=notices.waits, jitter=random),
    )
    machinery = Machinery(
        store=store,
        accounts=accounts,
        clock=clock,
        calendar=calendar,
        settings=settings,
        home=home,
        bus=Bus(),
        holder=None if write else _holder(home),
        files=ExportFiles(clock),
        profile=options.profile or FIRST_PROFILE,
        home_warning=warning,
        notices=notices,
        jitter=random,
    )
    return OpenSession(machinery, lock, is_hosting=options.is_hosting)


async def ask_holder(options: Options, request: Mapping[str, str]) -> Answer | None:
    """Have the process that holds a profile's lock do something; None where nobody holds it.

    Raises Busy, naming it, where it cannot be reached or is at something else.
    """
    home = home_folder(options.env, options.profile)
    check_home(home)
    found = _holder(home)
    if found is None:
        return None
    answer = await ask(home, request)
    if answer is not None and not answer.is_busy:
        return answer
    found = _holder(home)
    if found is None:
        return None
    message = f"Another Crossfade (process {found.pid}) has been at work since {found.since} and cannot do this now."
    raise Busy(message, pid=found.pid, since=found.since)


async def _store(home: Path, settings: Settings, *, write: bool) -> Store:
    """The profile's database; sqlite is loaded here, at first use."""
    from db.store import open_readonly, open_store

    file = home / "crossfade.db"
    if not write:
        return await open_readonly(file)
    return await open_store(file, policy=settings.youtube.policy, order=settings.youtube.order)


def _holder(home: Path) -> Holder | None:
    return holder(home / "crossfade.lock") if home.is_dir() else None


def _shift_s(env: Mapping[str, str], *, is_local: bool) -> float:
    """Seconds the wall clock is moved by. Raises UsageError where that is not allowed.

    ``is_local``: every service that may be asked is on this machine.
    """
    asked = env.get(SHIFT, "").strip()
    if not asked:
        return 0.0
    if not is_local:
        message = f"{SHIFT} is for tests: it needs every service address to be on this machine."
        raise UsageError(message)
    try:
        shift_s = float(asked)
    except ValueError:
        message = f"{SHIFT} is a number of seconds."
        raise UsageError(message) from None
    if not abs(shift_s) <= 10 * 366 * 86_400:
        message = f"{SHIFT} is at most ten years."
        raise UsageError(message)
    return shift_s
