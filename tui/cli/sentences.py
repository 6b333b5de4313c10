"""Sentences that the commands say of runs and times. Words shared with the screen stand in :mod:`tui.telling.words`."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from core.states import RunKind, RunStatus
from core.text import duration, shown
from tui.telling.words import PHASES, headline

if TYPE_CHECKING:
    from datetime import datetime

    from core.model import Holder, Run

COMMANDS: dict[RunKind, str] = {
    RunKind.IMPORT: "crossfade import",
    RunKind.CATALOGUE: "crossfade import catalogue",
    RunKind.MATCH: "crossfade match",
    RunKind.SYNC: "crossfade sync --yes",
    RunKind.RETRY: "crossfade retry-failed --yes",
    RunKind.RESTORE: "crossfade restore --yes",
}
"""The command that goes on with an unfinished run of a kind."""

_SOON_S = 600


def goes_on(run: Run) -> str:
    """The command that goes on with a run, as it is typed."""
    return f"{COMMANDS[run.kind]} {shlex.quote(shown(run.source))}" if run.source else COMMANDS[run.kind]


def local(at: datetime) -> str:
    """An instant in local time, with its zone."""
    return f"{at.astimezone():%Y-%m-%d %H:%M %Z}"


def when(at: datetime, now: datetime) -> str:
    """A coming instant in local time and how far away it is."""
    left = (at - now).total_seconds()
    if left <= 0:
        return "now"
    clock = f"{at.astimezone():%H:%M:%S}" if left < _SOON_S else local(at)
    return f"at {clock} (in {duration(left)})"


def stands(run: Run, now: datetime) -> str:
    """Where a run stands, as one or two sentences."""
    text = headline(run)
    if run.status in (RunStatus.PAUSED, RunStatus.RATE_LIMITED, RunStatus.FAILED) and run.paused_at_stage:
        text += f", in '{PHASES[run.paused_at_stage]}'"
    if run.status is RunStatus.RUNNING and run.stage:
        text += f": {PHASES[run.stage]}"
    if run.message:
        text += f". {run.message}"
    text = text.rstrip(".") + "."
    if run.resumes_at is not None and not run.status.is_terminal:
        text += f" It can go on {when(run.resumes_at, now)}."
    return text


def at_work(holder: Holder) -> str:
    """Who is at work with the database."""
    name = f"process {holder.pid}" + (f" on {holder.host}" if holder.host else "") if holder.pid else "another process"
    return f"Another Crossfade ({name}) is at work" + (f" since {holder.since}" if holder.since else "") + "."
