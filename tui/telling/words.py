"""How states, phases, reasons and times are called before people: signs, words, numbers, rounded times.

Pure functions and tables without any Textual, so that the commands can use the same words.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from core.states import ItemStatus, Phase, Reason, Rung, RunKind, RunStatus, Service
from core.text import shown

if TYPE_CHECKING:
    from core.model import Holder, Run

SIGNS: dict[RunStatus, tuple[str, str]] = {
    RunStatus.PENDING: ("·", "muted"),
    RunStatus.RUNNING: ("▸", "accent"),
    RunStatus.PAUSED: ("‖", "warning"),
    RunStatus.RATE_LIMITED: ("‖", "warning"),
    RunStatus.COMPLETED: ("✓", "success"),
    RunStatus.FAILED: ("✗", "error"),
    RunStatus.CANCELLED: ("-", "muted"),
}
"""Each status's sign and the name of its colour; the word always stands beside them."""

STATUS_WORDS: dict[RunStatus, str] = {
    RunStatus.PENDING: "waiting",
    RunStatus.RUNNING: "running",
    RunStatus.PAUSED: "paused",
    RunStatus.RATE_LIMITED: "parked",
    RunStatus.COMPLETED: "done",
    RunStatus.FAILED: "failed",
    RunStatus.CANCELLED: "cancelled",
}

ITEM_SIGNS: dict[ItemStatus, tuple[str, str]] = {
    ItemStatus.QUEUED: ("·", "muted"),
    ItemStatus.IN_PROGRESS: ("▸", "accent"),
    ItemStatus.SUCCEEDED: ("✓", "success"),
    ItemStatus.FAILED: ("✗", "error"),
}

ITEM_WORDS: dict[ItemStatus, str] = {
    ItemStatus.QUEUED: "queued",
    ItemStatus.IN_PROGRESS: "now",
    ItemStatus.SUCCEEDED: "done",
    ItemStatus.FAILED: "failed",
}

RUNGS: dict[Rung, str] = {
    Rung.OVERRIDE: "your own decisions",
    Rung.STORED: "searched before",
    Rung.OWN: "your own playlists",
    Rung.CHANNELS: "uploads of artists",
    Rung.YTMUSIC: "YouTube Music",
    Rung.SEARCH: "searches",
}
"""The ways to find a video."""

PHASES: dict[Phase, str] = {
    Phase.LIKED_SONGS: "Liked songs",
    Phase.PLAYLISTS: "Playlists",
    Phase.PLAYLIST_TRACKS: "Playlist tracks",
    Phase.ARTISTS: "Artists",
    Phase.ALBUMS: "Albums",
    Phase.BACKUP: "Back up",
    Phase.MATCH: "Find videos",
    Phase.CREATE_PLAYLISTS: "Create playlists",
    Phase.ADD_VIDEOS: "Add videos",
    Phase.REMOVE_VIDEOS: "Remove videos",
    Phase.MOVE_VIDEOS: "Move videos",
    Phase.DELETE_PLAYLISTS: "Delete playlists",
    Phase.VERIFY: "Verify",
}

PHASE_DONE: dict[Phase, str] = {
    Phase.LIKED_SONGS: "songs read",
    Phase.PLAYLISTS: "playlists read",
    Phase.PLAYLIST_TRACKS: "playlists read",
    Phase.ARTISTS: "artists looked up",
    Phase.ALBUMS: "albums looked up",
    Phase.BACKUP: "backed up",
    Phase.MATCH: "matched",
    Phase.CREATE_PLAYLISTS: "created",
    Phase.ADD_VIDEOS: "added",
    Phase.REMOVE_VIDEOS: "removed",
    Phase.MOVE_VIDEOS: "moved",
    Phase.DELETE_PLAYLISTS: "deleted",
    Phase.VERIFY: "verified",
}

RUNS: dict[RunKind, str] = {
    RunKind.IMPORT: "Import",
    RunKind.CATALOGUE: "Catalogue import",
    RunKind.MATCH: "Search for videos",
    RunKind.SYNC: "Sync",
    RunKind.RETRY: "Retry",
    RunKind.RESTORE: "Restore",
}

REASONS: dict[Reason, str] = {
    Reason.BY_USER: "by you",
    Reason.QUOTA_EXHAUSTED: "today's units are used up",
    Reason.SEARCHES_EXHAUSTED: "today's searches are used up",
    Reason.PLAYLIST_LIMIT: "YouTube makes no more playlists for now",
    Reason.RATE_LIMITED: "the service asked to slow down",
    Reason.SIGN_IN: "a sign-in expired",
    Reason.NETWORK: "the network is away",
    Reason.DISK_FULL: "the disk is full",
    Reason.INTERRUPTED: "it was interrupted",
    Reason.BUG: "something went wrong inside",
}

REMEDIES: dict[Reason, str] = {
    Reason.SIGN_IN: "a signs in again, then r goes on.",
    Reason.DISK_FULL: "Free some space, then press r. Nothing is lost.",
    Reason.BUG: "The log file has the details. Nothing is lost; r tries again.",
    Reason.NETWORK: "r tries again at once.",
}
"""What a person can do about a pause that no clock ends."""

SKIPS: dict[str, str] = {
    "null_track": "empty",
    "local_file": "local file",
    "episode": "podcast episode",
    "dead_video": "dead video",
    "unreadable": "unreadable",
    "incomplete": "incomplete",
    "removed_on_youtube": "removed by you on YouTube",
    "held": "held back",
}
"""Why rows are skipped, fit to stand behind a number; other reasons stand as they are."""


def skip_words(name: str, count: int) -> str:
    """``3 local files``: skipped rows with their reason; a whole sentence as reason is that of a source held back."""
    if " " in name:
        name = "held"
    word = SKIPS.get(name, name.replace("_", " "))
    return f"{count:,} {word}s" if count != 1 and name in _COUNTED else f"{count:,} {word}"


def held_words(reason: str) -> str:
    """Why something is held back, with a key where the reason names a command, which no screen asks for."""
    said = reason.replace("needs --allow-delete", "not without your word")
    return _COMMAND.sub("exclude it and include it again to let them go", said)


_COMMAND = re.compile(r"if that is right, 'crossfade categories set .*? --include' lets them go")

_COUNTED = frozenset({"local_file", "episode", "dead_video"})
"""Reasons that are nouns."""

FAILURES: dict[str, tuple[str, bool]] = {
    "videoNotFound": ("the video is gone", False),
    "video_not_found": ("the video is gone", False),
    "video_unavailable": ("the video cannot be added now", True),
    "playlistNotFound": ("the playlist is gone", False),
    "playlist_not_found": ("the playlist is gone", False),
    "playlist_not_created": ("its playlist was not created", True),
    "conflict": ("YouTube refused it as a conflict", True),
    "forbidden": ("YouTube forbids it", False),
}
"""Known reasons of failed items: in words, and whether a retry may help."""


def plural(count: int, noun: str, many: str | None = None) -> str:
    """``1 playlist``, ``2 playlists``; thousands get their comma."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def listed(parts: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def at_time(instant: datetime, now: datetime) -> str:
    """An instant in local time: ``09:00`` today, ``Sat 09:00`` this week, else ``21 Nov 09:00``.

    Within two minutes of now the seconds are told, too.
    """
    local, today = instant.astimezone(), now.astimezone().date()
    clock = f"{local:%H:%M:%S}" if abs((instant - now).total_seconds()) < 120 else f"{local:%H:%M}"
    days = abs((local.date() - today).days)
    if days == 0:
        return clock
    return f"{local:%a} {clock}" if days < 7 else f"{local.day} {local:%b} {clock}"


def held_by(holder: Holder, now: datetime) -> str:
    """The process that holds the library: ``pid 4711, since 18:58``; only the pid where its file tells no time."""
    try:
        since = datetime.fromisoformat(holder.since)
    except ValueError:
        return f"pid {holder.pid}"
    return f"pid {holder.pid}, since {at_time(since, now)}"


def day_name(label: str) -> str:
    """A quota day's ``YYYY-MM-DD`` as ``Sat 21 Nov``."""
    day = date.fromisoformat(label)
    return f"{day:%a} {day.day} {day:%b}"


def countdown(seconds: float) -> str:
    """Time to go, as a clock: ``0:42``, ``12:05``, ``3:12:05``."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def track_length(seconds: float | None) -> str:
    """A track's length: ``4:07``, ``1:02:00``; ``?`` where it is not known."""
    return "?" if seconds is None else countdown(round(seconds))


def about(seconds: float) -> str:
    """A time left, rounded so that it does not twitch: to 5 s below a minute, 15 s below ten, else minutes."""
    step = 5 if seconds < 60 else 15 if seconds < 600 else 60
    rounded = max(step, -(-int(seconds) // step) * step)
    hours, rest = divmod(rounded, 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return f"{hours} h {minutes} min"
    if minutes:
        return f"{minutes} min {left} s" if left and rounded < 600 else f"{minutes} min"
    return f"{left} s"


def reason_word(reason: str) -> str:
    """A failed item's reason in words; unknown ones as they are, readable."""
    return FAILURES[reason][0] if reason in FAILURES else reason.replace("_", " ")


def may_retry(reason: str) -> bool:
    """Whether trying a failed item again may help; unknown reasons are given the chance."""
    return FAILURES.get(reason, ("", True))[1]


def called(run: Run) -> str:
    """A run within a sentence: ``sync``, ``import``, ``YouTube import``, ``import of road.csv``."""
    kind = RUNS[run.kind].lower()
    if not run.source:
        return kind
    if run.source == Service.YOUTUBE:
        return f"YouTube {kind}"
    return f"{kind} of {shown(PurePath(run.source).name, limit=60)}"


def named(run: Run) -> str:
    """The same at the beginning of one."""
    name = called(run)
    return name[:1].upper() + name[1:]


def headline(run: Run) -> str:
    """``Sync paused: today's units are used up``."""
    word, name = STATUS_WORDS[run.status], named(run)
    if run.reason is Reason.INTERRUPTED:
        return f"{name} interrupted"
    if run.status in (RunStatus.PAUSED, RunStatus.RATE_LIMITED) and run.reason is not None:
        return f"{name} paused: {REASONS[run.reason]}"
    return f"{name} {word}"
