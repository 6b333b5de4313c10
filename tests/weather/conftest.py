"""One front and one set of prepared states for all trials of a worker, and the logging put back afterwards."""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from tests.weather.front import Front
from tests.weather.reach import out_of_reach
from tests.weather.slow import Slowness
from tests.weather.states import States
from tests.weather.trial import Trials

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_MEMORY = Path("/dev/shm")
"""Where homes lie, if it is there: the power of this machine is not what fails here."""


@pytest.fixture(scope="session")
def states() -> Iterator[States]:
    """Homes and services at every stage of a person's way, behind the front."""
    slowness = Slowness()
    front = Front(slowness)
    place = str(IN_MEMORY) if IN_MEMORY.is_dir() else None
    with TemporaryDirectory(dir=place) as folder, out_of_reach(front), slowness.in_force():
        yield States(Path(folder), front)
        front.close()


@pytest.fixture(scope="session")
def _trials(states: States) -> Trials:
    return Trials(states)


@pytest.fixture
def trials(_trials: Trials) -> Iterator[Trials]:
    """Tries commands in bad weather. The program sends all logging of a process to a file: here it is given back."""
    root = logging.getLogger()
    before = [*root.handlers], root.level, logging.raiseExceptions
    try:
        yield _trials
    finally:
        for handler in root.handlers:
            if handler not in before[0]:
                handler.close()
        root.handlers[:], logging.raiseExceptions = before[0], before[2]
        root.setLevel(before[1])
        logging.captureWarnings(capture=False)
