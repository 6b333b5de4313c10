"""Recorded match cases, read for measuring: what was looked for, what a search brought, which of it is right.

The form is that of the recorded data: a case a line, with ``truth`` and ``acceptable`` as right answers and
``unsure`` left out of every count. Nothing of the data is kept here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from core.matching.fold import compact, fold
from core.model import Candidate, Recording, RecordingId, VideoId

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LEFT_WITHOUT: Final = 5
"""Candidates that must be left for a case to be judged without its right ones."""

_TRUSTED: Final = {"tier": "full", "trust": "high"}
_SEVERAL: Final = re.compile(r",|&|;|/|\b(?:feat|ft|featuring|and|et|und|y|x|with)\b\.?", re.IGNORECASE)

_ARTICLES: Final = frozenset({"the", "a", "die", "der", "das", "les", "la", "le", "los", "las", "el", "and", "und"})


class Malformed(Exception):
    """A file that is missing or is not made of cases; the message is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question with its answers, by video id.

    ``found`` are the candidates as they were recorded, for rules that read more than the program does.
    ``is_named``: a right title names an artist of the recording; ``is_spelt``: letter by letter.
    """

    id: str
    source: str
    group: str
    recording: Recording
    candidates: tuple[Candidate, ...]
    found: tuple[Mapping[str, Any], ...]
    right: frozenset[str]
    unsure: frozenset[str]
    is_named: bool
    is_spelt: bool

    def without_right(self) -> Case | None:
        """The same question with no right answer left; None where too few candidates remain."""
        known = self.right | self.unsure
        left = [place for place, each in enumerate(self.candidates) if each.video_id not in known]
        if len(left) < LEFT_WITHOUT:
            return None
        return replace(
            self,
            candidates=tuple(self.candidates[place] for place in left),
            found=tuple(self.found[place] for place in left),
            right=frozenset(),
        )


def load(path: Path) -> tuple[Case, ...]:
    """The cases of a file that are whole enough to count (full search lists, trusted labels).

    Raises:
        Malformed: It is not there, holds no case, or a line is none.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        raise Malformed(f"{path} is not there.") from None
    except (OSError, UnicodeDecodeError):
        raise Malformed(f"{path} cannot be read as text.") from None
    cases = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            if all(raw.get(name, value) == value for name, value in _TRUSTED.items()):
                cases.append(_case(raw))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Malformed(f"{path}, line {number}, is not a match case.") from None
    if not cases:
        raise Malformed(f"{path} holds no case that counts.")
    return tuple(cases)


def _case(raw: Mapping[str, Any]) -> Case:
    wanted = _recording(raw["track"])
    right = frozenset([*raw["truth"], *raw["acceptable"]])
    found = tuple(raw["candidates"])
    titles = [fold(each["title"]) for each in found if each["videoId"] in right]
    return Case(
        id=raw["id"],
        source=raw["source"],
        group=raw["group"],
        recording=wanted,
        candidates=tuple(_candidate(each) for each in found),
        found=found,
        right=right,
        unsure=frozenset(raw["unsure"]),
        is_named=any(_names(title, artist, wanted.title) for title in titles for artist in wanted.artists),
        is_spelt=any(_spells(title, artist) for title in titles for artist in wanted.artists),
    )


def _spells(title: str, artist: str) -> bool:
    """Whether a video's folded title holds an artist's name, or one of several that are written as one."""
    parts = {compact(fold(part)) for part in (artist, *_SEVERAL.split(artist))} - {""}
    return any(part in compact(title) for part in parts)


def _names(title: str, artist: str, song: str) -> bool:
    """Whether it names them at all: so, or by most of the words of their name.

    This says which cases count, and is kept apart from how the matcher itself finds names.
    """
    words = set(fold(artist).split()) - _ARTICLES - set(fold(song).split())
    there = words.intersection(title.split())
    return _spells(title, artist) or 2 * sum(map(len, there)) > sum(map(len, words))


def _recording(track: Mapping[str, Any]) -> Recording:
    length = track.get("duration_ms")
    return Recording(
        RecordingId(1),
        track["title"],
        tuple(track["artists"]),
        album=track.get("album"),
        duration_s=length / 1000 if length else None,
        isrc=track.get("isrc"),
        is_explicit=track.get("explicit"),
        released=track.get("release_date") or track.get("year"),
    )


def _candidate(found: Mapping[str, Any]) -> Candidate:
    """A recorded result as the Data API would describe it: licensed tracks sit on Topic channels."""
    artists = found.get("artists") or []
    channel = found.get("channel") or (artists[0] if artists else "")
    description = ""
    if found.get("type") == "song":
        channel = f"{channel} - Topic"
        credited = " · ".join((found["title"], *artists))
        album = found.get("album") or found["title"]
        description = f"Provided to YouTube by Label\n\n{credited}\n\n{album}\n\nAuto-generated by YouTube."
    return Candidate(
        VideoId(found["videoId"]), found["title"], channel, description=description, seconds=found.get("duration_s")
    )
