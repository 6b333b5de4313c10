"""The loop over the stages of a match, sync or retry: each turn goes to the first stage that can run.

Stages talk to each other through the store alone, so taking a run up again is running this code again. The
loop ends when every stage is finished, or with a :class:`~core.work.pause.Pause`: when nothing can go on
before a bucket opens or a person acts, or when a stop is asked for.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.engine.add import AddVideos
from core.engine.backup import Backup
from core.engine.check import Check, Checked
from core.engine.create import CreatePlaylists
from core.engine.delete import DeletePlaylists
from core.engine.later import Empty
from core.engine.match import Match
from core.engine.move import MoveVideos
from core.engine.perform import Performer
from core.engine.reconcile import recheck, reconcile
from core.engine.remove import RemoveVideos
from core.engine.restore import RestoreBooks, RestorePlaylists, RestoreVideos
from core.engine.standing import Standing
from core.engine.turn import Blocked, Finished, Idle, Stage, Waiting, Worked
from core.engine.verify import Verify
from core.errors import PlaylistLimit, QuotaExhausted, Throttled, Transient, Unavailable
from core.meter import PLAYLISTS
from core.reading.patience import TOLD_AFTER_S, Wait
from core.retry import ATTEMPTS, REST_S, backoff_s
from core.states import Phase, Reason, RunKind, RunStatus
from core.work.pause import Pause

if TYPE_CHECKING:
    from core.engine.turn import Turn
    from core.work.desk import Desk

NETWORK_PAUSE = timedelta(seconds=REST_S)
"""How long a run rests when the network is away, before it tries by itself."""

UNKNOWN = "a change got no clear answer, so YouTube is looked at before anything is sent again"
PARKED = "YouTube refuses all changes of a playlist for now"
UNANSWERED = "YouTube answers no changes now, though it may be read; nothing more is sent meanwhile."

THROTTLE_S = 30.0
"""How long a refusal that names no time is waited out."""

THROTTLE_PAUSE_S = 3_600.0
"""How long a run rests that is throttled again and again with nothing done in between."""

SILENT_THROTTLES = 3
"""Refusals in a row that name no time and no limit, after which it rests: nobody knows what they mean."""

_FIRST = (Reason.QUOTA_EXHAUSTED, Reason.RATE_LIMITED, Reason.PLAYLIST_LIMIT, Reason.SEARCHES_EXHAUSTED)

_NOT_RESTORED = (Phase.REMOVE_VIDEOS, Phase.MOVE_VIDEOS, Phase.DELETE_PLAYLISTS)
"""Stages of a sync that a restore has no work for: it takes nothing away."""


class Engine:
    """The loop over the stages of a match, sync or retry."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._performer = RestoreBooks(desk) if desk.run.kind is RunKind.RESTORE else Performer(desk)
        self._settle = self._performer.settle
        self._stages = self._make_stages()
        self._failures = 0
        self._throttled = (0, 0)  # items done when it was last throttled, and how often since

    def _make_stages(self) -> tuple[Stage, ...]:
        desk, performer = self._desk, self._performer
        if desk.run.kind is RunKind.MATCH:
            return (Match(desk),)
        searching: Stage = (
            Match(desk) if desk.run.kind is RunKind.SYNC else Empty(desk, Phase.MATCH, after=Phase.BACKUP)
        )
        standing = Standing(desk)
        if isinstance(performer, RestoreBooks):
            return (
                Backup(desk, performer),
                searching,
                RestorePlaylists(desk, performer),
                RestoreVideos(desk, performer, standing),
                *(Empty(desk, phase, after=Phase.ADD_VIDEOS) for phase in _NOT_RESTORED),
                Verify(desk, self._settle),
            )
        check = Check(desk)
        return (
            Backup(desk, performer),
            Checked(check, searching),
            CreatePlaylists(desk, performer),
            Checked(check, AddVideos(desk, performer, standing)),
            RemoveVideos(desk, performer),
            MoveVideos(desk, performer, standing),
            DeletePlaylists(desk, performer),
            Verify(desk, self._settle),
        )

    async def work(self) -> None:
        """Give turns until every stage is finished. Raises :class:`Pause` where it cannot go on."""
        desk = self._desk
        first = desk.run.paused_at_stage
        is_to_check = await self._begin()
        while True:
            self._look_at_stop()
            try:
                if is_to_check:
                    await recheck(desk, self._performer)
                    is_to_check = False
                await self._read_found()
                turns = await self._round(first)
            except (Transient, Throttled) as failure:
                await self._failed(failure)
                continue
            except QuotaExhausted as empty:
                raise await self._closed(empty) from empty
            first = None
            if turns is None:
                continue
            if all(isinstance(turn, Finished) for turn in turns):
                return
            await self._rest(turns)

    async def _begin(self) -> bool:
        """Set the run going; True where YouTube has to be looked at first, since the run was away."""
        desk = self._desk
        was_away = await desk.take_up()
        if desk.run.kind is RunKind.MATCH:
            return False
        if await self._settle.take_up() or was_away:
            desk.wrote()
        return was_away and desk.jobs[Phase.BACKUP].status is RunStatus.COMPLETED

    async def _read_found(self) -> None:
        """Read playlists that were found rather than made, and hold the plan against what was found."""
        found = sorted(self._performer.unread)
        for playlist_id in found:
            await self._desk.listing.items(playlist_id, run_id=self._desk.run.id, is_surplus=True)
        if found or self._performer.has_leftovers:
            await reconcile(self._desk, self._performer)
            self._performer.unread.clear()
            self._performer.has_leftovers = False

    def _look_at_stop(self) -> None:
        if self._desk.stop.asked is not None:
            raise Pause(Reason.BY_USER, None, "")

    async def _round(self, first: Phase | None) -> list[Turn] | None:
        """Ask the stages in order, the one paused in first; None as soon as one worked or has to be asked again."""
        turns: list[Turn] = []
        if await self._settle.step():
            self._failures = 0
            return None
        if self._settle.is_unanswered:
            if not self._settle.is_open:
                raise Pause(Reason.NETWORK, self._desk.clock.now() + NETWORK_PAUSE, UNANSWERED)
            return [Idle()]
        for stage in sorted(self._stages, key=lambda stage: stage.phase is not first):
            if self._desk.jobs[stage.phase].status is RunStatus.COMPLETED:
                turns.append(Finished())
                continue
            try:
                turn = await stage.turn()
            except QuotaExhausted as empty:
                await self._desk.meter.close_bucket(empty.bucket.value)
                return None
            except PlaylistLimit:
                await self._desk.meter.close_bucket(PLAYLISTS)
                return None
            match turn:
                case Worked():
                    self._failures = 0
                    return None
                case Finished():
                    await self._desk.end(stage.phase, RunStatus.COMPLETED, message="")
                case _:
                    pass
            turns.append(turn)
        return turns

    async def _closed(self, empty: QuotaExhausted) -> Pause:
        """Without units nothing can even be looked at: the run waits for the next quota day."""
        await self._desk.meter.close_bucket(empty.bucket.value)
        return Pause(Reason.QUOTA_EXHAUSTED, (await self._desk.meter.day()).window.end, "")

    async def _failed(self, failure: Transient | Throttled) -> None:
        """Wait out a failure that says nothing about the work; raises Pause when it lasts."""
        desk = self._desk
        if isinstance(failure, Unavailable):
            reason = Reason.RATE_LIMITED if failure.is_limited else Reason.NETWORK
            raise Pause(reason, desk.clock.now() + timedelta(seconds=failure.wait_s), str(failure))
        if isinstance(failure, Throttled):
            wait_s = THROTTLE_S if failure.wait_s is None else failure.wait_s
            if self._is_throttled_for_long(is_silent=failure.wait_s is None):
                wait_s = max(wait_s, THROTTLE_PAUSE_S)
            if wait_s > desk.settings.import_.wait_s:
                raise Pause(Reason.RATE_LIMITED, desk.clock.now() + timedelta(seconds=wait_s), str(failure))
            await self._wait(wait_s, str(failure))
            return
        self._failures += 1
        if self._failures >= ATTEMPTS:
            raise Pause(Reason.NETWORK, desk.clock.now() + NETWORK_PAUSE, str(failure))
        await self._wait(backoff_s(self._failures), str(failure))

    def _is_throttled_for_long(self, *, is_silent: bool) -> bool:
        """Whether a throttled run should rest: every refused write is charged, so it does not knock for ever."""
        done = sum(job.done for job in self._desk.jobs.values())
        self._throttled = (done, self._throttled[1] + 1 if self._throttled[0] == done else 1)
        if self._throttled[1] < (SILENT_THROTTLES if is_silent else ATTEMPTS):
            return False
        self._throttled = (done, 0)
        return True

    async def _rest(self, turns: list[Turn]) -> None:
        """Wait for what is due, or pause until a bucket opens."""
        desk = self._desk
        waits: list[tuple[float, str, Phase | None]] = [
            (turn.seconds, turn.why, turn.phase) for turn in turns if isinstance(turn, Waiting)
        ]
        blocks = [turn for turn in turns if isinstance(turn, Blocked)]
        due = self._settle.due_in_s()
        if due is not None:
            waits.append((due, UNKNOWN, None))
        now_s = desk.clock.monotonic()
        for parked in self._settle.parked.values():
            left_s = parked.until_s - now_s
            if left_s <= 0:
                continue
            if parked.times == 1:
                waits.append((left_s, PARKED, None))
            else:
                blocks.append(Blocked(Reason.NETWORK, desk.clock.now() + timedelta(seconds=left_s)))
        if waits:
            await self._wait(*min(waits, key=lambda wait: wait[0]))
            return
        if not blocks:
            message = f"no stage can go on: {[type(turn).__name__ for turn in turns]}"
            raise RuntimeError(message)
        reason = min((block.reason for block in blocks), key=_rank)
        until = min((block.until for block in blocks if block.until is not None), default=None)
        raise Pause(reason, until, PARKED if reason is Reason.NETWORK else "")

    async def _wait(self, seconds: float, why: str, phase: Phase | None = None) -> None:
        """Wait, saying for what and until when; a stop ends it."""
        desk = self._desk
        if seconds < TOLD_AFTER_S:
            await desk.stop.sleep(desk.clock, seconds)
            return
        await desk.waits(Wait(why, desk.clock.now() + timedelta(seconds=seconds)), phase)
        try:
            await desk.stop.sleep(desk.clock, seconds)
        finally:
            await desk.waits(None)


def _rank(reason: Reason) -> int:
    return _FIRST.index(reason) if reason in _FIRST else -1
