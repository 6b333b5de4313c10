"""What went wrong, explained: why it happened, what was tried already, and what a person can do.

A table by the reasons that adapters and engine give; no Textual. Reasons that are not in it are explained by their
stage, so that nothing is ever left without a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.states import Phase
from core.text import shown
from tui.telling.words import PHASES, at_time, may_retry, reason_word

if TYPE_CHECKING:
    from datetime import datetime

    from core.model import Problem


@dataclass(frozen=True, slots=True)
class Advice:
    """Three sentences. ``is_retryable``: trying again may end otherwise.

    In ``tried`` stands ``{times}`` where it is told how often the write was sent.
    """

    cause: str
    tried: str
    remedy: str
    is_retryable: bool = False


_ONCE = "It was sent {times}; YouTube's answer is final."
_AGAIN = "It was sent {times}; after each refusal the playlist was looked at, and it was not there."
_LOST = "It was sent {times}; after each lost answer YouTube was read twice, some minutes apart, and did not show it."

_KNOWN: dict[str, Advice] = {
    "video_not_found": Advice(
        "The video does not exist any more, or is private now.", _ONCE,
        "Look at the matched videos (6, then h): what is gone there goes to Review, with what could take its place.",
    ),
    "video_unavailable": Advice(
        "The video is private or blocked, or YouTube was not ready to take it.", "It was sent once.",
        "Retry it. If it fails again, look at the matched videos (6, then h): a dead one goes to Review.",
        is_retryable=True,
    ),
    "playlist_not_found": Advice(
        "The playlist was deleted on YouTube while the run was at work.", _ONCE,
        "In Categories make it again, or exclude it.",
    ),
    "playlist_not_created": Advice(
        "Its playlist could not be created, so there was nowhere to put it.", "Nothing was sent for it.",
        "Retry what failed: the playlist is tried first, then what belongs into it.", is_retryable=True,
    ),
    "conflict": Advice(
        "YouTube breaks writes off while a playlist is fresh or being changed by somebody else.", _AGAIN,
        "Wait a few minutes and retry; close other programs that change the playlist.", is_retryable=True,
    ),
    "no_answer": Advice(
        "YouTube's answer was lost again and again: the network, or YouTube itself, broke off.", _LOST,
        "Look whether other pages load well, then retry; nothing is doubled.", is_retryable=True,
    ),
    "playlist_full": Advice(
        "A YouTube playlist holds 5,000 videos at most.", "Nothing was sent for it.",
        "The next preview opens a further part of the playlist.", is_retryable=True,
    ),
    "not_safe": Advice(
        "A video of the old playlist was not found in the playlist that is to have it.",
        "The new playlists were read back before the deletion.",
        "Look at what failed before; once those are added the next sync deletes the old playlist.", is_retryable=True,
    ),
    "differs": Advice(
        "The playlist was read back and is not as planned; somebody may have changed it meanwhile.",
        "It was read once more after the time YouTube needs to settle.",
        "The next preview compares anew and plans what is missing.",
    ),
    "forbidden": Advice(
        "YouTube does not allow this for your channel.", _ONCE,
        "Look at the playlist on YouTube; the message above is YouTube's own word.",
    ),
}  # fmt: skip

_OTHERS: dict[str, str] = {
    "videoNotFound": "video_not_found", "video_gone": "video_not_found", "dead_video": "video_not_found",
    "playlistNotFound": "playlist_not_found", "playlist_gone": "playlist_not_found",
}  # fmt: skip

_STAGES: dict[Phase, Advice] = {
    Phase.MATCH: Advice(
        "No video was sure enough to be written.", "Every way of finding one that the settings allow was gone.",
        "Review (key 6) shows the candidates; a link can be given there, too.",
    ),
    Phase.BACKUP: Advice(
        "The backup could not be made as it should.", "Nothing was written to YouTube.",
        "Retry once the cause is gone.", is_retryable=True,
    ),
}  # fmt: skip


def advice(problem: Problem) -> Advice:
    """What is to be said about a problem."""
    found = _KNOWN.get(_OTHERS.get(problem.reason, problem.reason)) or _STAGES.get(problem.stage)
    if found is not None:
        return found
    again = may_retry(problem.reason)
    return Advice(
        f"{reason_word(shown(problem.reason)).capitalize()}.",
        "It was sent {times}; what the service itself calls final is not repeated.",
        "Retry what failed; if it fails again, the message above says what the service has against it."
        if again
        else "A retry will not help; the message above says what the service has against it.",
        is_retryable=again,
    )


def told_tried(said: Advice, sent: int | None) -> str:
    """What was tried, with how often the write was ``sent``; None: that is not known, or it was no write."""
    if sent == 0:
        return said.tried if "{times}" not in said.tried else "Nothing was sent for it."
    times = "" if sent is None else " once" if sent == 1 else f" {sent:,} times"
    return said.tried.replace(" {times}", times)


def tags_of(problem: Problem) -> tuple[str, ...]:
    """The words that ``is:`` finds a problem by: stage, kind, reason, and whether a retry may help."""
    stage = (problem.stage.value, *problem.stage.value.split("_"))
    again = ("retry",) if advice(problem).is_retryable else ("final",)
    return (*stage, str(problem.entity_kind), problem.reason.lower(), *again)


def as_text(problem: Problem, now: datetime, *, sent: int | None = None) -> str:
    """All about a problem for the clipboard, safe to paste."""
    said = advice(problem)
    what = f"{shown(str(problem.entity_kind))} {shown(problem.entity_id)}, {shown(problem.reason)}"
    return "\n".join(
        [
            shown(problem.message),
            f"{PHASES[problem.stage]}, {what}, {at_time(problem.at, now)}",
            f"Why: {said.cause}",
            f"Tried: {told_tried(said, sent)}",
            f"Do: {said.remedy}",
        ]
    )
