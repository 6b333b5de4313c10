"""Every screen in the states that matter, by name: the table that the pictures are taken from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from core.errors import LoginExpired, StoreError, UsageError
from core.states import Reason, Service, StartStep
from tests.tui.conftest import CATEGORIES, HISTORY, PREVIEW, RUN, SETTINGS, SOURCES, SUMMARY
from tests.tui.fake_keeping import a_shelf, some_deaths
from tests.tui.fake_session import NOON, World, a_world
from tests.tui.runs import ended, parked, working
from tests.tui.stock import a_stocked_world
from tests.tui.worlds import (
    a_large_library,
    a_month,
    all_well,
    at_step,
    cancelled,
    destructive,
    elsewhere,
    failed,
    held_sources,
    import_parked,
    import_stopped,
    importing,
    in_step,
    made_playlists,
    matching,
    nobody,
    of,
    pausing_for,
    piled,
    sign_in_ends,
    signed_in,
    signed_out,
    unreadable,
    unsearched,
)
from tui.places import key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.errors import CrossfadeError

REVIEW = key_of("review")
SMALL, LARGE, LEAST = (80, 24), (120, 40), (60, 20)


@dataclass(frozen=True, slots=True)
class Scene:
    """A state of a screen. ``keys`` lead there; ``trouble`` is why the library cannot be opened."""

    name: str
    world: Callable[[], World]
    keys: tuple[str, ...] = ()
    sizes: tuple[tuple[int, int], ...] = (SMALL, LARGE)
    feeds: bool = False
    never_opens: bool = False
    trouble: CrossfadeError | None = None


def library(*changes: Callable[[World], object]) -> Callable[[], World]:
    """The usual library after some changes."""
    return lambda: of(a_world(), *changes)


def newcomer(*changes: Callable[[World], object]) -> Callable[[], World]:
    """Nobody signed in and nothing read, after some changes."""
    return lambda: of(nobody(), *changes)


def stock(*changes: Callable[[World], object]) -> Callable[[], World]:
    """The library with every kind of source after some changes."""
    return lambda: of(a_stocked_world(), *changes)


def _no_reserve(world: World) -> None:
    world.settings = replace(world.settings, quota=replace(world.settings.quota, reserve=0))


def _busy(world: World) -> None:
    working(world)


def _waiting(world: World) -> None:
    working(world)
    (view, *others) = world.runs
    said = "Waiting until 14:03:20: a change got no clear answer, so YouTube is looked at before anything is sent again"
    world.runs = [replace(view, waiting=said), *others]


def _synced(world: World) -> None:
    world.last_synced, world.died = NOON - timedelta(minutes=4), 3
    made_playlists(world)
    ended(world)


def _refused(world: World) -> None:
    world.refusal = UsageError("No Spotify client id is set; 'crossfade auth spotify' tells where to get one.")


def _denied(world: World) -> None:
    message = "The sign-in was refused in the browser (access_denied). Start again to allow it."
    world.refusal = LoginExpired(message, service=Service.SPOTIFY)


def _add_only(world: World) -> None:
    world.playlists = ()


def _at_import(*changes: Callable[[World], object]) -> Callable[[], World]:
    return lambda: of(signed_in(), at_step(StartStep.IMPORT), *changes)


def _shelved() -> World:
    world = a_world()
    world.shelf = a_shelf()
    return world


def _with_deaths() -> World:
    world = a_world()
    world.deaths = some_deaths()
    return world


ALL = (SMALL, LARGE, LEAST)
TROUBLE = StoreError("The database is of a newer crossfade; update the program, then open it again.")
CONNECT = newcomer(at_step(StartStep.CONNECT))
CLIENT_ID = ("s", *"0a1b", "enter")

START_SCENES = (
    Scene("start_welcome", newcomer(at_step(StartStep.WELCOME)), sizes=ALL),
    Scene("start_colours", newcomer(at_step(StartStep.COLOURS)), sizes=ALL),
    Scene("start_connect", CONNECT, sizes=ALL),
    Scene("start_import", newcomer(at_step(StartStep.IMPORT))),
    Scene("start_import_at_work", _at_import(importing), sizes=ALL),
    Scene("start_import_stopped", _at_import(import_stopped)),
    Scene("start_choose", library(at_step(StartStep.CHOOSE)), sizes=ALL),
    Scene("start_ready", newcomer(at_step(StartStep.READY))),
    Scene("sign_in_spotify", CONNECT, ("s",)),
    Scene("sign_in_youtube", CONNECT, ("y",)),
    Scene("sign_in_waiting", CONNECT, CLIENT_ID, sizes=ALL),
    Scene("sign_in_refused", newcomer(at_step(StartStep.CONNECT), _denied), CLIENT_ID),
    Scene("accounts", library(sign_in_ends), ("a",), sizes=ALL),
)
HOME_SCENES = (
    Scene("home_first_start", nobody),
    Scene("home_opening", nobody, never_opens=True),
    Scene("home_trouble", nobody, trouble=TROUBLE),
    Scene("home_nothing_read", signed_in),
    Scene("home_connected", library()),
    Scene("home_in_step", library(_synced), sizes=ALL),
    Scene("home_at_work", library(_busy), sizes=ALL),
    Scene("home_quota", library(parked), sizes=ALL),
    Scene("home_offline", library(pausing_for(Reason.NETWORK))),
    Scene("home_sign_in_expired", library(pausing_for(Reason.SIGN_IN), signed_out)),
    Scene("home_interrupted", library(pausing_for(Reason.INTERRUPTED))),
    Scene("home_failed", library(failed)),
    Scene("home_look_only", library(_busy, elsewhere)),
    Scene("home_start_over", library(pausing_for(Reason.INTERRUPTED)), ("n",)),
    Scene("home_refused", library(_refused), ("i",)),
)
SOURCES_SCENES = (
    Scene("sources_empty", signed_in, (SOURCES,)),
    Scene("sources", stock(), (SOURCES, *["down"] * 4), sizes=ALL),
    Scene("sources_held", held_sources, (SOURCES,)),
    Scene("sources_being_read", stock(importing), (SOURCES,)),
    Scene("sources_parked", stock(import_parked), (SOURCES,)),
    Scene("sources_look_only", stock(elsewhere), (SOURCES,)),
    Scene("sources_file", stock(), (SOURCES, "f", *"/no")),
    Scene("sources_no_such_file", stock(), (SOURCES, "f", *"/no", "enter")),
)
CATEGORIES_SCENES = (
    Scene("categories_empty", partial(a_world, ()), (CATEGORIES,)),
    Scene("categories", library(), (CATEGORIES, "down", "v", "v", "m", "up"), sizes=ALL),
    Scene("categories_many", a_large_library, (CATEGORIES, "end")),
    Scene("categories_held", held_sources, (CATEGORIES,)),
    Scene("categories_filter", library(), (CATEGORIES, "slash", *"drive")),
    Scene("categories_tags", library(), (CATEGORIES, "slash", *"is:")),
    Scene("categories_no_result", library(), (CATEGORIES, "slash", *"zzz")),
    Scene("categories_rename", library(), (CATEGORIES, "e")),
    Scene("categories_merge", library(), (CATEGORIES, "down", "v", "v", "g")),
    Scene("categories_look_only", library(_busy, elsewhere), (CATEGORIES,)),
)
PREVIEW_SCENES = (
    Scene("preview_empty", partial(a_world, ()), (PREVIEW,)),
    Scene("preview", library(), (PREVIEW,), sizes=ALL),
    Scene("preview_nothing_to_do", in_step, (PREVIEW,)),
    Scene("preview_searches", unsearched, (PREVIEW,)),
    Scene("preview_offline", library(unreadable), (PREVIEW,)),
    Scene("preview_destructive", destructive, (PREVIEW, "tab"), sizes=ALL),
    Scene("preview_tried_out", library(), (PREVIEW, "d")),
    Scene("preview_look_only", library(_busy, elsewhere), (PREVIEW,)),
    Scene("confirm_adds", library(_add_only), (PREVIEW, "c")),
    Scene("confirm_deletes", destructive, (PREVIEW, "c"), sizes=ALL),
    Scene("confirm_typed", library(), (PREVIEW, "c", "2")),
    Scene("confirm_wrong", library(), (PREVIEW, "c", "3")),
    Scene("confirm_goes_on", library(pausing_for(Reason.BY_USER)), (PREVIEW, "c")),
    Scene("what_if", library(), (PREVIEW, "w", "down"), sizes=ALL),
    Scene("plan_rows", library(), (PREVIEW, "b", "slash", *"drive", "enter", "down"), sizes=ALL),
    Scene("plan_rows_no_result", library(), (PREVIEW, "b", "slash", *"zzz")),
    Scene("export", library(), (PREVIEW, "e")),
)
RUN_SCENES = (
    Scene("run_nothing", library(), (RUN,)),
    Scene("run", library(_busy), (RUN,), sizes=ALL, feeds=True),
    Scene("run_pausing", library(_busy), (RUN, "p"), feeds=True),
    *(Scene(f"run_paused_{reason}", library(pausing_for(reason)), (RUN,)) for reason in Reason),
    Scene("run_at_wait", library(_waiting), (RUN,)),
    Scene("run_waits", library(parked), (RUN,), sizes=ALL),
    Scene("run_failed", library(failed), (RUN,)),
    Scene("run_cancelled", library(cancelled), (RUN,)),
    Scene("run_done", library(all_well), (RUN,)),
    Scene("run_done_with_failures", library(ended), (RUN,)),
    Scene("run_import", stock(importing), (RUN,)),
    Scene("run_import_parked", stock(import_parked), (RUN,)),
    Scene("run_match", library(matching), (RUN,)),
    Scene("run_look_only", library(_busy, elsewhere), (RUN,)),
    Scene("run_cancel", library(_busy), (RUN, "x"), feeds=True),
    Scene("problems", library(_busy), (RUN, "e"), sizes=ALL),
    Scene("problems_open", library(ended), (RUN, "e", "down")),
    Scene("problems_none", library(all_well), (RUN, "e")),
    Scene("summary_nothing", library(), (SUMMARY,)),
    Scene("summary", library(ended, made_playlists), (SUMMARY,), sizes=ALL),
    Scene("summary_all_done", library(all_well, made_playlists), (SUMMARY,)),
    Scene("summary_paused", library(parked), (SUMMARY,)),
    Scene("summary_retry", library(ended, made_playlists), (SUMMARY, "f")),
)
OTHER_SCENES = (
    Scene("review", library(piled), (REVIEW, "n"), sizes=ALL),
    Scene("review_missing", library(piled), (REVIEW, "left")),
    Scene("review_link", library(piled), (REVIEW, "v", *"vimeo", "enter")),
    Scene("review_look_only", library(piled, elsewhere), (REVIEW,)),
    Scene("review_done", library(piled), (REVIEW, "a", "a", "x")),
    Scene("history_empty", partial(a_world, ()), (HISTORY,)),
    Scene("history", library(a_month), (HISTORY,), sizes=ALL),
    Scene("backups", _shelved, (HISTORY, "b", "down")),
    Scene("backups_plan", _shelved, (HISTORY, "b", "enter")),
    Scene("backups_question", _shelved, (HISTORY, "b", "enter", "c")),
    Scene("dead_videos", _with_deaths, (REVIEW, "h")),
    Scene("history_summary", library(a_month), (HISTORY, "enter")),
    Scene("settings", library(_no_reserve), (SETTINGS, "down", "down"), sizes=ALL),
    Scene("settings_value", library(), (SETTINGS, "enter", "x", "enter")),
    Scene("settings_list", library(), (SETTINGS, "slash", *"rungs", "enter", "enter", "ctrl+u", *"own,serch", "enter")),
    Scene("settings_no_result", library(), (SETTINGS, "slash", *"zzz")),
    Scene("settings_look_only", library(_busy, elsewhere), (SETTINGS,)),
    Scene("help", library(), (CATEGORIES, "question_mark"), sizes=ALL),
    Scene("palette", library(), ("ctrl+p",)),
    Scene("palette_names", library(), ("ctrl+p", *"kitchen")),
    Scene("colours", library(), (SETTINGS, "t")),
    Scene("too_small", library(_busy), sizes=((50, 14),)),
)
SCENES = (
    *START_SCENES,
    *HOME_SCENES,
    *SOURCES_SCENES,
    *CATEGORIES_SCENES,
    *PREVIEW_SCENES,
    *RUN_SCENES,
    *OTHER_SCENES,
)
