"""Matched videos that died, as lines, and all about one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.states import VideoState
from core.text import ago, shown
from tui.telling.words import plural
from tui.widgets.drawn import Part, cell, line, right

if TYPE_CHECKING:
    from datetime import datetime

    from textual.content import Content

    from core.health import Death

STATES: dict[VideoState, str] = {
    VideoState.PLAYABLE: "plays again",
    VideoState.GONE: "gone",
    VideoState.PRIVATE: "private",
    VideoState.BLOCKED: "blocked here",
    VideoState.UNPROCESSED: "not ready",
}
"""What became of a video, in few words; the whole sentence stands below the list."""

_STATE, _LISTS, _TAIL = 14, 11, 26


def death_heading(width: int) -> Content:
    """The heading of the list."""
    song, became, instead = (line((word, "$muted")) for word in ("song", "its video is", "instead"))
    lists = right(line(("playlists", "$muted")), _LISTS)
    return line("  ", cell(song, _room(width)), cell(became, _STATE), lists, "  ", instead)


def death_line(death: Death, width: int) -> Content:
    """The recording, what became of its video, how many playlists hold it, what could take its place."""
    found = death.replacement
    instead: Part = (shown(found.candidate.title), "") if found else ("nothing known", "$muted")
    if death.is_chosen:
        instead = line(("yours: ", "$warning"), instead)
    return line(
        ("✗ ", "$error"), cell(shown(death.label), _room(width) - 1), " ",
        cell(line((STATES[death.state], "$error")), _STATE), right(f"{len(death.categories):,}", _LISTS), "  ", instead,
    )  # fmt: skip


def _room(width: int) -> int:
    return max(10, width - _STATE - _LISTS - _TAIL - 4)


def death_about(death: Death, now: datetime) -> Content:
    """What happened, which playlists hold it, and what a person can do."""
    lists = ", ".join(shown(title, limit=40) for _, title in death.categories[:4]) or "no playlist of yours"
    more = f" and {len(death.categories) - 4:,} more" if len(death.categories) > 4 else ""
    pieces: list[Part] = [
        (shown(death.label), "bold"), f": {death.reason}", (f" (seen {ago(death.checked_at, now)}). ", "$muted"),
        f"It stands in {lists}{more}. ",
    ]  # fmt: skip
    if death.replacement is not None:
        best = death.replacement
        name = f"{shown(best.candidate.title)} – {shown(best.candidate.channel_title)}"
        pieces += [("a takes ", "$primary bold"), name, (f", score {best.score:.2f}. ", "$muted")]
    chosen = "You chose this video yourself, so it stays until you name another. "
    pieces.append((chosen if death.is_chosen else "It waits in Review with what else was found. ", "$muted"))
    return line(*pieces)


def deaths_verdict(deaths: tuple[Death, ...]) -> Content:
    """One line about all of them."""
    if not deaths:
        return line(("✓ No dead video is known. ", "$success"), ("c looks at every matched video.", "$muted"))
    ready = sum(death.replacement is not None for death in deaths)
    chosen = sum(death.is_chosen for death in deaths)
    yours = f", {chosen:,} of your own choice" if chosen else ""
    text = f"{plural(len(deaths), 'matched video does', 'matched videos do')} not play{yours}; "
    return line((f"! {text}", "$warning"), f"for {ready:,} another is known")
