"""``import youtube``: what it prints for programs and people, and how one of the playlists becomes a category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.world import OLD

if TYPE_CHECKING:
    from tests.cli.program import Program


def test_own_playlists_are_imported_listed_and_chosen(program: Program) -> None:
    services = program.services
    assert services is not None
    program.sign_in()
    imported = program.run("import", "youtube", "--json")
    assert {line["phase"] for line in imported.lines} == {"playlists", "playlist_tracks", None}
    summary = imported.summary
    state = services.state()
    assert (summary["status"], summary["reason"]) == ("completed", None)
    assert summary["calls"] == summary["units_spent"] > 0
    titles = {one["id"]: one["title"] for one in state["playlists"]}
    assert {one["title"] for one in summary["collections"]} == set(titles.values())
    for one in summary["collections"]:
        assert one["source_rows"] == one["imported"] + sum(one["skipped"].values())
    assert program.run("categories", "--json").document == []

    chosen = program.run("categories", "set", OLD, "--include", "--json").document
    assert (chosen["title"], chosen["included"]) == (titles[OLD], True)
    assert chosen["source_rows"] == chosen["to_add"] + chosen["duplicates"] + chosen["skipped"]
    assert program.run("import", "youtube", "--json").summary["calls"] == 1
    assert program.run("preview", "--json").document["total_searches"] == 0

    said = program.run("import", "youtube").out
    assert "YouTube import done." in said
    assert program.run("disconnect", "youtube", "--purge").code == 0
    assert program.run("categories", "--json").document == []


def test_both_accounts_are_imported_by_one_command(program: Program) -> None:
    program.sign_in()
    lines = program.run("import", "spotify", "youtube", "--json").lines
    summaries = [line for line in lines if line["type"] == "summary"]
    assert [one["status"] for one in summaries] == ["completed", "completed"]
    assert lines[-1] == summaries[-1]
    kinds = [{one["kind"] for one in summary["collections"]} for summary in summaries]
    assert kinds == [{"liked", "playlist"}, {"youtube"}]
