"""Opening a file: whose it is, whether it is whole, and bringing its schema up to date."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from core.errors import StoreError
from core.health import Look
from core.model import RecordingId, VideoDetails, VideoId
from core.states import VideoState
from db import migrate
from db.migrate import Migration, migrations
from db.store import open_readonly, open_store
from tests.builders import NOON

if TYPE_CHECKING:
    from pathlib import Path

    from db.store import SqliteStore

NEWEST = migrations()[-1].number


async def made(file: Path) -> None:
    """A database with one remembered fact."""
    async with await open_store(file) as store:
        await store.set_setting("a", "1")


def further(monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    """Let there be one more migration."""
    steps = (*migrations(), Migration(NEWEST + 1, "9999_further.sql", sql))
    monkeypatch.setattr(migrate, "migrations", lambda: steps)


def content(file: Path) -> bytes:
    """All bytes of a file."""
    return file.read_bytes()


def put(file: Path, data: bytes) -> None:
    """Let a file hold just that."""
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data)


def names(folder: Path) -> list[str]:
    """What stands in a folder; nothing where it is not there."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def version(file: Path) -> int:
    """The schema's version in the file."""
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [step.number for step in migrations()] == list(range(1, NEWEST + 1))


async def test_a_new_database_has_the_newest_schema(file: Path) -> None:
    await made(file)
    assert version(file) == NEWEST
    assert names(file.parent / "backups") == []


async def test_a_database_of_a_newer_program_is_refused_unchanged(file: Path) -> None:
    await made(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA user_version = {NEWEST + 1}")
    before = content(file)
    with pytest.raises(StoreError, match="made by a newer Crossfade"):
        await open_store(file)
    with pytest.raises(StoreError, match="made by a newer Crossfade"):
        await open_readonly(file)
    assert content(file) == before


async def test_another_program_s_database_is_refused_unchanged(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE moz_places (id)")
    before = content(file)
    with pytest.raises(StoreError, match="not a database of Crossfade"):
        await open_store(file)
    with pytest.raises(StoreError, match="not a database of Crossfade"):
        await open_readonly(file)
    assert content(file) == before


async def test_an_existing_database_is_copied_before_it_is_migrated(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await made(file)
    further(monkeypatch, "CREATE TABLE extra (id INTEGER) STRICT;")
    async with await open_store(file) as store:
        assert await store.setting("a") == "1"
    assert version(file) == NEWEST + 1
    (copy,) = (file.parent / "backups").iterdir()
    assert version(copy) == NEWEST
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


async def test_a_migration_that_fails_changes_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await made(file)
    further(monkeypatch, "CREATE TABLE extra (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1);")
    with pytest.raises(StoreError):
        await open_store(file)
    assert version(file) == NEWEST
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT value FROM settings WHERE key = 'a'").fetchone() == ("1",)
        assert connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'extra'").fetchone() is None


async def test_a_reader_leaves_an_older_schema_to_a_writer(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await made(file)
    further(monkeypatch, "CREATE TABLE extra (id INTEGER) STRICT;")
    with pytest.raises(StoreError, match="made by an older Crossfade"):
        await open_readonly(file)


@pytest.mark.parametrize("damage", ["not a database", "a torn page"])
async def test_a_damaged_database_is_refused_and_the_newest_good_copy_is_named(file: Path, damage: str) -> None:
    async with await open_store(file) as store:
        await store.set_setting("a", "1")
        await store.copy_to(file.parent / "backups" / "good.db")
    put(file.parent / "backups" / "bad.db", b"no database either")
    torn = bytearray(content(file))
    torn[4096:8192] = b"\x5a" * 4096
    put(file, b"not a database" * 500 if damage == "not a database" else bytes(torn))
    with pytest.raises(StoreError, match=r"is damaged\. Put the newest good copy, .*good\.db, in its place"):
        await open_store(file)


async def test_a_damaged_database_without_copies_says_so(file: Path) -> None:
    put(file, b"not a database" * 500)
    with pytest.raises(StoreError, match="no good copy"):
        await open_store(file)
    with pytest.raises(StoreError, match="damaged"):
        await open_readonly(file)


async def test_a_place_that_cannot_be_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        await open_store(tmp_path / "folder.db")
    (tmp_path / "plain").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"):
        await open_store(tmp_path / "plain" / "crossfade.db")


async def test_a_copy_is_whole_private_and_a_single_file(store: SqliteStore, tmp_path: Path) -> None:
    await store.set_setting("a", "1")
    copy = tmp_path / "copies" / "one.db"
    await store.copy_to(copy)
    await store.set_setting("a", "2")
    assert names(copy.parent) == ["one.db"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    async with await open_store(copy) as reopened:
        assert await reopened.setting("a") == "1"
    await store.copy_to(copy)
    async with await open_readonly(copy) as reopened:
        assert await reopened.setting("a") == "2"


async def test_a_copy_that_cannot_be_made_leaves_nothing_behind(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    with pytest.raises(StoreError, match="No copy"):
        await store.copy_to(tmp_path / "plain" / "one.db")
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(StoreError, match="No copy"):
        await store.copy_to(target)
    assert [name for name in names(tmp_path) if name.endswith(".part")] == []


async def test_tracks_stored_before_names_were_compared_get_their_words(file: Path) -> None:
    before = [step.sql for step in migrations() if step.number < 4]
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            f"{''.join(before)}; PRAGMA application_id = {migrate.APPLICATION_ID}; PRAGMA user_version = 3;"
            "INSERT INTO recordings (id, key) VALUES (1, 'uri:a'), (2, 'uri:b');"
            "INSERT INTO tracks (id, uri, title, label, recording_id, facts) VALUES"
            " (1, 'spotify:track:a', 'Déjà Vu! (feat. Bob)', '', 1, ''), (2, 'spotify:track:b', 'One', '', 2, '');"
            "INSERT INTO artists (id, key, name) VALUES (1, 'x', 'The Ada'), (2, 'y', 'Bob');"
            "INSERT INTO track_artists (track_id, place, artist_id) VALUES (1, 0, 1), (1, 1, 2);"
        )
    async with await open_store(file):
        pass
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT words FROM tracks ORDER BY id").fetchall() == [("theada/déjàvu",), ("",)]


async def test_a_video_that_died_before_decisions_were_kept_comes_back_to_be_judged_again(file: Path) -> None:
    before = [step.sql for step in migrations() if step.number < 13]
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.create_function("same_words", -1, lambda *_: "")
        connection.executescript(
            f"{''.join(before)}; PRAGMA application_id = {migrate.APPLICATION_ID}; PRAGMA user_version = 12;"
            "INSERT INTO recordings (id, key) VALUES (1, 'uri:a');"
            "INSERT INTO matches (recording_id, status, origin, score, reason, version, decided_at)"
            " VALUES (1, 'review', 'matcher', 0.5, 'its video is gone from YouTube', 1, '2026-01-01T00:00:00+00:00');"
            "INSERT INTO candidates (recording_id, place, video_id, title, channel_title, description, is_gone)"
            " VALUES (1, 0, 'v', 'One', 'Ada', '', 1);"
            "INSERT INTO lost_videos (recording_id, video_id) VALUES (1, 'v');"
            "INSERT INTO video_looks VALUES ('v', 'gone', '2026-01-01T00:00:00+00:00');"
        )
    async with await open_store(file) as store:
        look = Look(VideoId("v"), VideoState.PLAYABLE, VideoDetails(VideoId("v"), 200.0))
        await store.health.save([look], at=NOON)
        assert [one.video_id for one in await store.matches.candidates(RecordingId(1))] == ["v"]
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT is_unjudged FROM recordings").fetchall() == [(1,)]
        assert connection.execute("SELECT status FROM matches").fetchall() == [("review",)]
