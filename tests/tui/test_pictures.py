"""Pictures of the places, compared with accepted ones (``pytest tests/tui/test_pictures.py --snapshot-update``).

Few, since words are tested elsewhere: these hold the layout at the two sizes that matter most.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.errors import Transient
from core.model import Connection, Holder, Spent
from core.quota import PacificDays
from core.states import Phase, Reason, RunKind, RunStatus, Service
from tests.tui.conftest import CATEGORIES, HISTORY, HOME, PREVIEW, RUN, SETTINGS, SOURCES, SUMMARY, an_app
from tests.tui.fake_session import NOON, World, a_run, a_world
from tests.tui.runs import ended, feed, parked, working
from tests.tui.screen_text import settle
from tests.tui.stock import a_stocked_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from core.progress import RunView

SMALL, LARGE = (80, 24), (120, 40)


def pressing(world: World, *keys: str, view: RunView | None = None) -> Callable[[Pilot[int]], object]:
    """Open, press keys, and let events of a run arrive."""

    async def before(pilot: Pilot[int]) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        if view is not None:
            feed(world, view)
            pilot.app.tick()  # type: ignore[attr-defined] # the pilot does not know which application it drives
            await settle(pilot)

    return before


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_home(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_world()
    parked(world)
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_preview(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_world()
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, PREVIEW))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_categories(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_world()
    keys = (CATEGORIES, "down", "v", "v", "m", "up")
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, *keys))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_the_writes_of_a_plan(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_world()
    keys = (PREVIEW, "b", "slash", *"drive", "enter", "down")
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, *keys))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_what_if(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_world()
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, PREVIEW, "w", "down"))


def test_confirm(snap_compare: Callable[..., bool]) -> None:
    world = a_world()
    assert snap_compare(an_app(world), terminal_size=SMALL, run_before=pressing(world, PREVIEW, "c", "2"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_run(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_world()
    view = working(world)
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, RUN, view=view))


def test_paused(snap_compare: Callable[..., bool]) -> None:
    world = a_world()
    parked(world)
    assert snap_compare(an_app(world), terminal_size=SMALL, run_before=pressing(world, RUN))


@pytest.mark.parametrize(
    "reason",
    [Reason.SIGN_IN, Reason.NETWORK, Reason.DISK_FULL, Reason.INTERRUPTED, Reason.BY_USER, Reason.BUG],
    ids=str,
)
def test_every_pause_has_its_own_words(snap_compare: Callable[..., bool], reason: Reason) -> None:
    world = a_world()
    parked(world, reason, waits=False)
    assert snap_compare(an_app(world), terminal_size=SMALL, run_before=pressing(world, RUN))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_a_first_start(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = World(connections=(Connection(Service.SPOTIFY), Connection(Service.YOUTUBE)))
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world))


def test_another_process_at_work(snap_compare: Callable[..., bool]) -> None:
    world = a_world()
    working(world)
    world.is_active, world.holder = False, Holder(4711, "desk", "2026-06-10T18:58:00Z")
    assert snap_compare(an_app(world), terminal_size=SMALL, run_before=pressing(world))


def test_a_preview_that_cannot_be_read_anew(snap_compare: Callable[..., bool]) -> None:
    world = a_world()
    world.listed_at = NOON - timedelta(hours=3)
    world.refusal = Transient("YouTube cannot be reached; check the network.", is_network=True)
    assert snap_compare(an_app(world), terminal_size=SMALL, run_before=pressing(world, PREVIEW))


@pytest.mark.parametrize("place", [RUN, PREVIEW, CATEGORIES, HISTORY], ids=["run", "preview", "categories", "history"])
def test_an_empty_place_says_what_to_press(snap_compare: Callable[..., bool], place: str) -> None:
    world = a_world(())
    assert snap_compare(an_app(world), terminal_size=SMALL, run_before=pressing(world, place))


@pytest.mark.parametrize("keys", [(HOME,), (PREVIEW,), (RUN,)], ids=["home", "preview", "run"])
def test_a_window_of_sixty_columns(snap_compare: Callable[..., bool], keys: tuple[str, ...]) -> None:
    world = a_world()
    working(world)
    assert snap_compare(an_app(world), terminal_size=(60, 20), run_before=pressing(world, *keys))


def test_summary(snap_compare: Callable[..., bool]) -> None:
    world = a_world()
    ended(world)
    assert snap_compare(an_app(world), terminal_size=SMALL, run_before=pressing(world, SUMMARY))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_problems(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_world()
    working(world)
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, RUN, "e"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_history(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_world()
    world.put(a_run(RunKind.IMPORT, status=RunStatus.COMPLETED, name="old"))
    ended(world)
    windows = [PacificDays().window(NOON - timedelta(days=back)) for back in range(30, -1, -1)]
    world.days = tuple(
        (window, Spent(units=place * 1_733 % 10_000, searches=place * 31 % 100)) for place, window in enumerate(windows)
    )
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, HISTORY))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_settings(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_world()
    world.settings = replace(world.settings, quota=replace(world.settings.quota, reserve=0))
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, SETTINGS, "down", "down"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_sources(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_stocked_world()
    keys = (SOURCES, "down", "down", "down", "down")
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, *keys))


def test_an_import_among_the_sources(snap_compare: Callable[..., bool]) -> None:
    world = a_stocked_world()
    counts = {Phase.LIKED_SONGS: (1_204, 1_204), Phase.PLAYLISTS: (31, 31), Phase.PLAYLIST_TRACKS: (3, 31)}
    world.is_active = True
    world.put(a_run(RunKind.IMPORT, stage=Phase.PLAYLIST_TRACKS, counts=counts))
    assert snap_compare(an_app(world), terminal_size=SMALL, run_before=pressing(world, SOURCES))
