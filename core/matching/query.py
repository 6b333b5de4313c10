"""The one text a recording is searched by.

A search is dear (1 of 100 a day), so the query holds what every upload's title holds, and nothing that only
some do: the first artist, the title without its brackets, and the version where it is a special one. Where others of
its album wait, too, the album's title joins it: YouTube writes it under every track that a distributor delivers, so
that the fifty answers hold more of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from core.matching.fold import cleaned, fold
from core.matching.normalise import main_title, named
from core.matching.words import SOFT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model import Recording

QUERY_MAX: Final = 150
"""Characters of a query at most."""

_ALBUM_WORDS: Final = 4
"""An album whose title has more words would drown the song's own."""

_SPACES = re.compile(r"\s+")
_DASHES = re.compile(r"(?<!\S)-+|-+(?!\S)")
_OPERATORS = str.maketrans({"|": " ", '"': " "})
_WORDS: Final = {
    "sped_up": "sped up",
    "part": "",
    "arranged": "",
    "lesson": "",
    "language": "",
    "boosted": "",
    "excerpt": "",
}


def query(recording: Recording, company: Sequence[Recording] = ()) -> str:
    """What to search for: first artist, title, version word; also the remixer, whose name tells remixes apart.

    ``company`` are others of the same artist that wait. Signs that the search reads as operators (``|``, quotes, a
    leading ``-``) are left out. Empty where the recording has neither title nor artist.
    """
    wanted = named(recording)
    versions = sorted(wanted.versions - SOFT)
    by = sorted(wanted.by) if "remix" in wanted.versions else []
    words = (
        *(cleaned(artist) for artist in recording.artists[:1]),
        main_title(recording.title),
        *by,
        *(_WORDS.get(kind, kind) for kind in versions),
        _album(recording, company),
    )
    text = _SPACES.sub(" ", " ".join(words).translate(_OPERATORS)).strip()
    return _DASHES.sub("", text)[:QUERY_MAX].strip()


def _album(recording: Recording, company: Sequence[Recording]) -> str:
    """The album's title where another one of it waits, and it says something new in a few words; else nothing."""
    if recording.album is None or not any(other.album == recording.album for other in company):
        return ""
    main = main_title(recording.album)
    said = {word for text in (recording.title, *recording.artists[:1]) for word in fold(text).split()}
    words = fold(main).split()
    return main if words and len(words) <= _ALBUM_WORDS and not said.issuperset(words) else ""
