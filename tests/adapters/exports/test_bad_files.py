"""What cannot be read is refused in one clear sentence, within bounded time and memory."""

from __future__ import annotations

import asyncio
import io
import os
import re
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from core.adapters.clock import SystemClock
from core.adapters.exports import bundle, snapshot
from core.adapters.exports.library import ExportFiles
from core.adapters.exports.limits import ENTRIES_MAX, TABLE_MAX
from core.errors import UsageError
from tests.adapters.exports import examples as made
from tests.adapters.exports.examples import opened, read, written, zipped

TABLE = b"title,artist\nHarbour,Ada\n"


async def refusal(path: Path) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(UsageError) as refused:
        await read(path)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 400
    return sentence


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"<!DOCTYPE html><html><body>Error 502</body></html>", "is a web page"),
        (b"\n<html>", "is a web page"),
        (b"%PDF-1.7 x", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "is a picture"),
        (bytes(range(256)) * 40, "is not a text"),
        (b"title,artist\nHar\0bour,Ada\n", "NUL"),
        (TABLE + b"x" * 5000 + b"\0", "NUL"),
        (TABLE + b"\x81\x8d\xff", "no text in UTF-8"),
        ("title,artist\nHarbour,Ada\n".encode("utf-16") + b"\x00\xd8", "does not go on so"),
        (b'title,artist\nHarbour,"Ada\nLantern,Cy\n', "never closed"),
        (b'title,artist\nHarbour,"Ada\n' + b"Lantern,Cy\n" * 5000, "never closed"),
        (b"title,artist\n" + b"x" * 140_000 + b",Ada\n", "in row 2"),
        (b"title,artist\nHarbour," + b"x" * 2_000_000, "longer than"),
        (b"title,artist,title\nHarbour,Ada,Lantern\n", "more than one column 'title'"),
        (b"title,artist,album\nHarbour;Ada;Sea\nLantern;Cy;Light\n", "mixes separators"),
        (b"artist,album\nAda,Sea\n", "catalogues will come later"),
        (b"rank,country\n1,Italy\n", "no column that names tracks"),
        (b"just a letter to someone\n", "no column that names tracks"),
        (made.HISTORY, "listening history"),
        (made.EXTENDED_HISTORY, "listening history"),
        (made.TAKEOUT_OVERVIEW, "name their folder"),
        (b'{"username": "me"}', "no tracks or playlists"),
        (b"[1, 2]", "no tracks or playlists"),
        (made.PLAYLIST_1[:-40], "cut off or damaged"),
        (b'{"playlist": ' + b"[" * 100_000, "cut off or damaged"),
        (made.XSPF[:-30], "damaged XML"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><playlist><title>&b;</title></playlist>', "entities"),
        (b"<playlist>" * 1000, "nested deeper"),
        (b"<rss><channel/></rss>", "no playlist"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:10\na.ts\n", "pieces of a stream"),
    ],
)  # fmt: skip
async def test_a_bad_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    assert says in await refusal(written(tmp_path, content, "library.csv"))


async def test_an_archive_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    whole = zipped({"a.csv": TABLE * 5000}, method=zipfile.ZIP_STORED)
    for length in (30, len(whole) // 2, len(whole) - 5):
        assert "cut off or damaged" in await refusal(written(tmp_path, whole[:length], "a.zip"))
    spoiled = bytearray(whole)
    spoiled[len(whole) // 2] ^= 1
    assert "cut off or damaged" in await refusal(written(tmp_path, bytes(spoiled), "a.zip"))


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"../evil.csv": TABLE}, "leads out of it"),
        ({"/etc/evil.csv": TABLE}, "leads out of it"),
        ({"C:\\evil.csv": TABLE}, "leads out of it"),
        ({"a.csv": b"0" * 20_000_000}, "beyond measure"),
        ({"in.zip": zipped({"a.csv": TABLE})}, "archive inside an archive"),
        ({f"{number}.csv": b"" for number in range(ENTRIES_MAX + 1)}, "more than 2,000 files"),
        ({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}, "is a workbook"),
        ({"photo.png": b"\x89PNG" + bytes(9)}, "is a picture"),
        ({"a.txt": b"hello\n", "b.txt": b"hello\n"}, "holds no library that is known here"),
    ],
)
async def test_an_archive_that_is_no_export_is_refused(tmp_path: Path, files: dict[str, bytes], says: str) -> None:
    assert says in await refusal(written(tmp_path, zipped(files), "a.zip"))


async def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.csv": TABLE}))
    directory = packed.rindex(b"PK\x01\x02")
    packed[directory + 8] |= 1
    assert "password" in await refusal(written(tmp_path, bytes(packed), "a.zip"))


async def test_an_archive_of_many_large_lists_is_refused_by_their_sum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.adapters.exports import library

    monkeypatch.setattr(library, "ARCHIVE_MAX", 1_000_000)
    files = {f"{number}.csv": TABLE + os.urandom(150_000).hex().encode() + b",x\n" for number in range(5)}
    assert "larger than" in await refusal(written(tmp_path, zipped(files), "a.zip"))


async def test_a_file_of_two_gigabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    path = written(tmp_path, TABLE, "a.csv")
    os.truncate(path, 2**31)
    tracemalloc.start()
    try:
        sentence = await refusal(path)
        (_, peak) = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert re.search("larger than 256 MB|not a text", sentence)
    assert peak < 20_000_000


async def test_a_table_beyond_its_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.adapters.exports import library

    assert TABLE_MAX == 256 * 1024 * 1024
    monkeypatch.setattr(library, "TABLE_MAX", 1024 * 1024)
    assert "larger than 1 MB" in await refusal(written(tmp_path, TABLE + b"Harbour,Ada\n" * 100_000))


async def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "it is a pipe, not a file" in await asyncio.wait_for(refusal(tmp_path / "pipe"), 5)
    (tmp_path / "pipe").unlink()
    assert "is not there" in await refusal(tmp_path / "gone.csv")
    assert "holds no library" in await refusal(tmp_path)
    (tmp_path / "null").symlink_to("/dev/null")
    assert "it is a device, not a file" in await refusal(tmp_path / "null")


async def test_a_pipe_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    written(tmp_path, TABLE, "a.csv")
    assert list(await asyncio.wait_for(read(tmp_path), 5)) == ["a"]


async def test_a_folder_of_everything_is_refused(tmp_path: Path) -> None:
    for number in range(ENTRIES_MAX + 1):
        (tmp_path / str(number)).touch()
    assert "more than 2,000 files" in await refusal(tmp_path)


async def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, TABLE, "a.csv")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("whoever runs this may read everything")
    assert "cannot be read" in await refusal(path)


async def test_a_file_that_vanishes_before_it_is_copied_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, TABLE, "a.csv")
    head_of = snapshot.head_of

    def and_gone(entry: bundle.Entry) -> bytes:
        head = head_of(entry)
        path.unlink()
        return head

    monkeypatch.setattr("core.adapters.exports.library.head_of", and_gone)
    assert "is not there (any more)" in await refusal(path)


async def test_a_file_that_changes_while_it_is_walked_is_read_as_it_was(tmp_path: Path) -> None:
    path = written(tmp_path, TABLE, "a.csv")
    async with opened(path) as library:
        path.write_bytes(b"gone")
        (rows,) = [rows async for rows, _ in library.pages(library.collections[0], limit=9)]
    assert [row.track.title for row in rows if row.track] == ["Harbour"]


async def test_reading_leaves_the_loop_free_and_no_thread_behind(tmp_path: Path) -> None:
    path = written(tmp_path, TABLE + b"Harbour,Ada\n" * 100_000)
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    await read_in_large_pages(path)
    counting.cancel()
    assert turns > 100


async def read_in_large_pages(path: Path) -> int:
    """How many rows there are."""
    async with opened(path) as library:
        return sum([len(rows) async for rows, _ in library.pages(library.collections[0], limit=20_000)])


async def test_memory_does_not_grow_with_the_table(tmp_path: Path) -> None:
    path = written(tmp_path, made.EXPORTIFY + made.EXPORTIFY_ROWS.strip().encode() + b"\n" * 1)
    with path.open("ab") as file:
        file.write((made.EXPORTIFY_ROWS.strip() + "\n").encode() * 13_000)
    tracemalloc.start()
    try:
        async with opened(path) as library:
            async for _ in library.pages(library.collections[0], limit=500):
                pass
        (_, peak) = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 8_000_000
    assert peak < 8_000_000


async def test_a_refused_file_leaves_nothing_open(tmp_path: Path) -> None:
    path = written(tmp_path, b'title,artist\nHarbour,"Ada\n')
    before = descriptors()
    for _ in range(5):
        await refusal(path)
    assert descriptors() <= before + 1


def descriptors() -> int:
    """How many files this process has open, where that can be told."""
    place = Path("/proc/self/fd")
    return len(list(place.iterdir())) if place.is_dir() else 0


async def test_an_archive_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO(zipped({"a.csv": TABLE * 1000}))
    content = bytearray(packed.getvalue())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (5000).to_bytes(4, "little")
    with pytest.raises(UsageError):
        await (await ExportFiles(SystemClock()).open(written(tmp_path, bytes(content), "a.zip"))).close()
