"""All services behind one gate, and what they keep of every call: the whole pure model.

A call is opened when it arrives and closed when its time is over, so that two writes can be under way at
once. Between the two a door may wait; the model itself never does.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from core.demo.faults import Faults, Plan, reply_of, spoiled
from core.demo.oauth import GoogleAccounts, SpotifyAccounts
from core.demo.refusals import aborted
from core.demo.rules import Rules
from core.demo.spotify import Spotify
from core.demo.wire import Admission, Reply
from core.demo.youtube import YouTube
from core.quota import FixedDays, PacificDays

if TYPE_CHECKING:
    from datetime import datetime

    from core.demo.clock import ServiceClock
    from core.demo.faults import Rule
    from core.demo.wire import Call
    from core.demo.world import World


class Backend(Protocol):
    """One service behind the gate."""

    def name(self, call: Call, /) -> str | None:
        """The method a call names; None where it is another service's."""
        ...

    def admit(self, name: str, call: Call, /) -> Admission:
        """Check the sign-in and charge the quota."""
        ...

    def target(self, name: str, call: Call, /) -> str | None:
        """What this call must not share with another one under way."""
        ...

    def serve(self, name: str, call: Call, /) -> Reply:
        """Do what an admitted call asks."""
        ...


@dataclass(slots=True)
class Visit:
    """A call under way. ``delay_s`` is how long the door lets it lie before closing it."""

    call: Call
    name: str
    backend: Backend
    admission: Admission
    at: float
    delay_s: float = 0.0
    fault: Rule | None = None
    target: str | None = None
    is_colliding: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ends. ``reply`` None: the socket closes without a word. ``delay_s`` passes before the answer."""

    reply: Reply | None
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the request log; ``status`` is 0 where no answer was given."""

    method: str
    summary: str
    status: int
    units: int
    searches: int
    at: float
    fault: str | None = None


@dataclass(slots=True)
class Log:
    """What happened since the last reset."""

    entries: list[Entry] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    units: int = 0
    searches: int = 0


class Services:
    """Spotify, its accounts, Google's accounts and YouTube over one world and one clock.

    Quota days of a set length are counted from ``anchor``, which is now where it is not given.
    """

    def __init__(
        self,
        world: World,
        rules: Rules | None = None,
        *,
        clock: ServiceClock,
        plan: Plan | None = None,
        anchor: datetime | None = None,
    ) -> None:
        self.world = world
        self.rules = rules or Rules()
        self.clock = clock
        self.anchor = anchor or clock.now()
        self.faults = Faults(plan)
        self.log = Log()
        day_s = self.rules.day_s
        self.calendar = PacificDays() if day_s is None else FixedDays(self.anchor, day_s)
        self.spotify_accounts = SpotifyAccounts(world.spotify, self.rules, clock)
        self.google_accounts = GoogleAccounts(world.youtube, self.rules, clock)
        self.spotify = Spotify(world.spotify, self.rules, clock=clock, tokens=self.spotify_accounts.tokens)
        self.youtube = YouTube(
            world, self.rules, clock=clock, calendar=self.calendar, tokens=self.google_accounts.tokens
        )
        self._backends: tuple[Backend, ...] = (
            self.youtube,
            self.spotify,
            self.spotify_accounts,
            self.google_accounts,
        )
        self._under_way: Counter[str] = Counter()
        self._late: list[tuple[float, Backend, str, Call]] = []

    def open(self, call: Call) -> Visit | None:
        """Take a call in: gate, charge, fault. None where no service knows the path."""
        self.settle()
        for backend in self._backends:
            name = backend.name(call)
            if name is not None:
                return self._admitted(backend, name, call)
        return None

    def close(self, visit: Visit) -> Outcome:
        """Let a call have its effect, or its fault, and answer it."""
        if visit.target is not None:
            self._under_way[visit.target] -= 1
        outcome = self._outcome(visit)
        self._record(visit, outcome)
        return outcome

    def answer(self, call: Call) -> Outcome | None:
        """Open and close in one breath, for a door that knows no waiting."""
        visit = self.open(call)
        return None if visit is None else self.close(visit)

    def again(self, rules: Rules) -> Services:
        """The same world from its beginning, under other rules; nothing of what happened is kept."""
        return Services(self.world, rules, clock=self.clock, anchor=self.anchor)

    def settle(self) -> None:
        """Apply the writes whose late effect is due."""
        now = self.clock.seconds()
        due = [entry for entry in self._late if entry[0] <= now]
        self._late = [entry for entry in self._late if entry[0] > now]
        for _, backend, name, call in sorted(due, key=lambda entry: entry[0]):
            backend.serve(name, call)

    def _admitted(self, backend: Backend, name: str, call: Call) -> Visit:
        visit = Visit(call, name, backend, backend.admit(name, call), self.clock.seconds(), self.rules.latency_s)
        if visit.admission.refusal is not None:
            return visit
        visit.fault = self.faults.draw(name)
        if visit.fault is not None and visit.fault.do != "late" and visit.fault.when == "before":
            visit.delay_s += visit.fault.delay_s
        visit.target = backend.target(name, call)
        if visit.target is not None:
            visit.is_colliding = self._under_way[visit.target] > 0
            self._under_way[visit.target] += 1
        return visit

    def _outcome(self, visit: Visit) -> Outcome:
        if visit.admission.refusal is not None:
            return Outcome(visit.admission.refusal)
        fault = visit.fault
        if fault is None:
            return Outcome(self._effect(visit))
        if not fault.is_charged:
            self.youtube.quota.give_back(visit.admission)
            visit.admission = Admission()
        after_s = fault.delay_s if fault.when == "after" else 0.0
        match fault.do:
            case "delay":
                return Outcome(self._effect(visit), after_s)
            case "drop":
                return Outcome(None, after_s)
            case "late":
                self._late.append((self.clock.seconds() + fault.delay_s, visit.backend, visit.name, visit.call))
                return Outcome(None)
            case "lose_reply":
                self._effect(visit)
                return Outcome(None, after_s)
            case "garbage":
                is_applied = fault.when == "after" or fault.form in ("cut", "hollow")
                return Outcome(spoiled(fault, self._effect(visit) if is_applied else None), after_s)
            case "refuse" | "throttle" | "error":
                if fault.when == "after":
                    self._effect(visit)
                return Outcome(reply_of(fault, visit.name), after_s)

    def _effect(self, visit: Visit) -> Reply:
        if visit.is_colliding:
            return aborted()
        return visit.backend.serve(visit.name, visit.call)

    def _record(self, visit: Visit, outcome: Outcome) -> None:
        admission = visit.admission
        status = outcome.reply.status if outcome.reply is not None else 0
        fault = visit.fault.do if visit.fault is not None else None
        self.log.calls[visit.name] += 1
        self.log.units += admission.charged_units
        self.log.searches += admission.charged_searches
        self.log.entries.append(
            Entry(
                visit.name,
                _summary(visit.call),
                status,
                admission.charged_units,
                admission.charged_searches,
                visit.at,
                fault,
            )
        )


def _summary(call: Call) -> str:
    """A call in a line: its query, and of a write the start of its body. Never a secret."""
    if call.path in ("/api/token", "/token", "/authorize", "/o/oauth2/auth"):
        return call.form().get("grant_type", "")
    query = " ".join(f"{key}={value}" for key, value in call.query)
    return f"{query} {call.body.decode('utf-8', 'replace')}".strip()[:240]
