"""Folds text so that the same words compare equal, in any script.

Letters stay letters: only Latin and Greek letters lose their accents, kana keep their voicing marks, Cyrillic its й,
Hangul its syllables; Hebrew and Arabic lose the vowel points that people leave out. What a text sounds like in
Latin letters is made beside it, never in its place. Text is capped before anything else, since normalising and
fuzzy comparison grow faster than their input.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Final

CAP = 300
"""Characters of a string that are looked at."""

_NOT_A_WORD = re.compile(r"[^0-9a-z]+")
_BANG = re.compile(r"(?<=[^\W\d_])!(?=[^\W\d_])")
_DROPPED = dict.fromkeys(map(ord, "'’‘ʼ´`′"))  # noqa: RUF001 - the apostrophes people type
_ASCII = {ord("&"): " and ", ord("$"): "s", ord("`"): ""}
_LETTERS = {
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ё": "\N{CYRILLIC SMALL LETTER IE}",  # often written without its dots
}
_JAPANESE = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})
_UNACCENTED = ("LATIN", "GREEK")
_POINTS = ("HEBREW", "ARABIC", "COMBINING")
_UNSEEN = ("Cf", "Cs", "Cn")


class _Letters(dict[int, str]):
    """What each character becomes; found out when it is first met, the same for ever after."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = folded = _folded(letter)
        return folded


def _folded(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in _UNSEEN:
        return ""
    name = unicodedata.name(letter, "")
    if category[0] == "M":
        # Voicing marks and vowel signs belong to their letters; accents, points and stress marks are left out.
        return "" if name.startswith(_POINTS) and "VOICED" not in name else letter
    if category[0] not in "LN":
        return " "
    if name.startswith(_UNACCENTED):
        letter = unicodedata.normalize("NFD", letter)[0]
    return _LETTERS.get(letter, letter)


_TABLE: Final = _Letters({**_ASCII, **dict.fromkeys(_DROPPED, "")})


class _Scripts(dict[str, str]):
    """The script of each letter, found out when it is first met; empty for what is no letter."""

    def __missing__(self, letter: str) -> str:
        name = unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""
        self[letter] = found = "JAPANESE" if name in _JAPANESE else name
        return found


_SCRIPTS: Final = _Scripts()


def cleaned(text: str) -> str:
    """Text as it may be taken apart: capped, compatibility forms unified, invisible characters gone."""
    text = text[:CAP]
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)[:CAP]
    if text.isprintable():
        return text
    return "".join(letter for letter in text if unicodedata.category(letter) not in _UNSEEN)


def fold(text: str) -> str:
    """The words of a text in lower case, one space between; letters of every script are kept.

    Empty for text without a single letter or digit.
    """
    if "!" in text:
        text = _BANG.sub("i", text[:CAP])
    if text.isascii():
        text = text[:CAP].lower().replace("'", "")
        return _NOT_A_WORD.sub(
            " ", text.translate(_ASCII) if "&" in text or "$" in text or "`" in text else text
        ).strip()
    return " ".join(unicodedata.normalize("NFKC", text[:CAP])[:CAP].casefold().translate(_TABLE).split())


def compact(folded: str) -> str:
    """Folded text without its spaces: ``r e m`` and ``rem`` are one name."""
    return folded.replace(" ", "")


def romanised(folded: str) -> str:
    """Folded text in Latin letters, about as it sounds; empty where it is in Latin letters as it is."""
    if folded.isascii():
        return ""
    from anyascii import anyascii

    return fold(anyascii(folded))


def script(folded: str) -> str:
    """The script most of a folded text is written in (``LATIN``, ``CYRILLIC`` …); empty where it has no letters.

    Kana and Chinese signs count as one, since Japanese mixes them.
    """
    if folded.isascii():
        return "LATIN" if any(map(str.isalpha, folded)) else ""
    counts = Counter(map(_SCRIPTS.__getitem__, folded))
    del counts[""]
    return max(counts, key=lambda name: counts[name]) if counts else ""
