"""How far a person has come when a command begins: homes and services, prepared once and copied for each case."""

from __future__ import annotations

import copy
import json
import shutil
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from core.adapters.login import google, spotify
from core.adapters.login.tokens import Token, TokenFile
from core.demo.clock import ServiceClock
from core.demo.faults import Faults, Plan
from core.demo.faults import Rule as Fault
from core.demo.hand import Edit, Hand
from core.demo.rules import Rules
from core.demo.services import Log, Services
from core.demo.sign_in import client_file, sign_in
from core.states import Service
from tests.weather.clock import QuickClock
from tests.weather.front import Behind, Front
from tests.weather.program import Ended, Program
from tests.weather.sky import Sky
from tests.weather.world import ARTISTS, EVENING, MORNING, OLD, tiny_world

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SETTINGS = """\
[quota]
reserve = 0
{more}
[youtube]
settle_s = 4
[spotify]
spacing_s = 0
"""


KEPT = "kept.json"
"""The backup that is restored, in the home of the program."""


class State(StrEnum):
    """What was done before."""

    NEW = "new"
    """The client files are there; nobody signed in."""
    SIGNED_IN = "signed in"
    IMPORTED = "imported"
    MUSICAL = "musical"
    """The same, with the unofficial search switched on."""
    WAITING = "waiting"
    """All but one song have their video, and YouTube was read."""
    MATCHED = "matched"
    """All have, and an old playlist is to be replaced."""
    SYNCED = "synced"
    PARTLY = "partly"
    """One add of the last sync was refused."""
    LOST = "lost"
    """A backup was made; then one playlist was deleted by hand, and another lost a video."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A state to copy from."""

    home: Path
    services: Services
    passed_s: float


@dataclass(frozen=True, slots=True)
class Case:
    """A copy to try one command on."""

    program: Program
    services: Services
    sky: Sky

    @property
    def clock(self) -> QuickClock:
        """The clock of the program and of the services."""
        return self.program.clock


class States:
    """Makes states, each once, in ``folder``, with their services behind ``front``."""

    def __init__(self, folder: Path, front: Front) -> None:
        self._folder = folder
        self._front = front
        self._kept: dict[State, Kept] = {}
        self._copies = 0

    def case(self, state: State, *, is_aged: bool = False) -> Case:
        """A copy of a state, in front of which the front stands from now on.

        ``is_aged``: access tokens are over, and each new one lives so shortly that every call needs another.
        """
        if state not in self._kept:
            before, go_on = _STEPS[state]
            case = self._begun() if before is None else self.case(before)
            go_on(case)
            self._kept[state] = Kept(case.program.home, case.services, case.clock.monotonic())
        case = self._copied(self._kept[state])
        if is_aged:
            _age(case)
        return case

    def forget(self, case: Case) -> None:
        """Give back what a copy took."""
        shutil.rmtree(case.program.home)

    def _copied(self, kept: Kept) -> Case:
        home = self._new_home()
        shutil.copytree(kept.home, home, ignore=shutil.ignore_patterns("*.sock", "*.lock"))
        clock = QuickClock()
        clock.pass_by(kept.passed_s)
        old = kept.services
        shared = (old.world, old.youtube.discovery, old.calendar, old.rules)
        memo: dict[int, object] = {id(old.clock): ServiceClock(clock.seconds), **{id(one): one for one in shared}}
        return self._placed(home, copy.deepcopy(old, memo), clock)

    def _begun(self) -> Case:
        home, clock = self._new_home(), QuickClock()
        home.mkdir(mode=0o700)
        (home / "config.toml").write_text(SETTINGS.format(more=""))
        rules = Rules(has_fresh_conflicts=False, lag_s=0.0, latency_s=0.0, token_s=1e9)
        services = Services(tiny_world(), rules, clock=ServiceClock(clock.seconds))
        (self._folder / "client.json").write_text(json.dumps(client_file(services, self._front.base)))
        return self._placed(home, services, clock)

    def _new_home(self) -> Path:
        self._copies += 1
        return self._folder / f"home-{self._copies}"

    def _placed(self, home: Path, services: Services, clock: QuickClock) -> Case:
        services.log = Log()
        sky = Sky(clock.monotonic)
        self._front.hang_up()
        self._front.behind = Behind(services, sky, clock)
        base = self._front.base
        environment = {
            "CROSSFADE_SPOTIFY_API": f"{base}/v1",
            "CROSSFADE_SPOTIFY_ACCOUNTS": base,
            "CROSSFADE_YOUTUBE_API": base,
            "CROSSFADE_YTMUSIC": base,
            "CROSSFADE_SPOTIFY_CLIENT_ID": services.world.spotify.client_id,
        }
        return Case(Program(home, environment, clock), services, sky)


def _age(case: Case) -> None:
    for service, accounts in (("spotify", case.services.spotify_accounts), ("youtube", case.services.google_accounts)):
        accounts.tokens.token_s = 30.0
        file = case.program.home / "tokens" / f"{service}.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | {"expires_at": case.clock.now().isoformat()}))


# ── from one state to the next ───────────────────────────────────────────────────────────────────────────


def _do(case: Case, *words: str, code: int = 0) -> Ended:
    ended = case.program.run(*words)
    assert ended.code == code, f"{words} ended with {ended}"
    return ended


def _signed_in(case: Case) -> None:
    """Put both sign-ins in their files, as they are after ``crossfade auth``."""
    home, now, world = case.program.home, case.clock.now(), case.services.world
    google.keep_client_file(home.parent / "client.json", home / "tokens")
    client = google.read_client(home / "tokens" / google.CLIENT_FILE)
    for service, file, account in (
        (Service.SPOTIFY, spotify.FILE, (world.spotify.account_id, world.spotify.name)),
        (Service.YOUTUBE, google.FILE, (world.youtube.channel_id, world.youtube.channel_title)),
    ):
        given = sign_in(case.services, service.value)
        is_google = service is Service.YOUTUBE
        token = Token(
            str(given["access_token"]),
            str(given["refresh_token"]),
            expires_at=now + timedelta(days=1),
            consented_at=now,
            client_id=client.client_id if is_google else world.spotify.client_id,
            account_id=account[0],
            account_name=account[1],
            token_uri=client.token_uri if is_google else None,
            client_secret=client.client_secret if is_google else None,
        )
        TokenFile(home / "tokens" / file, service=service).save(token)


def _musical(case: Case) -> None:
    config = case.program.home / "config.toml"
    config.write_text(config.read_text() + "[match]\nytmusic = true\n")


def _waiting(case: Case) -> None:
    config = case.program.home / "config.toml"
    config.write_text(SETTINGS.format(more=f"searches_per_day = {len(ARTISTS) - 1}"))
    _do(case, "match", code=3)
    config.write_text(SETTINGS.format(more=""))
    _do(case, "preview")


def _matched(case: Case) -> None:
    _do(case, "match")
    _do(case, "preview")
    _do(case, "replace", OLD)


def _synced(case: Case) -> None:
    _do(case, "sync", "--yes", "--allow-delete")


def _partly(case: Case) -> None:
    refusal = Fault("youtube.playlistItems.insert", "refuse", nth=2, status=400, reason="failedPrecondition")
    case.services.faults = Faults(Plan((refusal,)))
    _do(case, "sync", "--yes", code=6)
    case.services.faults = Faults()


def _lost(case: Case) -> None:
    made = _do(case, "backup", "--json").document["file"]
    shutil.copyfile(made, case.program.home / KEPT)
    found = {one.title: one.id for one in case.services.youtube.channel.all_true()}
    hand = Hand(case.services)
    hand.do(Edit("delete", playlist=found[MORNING]))
    hand.do(Edit("remove", playlist=found[EVENING], position=0))


_STEPS: Mapping[State, tuple[State | None, Callable[[Case], object]]] = {
    State.NEW: (None, lambda _: None),
    State.SIGNED_IN: (State.NEW, _signed_in),
    State.IMPORTED: (State.SIGNED_IN, lambda case: _do(case, "import")),
    State.MUSICAL: (State.IMPORTED, _musical),
    State.WAITING: (State.IMPORTED, _waiting),
    State.MATCHED: (State.IMPORTED, _matched),
    State.SYNCED: (State.MATCHED, _synced),
    State.PARTLY: (State.MATCHED, _partly),
    State.LOST: (State.SYNCED, _lost),
}
