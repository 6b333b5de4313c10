"""A session without a store: the same parts with the same signatures over a small world that tests can set.

Plans are made by the real planner, events go over the real bus; nothing is ever sent anywhere.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from core.config import Settings, load
from core.errors import UsageError
from core.events import Bus, Event
from core.model import (
    Account,
    Category,
    CategoryId,
    Collection,
    CollectionId,
    Connection,
    HeldPlaylist,
    Holder,
    Job,
    JobId,
    PlaylistId,
    Problem,
    RecordingId,
    RemotePlaylist,
    Run,
    RunId,
    Spent,
    VideoId,
    WantedRow,
    Window,
)
from core.planning.make import make_plan
from core.planning.plan import Plan, Situation, Source
from core.planning.trial import Trial, tried
from core.progress import RunView
from core.quota import Allowance, PacificDays
from core.session import Change, Notices, Session
from core.session.categories import Categories, changed_by
from core.session.errand import Errand
from core.session.first_start import FirstStart
from core.session.history import History, Tally
from core.session.plans import Buckets, Plans
from core.session.preferences import Preferences
from core.session.runs import Runs
from core.session.sources import Sources
from core.states import (
    IMPORT_PHASES,
    SYNC_STAGES,
    CollectionKind,
    MatchStatus,
    Phase,
    Reason,
    Rung,
    RunKind,
    RunStatus,
    Service,
    StartStep,
)
from tests.tui.fake_keeping import FakeBackups, FakeHealth, Shelf
from tests.tui.fake_review import FakeReview

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
    from collections.abc import Collection as Several

    from core.config_file import Value
    from core.errors import CrossfadeError
    from core.events import Follower
    from core.health import Death
    from core.sign_in import SignIn

NOON = datetime(2026, 6, 10, 19, 0, tzinfo=UTC)
"""Noon in California, on an ordinary summer day."""


ADDRESS = (
    "https://accounts.spotify.com/authorize?client_id=0a1b2c3d4e5f60718293a4b5c6d7e8f9&response_type=code&redirect_uri="
    "http%3A%2F%2F127.0.0.1%3A41733%2Fcallback&scope=user-library-read+playlist-read-private&state=abc&"
    "code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)
"""What a sign-in shows."""


class SteadyClock:
    """A clock that stands until a test moves it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.instant = now

    def now(self) -> datetime:
        return self.instant

    def monotonic(self) -> float:
        return (self.instant - NOON).total_seconds()

    async def sleep(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    async def sleep_until(self, instant: datetime) -> None:
        self.instant = max(self.instant, instant)


@dataclass
class World:
    """All that the fake parts show; tests change it freely."""

    clock: SteadyClock = field(default_factory=SteadyClock)
    settings: Settings = field(default_factory=Settings)
    connections: tuple[Connection, ...] = ()
    collections: tuple[Collection, ...] = ()
    categories: dict[CategoryId, Category] = field(default_factory=dict)
    rows: dict[CategoryId, tuple[WantedRow, ...]] = field(default_factory=dict)
    merged: dict[CategoryId, tuple[WantedRow, ...]] = field(default_factory=dict)
    playlists: tuple[HeldPlaylist, ...] = ()
    listed_at: datetime | None = NOON
    last_synced: datetime | None = None
    imported_at: dict[str, datetime] = field(default_factory=dict)
    spent: Spent = field(default_factory=Spent)
    runs: list[RunView] = field(default_factory=list)
    days: tuple[tuple[Window, Spent], ...] = ()
    tallies: dict[RunId, Tally] = field(default_factory=dict)
    died: int = 0
    sent: dict[str, int] = field(default_factory=dict)
    deaths: tuple[Death, ...] = ()
    is_active: bool = False
    holder: Holder | None = None
    home_warning: str = ""
    refusal: CrossfadeError | None = None
    calls: list[str] = field(default_factory=list)
    bus: Bus = field(default_factory=Bus)
    review: FakeReview = field(default_factory=FakeReview)
    clients: dict[Service, str] = field(default_factory=dict)
    step: StartStep | None = None
    shelf: Shelf = field(default_factory=Shelf)
    errand: Errand = field(default_factory=Errand)
    notices: Notices = field(default_factory=Notices)
    config: Path = Path("config.toml")

    @property
    def allowance(self) -> Allowance:
        quota = self.settings.quota
        return Allowance(quota.units_per_day, quota.searches_per_day, quota.playlists_per_day, quota.reserve)

    def tell(self, *events: Event) -> None:
        """Publish events as the engine does, after the view they speak of is stored."""
        for event in events:
            self.bus.publish(event)

    def put(self, view: RunView) -> RunView:
        """Store a run's view, as the newest or in the place of its older self."""
        self.runs = [old for old in self.runs if old.run.id != view.run.id] + [view]
        return view


class FakeSources(Sources):
    def __init__(self, world: World) -> None:
        self._world = world

    async def connections(self) -> tuple[Connection, ...]:
        return self._world.connections

    def client(self, service: Service) -> str | None:
        return self._world.clients.get(service)

    async def sign_in(self, service: Service, asked: SignIn) -> Account:
        """Shows an address, and believes whatever is pasted."""
        file = f" file={asked.client_file.name}" if asked.client_file else ""
        self._world.calls.append(f"sign in to {service} id={asked.client_id}{file}")
        if self._world.refusal is not None:
            raise self._world.refusal
        asked.show_address(ADDRESS)
        assert asked.pasted is not None
        await asked.pasted.get()
        account = Account("mira", "Mira Lindqvist")
        self._connect(Connection(service, account, consented_at=self._world.clock.now()))
        return account

    async def sign_out(self, service: Service, *, purge: bool = False) -> None:
        self._world.calls.append(f"sign out of {service} purge={purge}")
        self._connect(Connection(service))

    def _connect(self, new: Connection) -> None:
        self._world.connections = tuple(new if old.service is new.service else old for old in self._world.connections)

    async def collections(self) -> tuple[Collection, ...]:
        return self._world.collections

    async def playlists(self) -> tuple[HeldPlaylist, ...]:
        return self._world.playlists

    async def imported_at(self) -> Mapping[str, datetime]:
        return self._world.imported_at

    async def replace(self, playlist_ids: Sequence[PlaylistId], *, on: bool = True) -> tuple[PlaylistId, ...]:
        self._world.playlists = tuple(
            replace(held, is_replaced=on) if held.head.id in playlist_ids else held for held in self._world.playlists
        )
        return ()


class FakeFirstStart(FirstStart):
    def __init__(self, world: World) -> None:
        self._world = world

    async def step(self) -> StartStep | None:
        return self._world.step

    async def keep(self, step: StartStep | None) -> None:
        self._world.calls.append(f"keep {step}")
        self._world.step = step


class FakeCategories(Categories):
    def __init__(self, world: World) -> None:
        self._world = world

    async def all(self) -> tuple[Category, ...]:
        return tuple(self._world.categories.values())

    async def get(self, key: str) -> Category:
        return self._world.categories[CategoryId(key)]

    async def change(self, key: str, change: Change) -> Category:
        old = self._world.categories.get(CategoryId(key)) or await self.choose(key)
        new = replace(
            old,
            is_included=old.is_included if change.is_included is None else change.is_included,
            is_protected=old.is_protected if change.is_protected is None else change.is_protected,
            policy=change.policy or old.policy,
            order=change.order or old.order,
        )
        self._world.categories[old.id] = new
        return new

    async def change_all(self, keys: Several[CategoryId], change: Change) -> tuple[Category, ...]:
        changed = tuple(changed_by(self._world.categories[key], change) for key in keys)
        self._world.categories.update({category.id: category for category in changed})
        return changed

    async def put_back(self, categories: Sequence[Category]) -> None:
        self._world.categories.update({category.id: category for category in categories})

    async def merge(self, key: str, *, into: str) -> Category:
        gone, grown = self._world.categories.pop(CategoryId(key)), self._world.categories[CategoryId(into)]
        self._world.merged[gone.id] = self._world.rows.get(gone.id, ())
        self._world.rows[grown.id] = self._world.rows.get(grown.id, ()) + self._world.merged[gone.id]
        self._world.categories[grown.id] = replace(grown, sources=grown.sources + gone.sources)
        return self._world.categories[grown.id]

    async def split(self, category: Category) -> None:
        world = self._world
        own = world.merged.pop(category.id)
        for key, grown in world.categories.items():
            if category.sources and set(category.sources) <= set(grown.sources):
                world.rows[key] = world.rows[key][: -len(own)]
                rest = tuple(one for one in grown.sources if one not in category.sources)
                world.categories[key] = replace(grown, sources=rest)
        world.categories[category.id] = category
        world.categories = dict(sorted(world.categories.items(), key=lambda item: item[1].position))

    async def choose(self, key: str) -> Category:
        (found,) = [one for one in self._world.collections if one.external_id == key]
        category = Category(CategoryId(f"c-{key}"), found.title, 99, sources=(found.id,))
        self._world.categories[category.id] = category
        return category

    async def remake(self, key: str) -> Category:
        category = replace(await self.get(key), playlist_id=None, parts=())
        self._world.categories[category.id] = category
        return category


class FakePlans(Plans):
    def __init__(self, world: World) -> None:
        self._world = world

    async def refresh(self) -> None:
        self._world.calls.append("refresh")
        if self._world.refusal is not None:
            raise self._world.refusal
        self._world.listed_at = self._world.clock.now()

    async def preview(self, *, allow_delete: bool = True, trial: Trial | None = None) -> Plan:
        found = self.situation(allow_delete=allow_delete)
        return make_plan(tried(found, trial) if trial else found, PacificDays())

    async def compare(self, trials: Sequence[Trial]) -> AsyncIterator[Plan]:
        for trial in trials:
            yield await self.preview(trial=trial)

    def situation(self, *, allow_delete: bool = True) -> Situation:
        world = self._world
        return Situation(
            sources=tuple(Source(category, world.rows.get(category.id, ())) for category in world.categories.values()),
            playlists=world.playlists,
            listed_at=world.listed_at,
            allowance=world.allowance,
            spent=world.spent,
            window=PacificDays().window(world.clock.now()),
            now=world.clock.now(),
            batch=10,
            keep_duplicates=False,
            allow_delete=allow_delete,
        )

    async def buckets(self) -> Buckets:
        world = self._world
        return Buckets(world.allowance, world.spent, PacificDays().window(world.clock.now()))


class FakeRuns(Runs):
    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def is_active(self) -> bool:
        return self._world.is_active

    @property
    def is_enriching(self) -> bool:
        return False

    async def current(self) -> Run | None:
        ended = (RunStatus.COMPLETED, RunStatus.CANCELLED)
        return next((view.run for view in reversed(self._world.runs) if view.run.status not in ended), None)

    async def view(self, run_id: RunId | None = None) -> RunView | None:
        if run_id is not None:
            return next((view for view in self._world.runs if view.run.id == run_id), None)
        current = await self.current()
        newest = self._world.runs[-1] if self._world.runs else None
        return await self.view(current.id) if current else newest

    @contextmanager
    def follow(self, run_id: RunId, job_id: JobId | None = None) -> Iterator[Follower]:
        with self._world.bus.follow(run_id, job_id) as follower:
            yield follower

    async def start(
        self,
        kind: RunKind,
        *,
        new: bool = False,
        full: bool = False,
        allow_delete: bool = False,
        wait: bool = False,
        source: str = "",
        only: str = "",
    ) -> Run | None:
        of = (f" source={source}" if source else "") + (f" only={only}" if only else "")
        self._world.calls.append(f"start {kind} new={new} delete={allow_delete} wait={wait}{of}")
        if self._world.refusal is not None:
            raise self._world.refusal
        view = self._world.put(a_run(kind, status=RunStatus.RUNNING, name=f"run-{len(self._world.runs)}"))
        self._world.is_active = True
        return view.run

    async def resume(self, run_id: RunId | None = None, *, wait: bool = False) -> Run:
        self._world.calls.append(f"resume wait={wait}")
        run = await self.current()
        if run is None:
            message = "There is no paused run to resume."
            raise UsageError(message)
        self._world.is_active = True
        return run

    def ask_pause(self) -> None:
        self._world.calls.append("pause")

    async def pause(self) -> Run | None:
        self.ask_pause()
        return await self.current()

    async def cancel(self) -> Run | None:
        self._world.calls.append("cancel")
        view = await self.view()
        if view is None:
            return None
        self._world.is_active = False
        return self._world.put(replace(view, run=replace(view.run, status=RunStatus.CANCELLED))).run

    async def finished(self) -> Run | None:
        """Whatever was started ends at once, completed."""
        view = await self.view()
        if view is None:
            return None
        self._world.is_active = False
        return self._world.put(replace(view, run=replace(view.run, status=RunStatus.COMPLETED))).run

    async def close(self) -> None:
        if self._world.is_active:
            self._world.calls.append("close")
        self._world.is_active = False


class FakeHistory(History):
    def __init__(self, world: World) -> None:
        self._world = world

    async def runs(self, *, limit: int = 200) -> tuple[Run, ...]:
        return tuple(view.run for view in reversed(self._world.runs))

    async def jobs(self, run_id: RunId) -> tuple[Job, ...]:
        return next(view.jobs for view in self._world.runs if view.run.id == run_id)

    async def problems(self, run_id: RunId | None = None, *, limit: int = 1000) -> tuple[Problem, ...]:
        return tuple(problem for view in self._world.runs for problem in view.problems)

    async def sent(self, problem: Problem) -> int | None:
        return self._world.sent.get(problem.entity_id)

    async def days(self, *, limit: int = 90) -> tuple[tuple[Window, Spent], ...]:
        return self._world.days

    async def last_synced(self) -> datetime | None:
        return self._world.last_synced

    async def tally(self, run_id: RunId) -> Tally:
        return self._world.tallies.get(run_id, Tally(Spent()))


class FakePreferences(Preferences):
    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def file(self) -> Path:
        return self._world.config

    async def read(self) -> Settings:
        return load(self._world.config)

    async def change(self, section: str, key: str, value: Value | None) -> Settings:
        if section == "match" and key == "rungs" and isinstance(value, list) and not set(value) <= set(Rung):
            message = f"config.toml: [match] rungs must be one of {', '.join(Rung)}."
            raise UsageError(message)
        self._world.calls.append(f"change {section}.{key} {value!r}")
        name = "import_" if section == "import" else section
        usual = getattr(getattr(Settings(), name), key)
        changed = replace(getattr(self._world.settings, name), **{key: usual if value is None else value})
        self._world.settings = replace(self._world.settings, **{name: changed})
        return self._world.settings


class FakeSession(Session):
    """The door, over a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sources = FakeSources(world)
        self.categories = FakeCategories(world)
        self.plans = plans = FakePlans(world)
        self.runs = FakeRuns(world)
        self.history = FakeHistory(world)
        self.preferences = FakePreferences(world)
        self.review = world.review
        self.health = FakeHealth(world)
        self.first_start = FakeFirstStart(world)
        self.errand = world.errand
        self.backups = FakeBackups(world.shelf, plans.situation)

    @property
    def settings(self) -> Settings:
        return self.world.settings

    @property
    def profile(self) -> str:
        return "default"

    @property
    def home_warning(self) -> str:
        return self.world.home_warning

    @property
    def clock(self) -> SteadyClock:
        return self.world.clock

    @property
    def calendar(self) -> PacificDays:
        return PacificDays()

    @property
    def notices(self) -> Notices:
        return self.world.notices

    @property
    def holder(self) -> Holder | None:
        return self.world.holder

    async def __aenter__(self) -> Self:
        return self

    async def close(self) -> None:
        await self.runs.close()


# ── a world to begin with ────────────────────────────────────────────────────────────────────────────────

TITLES = (
    "Liked Songs",
    "Night Drive",
    "夜のドライブ",
    "AC/DC [Live]",
    "Sunday Kitchen",
    "Ça va aller",
    "Focus",
    "2019",
)


def songs(prefix: str, count: int) -> tuple[WantedRow, ...]:
    """Rows of which most have a video, one waits, one is to review, one is missing."""
    rows = []
    for number in range(count):
        recording = RecordingId(hash_of(prefix) * 1000 + number)
        status: MatchStatus | None = MatchStatus.ACCEPTED
        if count > 5 and number == count - 1:
            status = MatchStatus.MISSING
        elif count > 5 and number == count - 2:
            status = MatchStatus.REVIEW
        video = VideoId(f"{prefix}-{number}") if status is MatchStatus.ACCEPTED else None
        rows.append(WantedRow(number, f"{prefix} {number}", recording, None, status, video))
    return tuple(rows)


def hash_of(text: str) -> int:
    """A small number for a title, the same in every process."""
    return sum(map(ord, text))


def a_world(titles: tuple[str, ...] = TITLES, *, per_category: int = 24) -> World:
    """Two sign-ins, some categories with songs, two old playlists to be deleted, nothing synced yet."""
    world = World(
        connections=(
            Connection(Service.SPOTIFY, Account("mira", "Mira Lindqvist")),
            Connection(Service.YOUTUBE, Account("UCmira", "Mira's Mixes")),
        )
    )
    for place, title in enumerate(titles):
        category_id = CategoryId(f"c{place}")
        count = per_category * 4 if place == 0 else per_category - place
        kind = CollectionKind.LIKED if place == 0 else CollectionKind.PLAYLIST
        collection = Collection(CollectionId(place), kind, f"x{place}", title, imported=count, source_rows=count)
        world.collections += (collection,)
        world.categories[category_id] = Category(
            category_id, title, place, is_included=place != 7, sources=(collection.id,)
        )
        world.rows[category_id] = songs(title, count)
    world.playlists = tuple(
        HeldPlaylist(
            RemotePlaylist(PlaylistId(f"PL{title}"), title, item_count=count, etag="e"),
            listed_at=NOON,
            items_at=NOON,
            listed_etag="e",
            listed_count=count,
            is_replaced=True,
        )
        for title, count in (("Old mix", 0), ("Party 2014", 0))
    )
    return world


def a_run(
    kind: RunKind = RunKind.SYNC,
    *,
    status: RunStatus = RunStatus.RUNNING,
    reason: Reason | None = None,
    resumes_at: datetime | None = None,
    name: str = "run-1",
    stage: Phase | None = None,
    counts: dict[Phase, tuple[int, int]] | None = None,
    problems: tuple[Problem, ...] = (),
) -> RunView:
    """A run's view; ``counts`` gives done and total for its phases, those before ``stage`` being done."""
    phases = {RunKind.IMPORT: IMPORT_PHASES, RunKind.MATCH: (Phase.MATCH,)}.get(kind, SYNC_STAGES)
    stage = stage or phases[0]
    is_working = status is RunStatus.RUNNING
    run = Run(
        id=RunId(name),
        kind=kind,
        account="mira",
        status=status,
        created_at=NOON - timedelta(minutes=5),
        stage=stage if is_working else None,
        paused_at_stage=None if is_working else stage,
        reason=reason,
        resumes_at=resumes_at,
        started_at=NOON - timedelta(minutes=5),
        last_resumed_at=NOON - timedelta(minutes=5),
        active_s=0.0 if is_working else 184.0,
    )
    jobs = []
    for place, phase in enumerate(phases):
        done, total = (counts or {}).get(phase, (0, 0))
        at = status if phase is stage else RunStatus.PENDING
        if place < phases.index(stage) or status is RunStatus.COMPLETED:
            at = RunStatus.COMPLETED
        jobs.append(
            Job(
                JobId(f"{name}-{phase}"), run.id, phase, at, done=done, total=total, succeeded=done,
                started_at=NOON - timedelta(minutes=4), completed_at=NOON if at is RunStatus.COMPLETED else None,
                updated_at=NOON,
            )
        )  # fmt: skip
    return RunView(run, tuple(jobs), problems=problems)
