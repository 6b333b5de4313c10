"""The same in the real program: a process of its own, on the computer's clock, in weather that soon ends or never does.

A few cases, since each waits for real; that all others go the same way is shown in :mod:`tests.weather.test_weather`.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import Program
from tests.cli.warm import PATIENCE_S
from tests.weather import judge
from tests.weather.kinds import CUT, ERROR_503, NO_TOKEN, RESET, Kind, Pattern
from tests.weather.sky import Rule
from tests.weather.table import COMMANDS, GOOGLE_TOKEN, HEADS, ITEMS, VIDEOS, Command
from tests.weather.trial import ages

if TYPE_CHECKING:
    from tests.weather.states import Case, States
    from tests.weather.trial import Trials

BY_NAME = {command.name: command for command in COMMANDS}


@pytest.mark.parametrize(
    ("name", "endpoint", "kind"),
    [
        ("preview", HEADS, ERROR_503),
        ("backup", ITEMS, CUT),
        ("health", VIDEOS, RESET),
        ("restore", GOOGLE_TOKEN, NO_TOKEN),
    ],
)
def test_a_failure_is_waited_out(trials: Trials, states: States, name: str, endpoint: str, kind: Kind) -> None:
    command = BY_NAME[name]
    fair = trials.fair(command)
    case = states.case(command.state, is_aged=ages(command, endpoint))
    since = judge.mark(case)
    case.sky.turn(Rule(endpoint, kind, Pattern.ONCE))
    _started(case, command, code=0)
    assert case.sky.struck == 1
    assert judge.books(case, since).price == fair.books.price
    assert not judge.facts(case).differing(fair.facts)
    states.forget(case)


@pytest.mark.parametrize(("name", "kind"), [("health", ERROR_503), ("health", RESET)])
def test_what_lasts_ends_with_a_sentence_and_heals(trials: Trials, states: States, name: str, kind: Kind) -> None:
    command = BY_NAME[name]
    case = states.case(command.state)
    case.sky.turn(Rule(VIDEOS, kind, Pattern.EVER))
    ended = _started(case, command, code=3, patience_s=2)
    assert case.sky.struck > 1
    assert "try again in a minute" in ended
    assert "Traceback" not in ended
    case.sky.clear_up()
    _started(case, command, code=0)
    assert not judge.facts(case).differing(trials.fair(command).facts)
    states.forget(case)


def _started(case: Case, command: Command, *, code: int, patience_s: float | None = None) -> str:
    """Run a command as a process whose clock shows what the case's does; what it said."""
    ours = case.program
    kept = {name: os.environ[name] for name in ("PATH", "TZ", "LANG") if name in os.environ}
    shift_s = (case.clock.now() - datetime.now(UTC)).total_seconds() + 1  # after all that was done before
    environment = {
        **kept,
        **ours.environment,
        "CROSSFADE_HOME": str(ours.home),
        "CROSSFADE_CLOCK_SHIFT_S": f"{shift_s:.3f}",
        **({} if patience_s is None else {PATIENCE_S: str(patience_s)}),
    }
    words = [word.format(home=ours.home) for word in command.words]
    return Program(ours.home, environment).run(*words, code=code).err
