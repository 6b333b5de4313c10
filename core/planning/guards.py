"""What a plan must not do without a person's word: deletions that would lose videos, many removals, shrunk sources.

A guard answers with a reason in words; it never changes anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.planning.parts import items_in, playlists_of
from core.planning.plan import Deletion, Held
from core.states import MatchStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model import Category, CategoryId, HeldPlaylist, PlaylistId, VideoId
    from core.planning.plan import CategoryPlan, Limits, Source

NEEDS_WORD = "needs --allow-delete"
SOURCE_GONE = "its playlist is not in your Spotify library any more"
"""Why a category is held back whose source a listing did not show."""

NOT_READ = "its videos were not read yet"


def shrunk(before: int, after: int, *, shrink_ask: float) -> str | None:
    """Why a source that held ``before`` rows and now ``after`` is held back; None where it may go on.

    ``shrink_ask`` is the share (0…1) it may lose unasked.
    """
    if before > 0 and after == 0:
        return f"it came back empty, {before} {'row' if before == 1 else 'rows'} before"
    if before > 0 and (before - after) / before > shrink_ask:
        return f"it shrank from {before} to {after} rows"
    return None


FEW = 5
"""So many removals are never too large a share: of a short list one song is much."""


def removals_held(category: Category, removals: int, *, ours: int, rows: int, limits: Limits) -> str | None:
    """Why a category's ``removals`` are held back; None where they may go, or there are none.

    ``ours`` counts the items of ours in its playlists, ``rows`` those of its source. What the person agreed to
    (``Category.may_remove``) passes the limits, never the word for deletions.
    """
    if not removals:
        return None
    videos = f"{removals:,} {'video' if removals == 1 else 'videos'}"
    if not rows:
        return f"{videos} to remove, but its source holds nothing"
    if not limits.allow_delete:
        return f"{videos} to remove: {NEEDS_WORD}"
    if removals <= category.may_remove:
        return None
    lets_go = f"if that is right, 'crossfade categories set {category.id} --include' lets them go"
    if removals > limits.remove_max:
        return f"{videos} to remove, more than [engine] remove_max = {limits.remove_max}: {lets_go}"
    share = limits.remove_max_percent
    if removals > FEW and removals * 100 > ours * share:
        return f"{videos} of {ours:,} to remove, more than [engine] remove_max_percent = {share:g}: {lets_go}"
    return None


def deletions(
    sources: Sequence[Source],
    plans: Sequence[CategoryPlan],
    playlists: Mapping[PlaylistId, HeldPlaylist],
    *,
    allow_delete: bool,
) -> tuple[tuple[Deletion, ...], tuple[Held, ...]]:
    """The marked playlists that may be deleted once their videos are safe, and those held back.

    A video is safe in a category that wants it when it is there or planned to be added; each included
    category that wants it must get it. Recordings without a decided video want none.
    """
    marked = [held for held in playlists.values() if held.is_replaced]
    offered = tuple(Held(held.head.title, _offer(held)) for held in playlists.values() if _is_left_over(held))
    if not marked:
        return (), offered
    owners = {
        part.head.id: source.category.title for source in sources for part in playlists_of(source.category, playlists)
    }
    wants = _wants(sources)
    safe = {plan.category.id: _safe(plan, playlists) for plan in plans}
    titles = {plan.category.id: plan.category.title for plan in plans}
    planned: list[Deletion] = []
    held_back: list[Held] = []
    for playlist in marked:
        deletion = _deletion(playlist, wants)
        reason = _reason(playlist, deletion, owners=owners, safe=safe, titles=titles)
        if reason is None and not allow_delete:
            reason = NEEDS_WORD
        if reason is None:
            planned.append(deletion)
        else:
            held_back.append(Held(playlist.head.title, reason))
    return tuple(planned), (*held_back, *offered)


def _is_left_over(held: HeldPlaylist) -> bool:
    """Whether a playlist's category was merged into another one, and nobody said yet what shall become of it."""
    return held.is_merged and not held.is_replaced


def _offer(held: HeldPlaylist) -> str:
    return f"its category was merged into another: 'crossfade replace {held.head.id}' deletes it once that has it all"


def _wants(sources: Sequence[Source]) -> dict[CategoryId, frozenset[VideoId]]:
    return {
        source.category.id: frozenset(
            row.video_id
            for row in source.rows
            if row.status is MatchStatus.ACCEPTED and row.video_id is not None and row.skip is None
        )
        for source in sources
        if source.category.is_included
    }


def _safe(plan: CategoryPlan, playlists: Mapping[PlaylistId, HeldPlaylist]) -> frozenset[VideoId]:
    there = {held.item.video_id for part in playlists_of(plan.category, playlists) for held in part.items}
    return frozenset(there | {add.video_id for add in plan.adds})


def _deletion(playlist: HeldPlaylist, wants: Mapping[CategoryId, frozenset[VideoId]]) -> Deletion:
    titles = {held.item.video_id: held.item.title or held.item.video_id for held in playlist.items}
    successors = {category: wanted & titles.keys() for category, wanted in wants.items() if wanted & titles.keys()}
    safe = frozenset().union(*successors.values())
    return Deletion(
        playlist_id=playlist.head.id,
        title=playlist.head.title,
        items=items_in(playlist),
        successors=successors,
        unwanted=tuple(title for video, title in titles.items() if video not in safe),
    )


def _reason(
    playlist: HeldPlaylist,
    deletion: Deletion,
    *,
    owners: Mapping[PlaylistId, str],
    safe: Mapping[CategoryId, frozenset[VideoId]],
    titles: Mapping[CategoryId, str],
) -> str | None:
    """Why a marked playlist must stay; None where it may go."""
    if playlist.head.id in owners:
        return f"it is the playlist of {owners[playlist.head.id]}"
    if playlist.items_at is None:
        return NOT_READ
    for category, videos in deletion.successors.items():
        lacking = len(videos - safe[category])
        if lacking:
            plural = "video" if lacking == 1 else "videos"
            return f"{lacking} wanted {plural} would not get into {titles[category]}"
    return None
