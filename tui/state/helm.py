"""The helm: steers and watches the work of a session for the screen, without any Textual.

It holds the newest view of the run that is watched and today's buckets; screens draw from these two and call
the session only through it or through the session's parts. Runs started here go on by themselves when a
bucket opens again, for as long as the screen stays open.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from core.events import ErrorRaised
from core.progress import RunView, fold
from core.states import RunKind, RunStatus, Service
from tui.state.draft import Draft
from tui.state.errands import Errands
from tui.state.journey import Journey

if TYPE_CHECKING:
    from datetime import datetime

    from core.events import Follower
    from core.model import Run, RunId
    from core.session import Session
    from core.session.plans import Buckets


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose library is in hand: the profile, the channel's name (raw; empty while there is none), the last sync."""

    profile: str
    channel: str = ""
    last_synced: datetime | None = None


class Helm:
    """One session's run in sight."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.view: RunView | None = None
        self.buckets: Buckets | None = None
        self.whose = Whose(session.profile)
        self.draft = Draft(session)
        self.errands = Errands(session)
        self.journey = Journey(session)
        self.is_starting = False
        self.is_pausing = False
        self._import_due: datetime | None = None
        self._follower: Follower | None = None
        self._followed = ExitStack()

    # ── what may be done now ─────────────────────────────────────────────────────────────────────────────

    @property
    def is_active(self) -> bool:
        """Whether a run works here or waits here for its bucket."""
        return self.session.runs.is_active

    @property
    def is_free(self) -> bool:
        """Whether something may be started: nothing works here that would not make way, and no other process does."""
        return not self.why_not

    @property
    def why_not(self) -> str:
        """Why nothing may be started, in words; empty where it may."""
        if self.session.holder is not None:
            return f"already in progress in another crossfade (pid {self.session.holder.pid})"
        if self.is_starting:
            waits = self.session.notices.said
            return f"starting… {waits[:1].lower()}{waits[1:]}".rstrip()
        # Artists and albums of an import are read on the side: whatever is started takes their place.
        is_busy = self.is_active and not self.session.runs.is_enriching
        return "already in progress" if is_busy else self.session.errand.name

    @property
    def reading(self) -> str:
        """How far a read outside a run is, or what it waits for (raw)."""
        return self.session.notices.said or "Reading what YouTube holds…"

    @property
    def can_resume(self) -> bool:
        """Whether the run in sight stands still and may be taken up."""
        paused = (RunStatus.PAUSED, RunStatus.RATE_LIMITED, RunStatus.FAILED, RunStatus.PENDING)
        return self.is_free and self.view is not None and self.view.run.status in paused

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────

    async def look(self, run_id: RunId | None = None) -> None:
        """Watch a run from its present state on; without an id the unfinished one, else the newest."""
        found = await self.session.runs.view(run_id)
        self._followed.close()
        if found is None:
            self.view = self._follower = None
            return
        self._follower = self._followed.enter_context(self.session.runs.follow(found.run.id))
        # Followed first and read again: nothing can fall between the two.
        self.view = await self.session.runs.view(found.run.id) or found

    async def refresh(self) -> None:
        """Read today's buckets; and the run itself where another process drives it."""
        self.buckets = await self.session.plans.buckets()
        if self.session.holder is not None:
            await self.look()

    async def recall(self) -> None:
        """Read whose library this is, and when it was last in step; asked when a run ended or a sign-in changed."""
        accounts = {found.service: found.account for found in await self.session.sources.connections()}
        channel = accounts.get(Service.YOUTUBE)
        self.whose = Whose(
            self.session.profile,
            (channel.name or channel.account_id) if channel else "",
            await self.session.history.last_synced(),
        )
        every = timedelta(minutes=self.session.settings.import_.every_min)
        spotify = accounts.get(Service.SPOTIFY)
        runs = await self.session.history.runs(limit=50) if every and spotify else ()
        newest = next((run for run in runs if run.kind is RunKind.IMPORT and not run.source), None)
        # One that failed, or that a person stopped, is theirs to take up again.
        ended = newest.completed_at if newest and newest.status is RunStatus.COMPLETED else None
        self._import_due = ended + every if ended else None

    def is_import_due(self, now: datetime) -> bool:
        """Whether the settings ask that Spotify be read once more by now, and nothing else is in hand."""
        is_idle = self.is_free and (self.view is None or self.view.run.status.is_terminal)
        return self._import_due is not None and now >= self._import_due and is_idle

    def drain(self) -> bool:
        """Fold what arrived into the view; True where it changed."""
        if self._follower is None or self.view is None:
            return False
        events = self._follower.drain()
        view = self.view
        for event in events:
            if isinstance(event, ErrorRaised) and event.problem in view.problems:
                continue
            view = fold(view, event)
        self.view = view
        if not self.is_active:
            self.is_pausing = False
        return bool(events)

    # ── steering ─────────────────────────────────────────────────────────────────────────────────────────

    async def start(
        self,
        kind: RunKind,
        *,
        new: bool = False,
        allow_delete: bool = False,
        wait: bool = True,
        source: str = "",
        only: str = "",
    ) -> Run | None:
        """Begin a run and watch it; None where there is nothing to do. Raises what the session raises."""
        self.is_starting = True
        if kind is RunKind.IMPORT:
            self._import_due = None  # until it is known when this one ended
        try:
            run = await self.session.runs.start(
                kind, new=new, allow_delete=allow_delete, wait=wait, source=source, only=only
            )
            if run is not None:
                await self.look(run.id)
        finally:
            self.is_starting = False
        return run

    async def resume(self) -> Run:
        """Take up the run in sight where it stopped."""
        self.is_starting = True
        try:
            run = await self.session.runs.resume(self.view.run.id if self.view else None, wait=True)
            await self.look(run.id)
        finally:
            self.is_starting = False
        return run

    def pause(self) -> None:
        """Ask the run to pause; the operation in hand ends first."""
        self.is_pausing = True
        self.session.runs.ask_pause()

    async def cancel(self) -> None:
        """Cancel the run in progress or the unfinished one; what is done stays."""
        cancelled = await self.session.runs.cancel()
        if cancelled is not None:
            await self.look(cancelled.id)

    def close(self) -> None:
        """Stop watching."""
        self._followed.close()
        self._follower = None
