"""Where a run stands, in one line: sign, words, time at work, and a countdown while it waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.states import Reason, RunStatus
from core.text import duration, shown
from tui.telling.words import PHASES, REMEDIES, SIGNS, at_time, countdown, headline, plural
from tui.widgets.drawn import Drawn, Part, line, wrapped

if TYPE_CHECKING:
    from datetime import datetime

    from textual.content import Content

    from core.model import Run


@dataclass(frozen=True, slots=True)
class StandingState:
    """A run at an instant. ``waits``: it goes on by itself; ``is_pausing``: asked to pause, not yet paused.

    ``is_demo``: what it works on goes with the program. ``failed`` counts its failed items; ``elsewhere``: another
    process works at it. ``waiting`` says what a run at work waits for (raw); empty where it works.
    """

    run: Run
    now: datetime
    waits: bool
    is_pausing: bool = False
    is_demo: bool = False
    failed: int = 0
    elsewhere: bool = False
    waiting: str = ""


def worked_s(run: Run, now: datetime) -> float:
    """Seconds at work so far, pauses left out."""
    since = run.last_resumed_at or run.started_at
    live = (now - since).total_seconds() if run.status is RunStatus.RUNNING and since else 0.0
    return run.active_s + max(0.0, live)


class Standing(Drawn):
    """Where it stands, and what ends that."""

    state: reactive[StandingState | None] = reactive(None)

    def watch_state(self) -> None:
        """A long sentence takes a line more."""
        self.fit()

    def lines(self, width: int) -> list[Content]:
        """The headline, then what happens next."""
        state = self.state
        if state is None:
            return [line(""), line("")]
        run = state.run
        sign, colour = SIGNS[RunStatus.PAUSED if run.reason is Reason.INTERRUPTED else run.status]
        said = headline(run)
        if run.status is RunStatus.COMPLETED and state.failed:
            sign, colour, said = "!", "warning", f"{said} with {plural(state.failed, 'failed item')}"
        stage = run.stage if run.status is RunStatus.RUNNING else run.paused_at_stage
        at = f" · {PHASES[stage]}" if stage and run.status is not RunStatus.COMPLETED else ""
        work = f" · at work {duration(worked_s(run, state.now))}"
        head = line((f"{sign} {said}", f"${colour} bold"), (at, ""), (work, "$muted"))
        return [head, *wrapped(line(*next_words(state)), width, 2)]


def next_words(state: StandingState) -> list[Part]:
    """What ends the state a run is in: a clock, a key, a person."""
    run = state.run
    if state.elsewhere:
        return [("Another crossfade works at it: this one looks on, and leaving stops nothing.", "$muted")]
    if state.is_pausing:
        return [("Pausing after the operation in hand…", "$warning")]
    if run.status is RunStatus.RUNNING and state.waiting:
        return [(f"{shown(state.waiting)}.", "$warning")]
    if run.status is RunStatus.RUNNING:
        then = "the demo ends with it." if state.is_demo else "it pauses safely and goes on where it stopped."
        return [(f"You can leave with q: {then}", "$muted")]
    if run.status.is_terminal and run.status is not RunStatus.FAILED:
        more: list[Part] = [("   e", "$accent bold"), (" says what failed and why", "$muted")] if state.failed else []
        return [("s", "$accent bold"), (" shows the summary", "$muted"), *more]
    if run.status is RunStatus.FAILED:
        return [
            (shown(run.message or "It cannot go on without you."), "$error"),
            ("  r", "$accent bold"),
            " tries again",
        ]
    if state.waits and run.resumes_at is not None:
        left = (run.resumes_at - state.now).total_seconds()
        when = at_time(run.resumes_at, state.now)
        return [
            ("Goes on by itself: ", ""),
            (when, "bold"),
            (" your time, in ", ""),
            (countdown(left), "$accent bold"),
        ]
    said: list[Part] = [("r", "$accent bold"), " resumes where it stopped"]
    if run.reason in REMEDIES:
        said = [(REMEDIES[run.reason], "$warning")]
    elif run.resumes_at is not None and run.resumes_at > state.now:
        said.append(f"; its allowance returns at {at_time(run.resumes_at, state.now)}")
    return said
