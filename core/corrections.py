"""Decisions as a table that people share: what a row holds, and how a table is read back, whole or not at all.

A row names its track by any of ``track_id``, ``spotify_id`` and ``isrc``; its ``video_id`` is a video (an id or a
link), ``none`` where a person says that there is none, or empty where nothing is decided. All else is for people.
Files are opened elsewhere.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.review import SPOTIFY, isrc_name, track_name
from core.states import MatchStatus
from core.text import safe_csv, shown
from core.video_link import video_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.model import Candidate, VideoId
    from core.review import Entry

COLUMNS = (
    "spotify_id", "isrc", "title", "artists", "album", "seconds", "status", "reason", "video_id", "track_id",
    "candidates",
)  # fmt: skip
"""The headings of what is written; of what is read, in any order, only ``video_id`` and one that names the track."""

NONE = "none"
"""In the column ``video_id``: a person says that YouTube does not have it."""

LARGEST = 32 * 1024 * 1024
"""Bytes of the largest table that is read."""

_NAMES = ("track_id", "spotify_id", "isrc")
_VIDEO = "video_id"
_DELIMITERS = (",", ";", "\t")
_SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")
_MARKED = re.compile(r"'[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF001 - the starts that spreadsheets obey


@dataclass(frozen=True, slots=True)
class Correction:
    """A row that decides something. ``line`` counts from 1; ``names`` are tried in turn; see :func:`track_name`.

    ``video_id`` is None where the person says that there is none.
    """

    line: int
    names: tuple[str, ...]
    video_id: VideoId | None


def refusal(name: str, line: int, why: str) -> UsageError:
    """Why a table is not taken, in one sentence that names the line."""
    return UsageError(f"{shown(name, limit=80)}, line {line:,}: {why}; nothing was imported.")


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────


def row_of(entry: Entry, candidates: Sequence[tuple[Candidate, float]]) -> list[str]:
    """The cells of :data:`COLUMNS` for a recording, each safe in a spreadsheet; ``candidates`` best first."""
    recording, match = entry.recording, entry.match
    decided = ""
    if entry.is_overridden and match is not None:
        decided = NONE if match.status is MatchStatus.MISSING else match.video_id or ""
    cells = (
        entry.spotify_id or "",
        recording.isrc or "",
        shown(recording.title),
        shown(", ".join(recording.artists)),
        shown(recording.album or ""),
        "" if recording.duration_s is None else f"{recording.duration_s:.0f}",
        "" if match is None else match.status.value,
        "" if match is None else shown(match.reason),
        decided,
        entry.track_id,
        "; ".join(f"{one.video_id} {score:.2f} {shown(one.title, limit=60)}" for one, score in candidates),
    )
    return [safe_csv(cell) for cell in cells]


def is_ours(head: bytes) -> bool:
    """Whether a file that begins so was written from :data:`COLUMNS`."""
    return head.removeprefix(b"\xef\xbb\xbf").startswith(",".join(COLUMNS).encode())


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────


def read_corrections(data: bytes, name: str) -> tuple[Correction, ...]:
    """What a table decides, in its order; rows that decide nothing are left out.

    Raises UsageError with the line of the first thing that is wrong. ``name`` is what the file is called.
    """
    text = _text(data, name)
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter, name)
    line, headings = next(rows, (1, []))
    columns = _columns(headings, line, name)
    needed = max(columns.values()) + 1
    found: list[Correction] = []
    said: dict[str, Correction] = {}
    for line, cells in rows:
        if not any(map(str.strip, cells)):
            continue
        if len(cells) < needed or len(cells) > len(headings):
            raise refusal(name, line, f"it has {len(cells)} cells where there should be {len(headings)}")
        correction = _correction(line, {key: _plain(cells[place]) for key, place in columns.items()}, name)
        if correction is None:
            continue
        for key in correction.names:
            before = said.setdefault(key, correction)
            if before.video_id != correction.video_id:
                raise refusal(name, line, f"it says another video than line {before.line:,} for the same track")
        found.append(correction)
    return tuple(found)


def _text(data: bytes, name: str) -> str:
    if len(data) > LARGEST:
        raise UsageError(f"{shown(name, limit=80)} is larger than any table of corrections; nothing was imported.")
    place = data.find(b"\0")
    if place >= 0:
        raise refusal(name, data.count(b"\n", 0, place) + 1, "it holds a null byte, so this is no CSV text in UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(
            name, data.count(b"\n", 0, error.start) + 1, "it is not in UTF-8 (spreadsheets call that 'CSV UTF-8')"
        ) from None


def _delimiter(text: str) -> str:
    """The one that separates most headings; spreadsheets of some countries write another than the comma."""
    head = text.lstrip().partition("\n")[0]
    return max(_DELIMITERS, key=head.count)


def _rows(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise refusal(name, line, f"it is no row of a CSV table ({error})") from None


def _columns(headings: Sequence[str], line: int, name: str) -> dict[str, int]:
    """Where the columns stand that are read."""
    known = [heading.strip().casefold() for heading in headings]
    twice = next((key for key in (*_NAMES, _VIDEO) if known.count(key) > 1), None)
    if twice is not None:
        raise refusal(name, line, f"there are two columns '{twice}'")
    if _VIDEO not in known or not any(key in known for key in _NAMES):
        raise refusal(name, line, "it needs a column 'video_id' and one of 'track_id', 'spotify_id' and 'isrc'")
    return {key: known.index(key) for key in (*_NAMES, _VIDEO) if key in known}


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    cell = cell.strip()
    return cell[1:] if _MARKED.match(cell) else cell


def _correction(line: int, cells: dict[str, str], name: str) -> Correction | None:
    """What a row decides; None where nothing."""
    video = cells.pop(_VIDEO)
    spotify_id = cells.get("spotify_id", "")
    if spotify_id and not _SPOTIFY_ID.fullmatch(track_name(spotify_id).removeprefix(SPOTIFY)):
        raise refusal(name, line, f"'{shown(spotify_id, limit=40)}' is no Spotify id")
    if not video:
        return None
    names = [isrc_name(cell) if key == "isrc" else track_name(cell) for key, cell in cells.items() if cell]
    if not names:
        raise refusal(name, line, "it names no track")
    if video.casefold() == NONE:
        return Correction(line, tuple(dict.fromkeys(names)), None)
    video_id = video_in(video)
    if video_id is None:
        raise refusal(name, line, f"'{shown(video, limit=40)}' is no YouTube video")
    return Correction(line, tuple(dict.fromkeys(names)), video_id)
