"""The policy mirror by command: what the preview says and holds, what a sync then does, and the word it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cli.world import FOREIGN, LIKED, video_id

if TYPE_CHECKING:
    from tests.cli.program import Program
    from tests.services import Running

TITLE = "Liked Songs"
MINE = 15
"""A song of the other playlist: the person puts its video in by hand."""


def _mirrored(program: Program) -> Running:
    """A mirrored playlist that was synced; since then two songs left, and one came to the front."""
    services = program.services
    assert services is not None
    program.sign_in()
    program.run("import")
    program.run("match")
    assert program.run("sync", "--yes").code == 0
    program.run("categories", "set", TITLE, "--policy", "mirror")
    services.edit("add", playlist=services.playlist(TITLE)["id"], video=video_id(MINE), position=4)
    for number in (2, 5):
        services.edit("unlike", track=f"track{number:017d}")
    services.edit("unlike", track=f"track{8:017d}")
    services.edit("like", track=f"track{8:017d}")
    program.run("import")
    return services


def _part(plan: dict[str, Any]) -> dict[str, Any]:
    (found,) = [part for part in plan["categories"] if part["title"] == TITLE]
    return dict(found)


def _videos(services: Running) -> list[str]:
    return [item["video_id"] for item in services.playlist(TITLE)["items"]]


def test_a_mirrored_playlist_follows_its_source_for_the_price_told(program: Program) -> None:
    services = _mirrored(program)
    plan = program.run("preview", "--json").document
    part = _part(plan)
    assert (part["to_add"], part["to_remove"], part["to_move"], part["foreign"]) == (0, 2, 1, 1)
    assert (part["exact_order_units"], part["units"]) == (50, 150)
    assert {one["stage"]: one["units"] for one in plan["stages"]}["remove_videos"] == 100
    said = program.run("preview").out
    assert f"Takes 2 videos out of {TITLE}" in said
    assert f"Moves 1 video in {TITLE}: exact order costs 50 units more than the order append." in said

    services.control("reset-counts", {})
    summary = program.run("sync", "--yes", "--allow-delete", "--json").summary
    assert (summary["removed"], summary["moved"], summary["failed"], summary["left"]) == (2, 1, 0, 0)
    assert summary["units_spent"] == plan["total_units"] == services.state()["since_reset"]["units"]
    ours = [video for video in _videos(services) if video != video_id(MINE)]
    assert ours == [video_id(n) for n in (8, *(n for n in range(LIKED) if n not in (2, 5, 8)))]
    assert _videos(services).count(video_id(MINE)) == 1
    assert FOREIGN in {one["id"] for one in services.state()["playlists"]}
    assert program.run("sync", "--yes", "--json").summary["run_id"] is None


def test_without_the_word_removals_are_held_and_moves_are_made(program: Program) -> None:
    services = _mirrored(program)
    summary = program.run("sync", "--yes", "--json").summary
    assert (summary["removed"], summary["moved"]) == (0, 1)
    assert len(_videos(services)) == LIKED + 1
    again = program.run("preview", "--json").document
    assert (_part(again)["to_remove"], again["held"]) == (2, []), "a preview shows what the word would do"


def test_removals_beyond_a_limit_wait_for_the_person(program: Program) -> None:
    config = program.home / "config.toml"
    config.write_text(f"{config.read_text()}\n[engine]\nremove_max = 1\n")
    services = _mirrored(program)
    plan = program.run("preview", "--json").document
    assert _part(plan)["to_remove"] == 0
    (held,) = plan["held"]
    assert held["category"] == TITLE
    assert "2 videos to remove, more than [engine] remove_max = 1" in held["reason"]
    program.run("categories", "set", TITLE, "--include")
    assert _part(program.run("preview", "--json").document)["to_remove"] == 2
    assert program.run("sync", "--yes", "--allow-delete", "--json").summary["removed"] == 2
    assert len(_videos(services)) == LIKED + 1 - 2


def test_a_renamed_category_renames_its_playlist(program: Program) -> None:
    services = _mirrored(program)
    program.run("categories", "set", TITLE, "--policy", "add", "--rename", "Favourites")
    plan = program.run("preview", "--json").document
    assert [(one["title"]) for one in plan["renames"]] == ["Favourites"]
    assert f"Renames the playlist {TITLE} to Favourites." in program.run("preview").out
    services.control("reset-counts", {})
    summary = program.run("sync", "--yes", "--json").summary
    assert summary["units_spent"] == plan["total_units"] == services.state()["since_reset"]["units"]
    assert len(services.playlist("Favourites")["items"]) == LIKED + 1
