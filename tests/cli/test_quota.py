"""Days that end before the work does: what a sync and a match say, and how the next day goes on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.cli.conftest import SETTINGS
from tests.cli.world import IN_EVENING, LIKED, SEARCHES

if TYPE_CHECKING:
    from tests.cli.program import Program

DAY_S = 86_400
UNITS = 600


def _scarce(program: Program, *, units: int = 10_000, searches: int = 100) -> None:
    assert program.services is not None
    program.services.restart(has_fresh_conflicts=False, units=units, searches=searches)
    program.configure(f"[quota]\nunits_per_day = {units}\nsearches_per_day = {searches}\nreserve = 50\n{SETTINGS}")


def test_a_day_without_units_left_parks_the_sync_and_the_next_one_goes_on(program: Program) -> None:
    services = program.services
    assert services is not None
    _scarce(program, units=UNITS)
    program.get_ready()
    plan = program.run("preview", "--json").document
    assert plan["estimated_days"] == 2
    parked = program.run("sync", "--yes", "--json", code=3).summary
    assert (parked["status"], parked["reason"]) == ("paused", "quota_exhausted")
    assert datetime.fromisoformat(parked["resumes_at"]) > datetime.fromisoformat(parked["at"])
    assert parked["left"] == LIKED + IN_EVENING - parked["added"]

    services.control("reset-counts", {})
    again = program.run("sync", "--yes", code=3)
    assert "It can go on at" in again.out
    assert not services.state()["since_reset"]["calls"]

    services.advance(DAY_S)
    done = program.run("sync", "--yes", "--json", more={"CROSSFADE_CLOCK_SHIFT_S": str(DAY_S)}).summary
    assert (done["run_id"], done["status"], done["left"]) == (parked["run_id"], "completed", 0)
    assert done["added"] == LIKED + IN_EVENING


def test_searches_that_run_out_stop_the_match_but_not_the_adding(program: Program) -> None:
    services = program.services
    assert services is not None
    _scarce(program, searches=4)
    program.sign_in()
    program.run("import")
    match = program.run("match", "--json", code=3).summary
    assert (match["reason"], match["searches_spent"]) == ("searches_exhausted", 4)
    assert match["resumes_at"] is not None
    plan = program.run("preview", "--json").document
    assert (plan["exact"], plan["total_searches"]) == (False, SEARCHES - 4)

    found = LIKED + IN_EVENING - 1  # two more stand in a playlist of the person's own, which the preview read
    parked = program.run("sync", "--yes", "--json", code=3).summary
    assert (parked["reason"], parked["added"]) == ("searches_exhausted", found)
    assert parked["left"] == LIKED + IN_EVENING - found

    services.advance(DAY_S)
    shifted = {"CROSSFADE_CLOCK_SHIFT_S": str(DAY_S)}
    done = program.run("sync", "--yes", "--json", more=shifted).summary
    assert (done["run_id"], done["searches_spent"], done["left"]) == (parked["run_id"], 1, 0)
    assert program.run("match", "--json", more=shifted).summary["left"] == 0
