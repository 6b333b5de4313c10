"""Tries one command in one weather, and says what does not hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.quota import COSTS, Method
from tests.weather import judge
from tests.weather.kinds import Pattern
from tests.weather.table import TOKENS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.weather.judge import Books, Facts
    from tests.weather.program import Ended
    from tests.weather.sky import Rule
    from tests.weather.states import Case, States
    from tests.weather.table import Command

ENOUGH_S = 120.0
"""Seconds of the program's clock after which it has to give up what cannot be read."""

SHOWS_OLD = "last read"
"""What a preview says that could not read YouTube now."""


@dataclass(frozen=True, slots=True)
class Fair:
    """A command in fair weather: what it called, what it took, and what stands afterwards."""

    ended: Ended
    calls: Mapping[str, int]
    facts: Facts
    books: Books


class Trials:
    """Tries commands, and remembers how each goes in fair weather."""

    def __init__(self, states: States) -> None:
        self._states = states
        self._fair: dict[tuple[Command, bool], Fair] = {}

    def fair(self, command: Command, *, is_aged: bool = False) -> Fair:
        """How the command goes in fair weather; with ``is_aged`` it renews its sign-in before each call."""
        if (command, is_aged) not in self._fair:
            case = self._states.case(command.state, is_aged=is_aged)
            since = judge.mark(case)
            ended = carry_out(case, command)
            found = Fair(ended, Counter(case.sky.made), judge.facts(case), judge.books(case, since))
            self._states.forget(case)
            self._fair[command, is_aged] = found
        return self._fair[command, is_aged]

    def told_before(self, command: Command) -> int:
        """The units that a person is told a command will spend, before they start it."""
        case = self._states.case(command.state)
        told = int(carry_out(case, command, command.priced_by).document["buckets"]["units"]["cost"])
        self._states.forget(case)
        return told

    def complaints(self, command: Command, rule: Rule) -> list[str]:
        """What does not hold when the command meets this weather."""
        trial = self._begun(command, rule)
        is_lasting = rule.pattern is Pattern.EVER or rule.kind.is_long
        if trial.is_used_up and not is_lasting:
            found = trial.begun_anew()
        elif is_lasting:
            found = trial.parked() + trial.healed()
        else:
            found = trial.exact()
        return self._said(trial, trial.sound() + found)

    def stands_alone(self, command: Command, rule: Rule) -> list[str]:
        """What does not hold when what fails is not needed: all is as in fair weather at once, if at another price."""
        trial = self._begun(command, rule)
        return self._said(trial, trial.sound() + trial.untouched() + trial.in_time())

    def _begun(self, command: Command, rule: Rule) -> Trial:
        is_aged = ages(command, rule.endpoint)
        fair = self.fair(command, is_aged=is_aged)
        case = self._states.case(command.state, is_aged=is_aged)
        since = judge.mark(case)
        case.sky.turn(rule)
        ended = carry_out(case, command)
        return Trial(command, rule, case, fair=fair, ended=ended, books=judge.books(case, since))

    def _said(self, trial: Trial, found: list[str]) -> list[str]:
        self._states.forget(trial.case)
        return [*found, f"(it said: {trial.ended.out[-300:]} {trial.ended.err[-300:]})"] if found else []


def ages(command: Command, endpoint: str) -> bool:
    """Whether access tokens are over from the start, so that the endpoint that renews them is asked at all."""
    return endpoint in TOKENS and not command.is_sign_in


def carry_out(case: Case, command: Command, words: tuple[str, ...] = ()) -> Ended:
    """Run a command in a case's home, or other ``words`` in its place."""
    return case.program.run(*(word.format(home=case.program.home) for word in words or command.words))


@dataclass(frozen=True, slots=True)
class Trial:
    """A command that was carried out in bad weather. Each method names what is wrong with one side of it."""

    command: Command
    rule: Rule
    case: Case
    fair: Fair
    ended: Ended
    books: Books

    @property
    def is_used_up(self) -> bool:
        """Whether the weather took the answer to a sign-in's code, which is good for one answer alone."""
        return self.command.is_sign_in and self.rule.endpoint in TOKENS and self.rule.kind.is_served

    def sound(self) -> list[str]:
        """The weather came; nothing was a bug, nothing is there twice, and the ledger holds what was called."""
        found = [] if self.case.sky.struck else ["the weather never came"]
        found += [f"bug: {bug}" for bug in judge.bugs(self.case)]
        found += [f"doubled: {one}" for one in judge.doubled(self.case)]
        # Where a sign-in cannot be renewed, a call that was booked is not made; which one, the services cannot tell.
        if self.rule.endpoint not in TOKENS and not self.books.agree:
            found.append(f"the ledger does not hold what was called: {self.books}")
        return found

    def untouched(self) -> list[str]:
        """It ended well, and all is as it is after fair weather."""
        found = [] if self.ended.code == 0 else [f"it ended with {self.ended.code}"]
        if SHOWS_OLD in self.ended.err:
            found.append("it shows what was read before")
        if differing := judge.facts(self.case).differing(self.fair.facts, but=self.command.later):
            found.append(differing)
        return found

    def exact(self) -> list[str]:
        """So it is, and what the weather cost is told apart and no more than what failed."""
        found = self.untouched()
        if self.books.price != self.fair.books.price:
            found.append(f"beside the surplus it took {self.books.price}, not {self.fair.books.price}")
        units, searches = self.books.surplus - self.fair.books.surplus, self.books.again - self.fair.books.again
        if units + searches > self.case.sky.struck * self._dearest:
            found.append(f"{self.case.sky.struck} failed calls cost {units} units and {searches} searches more")
        is_left = bool(self.command.later) and bool(judge.facts(self.case).differing(self.fair.facts))
        return found + (self.healed() if is_left else [])

    def parked(self) -> list[str]:
        """It gave up in time, and said so; a preview showed what was read before, if anything was."""
        is_shown = SHOWS_OLD in self.ended.err
        later = self.command.later
        is_whole = bool(later) and not judge.facts(self.case).differing(self.fair.facts, but=later)
        found = [] if self.ended.code == (0 if is_shown or is_whole else 3) else [f"it ended with {self.ended.code}"]
        if self.command.is_cached and not is_shown:
            found.append("it does not show what was read before, or does not say so")
        if self.ended.code == 3 and '"type":"summary"' not in self.ended.out and "try again" not in self.ended.err:
            found.append("it does not say to try again")
        return found + self.in_time()

    def in_time(self) -> list[str]:
        """It did not try for ever."""
        took_s = self.case.clock.monotonic() - self.case.sky.struck_at_s
        return [f"it took {took_s:.0f} s"] if took_s > ENOUGH_S else []

    def begun_anew(self) -> list[str]:
        """The person is asked to sign in again, and can."""
        return ([] if self.ended.code == 5 else [f"it ended with {self.ended.code}"]) + self.healed()

    def healed(self) -> list[str]:
        """After the weather, and when it may go on, one plain start makes all as it is after fair weather."""
        self.case.sky.clear_up()
        for at in judge.rests(self.case):
            self.case.clock.pass_by(max(0.0, (at - self.case.clock.now()).total_seconds()))
        ended = carry_out(self.case, self.command)
        found = (
            [] if ended.code == 0 else [f"healed, it ended with {ended.code}: {ended.out[-300:]} {ended.err[-300:]}"]
        )
        if differing := judge.facts(self.case).differing(self.fair.facts, but=self.command.loose):
            found.append(f"healed, {differing}")
        return found + [f"healed, doubled: {one}" for one in judge.doubled(self.case)]

    @property
    def _dearest(self) -> int:
        """What one failed call may cost at most: that of a read, or of whatever waited for a sign-in's renewal."""
        if self.rule.endpoint not in TOKENS:
            return 1
        return max((COSTS[Method(name)][1] for name in self.fair.calls if name.startswith("youtube.")), default=0)
