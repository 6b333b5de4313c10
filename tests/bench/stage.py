"""What the bench of the screen looks at: a bare Textual application, and ours over worlds that never rest.

Run as ``python -m tests.bench.stage bare | events | hour | plan``: the first answers a key with a number and nothing
else; the second is a sync at work that sends a thousand events a second; the third lives through an hour of a hundred
events a second in half a minute; the last is a plan of a hundred thousand writes.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from itertools import count, islice
from typing import TYPE_CHECKING

from textual.app import App
from textual.widgets import Static

from core.events import ErrorRaised, ItemChanged, Progressed
from core.model import Category, CategoryId
from core.progress import PROBLEMS
from core.states import ItemKind, ItemStatus, Phase
from tests.tui.fake_session import NOON, FakeSession, World, a_world, songs
from tests.tui.runs import problem, working
from tui.__main__ import prepare
from tui.app import CrossfadeApp

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.events import Key

    from core.session import Session

EVENTS, WRITES, CATEGORIES = 1_000, 100_000, 50
HOUR, HASTE = 360_000, 100
"""How many events an hour brings at a hundred a second, and how many times quicker than life they come."""

BEGUN, OVER = "a minute is over", "the hour is over"
"""Labels of the items that tell where the hour stands."""

_EVERY_S = 0.01


class Bare(App[None]):
    """Shows how many keys were pressed."""

    def compose(self) -> ComposeResult:
        """One line."""
        yield Static("pressed 0000")

    def on_mount(self) -> None:
        """Count from nothing."""
        self.pressed = 0

    def on_key(self, event: Key) -> None:
        """Answer a key."""
        self.pressed += 1
        self.query_one(Static).update(f"pressed {self.pressed:04}")


class Busy(CrossfadeApp):
    """Ours, with an engine that never rests."""

    def __init__(self, world: World, feed: Callable[[], None] | None, place: str) -> None:
        async def opened() -> Session:
            return FakeSession(world)

        super().__init__(opened)
        self._feed, self._place = feed, place

    def on_mount(self) -> None:
        """Begin to feed once the place is there."""
        super().on_mount()
        if self._feed is not None:
            self.set_interval(_EVERY_S, self._feed)
        self.set_timer(1.0, lambda: self.show_place(self._place))


def at_work() -> Busy:
    """A sync in the middle of its adds, with problems to walk through."""
    return _syncing(EVENTS, of_a_second=EVENTS, last=None)


def an_hour() -> Busy:
    """A sync that goes on for an hour, a hundred times quicker than life."""
    return _syncing(HASTE * 100, of_a_second=100, last=HOUR)


def _syncing(events: int, *, of_a_second: int, last: int | None) -> Busy:
    """``events`` come in a second, stamped as if ``of_a_second`` came; ``last`` is the number of the last one."""
    world = a_world()
    view = working(world)
    problems = tuple(problem(0, "conflict", f"chosen {number:04}") for number in range(PROBLEMS - 1, -1, -1))
    view = world.put(replace(view, problems=problems))
    job = view.job(Phase.ADD_VIDEOS)
    assert job is not None
    numbers = count()

    def feed() -> None:
        for number in islice(numbers, round(events * _EVERY_S)):
            world.clock.instant = now = NOON + timedelta(seconds=number / of_a_second)
            if last is not None and number > last:
                return
            if number % 5 == 0 and number != last:
                world.tell(Progressed(replace(job, total=10_000_000, done=number, succeeded=number), now))
            elif last is not None and number % 1_000 == 1:
                world.tell(ErrorRaised(replace(problem(0, "conflict", f"Song {number} was refused"), at=now)))
            else:
                has_just_begun = last is not None and 60 <= number // of_a_second < 160  # long enough to be drawn
                label = OVER if number == last else BEGUN if has_just_begun else f"Song {number} – Somebody"
                status = ItemStatus.SUCCEEDED if number % 2 else ItemStatus.IN_PROGRESS
                world.tell(ItemChanged(view.run.id, job.id, job.phase, str(number), ItemKind.VIDEO, status, label, now))

    return Busy(world, feed, "run")


def planned() -> Busy:
    """A plan of a hundred thousand writes."""
    world = a_world(())
    for place in range(CATEGORIES):
        category_id = CategoryId(f"c{place}")
        world.categories[category_id] = Category(category_id, f"Mix {place}", place)
        world.rows[category_id] = songs(f"mix {place} song", WRITES // CATEGORIES)
    return Busy(world, None, "preview")


if __name__ == "__main__":
    stages: dict[str, Callable[[], App[None] | App[int]]] = {
        "bare": Bare,
        "events": at_work,
        "hour": an_hour,
        "plan": planned,
    }
    prepare()
    stages[sys.argv[1]]().run()
