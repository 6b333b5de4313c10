"""What the program does before it does anything: help, settings, addresses, empty homes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Program

COMMANDS = {
    *("auth", "backup", "cancel", "categories", "completion", "demo", "disconnect", "errors", "health", "history"),
    *("import", "match", "pause", "preview", "replace", "restore", "resume", "retry-failed", "review", "status"),
    "sync",
}


def test_without_a_terminal_it_prints_status_and_help_and_ends_with_2(bare: Program) -> None:
    ended = bare.run(code=2)
    assert "YouTube: not signed in." in ended.out
    assert "Usage: crossfade" in ended.out
    assert not ended.err


def test_help_lists_every_command(bare: Program) -> None:
    listed = bare.run("--help").out.partition("Commands:")[2].split("\n")
    assert {line.split()[0] for line in listed if line.startswith("  ") and line[2] != " "} == COMMANDS


def test_importing_a_file_that_is_not_there_says_so(bare: Program) -> None:
    assert "songs.csv is not there" in bare.run("import", "songs.csv", code=2).err


def test_files_are_imported_one_after_the_other_without_any_account(bare: Program, tmp_path: Path) -> None:
    for name, rows in (("one.csv", "Harbour,Ada\nLantern\n"), ("two.csv", "Anchor,Dee\n")):
        (tmp_path / name).write_text(f"title,artist\n{rows}", encoding="utf-8")
    ended = bare.run("import", str(tmp_path / "one.csv"), str(tmp_path / "two.csv"), "--json")
    summaries = [line for line in ended.lines if line["type"] == "summary"]
    assert [line["status"] for line in summaries] == ["completed", "completed"]
    found = {one["title"]: (one["source_rows"], one["imported"], one["skipped"]) for one in summaries[1]["collections"]}
    assert found == {"one": (2, 1, {"unreadable": 1}), "two": (1, 1, {})}
    (problem,) = [line for line in ended.lines if line["type"] == "error"]
    assert problem["message"] == "one.csv, row 3: It has 1 cells where there are 2 columns."
    assert [one["title"] for one in bare.run("categories", "--json").document] == ["one", "two"]


def test_a_bad_file_is_one_sentence_with_2_and_leaves_no_run(bare: Program, tmp_path: Path) -> None:
    (tmp_path / "page.csv").write_text("<html></html>", encoding="utf-8")
    ended = bare.run("import", str(tmp_path / "page.csv"), code=2)
    assert ended.err == "page.csv is a web page, not an export; download it again.\n"
    assert bare.run("history", "--json").document == []


def test_an_address_is_refused_with_what_to_do_instead(bare: Program) -> None:
    ended = bare.run("import", "https://example.org/list.csv", code=2)
    assert "download the file, and name it here" in ended.err
    assert not bare.home.exists()


def test_looking_at_nothing_shows_nothing_and_makes_nothing(bare: Program) -> None:
    assert bare.run("status", "--json").document["run"] is None
    assert bare.run("history", "--json").document == []
    assert bare.run("categories", "--json").document == []
    assert bare.run("errors", "--json").document == []
    assert "nothing to pause" in bare.run("pause").out
    assert not bare.home.exists()


def test_an_unknown_setting_ends_with_2_and_names_the_nearest(bare: Program) -> None:
    bare.configure("[quota]\nunits_a_day = 5\n")
    ended = bare.run("status", code=2)
    assert "units_per_day" in ended.err
    assert not ended.out


def test_a_shifted_clock_needs_services_on_this_machine(bare: Program) -> None:
    assert "CROSSFADE_CLOCK_SHIFT_S" in bare.run("status", code=2, more={"CROSSFADE_CLOCK_SHIFT_S": "86400"}).err


def test_an_address_that_tokens_may_not_go_to_is_refused(bare: Program) -> None:
    assert (
        "CROSSFADE_YOUTUBE_API" in bare.run("status", code=2, more={"CROSSFADE_YOUTUBE_API": "http://example.org"}).err
    )


def test_without_a_sign_in_nothing_begins(program: Program) -> None:
    assert "auth youtube" in program.run("sync", "--yes", code=5).err
    assert "auth spotify" in program.run("import", code=5).err
    assert program.run("history", "--json").document == []
    assert "CROSSFADE_SPOTIFY_CLIENT_ID" in program.run("import", code=2, more={"CROSSFADE_SPOTIFY_CLIENT_ID": ""}).err


def test_all_that_is_kept_is_for_its_owner_alone(program: Program) -> None:
    os.umask(0o022)
    program.sign_in()
    kept = [program.home / "tokens", *program.home.rglob("*")]
    loose = [path for path in kept if path.name != "config.toml" and path.stat().st_mode & 0o077]
    assert not loose
    assert len(kept) > 5


def test_a_profile_has_a_home_of_its_own(bare: Program) -> None:
    bare.run("--profile", "work", "cancel")
    assert (bare.home / "profiles" / "work" / "crossfade.db").exists()
    assert not (bare.home / "crossfade.db").exists()
    assert "profile" in bare.run("--profile", "../other", "status", code=2).err
