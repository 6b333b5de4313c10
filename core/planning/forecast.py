"""Lays a plan's work on quota days, batch by batch, as the engine would do it.

Each turn is a batch of the first stage that can run, and :func:`core.quota.affordable` is asked before it:
matching stops where the day's searches end (as many as it likely takes) while adds, removals and moves go on,
creation parks at the day's playlists while filling goes on, deletions wait for all of these, verification comes last.
Backup, deletions and verification go one playlist at a time. On each later day the playlists' heads are read once more.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.model import Spent
from core.planning.plan import CalendarDay, StageCost
from core.quota import Method, affordable, affordable_in_a_row, cost, pages
from core.states import SYNC_STAGES, Bucket, Phase

if TYPE_CHECKING:
    from core.planning.ladder import Find
    from core.planning.plan import Situation
    from core.planning.price import Work
    from core.ports import QuotaCalendar

PLAYLISTS = "playlists"
"""The name under which a refused creation closes the rest of the day's (beside the two buckets)."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What each stage takes, and the days with spending; ``is_endless`` where no day can end it."""

    stages: tuple[StageCost, ...]
    calendar: tuple[CalendarDay, ...]
    is_endless: bool


def forecast(work: Work, situation: Situation, calendar: QuotaCalendar) -> Forecast:
    """Price every stage and find the days. With recordings that wait it is an upper bound."""
    if work.is_empty:
        return Forecast(tuple(StageCost(stage) for stage in SYNC_STAGES), (), is_endless=False)
    queue = _Queue.of(work, situation)
    days: list[CalendarDay] = []
    window, day = situation.window, queue.day_after(situation.spent, closed=situation.exhausted)
    must_list = work.has_begun and work.is_backed_up
    while True:
        done = queue.spend(day, must_list=must_list)
        if day.units or day.searches:
            days.append(CalendarDay(window, day.units, day.searches))
            must_list = True
        if queue.is_done:
            return Forecast(_stages(work, resume_units=queue.resume_units), tuple(days), is_endless=False)
        if not done and window != situation.window:
            return Forecast(_stages(work, resume_units=queue.resume_units), tuple(days), is_endless=True)
        window, day = calendar.window(window.end), queue.day_after(Spent())


def _stages(work: Work, *, resume_units: int) -> tuple[StageCost, ...]:
    listing = 0 if work.is_backed_up else pages(work.heads) * cost(Method.PLAYLISTS_LIST) + sum(work.backup)
    copies = 0 if work.is_backed_up else 1 + len(work.backup)
    waiting = len(work.searches) + len(work.judgements)
    adds = sum(work.adds.values()) + work.expected_adds
    costs = {
        Phase.BACKUP: StageCost(Phase.BACKUP, copies, listing + resume_units),
        Phase.MATCH: StageCost(
            Phase.MATCH,
            waiting + work.looks,
            sum(rung.units for rung in work.rungs) + work.looks * cost(Method.VIDEOS_LIST),
            sum(rung.searches for rung in work.rungs),
        ),
        Phase.CREATE_PLAYLISTS: StageCost(
            Phase.CREATE_PLAYLISTS,
            work.renames + len(work.creations),
            work.renames * cost(Method.PLAYLISTS_UPDATE) + len(work.creations) * cost(Method.PLAYLISTS_INSERT),
        ),
        Phase.ADD_VIDEOS: StageCost(Phase.ADD_VIDEOS, adds, adds * cost(Method.ITEMS_INSERT)),
        Phase.REMOVE_VIDEOS: StageCost(Phase.REMOVE_VIDEOS, work.removals, work.removals * cost(Method.ITEMS_DELETE)),
        Phase.MOVE_VIDEOS: StageCost(Phase.MOVE_VIDEOS, work.moves, work.moves * cost(Method.ITEMS_UPDATE)),
        Phase.DELETE_PLAYLISTS: StageCost(Phase.DELETE_PLAYLISTS, len(work.deletions), sum(work.deletions)),
        Phase.VERIFY: StageCost(Phase.VERIFY, len(work.verify), sum(work.verify)),
    }
    return tuple(costs.get(stage, StageCost(stage)) for stage in SYNC_STAGES)


@dataclass(slots=True)
class _Day:
    """What a simulated day was charged: by others before (``before``) and by this plan."""

    before: Spent
    closed: frozenset[str]
    units: int = 0
    searches: int = 0
    playlists: int = 0

    @property
    def spent(self) -> Spent:
        """All of it, as the ledger would say."""
        return Spent(units=self.before.units + self.units)


@dataclass(slots=True)
class _Queue:
    """The work that is left, by stage, in engine order."""

    situation: Situation
    heads: int
    reads: deque[int]
    finds: deque[Find]
    creations: deque[str]
    parked: Counter[str]
    deletions: deque[int]
    verify: deque[int]
    adds: int = 0
    looks: int = 0
    renames: int = 0
    removals: int = 0
    moves: int = 0
    resume_units: int = 0
    _uncreated: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, work: Work, situation: Situation) -> _Queue:
        uncreated = set(work.creations)
        listing = () if work.is_backed_up else (pages(work.heads) * cost(Method.PLAYLISTS_LIST), *work.backup)
        return cls(
            situation=situation,
            heads=work.heads,
            reads=deque(listing),
            finds=deque(work.finds),
            creations=deque(work.creations),
            parked=Counter({key: count for key, count in work.adds.items() if key in uncreated}),
            deletions=deque(work.deletions),
            verify=deque(work.verify),
            adds=sum(count for key, count in work.adds.items() if key not in uncreated),
            renames=work.renames,
            removals=work.removals,
            moves=work.moves,
            looks=work.looks,
            _uncreated=uncreated,
        )

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return not (self.reads or self._is_writing or self.deletions or self.verify)

    @property
    def _is_writing(self) -> bool:
        """Whether anything is left that changes a playlist that stays: deletions wait for it."""
        return bool(
            self.finds or self.creations or self.adds or self.renames or self.removals or self.moves
        )  # fmt: skip

    def day_after(self, before: Spent, *, closed: frozenset[str] = frozenset()) -> _Day:
        """A quota day with what was already charged to it."""
        return _Day(before, closed)

    def spend(self, day: _Day, *, must_list: bool) -> bool:
        """Do what a day allows; True when more than a listing of the heads was done.

        ``must_list``: the run began on an earlier day, so the heads are read again before anything else.
        """
        stage = self._ready(day)
        if stage is None:
            return False
        if must_list:
            units = pages(self.heads) * cost(Method.PLAYLISTS_LIST)
            self.resume_units += units
            day.units += units
        done = False
        while (stage := self._ready(day)) is not None:
            self._turn(stage, day)
            done = True
        return done

    def _can(self, day: _Day, unit_cost: int, *, batch: int) -> int:
        if Bucket.UNITS.value in day.closed:
            return 0
        return affordable(self.situation.allowance, day.spent, unit_cost=unit_cost, batch=batch)

    def _searches_left(self, day: _Day) -> int:
        if Bucket.SEARCHES.value in day.closed:
            return 0
        return max(0, self.situation.allowance.searches - day.before.searches - day.searches)

    def _playlists_left(self, day: _Day) -> int:
        if PLAYLISTS in day.closed:
            return 0
        return max(0, self.situation.allowance.playlists - day.before.playlists - day.playlists)

    def _ready(self, day: _Day) -> Phase | None:
        """The first stage that can run now; None: the day is over."""
        if self.reads:
            return Phase.BACKUP if self._can(day, self.reads[0], batch=1) else None
        if (self.looks and self._can(day, cost(Method.VIDEOS_LIST), batch=1)) or self._can_find(day):
            return Phase.MATCH
        can_write = self._can(day, cost(Method.ITEMS_INSERT), batch=1)
        if can_write and (self.renames or (self.creations and self._playlists_left(day))):
            return Phase.CREATE_PLAYLISTS
        if self._is_writing:
            return self._filling() if can_write else None
        if self.deletions:
            return Phase.DELETE_PLAYLISTS if self._can(day, self.deletions[0], batch=1) else None
        if self.verify and self._can(day, self.verify[0], batch=1):
            return Phase.VERIFY
        return None

    def _can_find(self, day: _Day) -> bool:
        """Whether the next video can be looked for today."""
        if not self.finds or self.finds[0].searches > self._searches_left(day):
            return False
        return self._can(day, max(1, self.finds[0].units), batch=1) > 0

    def _filling(self) -> Phase | None:
        """The first stage that has items to write; None where all wait for a search or a playlist."""
        if self.adds:
            return Phase.ADD_VIDEOS
        if self.removals:
            return Phase.REMOVE_VIDEOS
        return Phase.MOVE_VIDEOS if self.moves else None

    def _turn(self, stage: Phase, day: _Day) -> None:
        """One batch of a stage that is ready."""
        if stage is Phase.BACKUP:
            day.units += self.reads.popleft()
        elif stage is Phase.MATCH:
            self._match(day)
        elif stage is Phase.CREATE_PLAYLISTS:
            self._create(day)
        elif stage is Phase.ADD_VIDEOS:
            self.adds -= self._write(self.adds, day)
        elif stage is Phase.REMOVE_VIDEOS:
            self.removals -= self._write(self.removals, day)
        elif stage is Phase.MOVE_VIDEOS:
            self.moves -= self._write(self.moves, day)
        elif stage is Phase.DELETE_PLAYLISTS:
            day.units += self.deletions.popleft()
            self.heads -= 1
        else:
            day.units += self.verify.popleft()

    def _write(self, left: int, day: _Day) -> int:
        """Batches of items, each at the one price of an item's write, as long as the day gives another batch.

        Nothing that comes before them becomes possible through them, so they need not be asked for one by one.
        """
        price = cost(Method.ITEMS_INSERT)
        done = affordable_in_a_row(
            self.situation.allowance, day.spent, unit_cost=price, batch=self.situation.batch, wanted=left
        )
        day.units += done * price
        return done

    def _match(self, day: _Day) -> None:
        if self.looks:
            self.looks -= 1
            day.units += cost(Method.VIDEOS_LIST)
            return
        for _ in range(self.situation.batch):
            if not self._can_find(day):
                return
            find = self.finds.popleft()
            day.searches += find.searches
            day.units += find.units
            for category in find.categories:
                if category in self._uncreated:
                    self.parked[category] += 1
                else:
                    self.adds += 1

    def _create(self, day: _Day) -> None:
        count = self._can(day, cost(Method.PLAYLISTS_INSERT), batch=self.situation.batch)
        if self.renames:
            count = min(count, self.renames)
            self.renames -= count
            day.units += count * cost(Method.PLAYLISTS_UPDATE)
            return
        for _ in range(min(count, self._playlists_left(day), len(self.creations))):
            category = self.creations.popleft()
            self._uncreated.discard(category)
            self.adds += self.parked.pop(category, 0)
            self.heads += 1
            day.playlists += 1
            day.units += cost(Method.PLAYLISTS_INSERT)
