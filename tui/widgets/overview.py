"""What home tells: who is signed in, what is there, what waits unfinished, and the welcome of an empty start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.states import CollectionKind, Phase, Reason, RunStatus, Service
from core.text import ago, duration, shown, titled
from tui.places import key_of
from tui.telling.words import PHASE_DONE, PHASES, REMEDIES, SIGNS, at_time, headline, plural
from tui.widgets.drawn import Drawn, Part, cell, line, right, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual.content import Content

    from core.model import Category, Collection, Connection, HeldPlaylist, Run
    from core.progress import RunView

_SERVICES = {Service.SPOTIFY: "Spotify", Service.YOUTUBE: "YouTube"}


@dataclass(frozen=True, slots=True)
class Overview:
    """All that home shows of the store at an instant; ``died`` counts matched videos that are dead."""

    connections: tuple[Connection, ...]
    collections: tuple[Collection, ...]
    categories: tuple[Category, ...]
    playlists: tuple[HeldPlaylist, ...]
    last_synced: datetime | None
    runs: tuple[Run, ...]
    now: datetime
    died: int = 0

    @property
    def is_fresh(self) -> bool:
        """Whether nobody is signed in and nothing was ever read."""
        return not self.collections and not any(connection.account for connection in self.connections)


class Telling(Drawn):
    """A panel that tells something of the overview."""

    overview: reactive[Overview | None] = reactive(None)


class Accounts(Telling):
    """Both sign-ins."""

    def lines(self, width: int) -> list[Content]:
        """A line for each service, and below it what will bite."""
        if self.overview is None:
            return []
        rows: list[Content] = []
        for connection in self.overview.connections:
            name = cell(_SERVICES[connection.service], 9)
            if connection.account is None:
                rows.append(line(("· ", "$muted"), name, ("not connected", "$muted")))
            else:
                who = titled(connection.account.name, connection.account.account_id)
                rows.append(line(("✓ ", "$success"), name, (who, "bold")))
            if connection.hint:
                hint = line((shown(connection.hint), "$warning"))
                rows += [line("  ", row) for row in wrapped(hint, width - 2, 2)]
        return rows


class Library(Telling):
    """What was imported, what it becomes, and when it was last in step."""

    def lines(self, width: int) -> list[Content]:
        """Counts, then the last sync."""
        state = self.overview
        if state is None:
            return []
        liked = [found for found in state.collections if found.kind is CollectionKind.LIKED]
        lists = [
            found for found in state.collections if found.kind is CollectionKind.PLAYLIST and found.gone_at is None
        ]
        closed = sum(found.unreadable is not None for found in lists)
        chosen = sum(category.is_included for category in state.categories)
        made = sum(category.playlist_id is not None for category in state.categories)
        return [
            _count("Liked songs", sum(found.imported for found in liked)),
            _count("Playlists", len(lists), f"{closed} not readable" if closed else ""),
            _count("Categories", len(state.categories), f"{chosen} included, {made} made", width),
            line(_count("On YouTube", len(state.playlists), "playlists"), (_died(state.died, width), "$warning")),
            line(cell(line(("Last synced", "$muted")), 13), ("  " + ago(state.last_synced, state.now), "bold")),
        ]


_REMARK = len("On YouTube          99  playlists")
"""Columns before what is said of dead videos."""


def _died(count: int, width: int) -> str:
    """That matched videos died, in as many words as there is room for; nothing where none did."""
    if not count:
        return ""
    said = f" · {plural(count, 'video')} died: see Review"
    return said if len(said) <= width - _REMARK else f" · {count:,} died"


def _count(name: str, count: int, remark: str = "", width: int = 80) -> Content:
    if len(remark) > width - 21:
        remark = remark.partition(",")[0]
    return line(cell(line((name, "$muted")), 13), right(line((f"{count:,}", "bold")), 6), (f"  {remark}", "$muted"))


class Lately(Telling):
    """The latest runs, newest first, where there is room for them."""

    def lines(self, width: int) -> list[Content]:
        """Sign, what it was, and when."""
        state = self.overview
        if state is None or not state.runs:
            return [line(("Nothing has run yet.", "$muted"))]
        return [_run(run, state.now, width) for run in state.runs[: self.content_size.height or len(state.runs)]]


def _run(run: Run, now: datetime, width: int) -> Content:
    sign, colour = SIGNS[RunStatus.PAUSED if run.reason is Reason.INTERRUPTED else run.status]
    began = at_time(run.started_at or run.created_at, now)
    head = line((f"{sign} ", f"${colour}"), (f"{began:<14}", "$muted"), headline(run))
    work = f"  {duration(run.active_s)} at work" if run.active_s else ""
    room = min(64, width - len(work))
    return head if head.cell_length > room else line(cell(head, room), (work, "$muted"))


class Becoming(Telling):
    """The categories in their order: which have their playlist, which wait for a sync, which are left out."""

    def lines(self, width: int) -> list[Content]:
        """As many as there is room for, the rest counted."""
        state = self.overview
        if state is None or not state.categories:
            return [line(("Nothing yet: what is imported becomes playlists.", "$muted"))]
        rows = {found.id: found.imported for found in state.collections}
        room = self.content_size.height or len(state.categories)
        kept = state.categories if len(state.categories) <= room else state.categories[: max(0, room - 1)]
        said = [_becomes(one, sum(rows.get(source, 0) for source in one.sources), width) for one in kept]
        if len(kept) < len(state.categories):
            more = plural(len(state.categories) - len(kept), "more category", "more categories")
            said.append(
                line((f"and {more}: ", "$muted"), (key_of("categories"), "$accent bold"), (" shows all", "$muted"))
            )
        return said


def _becomes(category: Category, rows: int, width: int) -> Content:
    sign, colour, word = (
        ("!", "$warning", "held back")
        if category.held
        else ("=", "$warning", "protected")
        if category.is_protected
        else ("-", "$muted", "excluded")
        if not category.is_included
        else ("✓", "$success", "made")
        if category.playlist_id is not None
        else ("·", "$muted", "not made yet")
    )
    title = cell(
        line((titled(category.title, category.id), "" if category.is_included else "$muted")), max(8, width - 26)
    )
    return line((f"{sign} ", colour), title, right(f"{rows:,}", 8), "  ", (word, colour))


@dataclass(frozen=True, slots=True)
class Stand:
    """The run in sight, at an instant; ``waits`` where it goes on by itself."""

    view: RunView
    now: datetime
    waits: bool
    is_steerable: bool


class Unfinished(Drawn):
    """The run that works or stands still, with its counts and the keys that go on with it."""

    stand: reactive[Stand | None] = reactive(None)

    def watch_stand(self) -> None:
        """A sentence more takes a line more."""
        self.fit()

    def lines(self, width: int) -> list[Content]:
        """The headline, then counts and keys, then what is to be done about it."""
        stand = self.stand
        if stand is None:
            return []
        run = stand.view.run
        sign, colour = SIGNS[RunStatus.PAUSED if run.reason is Reason.INTERRUPTED else run.status]
        begun = run.last_resumed_at or run.started_at or run.created_at
        head = line((f"{sign} {headline(run)}", f"${colour} bold"), (f"   since {at_time(begun, stand.now)}", "$muted"))
        colour = "$error" if run.status is RunStatus.FAILED else "$warning"
        rest = wrapped(line((why(run), colour)), width, 2) if why(run) else []
        return [head, line(tally(stand.view), "   ", *remedy(stand)), *rest]


def why(run: Run) -> str:
    """What a person can do about a run that stands still, or why it failed; empty where the keys say it all."""
    if run.status is RunStatus.FAILED:
        return shown(run.message or "It cannot go on without you.")
    is_still = run.status in (RunStatus.PAUSED, RunStatus.RATE_LIMITED)
    return REMEDIES.get(run.reason, "") if is_still and run.reason is not None else ""


def tally(view: RunView) -> str:
    """``29 of 181 added``: the counts of the phase that says most."""
    at = view.run.paused_at_stage or view.run.stage
    job = view.job(Phase.ADD_VIDEOS)
    if job is None or not job.total or at is Phase.MATCH:
        job = (view.job(at) if at else None) or next((job for job in view.jobs if job.total), None)
    if job is None:
        return "nothing done yet"
    if not job.total:
        return f"in '{PHASES[job.phase]}'"
    return f"{job.succeeded:,} of {job.total:,} {PHASE_DONE.get(job.phase, 'done')}"


def remedy(stand: Stand) -> Sequence[Part]:
    """What will happen by itself, or what the person can do about a run that stands still."""
    run = stand.view.run
    if run.status in (RunStatus.RUNNING, RunStatus.PENDING) and run.reason is not Reason.INTERRUPTED:
        return [(f"{stand.view.percent}% · ", "$muted"), (key_of("run"), "$accent bold"), (" watches it", "$muted")]
    if stand.waits and run.resumes_at is not None:
        return [(f"goes on by itself at {at_time(run.resumes_at, stand.now)}", "$warning")]
    if not stand.is_steerable:
        return [("another crossfade is at work", "$muted")]
    said: list[Part] = [("r", "$accent bold"), (" resume  ", ""), ("n", "$accent bold"), (" start over", "")]
    if run.resumes_at is not None and run.resumes_at > stand.now:
        said.append((f"   its allowance returns at {at_time(run.resumes_at, stand.now)}", "$muted"))
    return said


class Welcome(Drawn):
    """What home says while nothing is there. A command is shown as it is typed."""

    WAYS = (
        ("enter", "the first start: step by step to your first sync"),
        ("a", "accounts: connect Spotify and YouTube"),
        (key_of("sources"), "sources: import a file, which needs no account"),
        ("?", "explains every place and its keys"),
    )

    def lines(self, _width: int) -> list[Content]:
        """A greeting, the ways in, a promise."""
        rows = [line(("Welcome. ", "bold"), "No accounts are connected yet."), line("")]
        rows += [line((f"  {key:<7}", "$accent bold"), (what, "$muted")) for key, what in self.WAYS]
        rows += [line(""), line(("  $ ", "$muted"), ("crossfade demo", "$accent bold"))]
        rows += [line(("         shows the whole journey without any account", "$muted"))]
        rows += [line(""), line(("Nothing is changed anywhere until you confirm a plan.", "$success"))]
        return rows


@dataclass(frozen=True, slots=True)
class Offer:
    """A thing that can be done on home: its key, its name, its action; ``why_not`` is empty where it can be."""

    key: str
    name: str
    what: str
    action: str
    why_not: str = ""


def offer_line(offer: Offer, width: int) -> Content:
    """Key, name, and what it does or why it cannot be done now."""
    room = 26 if width >= _ROOMY else 20
    if offer.why_not:
        return line(
            (f" {offer.key}  ", "$muted"), cell(line((offer.name, "$muted")), room), (f"({offer.why_not})", "$muted")
        )
    what = offer.what if len(offer.what) <= width - room - 4 else offer.what.partition(";")[0].partition(",")[0]
    return line((f" {offer.key}  ", "$accent bold"), cell(line((offer.name, "bold")), room), (what, "$muted"))


_ROOMY = 70
