"""The port of the store for backups that restores go by."""

from __future__ import annotations

from typing import Protocol


class BackupStore(Protocol):
    """The backups of unfinished restores, as text: a file may be gone when its run goes on."""

    async def keep(self, digest: str, document: str) -> None:
        """Keep one under its digest; those that no unfinished run goes by are thrown away."""
        ...

    async def document(self, digest: str) -> str | None:
        """A backup's text; None where it is not kept."""
        ...
