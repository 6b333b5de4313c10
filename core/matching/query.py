"""The one text a recording is searched by.

A search is dear (1 of 100 a day), so the query holds what every upload's title holds, and nothing that only
some do: the first artist, the title without its brackets, and the version where it is a special one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from core.matching.fold import cleaned
from core.matching.normalise import main_title, named
from core.matching.words import SOFT

if TYPE_CHECKING:
    from core.model import Recording

QUERY_MAX: Final = 150
"""Characters of a query at most."""

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


def query(recording: Recording) -> str:
    """What to search for: first artist, title, version word; also the remixer, whose name tells remixes apart.

    Signs that the search reads as operators (``|``, quotes, a leading ``-``) are left out. Empty where the
    recording has neither title nor artist.
    """
    wanted = named(recording)
    versions = sorted(wanted.versions - SOFT)
    by = sorted(wanted.by) if "remix" in wanted.versions else []
    words = (
        *(cleaned(artist) for artist in recording.artists[:1]),
        main_title(recording.title),
        *by,
        *(_WORDS.get(kind, kind) for kind in versions),
    )
    text = _SPACES.sub(" ", " ".join(words).translate(_OPERATORS)).strip()
    return _DASHES.sub("", text)[:QUERY_MAX].strip()
