"""How text from outside is made fit to show: on a screen, in a log, in a pipe, in a spreadsheet.

Titles, names and messages come from strangers. They are stored raw and pass :func:`shown` once on their way
to a person, never before. Nothing here knows who shows them.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from datetime import datetime

Shown = NewType("Shown", str)
"""Text that passed :func:`shown`: one line, bounded, without anything a terminal would obey."""

LIMIT = 300
"""Characters shown at most, unless the caller says otherwise."""

_MARKS = 4
_REPLACEMENT = "\ufffd"
_ZWJ = "\u200d"
_VS16 = "\ufe0f"
_BLACK_FLAG = "\U0001f3f4"
_TAGS = range(0xE0020, 0xE0080)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_SYMBOLS_FROM = 0x2190
_SPACES = frozenset("\t\n\x85\u2028\u2029")
_VISIBLE_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_INVISIBLE = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0),
            *range(0x180B, 0x1810),  # Mongolian variation selectors
            *range(0xFE00, 0xFE0F),  # variation selectors but the sixteenth, which asks for an emoji
            *range(0xFFF0, 0xFFF9),
            *range(0xE0100, 0xE01F0),  # further variation selectors
        ),
    )
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - spreadsheets obey these, too


def shown(text: str, *, limit: int = LIMIT) -> Shown:
    """Text as it may be shown: at most ``limit`` characters (the last an ellipsis where some are left out).

    Control characters and lone surrogates become U+FFFD one by one, since parsing escape sequences lets an
    unfinished one swallow the rest; line breaks and tabs become spaces. Direction overrides and invisible
    characters go, a joiner stays between two emoji. At most four combining marks stay on a letter. Cutting
    comes first, because normalising is quadratic in the number of marks. Showing twice changes nothing.
    """
    is_cut = len(text) > limit
    if is_cut:
        text = text[:limit]
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text)
        text = unicodedata.normalize("NFC", _cleaned(text.replace("\r\n", "\n")))
    if is_cut or len(text) > limit:
        text = text[: max(limit - 1, 0)] + "…"
    return Shown(text)


def titled(text: str, key: str) -> Shown:
    """A title to show, or a stand-in with the thing's ``key`` where nothing of it can be seen."""
    visible = shown(text)
    return visible if visible.strip() else Shown(f"untitled ({shown(key)})")


def safe_csv(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before one that begins like one."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def duration(seconds: float) -> Shown:
    """A length of time for people, in its two largest units: ``42 s``, ``3 min 5 s``, ``2 h 10 min``, ``4 d``."""
    rest = max(0, round(seconds))
    parts = []
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, rest = divmod(rest, size)
        parts.append((count, unit))
    first = next((place for place, (count, _) in enumerate(parts) if count), len(parts) - 1)
    named = [f"{count} {unit}" for count, unit in parts[first : first + 2] if count]
    return Shown(" ".join(named) or "0 s")


def ago(then: datetime | None, now: datetime) -> Shown:
    """How long ago the last sync was, in its largest unit; None is never, the future (a clock that jumped) is now."""
    if then is None:
        return Shown("never synced")
    seconds = (now - then).total_seconds()
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        count = int(seconds // size)
        if count >= 1:
            return Shown(f"{count} {unit}{'' if count == 1 else 's'} ago")
    return Shown("just now")


def _cleaned(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for place, char in enumerate(text):
        category = unicodedata.category(char)
        if char in _SPACES:
            kept.append(" ")
            marks = _MARKS  # a mark after a break has no letter of its own
        elif category in {"Cc", "Cs", "Cn"}:
            kept.append(_REPLACEMENT)
            marks = 0
        elif category == "Cf" or char in _INVISIBLE:
            if char in _VISIBLE_FORMAT or _joins(kept, text, place) or _is_flag_tag(kept, char):
                kept.append(char)
        elif category[0] == "M":
            if kept and marks < _MARKS:
                kept.append(char)
                marks += 1
        else:
            kept.append(char)
            marks = 0
    return "".join(kept)


def _joins(kept: list[str], text: str, place: int) -> bool:
    """Whether the character is a joiner with an emoji on each side."""
    if text[place] != _ZWJ or not kept or place + 1 >= len(text):
        return False
    before = kept[-2] if kept[-1] == _VS16 and len(kept) > 1 else kept[-1]
    return _is_emoji(before) and _is_emoji(text[place + 1])


def _is_emoji(char: str) -> bool:
    code = ord(char)
    return code in _SKIN_TONES or (code >= _SYMBOLS_FROM and unicodedata.category(char) in {"So", "Sm"})


def _is_flag_tag(kept: list[str], char: str) -> bool:
    """Whether the character is a tag in a regional flag (England, Scotland, Wales): a black flag, then tags."""
    return ord(char) in _TAGS and bool(kept) and (kept[-1] == _BLACK_FLAG or ord(kept[-1]) in _TAGS)
