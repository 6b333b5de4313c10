"""Decisions as a table: safe to open, read back as written, refused whole where anything is wrong."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.corrections import COLUMNS, LARGEST, Correction, is_ours, read_corrections, row_of
from core.errors import UsageError
from core.model import Candidate, Match, Recording, RecordingId, VideoId
from core.review import Entry, track_name
from core.states import MatchOrigin, MatchStatus
from core.text import shown
from tests.builders import NOON
from tests.tui.hostile import HOSTILE

SPOTIFY = "4uLU6hMCjMI75M1A2tKUQC"
OTHER = "5uLU6hMCjMI75M1A2tKUQC"
VIDEO = "-Qw4w9WgXcQ"


def an_entry(
    video: str | None = VIDEO,
    *,
    status: MatchStatus = MatchStatus.ACCEPTED,
    origin: MatchOrigin = MatchOrigin.PERSON,
    title: str = "Blue",
    track_id: str = SPOTIFY,
) -> Entry:
    """A recording somebody decided about."""
    video_id = None if video is None else VideoId(video)
    match = Match(RecordingId(1), status, video_id, origin, score=1.0, reason=title, decided_at=NOON)
    recording = Recording(RecordingId(1), title, (title, "Bob"), title, 200.4, "USRC17607839")
    return Entry(recording, track_id, track_id if track_id == SPOTIFY else None, match)


def table(*rows: list[str], head: tuple[str, ...] = COLUMNS, delimiter: str = ",") -> bytes:
    """Rows as a file."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows([head, *rows])
    return out.getvalue().encode("utf-8", "replace")


def read(*lines: str, name: str = "c.csv") -> tuple[Correction, ...]:
    """What lines decide."""
    return read_corrections("\n".join(lines).encode(), name)


def refused(data: bytes | str) -> str:
    """Why a table is refused, in one sentence."""
    with pytest.raises(UsageError) as refusal:
        read_corrections(data if isinstance(data, bytes) else data.encode(), "mine.csv")
    said = str(refusal.value)
    assert shown(said) == said
    assert said.endswith("; nothing was imported.")
    assert len(said) < 250
    return said


def test_what_is_written_reads_back() -> None:
    denied = an_entry(None, status=MatchStatus.MISSING, track_id="text:abc")
    denied = replace(denied, recording=replace(denied.recording, isrc=None))
    found = read_corrections(table(row_of(an_entry(), ()), row_of(denied, ())), "c.csv")
    isrc = "isrc:USRC17607839"
    assert found == (
        Correction(2, (f"spotify:track:{SPOTIFY}", isrc), VideoId(VIDEO)),
        Correction(3, ("text:abc",), None),
    )


def test_a_video_and_its_absence_for_one_recording_contradict_each_other() -> None:
    denied = an_entry(None, status=MatchStatus.MISSING, track_id="text:abc")
    assert "line 3" in refused(table(row_of(an_entry(), ()), row_of(denied, ())))


@pytest.mark.parametrize(("status", "origin"), [(MatchStatus.REVIEW, MatchOrigin.MATCHER),
                                                (MatchStatus.MISSING, MatchOrigin.MATCHER),
                                                (MatchStatus.ACCEPTED, MatchOrigin.MATCHER)])  # fmt: skip
def test_what_nobody_decided_decides_nothing_when_read_back(status: MatchStatus, origin: MatchOrigin) -> None:
    row = row_of(an_entry(status=status, origin=origin), [(Candidate(VideoId(VIDEO), "=x", "c"), 0.7)])
    assert row[COLUMNS.index("video_id")] == ""
    assert row[COLUMNS.index("candidates")] == f"'{VIDEO} 0.70 =x"
    assert read_corrections(table(row), "c.csv") == ()


@pytest.mark.parametrize("title", HOSTILE, ids=map(str, range(len(HOSTILE))))
def test_no_cell_is_a_formula_or_holds_what_a_terminal_would_obey(title: str) -> None:
    candidate = Candidate(VideoId(VIDEO), title, title)
    row = row_of(an_entry(title=title), [(candidate, 0.5)] * 3)
    assert len(row) == len(COLUMNS)
    for cell in row:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert "\x1b" not in cell
        assert "\n" not in cell
        assert len(cell) < 1_000
    (found,) = read_corrections(table(row), "c.csv")
    assert found.video_id == VIDEO


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_title_and_reason_survive_being_a_table(title: str, album: str) -> None:
    entry = an_entry(title=title)
    entry = replace(entry, recording=replace(entry.recording, album=album))
    (found,) = read_corrections(table(row_of(entry, ())), "c.csv")
    assert (found.line, found.video_id) == (2, VIDEO)


def test_a_table_with_only_a_key_and_a_video_is_enough() -> None:
    assert read("spotify_id,video_id", f"{SPOTIFY},{VIDEO}")[0].names == (f"spotify:track:{SPOTIFY}",)
    assert read("Video_ID;ISRC", "none;us-rc1-76-07839")[0] == Correction(2, ("isrc:USRC17607839",), None)
    (found,) = read(
        "\ufeffspotify_id\tvideo_id", f"https://open.spotify.com/track/{SPOTIFY}?si=1\thttps://youtu.be/{VIDEO}"
    )
    assert found == Correction(2, (f"spotify:track:{SPOTIFY}",), VideoId(VIDEO))


def test_blank_rows_repeated_rows_and_left_out_last_cells_are_no_faults() -> None:
    lines = ("spotify_id,video_id,note", f"{SPOTIFY},{VIDEO},ok", "", " , ,", f"{SPOTIFY},{VIDEO}", f"{OTHER},,")
    assert [one.line for one in read(*lines)] == [2, 5]


def test_an_apostrophe_against_formulas_is_taken_off() -> None:
    assert read("isrc,video_id", f"X,'{VIDEO}")[0].video_id == VIDEO


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        ("", 1, "needs a column"),
        ("a,b\n1,2\n", 1, "needs a column"),
        ("video_id\nx\n", 1, "needs a column"),
        ("spotify_id,isrc\nx,y\n", 1, "needs a column"),
        ("isrc,video_id,video_id\n", 1, "two columns"),
        (f"isrc,video_id\nX,{VIDEO}\nY,nonsense\n", 3, "no YouTube video"),
        (f"spotify_id,video_id\nhello world!,{VIDEO}\n", 2, "no Spotify id"),
        ("spotify_id,video_id\nhello world!,\n", 2, "no Spotify id"),
        (f"isrc,video_id\n,{VIDEO}\n", 2, "names no track"),
        (f"isrc,video_id\nX,{VIDEO}\nX,none\n", 3, "than line 2"),
        (f"isrc,video_id\nX,{VIDEO}\nY\n", 3, "1 cells"),
        (f"isrc,video_id\nX,{VIDEO},more\n", 2, "3 cells"),
        (f'isrc,title,video_id\nX,"two\nlines",{VIDEO}\nY,t,bad\n', 4, "no YouTube video"),
        (f'isrc,video_id\nX,{VIDEO}\nY,"never closed\n', 3, "no row of a CSV"),
        (f'isrc,video_id\nX,"{VIDEO}"rest\n', 2, "no row of a CSV"),
        (f"isrc,title,video_id\nX,{'x' * 200_000},{VIDEO}\n", 2, "no row of a CSV"),
        (b"isrc,video_id\nX,a\0b\n", 2, "null byte"),
        ("isrc,video_id\nX,Y\n".encode("utf-16"), 1, "null byte"),
        ("isrc,title,video_id\nX,Café,abc\n".encode("latin-1"), 2, "UTF-8"),
        (b"PK\x03\x04\x14\x00\x08\x08", 1, "null byte"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", 1, "UTF-8"),
        ('[{"isrc": "X", "video_id": "Y"}]', 1, "needs a column"),
    ],
)
def test_a_table_with_a_fault_is_refused_with_its_line(data: bytes | str, line: int, why: str) -> None:
    said = refused(data)
    assert f"mine.csv, line {line}: " in said
    assert why in said


def test_a_table_without_end_is_not_read() -> None:
    assert "larger than any table" in refused(b"x" * (LARGEST + 1))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_corrections(b"isrc,video_id\n" + data, "x")
    except UsageError as error:
        assert "nothing was imported" in str(error)  # noqa: PT017 - either outcome is right


def test_our_own_table_is_known_by_its_first_line() -> None:
    assert is_ours(table())
    assert is_ours(b"\xef\xbb\xbf" + table())
    assert not is_ours(b"isrc,video_id\n")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (SPOTIFY, f"spotify:track:{SPOTIFY}"),
        (f" spotify:track:{SPOTIFY} ", f"spotify:track:{SPOTIFY}"),
        (f"https://open.spotify.com/intl-de/track/{SPOTIFY}?si=ab", f"spotify:track:{SPOTIFY}"),
        ("usrc17607839", "isrc:USRC17607839"),
        ("US-RC1-76-07839", "isrc:USRC17607839"),
        ("text:abc", "text:abc"),
        ("youtube:video:x", "youtube:video:x"),
    ],
)
def test_a_track_goes_by_several_names(text: str, name: str) -> None:
    assert track_name(text) == name
