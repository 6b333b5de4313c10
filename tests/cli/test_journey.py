"""Import, match, preview, sync: what each prints for programs, and that the preview is the plan."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.program import AWAY
from tests.cli.world import EVENING, FOREIGN, IN_EVENING, LIKED, OLD, SEARCHES, video_id

if TYPE_CHECKING:
    from tests.cli.program import Program

STAGES = [
    "backup",
    "match",
    "create_playlists",
    "add_videos",
    "remove_videos",
    "move_videos",
    "delete_playlists",
    "verify",
]
COUNTS = ("already_there", "to_add", "duplicates", "waiting", "needs_review", "missing", "skipped", "failed")
SUMMARY = {
    "type", "run_id", "job_id", "phase", "at", "status", "reason", "units_spent", "surplus_units", "searches_spent",
    "created", "added", "removed", "moved", "deleted", "failed", "left", "seconds", "resumes_at",
}  # fmt: skip


def test_the_whole_journey_costs_what_the_preview_says(program: Program) -> None:
    services = program.services
    assert services is not None
    program.sign_in()

    imported = program.run("import", "--json")
    assert {line["type"] for line in imported.lines} >= {"progress", "status", "summary"}
    assert all({"run_id", "job_id", "phase", "at"} <= line.keys() for line in imported.lines)
    summary = imported.summary
    assert summary.keys() == SUMMARY | {"collections", "calls"}
    assert summary["status"] == "completed"
    counted = {one["title"]: (one["source_rows"], one["imported"], one["skipped"]) for one in summary["collections"]}
    assert counted["Liked Songs"] == (LIKED, LIKED, {})
    assert counted[EVENING] == (IN_EVENING + 2, IN_EVENING, {"null_track": 1, "local_file": 1})

    matched = program.run("match", "--json").summary
    assert matched["searches_spent"] == SEARCHES
    assert matched["left"] == LIKED + IN_EVENING

    program.run("replace", OLD)
    plan = program.run("preview", "--json").document
    _closes(plan)
    assert [one["playlist_id"] for one in plan["deletes"]] == [OLD]
    assert plan["exact"] is True
    assert plan["total_searches"] == 0

    services.control("reset-counts", {})
    synced = program.run("sync", "--yes", "--allow-delete", "--json").summary
    assert (synced["created"], synced["added"], synced["deleted"]) == (2, LIKED + IN_EVENING, 1)
    assert (synced["failed"], synced["left"], synced["surplus_units"]) == (0, 0, 0)
    assert synced["units_spent"] == plan["total_units"] == services.state()["since_reset"]["units"]

    liked = services.playlist("Liked Songs")
    assert [item["video_id"] for item in liked["items"]] == [video_id(n) for n in range(LIKED)]
    assert FOREIGN in {one["id"] for one in services.state()["playlists"]}

    again = program.run("sync", "--yes", "--json").summary
    assert (again["run_id"], again["status"], again["left"]) == (None, "completed", 0)
    assert program.run("import", "--json").summary["calls"] <= 5

    kinds = [(one["kind"], one["status"]) for one in program.run("history", "--json").document]
    assert kinds == [("import", "completed"), ("sync", "completed"), ("match", "completed"), ("import", "completed")]
    status = program.run("status", "--json").document
    assert status["run"] is None
    assert status["last_synced"] is not None
    assert program.run("errors", "--json").document == []


def test_what_people_read_holds_nothing_a_terminal_would_obey(ready: Program) -> None:
    for arguments in (["preview"], ["categories"], ["status"], ["history"], ["sync", "--yes"]):
        printed = ready.run(*arguments).out
        assert not [char for char in printed if char != "\n" and (ord(char) < 32 or 127 <= ord(char) < 160)]
    assert "\\u001b" in ready.run("categories", "--json").out


def test_the_csv_is_safe_for_spreadsheets(ready: Program) -> None:
    rows = list(csv.DictReader(io.StringIO(ready.run("preview", "--csv").out)))
    evening = next(row for row in rows if "Evening" in row["title"])
    assert evening["title"].startswith("'=Evening")
    assert evening["to_add"] == str(IN_EVENING)


def test_without_yes_and_without_a_terminal_a_sync_only_shows_its_plan(ready: Program) -> None:
    ended = ready.run("sync", "--json", code=2)
    assert ended.document["total_units"] > 0
    assert "sync --yes" in ended.err
    assert "Liked Songs" in ready.run("sync", code=2).out
    assert [one["kind"] for one in ready.run("history", "--json").document] == ["match", "import"]


@pytest.mark.parametrize(("answer", "code", "added"), [(b"y\n", 0, LIKED + IN_EVENING), (b"n\n", 2, 0)])
def test_at_a_terminal_a_sync_shows_its_plan_and_asks(ready: Program, answer: bytes, code: int, added: int) -> None:
    assert ready.services is not None
    printed, ended = ready.typed("sync", answer=answer, after=b"Do all this?")
    assert ended == code, printed
    assert "Creates the playlist Liked Songs." in printed
    assert ready.services.state()["since_reset"]["calls"].get("youtube.playlistItems.insert", 0) == added


def test_a_poor_locale_breaks_nothing(ready: Program) -> None:
    poor = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    assert "Liked Songs" in ready.run("preview", more=poor).out


def test_categories_can_be_changed_by_title_or_id(ready: Program) -> None:
    liked, evening = ready.run("categories", "--json").document
    assert liked["title"] == "Liked Songs"
    ready.run("categories", "set", "liked songs", "--exclude")
    changed = ready.run("categories", "set", evening["id"], "--rename", "At dusk", "--order", "append", "--json")
    assert (changed.document["title"], changed.document["order"]) == ("At dusk", "append")
    plan = ready.run("preview", "--json").document
    assert [one["title"] for one in plan["creates"]] == ["At dusk"]
    assert next(one for one in plan["categories"] if one["id"] == liked["id"])["skipped"] == LIKED
    ready.run("categories", "set", "no such thing", "--include", code=2)
    ready.run("categories", "set", liked["id"], code=2)


def test_merged_categories_share_a_playlist(ready: Program) -> None:
    _, evening = ready.run("categories", "--json").document
    ready.run("categories", "set", evening["id"], "--merge-into", "Liked Songs")
    (both,) = ready.run("categories", "--json").document
    assert both["source_rows"] == LIKED + IN_EVENING + 2


def test_a_playlist_that_is_not_yours_cannot_be_marked(ready: Program) -> None:
    assert ready.run("replace", "--json").document == []
    ended = ready.run("replace", "PLunknown", OLD, code=2)
    assert "PLunknown" in ended.err
    assert "evening (old) is now marked" in ended.out
    marked = {one["playlist_id"]: one["is_marked"] for one in ready.run("replace", "--json").document}
    assert marked == {OLD: True, FOREIGN: False}
    assert "no longer marked" in ready.run("replace", OLD, "--undo").out


def test_failed_items_end_with_6_and_can_be_tried_again(ready: Program) -> None:
    services = ready.services
    assert services is not None
    services.faults(
        {"call": "youtube.playlistItems.insert", "nth": 2, "do": "refuse", "status": 404, "reason": "videoNotFound"}
    )
    synced = ready.run("sync", "--yes", "--json", code=6)
    assert (synced.summary["failed"], synced.summary["left"]) == (1, 0)
    (error,) = [line for line in synced.lines if line["type"] == "error"]
    (logged,) = ready.run("errors", "--json").document
    assert (logged["reason"], logged["stage"]) == (error["reason"], "add_videos")
    assert "1 operation" in ready.run("retry-failed", code=2).out
    retried = ready.run("retry-failed", "--yes", "--json").summary
    assert (retried["added"], retried["failed"]) == (1, 0)
    assert len(services.playlist("Liked Songs")["items"]) == LIKED
    assert ready.run("retry-failed", "--yes", "--json").summary["run_id"] is None


def test_a_service_that_cannot_be_reached_leaves_the_last_listing_to_look_at(ready: Program) -> None:
    first = ready.run("preview", "--json").document
    ended = ready.run("preview", "--json", more=AWAY)
    assert ended.document["total_units"] == first["total_units"]
    assert "last read" in ended.err
    assert "last read" in ready.run("sync", code=3, more=AWAY).err


def _closes(plan: dict[str, Any]) -> None:
    """Every sum of a preview adds up."""
    assert [stage["stage"] for stage in plan["stages"]] == STAGES
    assert plan["total_units"] == sum(stage["units"] for stage in plan["stages"]) == plan["buckets"]["units"]["cost"]
    assert plan["total_units"] == sum(day["units"] for day in plan["calendar"])
    for part in plan["categories"]:
        assert part["source_rows"] == sum(part[name] for name in COUNTS)
    assert json.loads(json.dumps(plan)) == plan


@pytest.mark.parametrize("arguments", [("status",), ("preview",), ("categories",)])
def test_what_is_printed_for_programs_is_one_document(ready: Program, arguments: tuple[str, ...]) -> None:
    ended = ready.run(*arguments, "--json")
    assert ended.out.isascii()
    assert isinstance(ended.document, dict | list)


def test_an_import_names_a_category_whose_playlist_went_and_the_person_lets_it_go_on(ready: Program) -> None:
    assert ready.services is not None
    ready.services.edit("spotify_delete", playlist="list000000000000000001")
    assert "is held back: its playlist is not in your Spotify library any more" in ready.run("import").out
    evening = next(row for row in ready.run("categories", "--json").document if "Evening" in row["title"])
    ready.run("categories", "set", str(evening["id"]), "--include")
    assert "held back" not in ready.run("import").out
