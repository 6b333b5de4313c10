"""The run: phases, buckets, items and problems from events; pause, resume and cancel by keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.events import ErrorRaised, StatusChanged
from core.states import Phase, Reason, RunKind, RunStatus
from tests.tui.conftest import HOME, RUN, shown_at
from tests.tui.fake_session import NOON, World, a_run
from tests.tui.runs import PROBLEMS, ended, feed, parked, problem, working
from tests.tui.screen_text import settle, text
from tui.screens.run import RunScreen
from tui.telling.trouble import advice, as_text, told_tried

if TYPE_CHECKING:
    import pytest


async def test_every_phase_has_its_sign_its_word_and_its_counts(world: World) -> None:
    view = working(world)
    async with shown_at(world, RUN) as (app, pilot):
        feed(world, view)
        app.tick()
        await settle(pilot)
        lines = {line[3:20].strip(): line for line in text(app).splitlines()}
    assert "✓" in lines["Back up"]
    assert "done" in lines["Back up"]
    assert "▸" in lines["Add videos"]
    assert "running" in lines["Add videos"]
    assert "29/181" in lines["Add videos"]
    assert "nothing" in lines["Move videos"]
    assert "waiting" in lines["Verify"]


async def test_the_time_left_knows_the_quota_pause(world: World) -> None:
    view = working(world)
    async with shown_at(world, RUN, size=(120, 40)) as (app, pilot):
        feed(world, view)
        app.tick()
        await settle(pilot)
        row = next(line for line in text(app).splitlines() if "Add videos  " in line)
    assert "1.0/s" in row
    assert "pauses in 40 s, then Thu 07:00" in row
    assert "2 failed" in row


async def test_items_flow_by_with_what_is_sent_now_on_top(world: World) -> None:
    view = working(world)
    async with shown_at(world, RUN) as (app, pilot):
        feed(world, view)
        app.tick()
        await settle(pilot)
        said = text(app)
    assert said.index("sending   Nude") < said.index("added     Take Five [Live]")


async def test_a_flood_of_events_is_drawn_once_for_each_tick(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    view = working(world)
    drawn: list[RunScreen] = []
    draw = RunScreen.redraw

    def counted(screen: RunScreen) -> None:
        drawn.append(screen)
        draw(screen)

    monkeypatch.setattr(RunScreen, "redraw", counted)
    async with shown_at(world, RUN) as (app, pilot):
        for _ in range(200):
            feed(world, view)
        drawn.clear()
        app.tick()
        assert len(drawn) == 1
        await settle(pilot)


async def test_a_parked_sync_counts_down_to_the_reset(world: World) -> None:
    parked(world)
    async with shown_at(world, RUN) as (app, pilot):
        assert "‖ Sync paused: today's units are used up" in text(app)
        assert "Goes on by itself: Thu 07:00 your time, in 12:00:00" in text(app)
        world.clock.instant += timedelta(seconds=75)
        app.screen.redraw()  # type: ignore[attr-defined] # what the clock does once a second
        await settle(pilot)
        assert "in 11:58:45" in text(app)


async def test_p_pauses_at_once_and_says_so(world: World) -> None:
    working(world)
    async with shown_at(world, RUN, "p") as (app, pilot):
        app.tick()
        await settle(pilot)
        assert "pause" in world.calls
        assert "Pausing after the operation in hand" in text(app)


async def test_r_resumes_a_run_paused_by_the_person(world: World) -> None:
    parked(world, Reason.BY_USER, waits=False)
    async with shown_at(world, RUN) as (app, pilot):
        assert "paused: by you" in text(app)
        await pilot.press("r")
        await settle(pilot)
        assert "resume wait=True" in world.calls


async def test_a_pause_by_sign_in_says_what_to_do(world: World) -> None:
    parked(world, Reason.SIGN_IN, waits=False)
    async with shown_at(world, RUN) as (app, _):
        assert "a signs in again, then r goes on." in text(app)


async def test_x_asks_before_it_cancels(world: World) -> None:
    working(world)
    async with shown_at(world, RUN, "x") as (app, pilot):
        assert "Cancel the sync?" in text(app)
        assert "cancel" not in world.calls
        await pilot.press("y")
        await settle(pilot)
        assert "cancel" in world.calls


async def test_problems_are_listed_with_the_selected_one_in_full(world: World) -> None:
    working(world)
    async with shown_at(world, RUN, "down", size=(120, 40)) as (app, _):
        said = text(app)
    assert "2 problems" in said
    assert "Angel (Remix) – Massive Attack: the video does not" in said
    assert "a retry will not help · videoNotFound" in said


async def test_a_problem_that_is_stored_and_sent_is_shown_once(world: World) -> None:
    view = working(world)
    async with shown_at(world, RUN) as (app, _pilot):
        world.tell(ErrorRaised(PROBLEMS[1]), ErrorRaised(problem(2, "conflict", "another")))
        app.tick()
        assert app.helm is not None
        assert app.helm.view is not None
        assert len(app.helm.view.problems) == len(view.problems) + 1


async def test_e_explains_every_problem_and_escape_comes_back(world: World) -> None:
    working(world)
    async with shown_at(world, RUN, "e") as (app, pilot):
        said = " ".join(text(app).split())
        assert "YouTube breaks writes off while a playlist is fresh" in said
        assert "Wait a few minutes and retry" in said
        await pilot.press("escape")
        await settle(pilot)
        assert "Find videos" in text(app)


async def test_problems_are_filtered_by_stage_kind_and_words(world: World) -> None:
    working(world)
    async with shown_at(world, RUN, "e", "slash", *"is:add is:final", size=(120, 40)) as (app, pilot):
        assert "1 of 2" in text(app)
        assert "Angel" in text(app)
        for key in ("ctrl+u", *"is:verify"):
            await pilot.press(key)
        await settle(pilot)
        assert "0 of 2" in text(app)


async def test_a_problem_is_copied_whole(world: World) -> None:
    working(world)
    async with shown_at(world, RUN, "e", "y") as (app, _):
        copied = app.clipboard
    assert "Hurt: YouTube refused it again and again" in copied
    assert "Do: Wait a few minutes and retry" in copied


async def test_one_failed_item_alone_is_tried_again_once_the_run_has_ended(world: World) -> None:
    working(world)
    async with shown_at(world, RUN, "e", "t") as (app, _):
        assert "Try this one again?" not in text(app)
    ended(world)
    async with shown_at(world, RUN, "e", "t", "y") as (app, _):
        assert world.calls[-1] == "start retry new=False delete=False wait=True only=v1"
        assert app.current_mode == "run"


async def test_a_sync_that_ends_in_sight_shows_its_summary(world: World) -> None:
    view = working(world)
    async with shown_at(world, RUN) as (app, pilot):
        app.tick()
        await settle(pilot)
        world.is_active = False
        done = replace(view.run, status=RunStatus.COMPLETED, completed_at=NOON)
        world.put(replace(view, run=done))
        world.tell(StatusChanged(done, NOON))
        app.tick()
        await settle(pilot)
        assert app.current_mode == "summary"


async def test_an_import_is_shown_the_same_way_with_its_own_words(world: World) -> None:
    view = a_run(RunKind.IMPORT, stage=Phase.LIKED_SONGS)
    world.put(replace(view, jobs=(replace(view.jobs[0], message="Syncing songs…"), *view.jobs[1:])))
    world.is_active = True
    async with shown_at(world, RUN) as (app, _):
        said = text(app)
    assert "Import running" in said
    assert "Syncing songs…" in said


async def test_the_run_goes_on_being_watched_after_leaving_and_coming_back(world: World) -> None:
    view = working(world)
    async with shown_at(world, RUN, HOME) as (app, pilot):
        feed(world, view)
        app.tick()
        await settle(pilot)
        assert "29 of 181" not in text(app) or app.current_mode == "home"
        await pilot.press(RUN)
        await settle(pilot)
        assert "sending   Nude" in text(app)


async def test_a_problem_tells_how_often_its_write_was_sent(world: World) -> None:
    ended(world)
    world.sent = {"v1": 6, "v0": 1}
    async with shown_at(world, RUN, "e", size=(120, 40)) as (app, pilot):
        assert "It was sent 6 times; after each refusal" in text(app)
        await pilot.press("down")
        await settle(pilot)
        assert "It was sent once; YouTube's answer is final." in text(app)
        assert "sent once" in as_text(PROBLEMS[0], NOON, sent=1)


def test_what_was_tried_never_claims_more_than_is_known() -> None:
    refused, lost = advice(problem(0, "conflict", "")), advice(problem(1, "no_answer", ""))
    assert told_tried(refused, None).startswith("It was sent; after each refusal")
    assert "sent 6 times; after each lost answer YouTube was read twice" in told_tried(lost, 6)
    assert told_tried(refused, 0) == "Nothing was sent for it."
    assert "{" not in "".join(told_tried(advice(problem(0, reason, "")), None) for reason in ("x", "forbidden"))
