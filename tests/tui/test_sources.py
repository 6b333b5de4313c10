"""Sources: what was read from where, the sum of every collection, and the keys that import, choose and replace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual.events import Paste

from core.model import HeldPlaylist, Holder, PlaylistId, RemotePlaylist
from core.states import Phase, RunKind, RunStatus
from tests.tui.conftest import PREVIEW, SOURCES, shown_at
from tests.tui.fake_session import NOON, World, a_run
from tests.tui.screen_text import settle, text
from tests.tui.stock import FORRO, a_stocked_world
from tui.screens.path import path_in

if TYPE_CHECKING:
    from pathlib import Path

    from tui.app import CrossfadeApp

ROWS = ("Liked Songs", "Night Drive", "AC/DC [Live]", "road.csv", "Forró", "Old mix")


@pytest.fixture
def stocked() -> World:
    """Spotify, a file, own playlists."""
    return a_stocked_world()


def row(app: CrossfadeApp, title: str) -> str:
    """The line of a collection."""
    return next(line for line in text(app).splitlines() if title in line)


def down_to(title: str) -> tuple[str, ...]:
    """The keys that open the place and put the cursor on a collection."""
    return (SOURCES, *("down" for _ in range(ROWS.index(title))))


async def test_each_source_says_who_it_is_and_when_it_was_read(stocked: World) -> None:
    async with shown_at(stocked, SOURCES) as (app, _):
        said = text(app)
    assert "Spotify  Mira Lindqvist" in said
    assert "imported 2 hours ago" in said
    assert "imported 3 days ago" in said
    assert "imported 1 day ago" in said
    assert "1 list, 28 tracks" in said


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (120, 40)])
async def test_every_collection_shows_a_sum_that_closes(stocked: World, size: tuple[int, int]) -> None:
    async with shown_at(stocked, SOURCES, size=size) as (app, _):
        listed = next(line for line in text(app).splitlines() if "1,204" in line and "Liked" in line)
        assert listed.replace("│", "").split()[-3:] == ["1,204", "1,200", "4"]
        assert "1,204 rows = 1,200 imported + 4 skipped" in text(app)
        assert "1,269 rows = 1,262 imported + 7 skipped" in text(app)
        assert all(title in text(app) for title in ROWS)


async def test_what_is_gone_unreadable_or_only_listed_stands_in_words(stocked: World) -> None:
    async with shown_at(stocked, SOURCES) as (app, _):
        assert row(app, "Night Drive").rstrip().endswith("gone")
        assert row(app, "AC/DC [Live]").rstrip().endswith("not readable")
        assert row(app, "Old mix").rstrip().endswith("not imported")


async def test_renamed_and_vanished_lists_stand_below_their_source(stocked: World) -> None:
    view = a_run(RunKind.IMPORT, status=RunStatus.COMPLETED)
    message = "3 playlists found; renamed: “Road” is now “Long Road”; gone: “Old”"
    jobs = tuple(replace(job, message=message) if job.phase is Phase.PLAYLISTS else job for job in view.jobs)
    stocked.put(replace(view, jobs=jobs))
    async with shown_at(stocked, SOURCES) as (app, _):
        assert "renamed: “Road” is now “Long Road”; gone: “Old”" in text(app)
        assert "playlists found" not in text(app)


async def test_the_row_under_the_cursor_says_why_rows_were_left_out(stocked: World) -> None:
    async with shown_at(stocked, *down_to("Forró")) as (app, _):
        assert "12 rows = 11 imported + 1 skipped (1 dead video)" in text(app)


async def test_space_makes_an_own_playlist_a_category_and_excludes_it_again(stocked: World) -> None:
    async with shown_at(stocked, *down_to("Forró"), "space") as (app, pilot):
        assert row(app, "Forró").rstrip().endswith("category")
        chosen = next(category for category in stocked.categories.values() if category.title == "Forró")
        assert chosen.is_included
        await pilot.press("space")
        await settle(pilot)
        assert row(app, "Forró").rstrip().endswith("excluded")


async def test_x_marks_an_own_playlist_for_deletion_and_takes_the_mark_off(stocked: World) -> None:
    async with shown_at(stocked, *down_to("Forró"), "x") as (app, pilot):
        assert row(app, "Forró").rstrip().endswith("to delete")
        assert [held.head.id for held in stocked.playlists if held.is_replaced] == [FORRO]
        await pilot.press("x")
        await settle(pilot)
        assert not any(held.is_replaced for held in stocked.playlists)


async def test_a_spotify_playlist_cannot_be_replaced(stocked: World) -> None:
    async with shown_at(stocked, *down_to("Liked Songs"), "x") as (app, _):
        assert "Only your own YouTube playlists can" in text(app)


async def test_what_crossfade_made_is_not_offered(stocked: World) -> None:
    made = RemotePlaylist(PlaylistId("PLmade"), "Made", description="[crossfade:c:0123456789ab:1]")
    stocked.playlists += (HeldPlaylist(made, listed_at=NOON),)
    async with shown_at(stocked, SOURCES) as (app, _):
        assert "Made" not in text(app)


@pytest.mark.parametrize(("key", "source"), [("i", ""), ("y", " source=youtube")])
async def test_a_key_imports_each_account_and_shows_the_run(stocked: World, key: str, source: str) -> None:
    async with shown_at(stocked, SOURCES, key) as (app, _):
        assert stocked.calls[0] == f"start import new=False delete=False wait=True{source}"
        assert app.current_mode == "run"


async def test_a_path_is_asked_for_and_a_wrong_one_is_said(stocked: World, tmp_path: Path) -> None:
    file = tmp_path / "road trip.csv"
    file.touch()
    async with shown_at(stocked, SOURCES, "f") as (app, pilot):
        app.screen.query_one("#path").value = "/nowhere/at all"  # type: ignore[attr-defined] # as if typed
        await pilot.press("enter")
        assert "There is no file or folder '/nowhere/at all'." in text(app)
        app.screen.query_one("#path").value = str(file)  # type: ignore[attr-defined] # as if typed
        await pilot.press("enter")
        await settle(pilot)
        assert stocked.calls[0] == f"start import new=False delete=False wait=True source={file}"


async def test_a_path_dropped_on_the_window_is_offered_and_esc_leaves_it(stocked: World, tmp_path: Path) -> None:
    file = tmp_path / "my library.zip"
    file.touch()
    async with shown_at(stocked, SOURCES) as (app, pilot):
        app.screen.post_message(Paste("no path at all"))
        await settle(pilot)
        assert "Import a file" not in text(app)
        app.screen.post_message(Paste(f"'{file}' "))
        await settle(pilot)
        assert "Import a file" in text(app)
        assert app.screen.query_one("#path").value == str(file)  # type: ignore[attr-defined] # an Input's
        await pilot.press("escape")
        await settle(pilot)
        assert stocked.calls == []


async def test_every_spelling_a_terminal_pastes_is_understood(tmp_path: Path) -> None:
    file = tmp_path / "it's a [list] (2).csv"
    file.touch()
    escaped = str(file).replace(" ", "\\ ").replace("'", "\\'").replace("(", "\\(").replace(")", "\\)")
    for pasted in (f"{file}\n", f'"{file}"', escaped, file.as_uri()):
        assert path_in(pasted) == file
    for other in ("", "x" * 5_000, f"{file}\n{file}", "/no\0where", "'unclosed", "https://example.org/list.csv"):
        assert path_in(other) is None


async def test_an_import_shows_every_phase_with_its_counts(stocked: World) -> None:
    view = a_run(RunKind.IMPORT, stage=Phase.PLAYLIST_TRACKS, counts={Phase.PLAYLIST_TRACKS: (3, 31)})
    stocked.is_active = True
    stocked.put(view)
    async with shown_at(stocked, SOURCES) as (app, pilot):
        said = text(app)
        assert "Playlist tracks" in said
        assert "3/31" in said
        assert "Liked songs" in said
        await pilot.press("p")
        assert "pause" in stocked.calls
        await pilot.press("i")
        assert not any(call.startswith("start") for call in stocked.calls)


async def test_a_paused_import_is_taken_up_from_here(stocked: World) -> None:
    stocked.put(a_run(RunKind.IMPORT, status=RunStatus.PAUSED, stage=Phase.PLAYLISTS))
    async with shown_at(stocked, SOURCES, "r") as (_app, _):
        assert "resume wait=True" in stocked.calls


async def test_while_another_process_works_everything_can_be_looked_at_only(stocked: World) -> None:
    stocked.holder = Holder(4711, "desk", "2026-06-10T18:58:00Z")
    async with shown_at(stocked, *down_to("Forró"), "space", "x", "y", "f") as (app, _):
        assert "Forró" in text(app)
        assert stocked.calls == []
        assert len(stocked.categories) == 3


async def test_a_vanished_playlist_is_made_again_from_the_preview(world: World) -> None:
    first = next(iter(world.categories))
    world.categories[first] = replace(world.categories[first], playlist_id=PlaylistId("PLgone"))
    async with shown_at(world, PREVIEW) as (app, pilot):
        assert "is gone from YouTube: a makes it again" in text(app)
        assert "HELD" in text(app)
        await pilot.press("a")
        await settle(pilot)
        assert world.categories[first].playlist_id is None
        assert "is gone from YouTube" not in text(app)
