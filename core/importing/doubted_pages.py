"""Pages of which few rows cannot be believed: doubted at first, taken as they are where they stay so.

A fault of Spotify's passes; a row that is odd for good must not keep a library from being read. So an import does not
read beyond such a page, as if Spotify could not be read, until it was so for :data:`ODD_FOR`.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from core.errors import OddRows, Unavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from core.errors import Throttled, Transient
    from core.importing.calls import Calls
    from core.importing.paging import PageSize
    from core.model import Page, SourceRow
    from core.work.desk import Desk

ODD_PAGES = "spotify.odd_pages"
"""The setting that remembers since when which pages are doubted."""

ODD_FOR = timedelta(minutes=10)
"""How long a page must be odd until its odd rows are taken for rows without a track."""


class ReadRows(Protocol):
    """How a page of a list's rows is read."""

    def __call__(self, *, offset: int, limit: int) -> Awaitable[Page[SourceRow]]:
        """Read it."""
        ...


class DoubtedPages:
    """The way to rows; kept over restarts."""

    def __init__(self, desk: Desk, calls: Calls) -> None:
        self._desk = desk
        self._calls = calls
        self._since: Mapping[str, str] | None = None

    async def read(self, endpoint: str, read: ReadRows, size: PageSize, *, of: str, offset: int) -> Page[SourceRow]:
        """A page of the list ``of``. Raises what :meth:`Calls.page` does; Unavailable also for a page in doubt."""
        place, since = f"{of}:{offset}", await self._doubted()
        begun = since.get(place)
        is_settled = begun is not None and datetime.fromisoformat(begun) <= self._desk.clock.now() - ODD_FOR

        def failed(refusal: Transient | Throttled) -> None:
            if isinstance(refusal, OddRows) and is_settled:
                raise refusal

        try:
            page = await self._calls.page(endpoint, lambda limit: read(offset=offset, limit=limit), size, failed=failed)
        except OddRows as odd:
            return odd.page
        except Unavailable as failure:
            if isinstance(failure.__cause__, OddRows):
                await self._keep({place: self._desk.clock.now().isoformat(), **since})
            raise
        if begun is not None:
            await self._keep({known: at for known, at in since.items() if known != place})
        return page

    async def _doubted(self) -> Mapping[str, str]:
        if self._since is None:
            kept = await self._desk.store.setting(ODD_PAGES)
            self._since = json.loads(kept) if kept else {}
        return self._since or {}

    async def _keep(self, since: Mapping[str, str]) -> None:
        self._since = since
        await self._desk.store.set_setting(ODD_PAGES, json.dumps(since) if since else None)
