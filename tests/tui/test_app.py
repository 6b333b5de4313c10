"""The application as a whole: opening, leaving, help, palette, small windows, colours, errors in words."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.config import Import, Settings
from core.errors import Busy, LoginExpired, StoreError
from core.model import Holder
from core.states import RunKind, RunStatus, Service
from tests.tui.conftest import EVERY_PLACE, HOME, PREVIEW, RUN, an_app, shown_at
from tests.tui.fake_session import NOON, FakeSession, World, a_run
from tests.tui.runs import working
from tests.tui.screen_text import settle, text
from tui.app import CrossfadeApp
from tui.lifetime import FRAMES

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from core.session import Session


async def test_the_first_frame_stands_before_the_session_is_asked_for(world: World) -> None:
    frames: list[str] = []

    async def opened() -> Session:
        frames.append(text(app))
        return FakeSession(world)

    app = CrossfadeApp(opened)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
    assert f"[{HOME} Home]" in frames[0]
    assert "Opening…" in frames[0]


async def test_a_database_that_cannot_be_opened_is_said_and_can_be_tried_again(world: World) -> None:
    answers: list[Exception | None] = [StoreError("The database is of a newer program. Update crossfade."), None]

    async def opened() -> Session:
        if (error := answers.pop(0)) is not None:
            raise error
        return FakeSession(world)

    app = CrossfadeApp(opened)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "The database is of a newer program." in text(app)
        await pilot.press("R")
        await settle(pilot)
        assert "Mira Lindqvist" in text(app)


async def test_a_home_that_others_may_look_into_is_named_once_it_is_open(world: World) -> None:
    world.home_warning = "Others may look into /somewhere."
    async with shown_at(world) as (app, _):
        assert "Others may look into /somewhere." in text(app)


async def test_q_pauses_what_runs_and_leaves_with_3(world: World) -> None:
    working(world)
    async with shown_at(world) as (app, pilot):
        await pilot.press("q")
        await pilot.pause()
    assert "close" in world.calls
    assert app.return_code == 3


async def test_q_with_nothing_at_work_leaves_with_0(world: World) -> None:
    async with shown_at(world, "q") as (app, _):
        pass
    assert app.return_code == 0


async def test_a_second_q_leaves_at_once_though_an_operation_is_under_way(world: World) -> None:
    working(world)
    session = FakeSession(world)
    asked: list[str] = []

    async def never() -> None:
        asked.append("close")
        await asyncio.Event().wait()

    session.runs.close = never  # type: ignore[method-assign] # an operation that takes for ever

    async def opened() -> Session:
        return session

    app = CrossfadeApp(opened)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("q")
        await pilot.pause()
        assert "Pausing after the operation in hand" in text(app)
        await pilot.press("q")
        await pilot.pause()
    assert asked == ["close"]
    assert app.return_code == 3


async def test_a_refused_start_is_told_in_its_own_sentence_and_ends_nothing(world: World) -> None:
    world.refusal = LoginExpired(
        "Spotify's sign-in is over: 'crossfade auth spotify' renews it.", service=Service.SPOTIFY
    )
    async with shown_at(world, "i", size=(120, 40)) as (app, _):
        assert "Spotify's sign-in is over" in text(app)
        assert app.is_running


async def test_a_bug_in_a_worker_is_told_and_ends_nothing(world: World) -> None:
    class Broken(FakeSession):
        pass

    broken = Broken(world)

    async def fail(*_args: object, **_options: object) -> None:
        raise ZeroDivisionError

    broken.runs.start = fail  # type: ignore[method-assign] # a bug of the machinery

    async def opened() -> Session:
        return broken

    app = CrossfadeApp(opened)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("i")
        await settle(pilot)
        assert "ZeroDivisionError" in text(app)
        assert app.is_running


async def test_the_keys_come_back_when_the_other_process_has_ended(world: World) -> None:
    watching = World(connections=world.connections, collections=world.collections, holder=Holder(4711, "desk", "now"))
    answers: list[Exception | None] = [Busy("Another crossfade is at work.", pid=4711), None]

    async def opened() -> Session:
        return FakeSession(watching)

    async def take_over() -> Session:
        if (error := answers.pop(0)) is not None:
            raise error
        return FakeSession(world)

    app = CrossfadeApp(opened, take_over=take_over)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for is_free in (False, True):
            app.try_to_take_over()
            await settle(pilot)
            assert app.helm is not None
            assert app.helm.is_free is is_free
        assert "already in progress" not in text(app)
        await pilot.press("i")
        await settle(pilot)
        assert world.calls[0].startswith("start import")


async def test_help_explains_the_place_and_lists_its_keys(world: World) -> None:
    async with shown_at(world, PREVIEW, "question_mark", size=(100, 40)) as (app, pilot):
        said = text(app)
        assert "The preview is the plan." in said
        assert "Protect it: never touched by a sync" in said
        await pilot.press("escape")
        await settle(pilot)
        assert len(app.screen_stack) == 1


async def test_the_palette_offers_the_keys_of_the_place(world: World) -> None:
    async with shown_at(world, PREVIEW) as (app, _):
        titles = [command.title for command in app.get_system_commands(app.screen)]
    assert "Protect (l)" in titles
    assert f"Go to Run ({RUN})" in titles
    assert "Quit (q)" in titles


@pytest.mark.parametrize("size", [(59, 24), (80, 15), (20, 5)])
async def test_a_tiny_window_shows_one_line(world: World, size: tuple[int, int]) -> None:
    async with shown_at(world, PREVIEW, size=size) as (app, _):
        lines = [line for line in text(app).splitlines() if line.strip()]
    assert len(lines) == 1
    assert "Make the window" in lines[0]


@pytest.mark.parametrize("place", EVERY_PLACE)
async def test_every_place_survives_every_size(world: World, place: str) -> None:
    working(world)
    async with shown_at(world, place) as (_app, pilot):
        for size in ((40, 10), (60, 16), (80, 24), (131, 43), (200, 60), (61, 17)):
            await pilot.resize_terminal(*size)
            await settle(pilot)


async def test_keys_have_ids_and_tooltips(world: World) -> None:
    seen = set()
    async with shown_at(world) as (app, pilot):
        for place in EVERY_PLACE:
            await pilot.press(place)
            await settle(pilot)
            for entry in app.screen.active_bindings.values():
                seen.add(entry.binding.id)
                if entry.binding.show and entry.binding.id:
                    assert entry.binding.tooltip, entry.binding
    assert {"run.problems", "preview.go", "home.import", "summary.home", "app.leave"} <= seen


async def test_no_color_leaves_no_colour_in_any_cell(world: World) -> None:
    app = an_app(world, no_color=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(PREVIEW)
        await settle(pilot)
        coloured = {
            segment.style.color.name
            for strip in app.screen._compositor.render_strips()  # noqa: SLF001 - the only view of the cells
            for segment in strip
            if segment.style is not None and segment.style.color is not None and not segment.style.color.is_default
        }
    assert coloured == set()


async def test_the_demo_imports_and_searches_by_itself_and_waits_at_the_preview(world: World) -> None:
    async with shown_at(world, demo=True) as (app, pilot):
        await settle(pilot)
        kinds = [call.split()[1] for call in world.calls if call.startswith("start")]
        assert kinds == ["import", "match"]
        assert app.current_mode == "preview"
        assert not any("sync" in call for call in world.calls)


def test_where_another_process_works_the_session_is_opened_to_look(
    monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    from tui import launch as module

    asked: list[bool] = []

    async def open_session(options: str, *, write: bool) -> Session:
        asked.append(write)
        if write:
            raise Busy("Another crossfade is at work.", pid=4711)
        return FakeSession(world)

    class Headless(CrossfadeApp):
        def run(self, **_options: object) -> int | None:  # without a terminal
            import asyncio

            async def look() -> None:
                async with self.run_test() as pilot:
                    await settle(pilot)
                    await pilot.press("q")

            asyncio.run(look())
            return self.return_code

    monkeypatch.setattr(module, "CrossfadeApp", Headless)
    assert module.run_app(open_session, "options") == 0
    assert asked == [True, False]


async def a_second(app: CrossfadeApp, pilot: Pilot[int]) -> None:
    """Let a second of ticks pass."""
    for _ in range(FRAMES):
        app.tick()
    await settle(pilot)


async def test_spotify_is_read_again_as_often_as_the_settings_ask(world: World) -> None:
    world.settings = Settings(import_=Import(every_min=60))
    view = a_run(RunKind.IMPORT, status=RunStatus.COMPLETED)
    world.put(replace(view, run=replace(view.run, completed_at=NOON)))
    async with shown_at(world, size=(80, 24)) as (app, pilot):
        world.clock.instant = NOON + timedelta(minutes=59)
        await a_second(app, pilot)
        assert not world.calls
        world.clock.instant = NOON + timedelta(minutes=60)
        await a_second(app, pilot)
        await a_second(app, pilot)
        assert world.calls == ["start import new=False delete=False wait=True"]
        assert "every_min" in text(app)


@pytest.mark.parametrize(
    ("every_min", "status", "is_active"),
    [(0, RunStatus.COMPLETED, False), (60, RunStatus.CANCELLED, False), (60, RunStatus.COMPLETED, True)],
    ids=["not asked for", "stopped by the person", "something else works"],
)
async def test_spotify_is_not_read_again_otherwise(
    world: World, every_min: int, status: RunStatus, *, is_active: bool
) -> None:
    world.settings = Settings(import_=Import(every_min=every_min))
    view = a_run(RunKind.IMPORT, status=status)
    world.put(replace(view, run=replace(view.run, completed_at=NOON)))
    world.is_active = is_active
    async with shown_at(world, size=(80, 24)) as (app, pilot):
        world.clock.instant = NOON + timedelta(days=1)
        await a_second(app, pilot)
        assert not [call for call in world.calls if call.startswith("start")]
