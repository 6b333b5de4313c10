"""What YouTube takes as a playlist's title and description: bounded, and without what it refuses."""

from __future__ import annotations

import unicodedata

from core.adapters.shape import LOOKALIKES

TITLE_MAX = 150
DESCRIPTION_MAX = 5000


def clean_title(title: str) -> str:
    """A title of 1…150 code points on one line, ``<`` and ``>`` replaced by look-alikes; never empty."""
    words = "".join(" " if _breaks(c) else c for c in title).translate(LOOKALIKES)
    return " ".join(words.split())[:TITLE_MAX].rstrip() or "Untitled"


def clean_description(description: str) -> str:
    """A description of at most 5,000 code points. Its last line is kept whole: it carries the marker."""
    kept = "".join(c for c in description if c == "\n" or not _breaks(c)).translate(LOOKALIKES)
    if len(kept) <= DESCRIPTION_MAX:
        return kept
    head, _, last = kept.rpartition("\n")
    last = last[:DESCRIPTION_MAX]
    return f"{head[: max(0, DESCRIPTION_MAX - len(last) - 1)]}\n{last}"[-DESCRIPTION_MAX:]


def _breaks(character: str) -> bool:
    """Whether a character is no part of a line: controls, line and paragraph separators, lone surrogates."""
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
