"""Where a listing goes on: the one place in which an offset is reckoned."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from core.states import RunStatus

if TYPE_CHECKING:
    from core.model import Checkpoint, Page

T = TypeVar("T")


def next_offset(page: Page[T], *, limit: int) -> int:
    """The offset of the page after this one, of which ``limit`` rows were asked for; past the end after the last.

    The service's own word goes first. It alone tells a page made short by a smaller page size (what follows are
    the very next rows) from one out of which rows were dropped (what follows begins a whole page on). Where it
    says nothing, the rows given are counted, which loses none; only an empty page in the middle is passed over
    whole, since nothing else would ever get beyond it.
    """
    past = page.offset + len(page.rows)
    if not page.has_more:
        return past
    if page.next_offset is not None and page.next_offset > page.offset:
        return page.next_offset
    return past if page.rows else page.offset + limit


def advanced(checkpoint: Checkpoint, page: Page[T], *, limit: int) -> Checkpoint:
    """The checkpoint to store with a page that was read at its offset."""
    return replace(
        checkpoint,
        offset=next_offset(page, limit=limit),
        total=page.total,
        processed=checkpoint.processed + len(page.rows),
        status=RunStatus.RUNNING,
        last_error=None,
        reset_at=None,
    )


SMALLER = (20, 10)
"""Rows a page asked for after a service failed at a larger one: very large libraries end in 502 at 50 rows."""


class PageSize:
    """How many rows a phase asks for at once: what was chosen, or less once the service failed at that."""

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def shrink(self) -> None:
        """Ask for less from now on; the least there is stays."""
        self.rows = next((size for size in SMALLER if size < self.rows), self.rows)
