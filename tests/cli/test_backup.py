"""``backup`` and ``restore`` as a person or a program calls them, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.backups.document import read, written
from tests.cli.world import FOREIGN, OLD, video_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.program import Program

LIKED = "Liked Songs"


def _there(program: Program) -> dict[str, list[str]]:
    assert program.services is not None
    return {
        one["title"]: [item["video_id"] for item in one["items"]] for one in program.services.state()["playlists"]
    }  # fmt: skip


def _units(program: Program) -> int:
    assert program.services is not None
    return int(program.services.state()["quota"]["total_units"])


@pytest.fixture
def saved(ready: Program) -> tuple[Program, dict[str, Any]]:
    """A program that synced and made a backup, and what the command said of it."""
    ready.run("sync", "--yes", "--json")
    return ready, ready.run("backup", "--json").document


def test_a_lost_channel_comes_back_for_the_price_that_was_shown(saved: tuple[Program, dict[str, Any]]) -> None:
    program, made = saved
    assert program.services is not None
    before = _there(program)
    assert (made["playlists"], made["items"], made["left"]) == (4, 21, 0)
    assert made["units"] == 5
    assert Path(made["database"]).is_file()
    liked = program.services.playlist(LIKED)
    program.services.edit("delete", playlist=OLD)
    program.services.edit("delete", playlist=liked["id"])
    program.services.edit("remove", playlist=FOREIGN, position=0)

    shown = program.run("restore", made["file"]).out
    assert "evening (old)" in shown
    assert "made anew" in shown
    assert "\x1b" not in shown
    plan = program.run("restore", made["file"], "--json").document
    assert {one["title"]: one["to_add"] for one in plan["playlists"] if one["to_add"]} == {
        LIKED: 10,
        "evening (old)": 2,
        "Cooking": 1,
    }
    price = plan["buckets"]["units"]["cost"]
    assert price == 1 + 1 + 2 * 50 + 13 * 50 + 3
    spent = _units(program)
    ended = program.run("restore", made["file"], "--yes", "--json").summary
    assert (ended["status"], ended["units_spent"], ended["surplus_units"]) == ("completed", price, 0)
    assert (ended["created"], ended["added"], ended["failed"], ended["left"]) == (2, 13, 0, 0)
    assert _units(program) - spent == price
    assert _there(program) == before
    assert "nothing to restore" in program.run("restore", made["file"]).out
    assert program.run("sync", "--yes", "--json").summary["added"] == 0, "the category followed its playlist"
    (newest, *_) = [run for run in program.run("history", "--json").document if run["kind"] == "restore"]
    assert newest["counts"]["added"] == 13


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda text: text.replace(video_id(0), video_id(1)), "checksum"),
        (lambda text: text[:-200], "cut off or damaged"),
        (lambda _: "{}", "not a backup"),
        (lambda _: "\ufffd", "damaged"),
    ],
    ids=["edited", "truncated", "something else", "no text"],
)
def test_a_file_that_is_no_whole_backup_is_refused_in_a_sentence_with_2(
    saved: tuple[Program, dict[str, Any]], tmp_path: Path, change: Callable[[str], str], word: str
) -> None:
    program, made = saved
    wrong = tmp_path / "wrong.json"
    wrong.write_text(change(Path(made["file"]).read_text()))
    spent = _units(program)
    for arguments in ((), ("--yes",)):
        ended = program.run("restore", str(wrong), *arguments, code=2)
        assert word in ended.err
        assert len(ended.err.splitlines()) == 1
    assert _units(program) == spent, "a file is judged before anything is asked"


def test_a_backup_of_another_channel_and_a_missing_file_are_refused_with_2(
    saved: tuple[Program, dict[str, Any]], tmp_path: Path
) -> None:
    program, made = saved
    foreign = tmp_path / "foreign.json"
    foreign.write_text(written(replace(read(Path(made["file"]).read_text(), name="it"), channel="UCsomebody")))
    assert "UCsomebody" in program.run("restore", str(foreign), "--yes", code=2).err
    assert "File not found: none.json" in program.run("restore", str(tmp_path / "none.json"), code=2).err


def test_a_spent_day_parks_a_restore_with_3_and_resume_goes_on(saved: tuple[Program, dict[str, Any]]) -> None:
    program, made = saved
    assert program.services is not None
    before = _there(program)
    program.services.edit("delete", playlist=program.services.playlist(LIKED)["id"])
    day = program.run("status", "--json").document["buckets"]["units"]
    settings = (program.home / "config.toml").read_text()
    program.configure(f"{settings}[quota]\nreserve = 0\nunits_per_day = {day['spent_today'] + 300}\n")
    ended = program.run("restore", made["file"], "--yes", "--json", code=3).summary
    assert (ended["status"], ended["reason"]) == ("paused", "quota_exhausted")
    assert 0 < ended["left"] < 10
    Path(made["file"]).unlink()
    program.configure(settings)
    told = program.run("status", "--json").document["run"]
    assert told["kind"] == "restore"
    later = {"CROSSFADE_CLOCK_SHIFT_S": "90000"}
    program.run("resume", "--json", more=later)
    assert _there(program) == before


def test_a_restore_waits_for_an_unfinished_sync(saved: tuple[Program, dict[str, Any]]) -> None:
    program, made = saved
    assert program.services is not None
    program.services.edit("like", track="track00000000000000012")
    program.run("import", code=None)
    program.services.faults(
        {"call": "youtube.playlistItems.insert", "do": "refuse", "status": 401, "reason": "authError"}
    )
    program.run("sync", "--yes", code=5)
    program.services.faults()
    assert "sync is not finished" in program.run("restore", made["file"], "--yes", code=2).err
