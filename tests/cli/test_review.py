"""``review``: the queue, single decisions, tables of decisions, beside a run at work, too."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import interrupted
from tests.cli.world import IN_EVENING, LIKED, TITLES, video_id

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Program
    from tests.services import Running

BOTH = LIKED + IN_EVENING - len(TITLES)
"""Recordings that stand in both collections."""

VIDEO = "vid-soup-01"
SPOTIFY_ID = "track00000000000000000"
SYNC = ("sync", "--yes", "--json")
ADDED = '"kind":"video","status":"succeeded"'


@pytest.fixture
def doubtful(ready: Program) -> Program:
    """A library whose every match the matcher doubts."""
    with closing(sqlite3.connect(ready.home / "crossfade.db")) as database, database:
        database.execute("UPDATE matches SET status = 'review', video_id = NULL, reason = 'two fit alike'")
    return ready


def ids(program: Program) -> list[str]:
    """The tracks in the queue."""
    return [entry["track"]["id"] for entry in program.run("review", "list", "--json").document]


def rows(text: str) -> list[dict[str, str]]:
    """A table's rows."""
    return list(csv.DictReader(io.StringIO(text)))


def test_the_queue_is_worked_off_and_what_was_accepted_is_written(doubtful: Program) -> None:
    queue = doubtful.run("review", "list", "--json").document
    assert len(queue) == len(TITLES)
    waiting = [len(entry["waiting_categories"]) for entry in queue]
    assert waiting == [2] * BOTH + [1] * (len(TITLES) - BOTH)
    first = queue[0]
    assert set(first) >= {"track", "reason", "waiting_categories", "candidates"}
    assert set(first["track"]) == {"id", "spotify_id", "isrc", "title", "artists", "album", "seconds"}
    assert first["reason"] == "two fit alike"
    best = first["candidates"][0]
    assert set(best) >= {"video_id", "title", "channel", "seconds", "score", "signals"}
    assert best["title"] == first["track"]["title"]

    set_ = doubtful.run("review", "set", first["track"]["id"], f"https://youtu.be/{best['video_id']}", "--json")
    assert (set_.document["status"], set_.document["by"], set_.document["changed"]) == ("accepted", "person", True)
    denied = queue[1]["track"]["id"]
    assert "does not exist" in doubtful.run("review", "set", denied, "none").out
    assert ids(doubtful) == [entry["track"]["id"] for entry in queue[2:]]
    assert "no video was found" not in doubtful.run("review", "list", "--missing").out
    doubtful.run("match")
    assert ids(doubtful) == [entry["track"]["id"] for entry in queue[2:]]

    totals = doubtful.run("preview", "--json").document["categories"]
    assert sum(one["needs_review"] for one in totals) == LIKED + IN_EVENING - 4
    assert (sum(one["to_add"] for one in totals), sum(one["missing"] for one in totals)) == (2, 2)
    summary = doubtful.run(*SYNC).summary
    assert (summary["added"], summary["left"]) == (2, 0)

    assert "needs review" in doubtful.run("review", "set", denied, "auto").out
    assert denied in ids(doubtful)
    said = doubtful.run("review", "list").out
    assert f"({denied})" in said
    assert f"{len(TITLES) - 1} recordings to review" in said


def test_a_wrong_track_or_video_is_one_sentence_and_changes_nothing(ready: Program) -> None:
    assert "no track 'nobody'" in ready.run("review", "set", "nobody", VIDEO, code=2).err
    assert "is no YouTube video" in ready.run("review", "set", SPOTIFY_ID, "nonsense", code=2).err
    ready.run("review", "set", "x" * 5_000, VIDEO, code=2)
    assert rows(ready.run("review", "export", "-").out) == []


def test_a_video_whose_id_looks_like_an_option_can_be_named(ready: Program) -> None:
    for odd in ("-hsonabcdef", "--json-abcd"):
        assert ready.run("review", "set", SPOTIFY_ID, odd, "--json").document["video_id"] == odd


def test_decisions_travel_as_a_table_and_a_second_import_changes_nothing(ready: Program, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    ready.run("review", "set", SPOTIFY_ID, "-soup-soup-")
    ready.run("review", "set", "track00000000000000001", "none")
    assert "2 recordings" in ready.run("review", "export", str(file)).out
    written = rows(file.read_text(encoding="utf-8"))
    assert [one["video_id"] for one in written] == ["'-soup-soup-", "none"]
    for track in (SPOTIFY_ID, "track00000000000000001"):
        ready.run("review", "set", track, "auto")
    assert rows(ready.run("review", "export", "-").out) == []

    assert "2 decisions changed, 0 unchanged" in ready.run("review", "import", str(file)).out
    assert "0 decisions changed, 2 unchanged" in ready.run("review", "import", str(file)).out
    assert rows(ready.run("review", "export", "-").out) == written
    assert "2 recordings" in ready.run("review", "export", str(file)).out
    assert list(tmp_path.glob(".*")) == []

    ready.run("import", "--full")
    ready.run("match")
    assert rows(ready.run("review", "export", "-").out) == written


def test_a_table_with_a_fault_changes_nothing_at_all(ready: Program, tmp_path: Path) -> None:
    file = tmp_path / "shared.csv"
    good = f"{SPOTIFY_ID},{VIDEO}\n"
    for bad, line in (
        ("track00000000000000001,nonsense\n", 3),
        (f"{SPOTIFY_ID},none\n", 3),
        ("track00000000000000001,a\0b\n", 3),
        ('track00000000000000001,"open\n', 3),
    ):
        file.write_text(f"spotify_id,video_id\n{good}{bad}")
        said = ready.run("review", "import", str(file), code=2).err
        assert f"shared.csv, line {line}: " in said
        assert "nothing was imported" in said
    assert rows(ready.run("review", "export", "-").out) == []
    file.write_text(f"spotify_id,video_id\n{good}{'z' * 22},{VIDEO}\n")
    found = ready.run("review", "import", str(file), "--json").document
    assert found == {"changed": 1, "unchanged": 0, "unknown": 1}


def test_a_file_that_is_no_such_table_is_overwritten_only_by_force(ready: Program, tmp_path: Path) -> None:
    file = tmp_path / "taxes.csv"
    file.write_text("year,sum\n2025,9\n")
    assert "--force" in ready.run("review", "export", str(file), code=2).err
    assert file.read_text() == "year,sum\n2025,9\n"
    ready.run("review", "export", str(file), "--force")
    assert rows(file.read_text()) == []
    ready.run("review", "export", str(file))
    assert "it is a folder, not a file" in ready.run("review", "export", str(tmp_path), code=2).err
    assert "cannot be written" in ready.run("review", "export", str(tmp_path / "no" / "where.csv"), code=2).err


def test_beside_a_sync_the_queue_is_read_and_the_one_at_work_takes_decisions(
    ready: Program, services: Running, tmp_path: Path
) -> None:
    services.faults({"call": "youtube.playlistItems.insert", "do": "delay", "delay_s": 1.0})
    file = tmp_path / "mine.csv"
    file.write_text(f"spotify_id,video_id\ntrack00000000000000001,{VIDEO}\n")
    with ready.at_work(*SYNC, until=ADDED) as process:
        assert ready.run("review", "list", "--json").document == []
        done = ready.run("review", "set", SPOTIFY_ID, "none", "--json").document
        assert (done["track"]["id"], done["status"], done["changed"]) == (SPOTIFY_ID, "missing", True)
        assert "1 decision changed" in ready.run("review", "import", str(file)).out
        assert "line 2" in ready.run("review", "import", str(_broken(tmp_path)), code=2).err
        assert "no track 'nobody'" in ready.run("review", "set", "nobody", "none", code=2).err
        assert len(rows(ready.run("review", "export", "-").out)) == 2
        assert interrupted(process).code == 3
    services.faults()
    assert ready.run(*SYNC).summary["status"] == "completed"
    assert ready.run(*SYNC).summary["left"] == 0
    liked = [item["video_id"] for item in services.playlist("Liked Songs")["items"]]
    assert len(liked) == len(set(liked))
    assert VIDEO in liked
    assert {video_id(n) for n in range(2, LIKED)} <= set(liked)


def _broken(folder: Path) -> Path:
    file = folder / "broken.csv"
    file.write_text("spotify_id,video_id\nbroken,x\n")
    return file
