"""Titles, names and messages of strangers, through every place: nothing crashes, nothing a terminal would obey."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.segment import Segment
from textual.color import Color

from core.errors import UsageError
from core.events import ItemChanged
from core.model import Account, Connection, Holder, PlaylistId, RemotePlaylist
from core.states import ItemKind, ItemStatus, Phase, Service
from tests.tui.conftest import CATEGORIES, HISTORY, HOME, PREVIEW, RUN, SUMMARY, shown_at
from tests.tui.fake_session import NOON, World, a_world
from tests.tui.hostile import HOSTILE
from tests.tui.runs import ended, problem, working
from tests.tui.screen_text import segments, settle
from tui.terminal.wall import Wall

if TYPE_CHECKING:
    from tui.app import CrossfadeApp

_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def assert_harmless(app: CrossfadeApp) -> None:
    """No cell holds a control character, a surrogate or a direction mark."""
    for line in segments(app):
        for part in line:
            bad = [char for char in part if unicodedata.category(char) in {"Cc", "Cs"} or char in _DIRECTIONS]
            assert not bad, (bad, part)


def a_hostile_world() -> World:
    """Every string in every place that shows one."""
    world = a_world(HOSTILE, per_category=40)
    world.connections = (
        Connection(Service.SPOTIFY, Account("s", HOSTILE[0]), hint=HOSTILE[17]),
        Connection(Service.YOUTUBE, Account("y", HOSTILE[4]), hint=HOSTILE[2]),
    )
    old = world.playlists[0]
    world.playlists = tuple(
        replace(old, head=RemotePlaylist(PlaylistId(f"PL{number}"), title, etag="e"))
        for number, title in enumerate(HOSTILE)
    )
    return world


@pytest.mark.parametrize("size", [(80, 24), (120, 60)], ids=["small", "large"])
@pytest.mark.parametrize(
    "keys",
    [
        (HOME,),
        (PREVIEW, "end"),
        (PREVIEW, "c"),
        (PREVIEW, "question_mark"),
        (CATEGORIES, "end", "l", "u"),
        (CATEGORIES, "e"),
        (CATEGORIES, "v", "v", "g"),
        (PREVIEW, "b", "end"),
        (PREVIEW, "w"),
        (HOME, "a"),
        (HOME, "w", "n", "n"),
    ],
    ids=" ".join,
)
async def test_home_preview_confirm_and_help_stay_harmless(keys: tuple[str, ...], size: tuple[int, int]) -> None:
    async with shown_at(a_hostile_world(), *keys, size=size) as (app, _):
        assert_harmless(app)
        assert app.is_running


async def test_run_and_summary_stay_harmless() -> None:
    world = a_hostile_world()
    view = working(world)
    job = view.job(Phase.ADD_VIDEOS)
    assert job is not None
    problems = tuple(problem(number, text, text) for number, text in enumerate(HOSTILE))
    jobs = tuple(replace(known, message=HOSTILE[2], last_error=HOSTILE[0]) for known in view.jobs)
    view = world.put(replace(view, problems=problems, jobs=jobs, run=replace(view.run, message=HOSTILE[4])))
    async with shown_at(world, RUN, size=(120, 60)) as (app, pilot):
        for number, text in enumerate(HOSTILE):
            world.tell(
                ItemChanged(view.run.id, job.id, job.phase, text, ItemKind.VIDEO, ItemStatus.SUCCEEDED, text, NOON)
            )
            if number % 8 == 0:
                await pilot.press("down")
        app.tick()
        await settle(pilot)
        assert_harmless(app)
        await pilot.press("e", "down", "y")
        await settle(pilot)
        assert_harmless(app)
        assert not set(app.clipboard) & {"\x1b", "\x07", "\x9b"}
        await pilot.press("escape")
        ended(world)
        for key in (SUMMARY, HISTORY, "enter"):
            await pilot.press(key)
            await settle(pilot)
            assert_harmless(app)


@pytest.mark.parametrize("message", HOSTILE[:9])
async def test_a_hostile_error_message_is_told_harmlessly(message: str) -> None:
    world = a_world(("Liked Songs",))
    world.refusal = UsageError(message)
    async with shown_at(world, "i", size=(100, 30)) as (app, _):
        assert_harmless(app)
        assert app.is_running


async def test_a_hostile_lock_file_is_told_harmlessly(world: World) -> None:
    world.holder = Holder(1, "\x1b[2J", "\x1b]0;x\x07")
    async with shown_at(world) as (app, _):
        assert_harmless(app)


def test_the_wall_lets_no_control_character_through() -> None:
    every = "".join(map(chr, range(0x100))) + "".join(_DIRECTIONS) + "\ud800" + "ok é"
    (cleaned,) = Wall().apply([Segment(every)], Color(0, 0, 0))
    assert not [char for char in cleaned.text if unicodedata.category(char) in {"Cc", "Cs"} or char in _DIRECTIONS]
    assert cleaned.text.endswith("ok é")


def test_the_wall_leaves_the_programs_own_control_segments_alone() -> None:
    from rich.control import Control

    own = Control.clear().segment
    assert Wall().apply([own], Color(0, 0, 0)) == [own]
