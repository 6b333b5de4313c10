"""The summary: what was done, what was not and why, and the way to try that again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.model import PlaylistId
from tests.tui.conftest import SUMMARY, shown_at
from tests.tui.runs import ended
from tests.tui.screen_text import settle, text

if TYPE_CHECKING:
    import pytest

    from tests.tui.fake_session import World


async def test_it_says_what_was_done_and_what_it_took(world: World) -> None:
    ended(world)
    async with shown_at(world, SUMMARY, size=(120, 40)) as (app, _):
        said = text(app)
    assert "Sync done with 2 failed items" in said
    assert "✓ 6 created   + 179 added   - 2 deleted   ✗ 2 failed" in said
    assert "Took 9,905 units and 12 searches (150 units of it for refusals and repeated looks)" in said


async def test_its_sum_closes(world: World) -> None:
    ended(world)
    async with shown_at(world, SUMMARY, size=(120, 40)) as (app, _):
        row = next(line for line in text(app).splitlines() if " rows = " in line)
    total, terms = row.strip("│ ").split(" rows = ")
    counts = [int(term.split()[0].replace(",", "")) for term in terms.split("  (")[0].split(" + ")]
    assert sum(counts) == int(total) == 236


async def test_failed_items_are_named_and_e_explains_them(world: World) -> None:
    ended(world)
    async with shown_at(world, SUMMARY, size=(120, 40)) as (app, pilot):
        assert "Angel (Remix) – Massive Attack" in text(app)
        await pilot.press("e", "down")
        await settle(pilot)
        said = text(app)
    assert "The video does not exist any more, or is private now." in said
    assert "Look at the matched videos (6, then h)" in said
    assert "a retry will not help" in said


async def test_playlists_stand_with_their_links(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ended(world)
    first = next(iter(world.categories.values()))
    world.categories[first.id] = replace(first, playlist_id=PlaylistId("PLmine"))
    monkeypatch.setenv("SSH_CONNECTION", "there")
    async with shown_at(world, SUMMARY, "o", size=(120, 40)) as (app, _):
        said = text(app)
    assert "youtube.com/playlist?list=PLmine" in said
    assert "No browser here: open this" in said


async def test_f_says_the_price_and_retries_only_on_yes(world: World) -> None:
    ended(world)
    async with shown_at(world, SUMMARY, "f") as (app, _):
        assert "Tries 2 failed items again" in text(app)
        assert "100 units" in text(app)
        assert not any(call.startswith("start") for call in world.calls)
    async with shown_at(world, SUMMARY, "f", "y") as (_app, _):
        assert world.calls[-1].startswith("start retry")


async def test_before_any_run_it_says_so(world: World) -> None:
    async with shown_at(world, SUMMARY) as (app, _):
        assert "Nothing has run yet." in text(app)
