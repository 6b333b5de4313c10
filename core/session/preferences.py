"""The settings as a person may change them: the part of the session that writes ``config.toml``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from core.config import load
from core.config_file import save_setting
from core.errors import Busy

if TYPE_CHECKING:
    from pathlib import Path

    from core.config import Settings
    from core.config_file import Value
    from core.session.machinery import Machinery


class Preferences:
    """Where the settings lie, and how one is changed. What is in force stays so until the profile is opened anew."""

    def __init__(self, machinery: Machinery) -> None:
        self._m = machinery
        self._writing = asyncio.Lock()

    @property
    def file(self) -> Path:
        """The profile's settings file; it need not exist."""
        return self._m.home / "config.toml"

    async def read(self) -> Settings:
        """What the file says now, whoever wrote it. Raises UsageError, one sentence, where it cannot be used."""
        return await asyncio.to_thread(load, self.file)

    async def change(self, section: str, key: str, value: Value | None) -> Settings:
        """Write one setting, None for its default, and return all as they will be; one change after the other.

        Raises UsageError for a value that is not allowed, Busy where another process is at work with this profile.
        """
        if self._m.holder is not None:
            message = f"Another crossfade is at work (pid {self._m.holder.pid}): settings can be changed when it ended."
            raise Busy(message, pid=self._m.holder.pid, since=self._m.holder.since)
        return await asyncio.shield(self._write(section, key, value))  # the thread would go on after a cancellation

    async def _write(self, section: str, key: str, value: Value | None) -> Settings:
        async with self._writing:
            return await asyncio.to_thread(save_setting, self.file, section, key, value)
