"""Builders of situations for the planner's tests: small, typed, with the usual day unless told otherwise."""

from __future__ import annotations

from datetime import UTC, datetime

from core.model import (
    Category,
    CategoryId,
    HeldItem,
    HeldPlaylist,
    ItemId,
    PlaylistId,
    RecordingId,
    RemoteItem,
    RemotePlaylist,
    Spent,
    VideoId,
    WantedRow,
)
from core.planning.plan import Resumed, Situation, Source
from core.quota import Allowance, PacificDays
from core.states import MatchStatus, Order

NOON = datetime(2026, 6, 10, 19, tzinfo=UTC)
"""Noon in California, on an ordinary summer day."""

DAYS = PacificDays()

FULL_DAY = Allowance(units=10_000, searches=100, playlists=10, reserve=1_000)


def accepted(position: int, video: str, recording: int | None = None) -> WantedRow:
    """A row whose recording has its video; the recording is the position's unless given."""
    number = position if recording is None else recording
    return WantedRow(position, f"song {position}", RecordingId(number), None, MatchStatus.ACCEPTED, VideoId(video))


def undecided(position: int, status: MatchStatus | None, recording: int | None = None) -> WantedRow:
    """A row that waits (None), is in review or missing."""
    return WantedRow(
        position, f"song {position}", RecordingId(position if recording is None else recording), status=status
    )


def songs(count: int, prefix: str = "v") -> tuple[WantedRow, ...]:
    """So many rows, each with a video of its own."""
    return tuple(accepted(number, f"{prefix}{number}") for number in range(count))


def category(
    name: str,
    position: int = 0,
    *,
    playlist: str | None = None,
    is_included: bool = True,
    is_protected: bool = False,
    held: str | None = None,
) -> Category:
    """A category called ``name``, with the id ``name``."""
    return Category(
        id=CategoryId(name),
        title=name,
        position=position,
        is_included=is_included,
        is_protected=is_protected,
        order=Order.EXACT,
        playlist_id=PlaylistId(playlist) if playlist else None,
        parts=(PlaylistId(playlist),) if playlist else (),
        held=held,
    )


def item(playlist: str, video: str, position: int, *, is_ours: bool = True, is_missing: bool = False) -> HeldItem:
    """A row of a playlist."""
    remote = RemoteItem(
        ItemId(f"{playlist}-{position}"), PlaylistId(playlist), VideoId(video), position, title=f"title of {video}"
    )
    return HeldItem(remote, is_ours=is_ours, is_missing=is_missing)


def playlist(
    name: str,
    *videos: str,
    theirs: tuple[str, ...] = (),
    removed: tuple[str, ...] = (),
    is_replaced: bool = False,
    is_read: bool = True,
    item_count: int = 0,
) -> HeldPlaylist:
    """An own playlist that holds ``videos`` of ours and then ``theirs``."""
    rows = [item(name, video, position) for position, video in enumerate(videos)]
    rows += [item(name, video, len(rows) + number, is_ours=False) for number, video in enumerate(theirs)]
    return HeldPlaylist(
        head=RemotePlaylist(PlaylistId(name), f"title of {name}", item_count=item_count),
        listed_at=NOON,
        items_at=NOON if is_read else None,
        items=tuple(rows),
        removed=frozenset(VideoId(video) for video in removed),
        is_replaced=is_replaced,
    )


def situation(
    *sources: Source,
    playlists: tuple[HeldPlaylist, ...] = (),
    allowance: Allowance = FULL_DAY,
    spent: Spent | None = None,
    now: datetime = NOON,
    batch: int = 10,
    keep_duplicates: bool = False,
    allow_delete: bool = True,
    exhausted: frozenset[str] = frozenset(),
    unjudged: frozenset[RecordingId] = frozenset(),
    resumed: Resumed | None = None,
    is_listed: bool = True,
) -> Situation:
    """A situation at noon, freshly listed, with a full day ahead."""
    return Situation(
        sources=sources,
        playlists=playlists,
        listed_at=now if is_listed else None,
        allowance=allowance,
        spent=spent or Spent(),
        window=DAYS.window(now),
        now=now,
        batch=batch,
        keep_duplicates=keep_duplicates,
        allow_delete=allow_delete,
        exhausted=exhausted,
        unjudged=unjudged,
        resumed=resumed,
    )
