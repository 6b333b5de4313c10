"""The plan write by write: all of it browsable and filterable, and exported for spreadsheets and programs."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from core.errors import UsageError
from core.planning.make import make_plan
from core.planning.plan import Source
from core.quota import PacificDays
from tests.tui.conftest import PREVIEW, shown_at
from tests.tui.fake_session import FakeSession, World, a_world
from tests.tui.screen_text import settle, text
from tests.unit.planning.situations import DAYS, category, situation, songs
from tui.state.plan_rows import PlanRows, RowKind
from tui.state.sieve import Sieve
from tui.telling.exporting import write_plan

if TYPE_CHECKING:
    from pathlib import Path

    from core.planning.plan import Plan


async def the_plan(world: World) -> Plan:
    """What the preview of a world shows."""
    return await FakeSession(world).plans.preview()


async def test_there_is_a_row_for_each_write_with_deletions_first(world: World) -> None:
    rows = PlanRows(await the_plan(world))
    assert rows.counts() == {**dict.fromkeys(RowKind, 0), RowKind.DELETE: 2, RowKind.CREATE: 7, RowKind.ADD: 205}
    assert len(rows) == 214
    assert [rows.row(index).kind for index in (0, 1, 2, 8, 9, 213)] == [
        *(RowKind.DELETE, RowKind.DELETE, RowKind.CREATE, RowKind.CREATE, RowKind.ADD, RowKind.ADD)
    ]
    with pytest.raises(IndexError):
        rows.row(214)


async def test_a_filter_keeps_the_rows_that_have_all_words(world: World) -> None:
    rows = PlanRows(await the_plan(world))
    rows.keep(await rows.found(Sieve.of("night 2 is:add !20"), world.clock))
    assert [row.label for row in rows] == ["Night Drive 2", "Night Drive 12"]
    rows.keep(await rows.found(Sieve.of(""), world.clock))
    assert len(rows) == rows.total


def test_a_hundred_thousand_rows_are_found_by_their_numbers() -> None:
    every = tuple(Source(category(f"c{place}", place), songs(1_000)) for place in range(100))
    rows = PlanRows(make_plan(situation(*every), DAYS))
    assert rows.counts()[RowKind.ADD] == 100_000
    assert rows.row(rows.total - 1).category == rows.row(rows.total - 1_000).category
    assert rows.row(rows.total - 1).category != rows.row(rows.total - 1_001).category


async def test_b_shows_the_writes_and_escape_comes_back(world: World) -> None:
    async with shown_at(world, PREVIEW, "b") as (app, pilot):
        said = text(app)
        assert "✗ 2 delete   * 7 create   + 205 add" in said
        assert "214 of 214" in said or "✗ delete  Old mix" in said
        await pilot.press("end")
        await settle(pilot)
        assert "Focus 15" in text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert "Categories" in text(app)
        assert len(app.screen_stack) == 1


async def test_typing_a_filter_shows_what_fits_and_says_how_much(world: World) -> None:
    async with shown_at(world, PREVIEW, "b", "slash", *"is:delete", size=(120, 40)) as (app, pilot):
        assert "2 of 214" in text(app)
        assert "+ add" not in text(app).split("units", 2)[2]
        for key in ("ctrl+u", *"no such row"):
            await pilot.press(key)
        await settle(pilot)
        assert "No row here: esc clears the filter." in text(app)


async def test_the_plan_is_exported_as_a_table_that_no_spreadsheet_obeys(world: World, tmp_path: Path) -> None:
    hostile = a_world(("=HYPERLINK('x')", "Liked"))
    path = tmp_path / "plan.csv"
    assert write_plan(path, await the_plan(hostile), PacificDays()) > 100
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert {row["what"] for row in rows} == {"delete", "create", "add"}
    assert all(not row["title"].startswith("=") for row in rows)
    assert sum(int(row["units"]) for row in rows) == 50 * len(rows)
    with pytest.raises(UsageError, match="there already"):
        write_plan(path, await the_plan(world), PacificDays())


async def test_the_document_holds_the_preview_and_every_write(world: World, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    count = write_plan(path, await the_plan(world), PacificDays())
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["total_units"] == 10_714
    assert len(document["writes"]) == count == 214


async def test_e_asks_for_a_file_and_refuses_another_ending_in_place(world: World, tmp_path: Path) -> None:
    async with shown_at(world, PREVIEW, "e", "ctrl+u", *"plan.txt", "enter") as (app, pilot):
        assert "must end in .csv or .json" in text(app)
        app.screen.query_one("#path").value = str(tmp_path / "out.json")  # type: ignore[attr-defined] # typed at once
        await pilot.press("enter")
        await settle(pilot)
        assert "214 writes" in text(app)
        assert len(app.screen_stack) == 1
    assert (tmp_path / "out.json").exists()
