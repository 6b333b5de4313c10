"""``crossfade health`` over HTTP: which videos died, what it costs, and how it goes on another day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.conftest import SETTINGS
from tests.cli.program import AWAY
from tests.cli.world import TITLES, video_id

if TYPE_CHECKING:
    from tests.cli.program import Program

DAY_S, HOUR_S = 86_400, 3_600
GONE, HIDDEN, BLOCKED, RAW = (video_id(number) for number in range(4))


def edit(program: Program, video: str, **what: object) -> None:
    assert program.services is not None
    program.services.edit("video", video=video, **what)


def gone(program: Program) -> dict[str, str]:
    """Let what was edited be looked at once, and an hour pass; the environment of the next command."""
    assert program.services is not None
    program.run("health")
    program.services.advance(HOUR_S)
    return {"CROSSFADE_CLOCK_SHIFT_S": str(HOUR_S)}


def units(program: Program) -> int:
    assert program.services is not None
    return int(program.services.state()["quota"]["total_units"])


def test_a_library_in_good_health_costs_one_unit_and_says_so(ready: Program) -> None:
    before = units(ready)
    ended = ready.run("health")
    assert f"Looking at {len(TITLES)} matched videos for 1 unit." in ended.out
    assert "No matched video died." in ended.out
    assert units(ready) - before == 1
    assert ready.run("health", "--json").document == []


def test_every_way_of_dying_is_found_and_told_in_words(ready: Program) -> None:
    edit(ready, GONE, state="deleted")
    edit(ready, HIDDEN, state="private")
    edit(ready, BLOCKED, allowed=[])
    edit(ready, RAW, upload="rejected")
    later = gone(ready)
    found = {one["video_id"]: one for one in ready.run("health", "--json", more=later).document}
    assert {video: (one["state"], one["reason"]) for video, one in found.items()} == {
        GONE: ("gone", "its video is gone from YouTube"),
        HIDDEN: ("gone", "its video is gone from YouTube"),
        BLOCKED: ("blocked", "its video is blocked in your country"),
        RAW: ("unprocessed", "YouTube has not made its video ready to play"),
    }
    first = found[GONE]
    assert first["title"] == first["track"]["title"] == TITLES[0]
    assert first["track"]["artists"] == ["Lamp Post"]
    assert [one["title"] for one in first["categories"]] == ["Liked Songs"]
    assert first["checked_at"].endswith("Z")
    assert (first["chosen"], first["replacement"]) == (False, None)

    told = ready.run("health", more=later).out
    assert "4 matches wait for review" in told
    waiting = {one["track"]["title"]: one["reason"] for one in ready.run("review", "list", "--json").document}
    assert waiting[TITLES[2]] == "its video is blocked in your country"
    plan = ready.run("preview", "--json").document
    assert sum(part["needs_review"] for part in plan["categories"]) == 4
    assert plan["exact"]


def test_a_video_is_blocked_where_the_person_is(ready: Program) -> None:
    ready.configure(SETTINGS.replace("[youtube]\n", '[youtube]\nregion = "de"\n'))
    edit(ready, GONE, blocked=["DE"])
    edit(ready, HIDDEN, blocked=["US"])
    assert [one["video_id"] for one in ready.run("health", "--json").document] == [GONE]


def test_a_video_that_is_not_named_is_looked_at_again_before_it_counts_as_gone(ready: Program) -> None:
    edit(ready, GONE, state="deleted")
    told = ready.run("health").out
    assert "No matched video died." in told
    assert (
        "YouTube did not name 1 video this time. Look again in an hour: only what is not named then, either, "
        "counts as gone."
    ) in told
    assert ready.run("review", "list", "--json").document == []


def test_a_video_that_came_back_is_told_no_more(ready: Program) -> None:
    edit(ready, GONE, allowed=[])
    assert len(ready.run("health", "--json").document) == 1
    edit(ready, GONE)
    assert ready.run("health", "--json").document == []


def test_what_a_person_chose_stays_theirs_and_is_only_told(ready: Program) -> None:
    (death,) = _deaths_of(ready, GONE)
    ready.run("review", "set", death["track"]["id"], RAW)
    edit(ready, RAW, allowed=[])
    found = {(one["video_id"], one["chosen"]) for one in ready.run("health", "--json").document}
    assert found == {(RAW, True), (RAW, False)}, "the one it was chosen for, and the recording it belonged to"
    assert "1 video was chosen by you" in ready.run("health").out


def _deaths_of(program: Program, video: str) -> list[dict[str, dict[str, str]]]:
    """What a video's end touches; it comes back afterwards."""
    edit(program, video, allowed=[])
    found: list[dict[str, dict[str, str]]] = program.run("health", "--json").document
    edit(program, video)
    return found


def test_units_that_are_used_end_it_and_the_next_day_it_goes_on(ready: Program) -> None:
    ready.configure(f"[quota]\nunits_per_day = 40\nreserve = 40\n{SETTINGS}")
    before = units(ready)
    ended = ready.run("health", code=3)
    assert "today's units are used" in ended.out
    assert units(ready) == before, "the reserve is not touched"
    ready.configure(f"[quota]\nreserve = 0\n{SETTINGS}")
    assert "The check that was begun goes on: 16 matched videos for 1 unit." in ready.run("health").out
    assert "Looking at 16 matched videos for 1 unit." in ready.run("health").out


def test_without_a_sign_in_it_says_so(bare: Program, program: Program) -> None:
    ended = program.run("health", code=5)
    assert len(ended.err.splitlines()) == 1
    assert not ended.out


def test_without_a_network_one_sentence_says_so_and_what_was_known_is_told(ready: Program) -> None:
    edit(ready, GONE, allowed=[])
    ready.run("health")
    ended = ready.run("health", "--json", code=3, more=AWAY)
    assert [one["video_id"] for one in ended.document] == [GONE]
    assert "YouTube cannot be reached" in ended.err
    assert "Traceback" not in ended.err


def test_nothing_matched_costs_nothing(program: Program) -> None:
    program.sign_in()
    before = units(program)
    assert "there is nothing to look at" in program.run("health").out
    assert units(program) == before


def test_a_match_of_last_month_is_looked_at_before_it_is_written(ready: Program) -> None:
    services = ready.services
    assert services is not None
    services.advance(40 * DAY_S)
    later = {"CROSSFADE_CLOCK_SHIFT_S": str(40 * DAY_S)}
    edit(ready, video_id(15), state="deleted")
    ready.run("preview", more=later)
    plan = ready.run("preview", "--json", more=later).document
    (matching,) = [stage for stage in plan["stages"] if stage["stage"] == "match"]
    assert (matching["operations"], matching["units"]) == (1, 1)
    assert plan["exact"]
    ended = ready.run("sync", "--yes", "--json", more=later)
    assert ended.summary["status"] == "completed"
    told = [line for line in ended.lines if line["type"] == "error"]
    assert [line["reason"] for line in told] == ["video_absent"]
    assert plan["total_units"] - ended.summary["units_spent"] == 50, "one add was not made"
    assert not any(
        item["video_id"] == video_id(15)
        for playlist in services.state()["playlists"]
        if playlist["title"] != "evening (old)"
        for item in playlist["items"]
    )
