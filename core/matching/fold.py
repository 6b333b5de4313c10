"""Folds text so that the same words compare equal, in any script.

Letters stay letters: only Latin letters lose their accents, kana keep their voicing marks, Cyrillic its й,
Hangul its syllables; Hebrew and Arabic lose the vowel points that people leave out. Text is capped before
anything else, since normalising and fuzzy comparison grow faster than their input.
"""

from __future__ import annotations

import re
import unicodedata

CAP = 300
"""Characters of a string that are looked at."""

_NOT_A_WORD = re.compile(r"[^0-9a-z]+")
_SPACES = re.compile(r"\s+")
_DROPPED = dict.fromkeys(map(ord, "'’‘ʼ´`′"))  # noqa: RUF001 - the apostrophes people type
_ASCII = {ord("&"): " and ", ord("$"): "s", ord("`"): "", **_DROPPED}
_LETTERS = {
    ord("\N{LATIN SMALL LETTER DOTLESS I}"): "i",
    ord("ø"): "o",
    ord("ł"): "l",
    ord("đ"): "d",
    ord("ð"): "d",
    ord("þ"): "th",
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("ё"): "\N{CYRILLIC SMALL LETTER IE}",  # often written without its dots
}
_JAPANESE = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})
_POINTED = ("LATIN", "HEBREW", "ARABIC")


def cleaned(text: str) -> str:
    """Text as it may be taken apart: capped, compatibility forms unified, invisible characters gone."""
    text = text[:CAP]
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)[:CAP]
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Cf", "Cs", "Cn"))


def fold(text: str) -> str:
    """The words of a text in lower case, one space between; letters of every script are kept.

    Empty for text without a single letter or digit.
    """
    if text.isascii():
        text = text[:CAP].lower().replace("'", "")
        return _NOT_A_WORD.sub(" ", text.translate(_ASCII) if "&" in text or "$" in text else text).strip()
    text = cleaned(text).casefold().translate(_ASCII)
    kept: list[str] = []
    base_script = ""
    for letter in unicodedata.normalize("NFD", text):
        category = unicodedata.category(letter)
        if category[0] == "M":
            if not base_script:
                kept.append(letter)
            continue
        base_script = _pointed(letter) if category[0] == "L" else ""
        kept.append(letter if category[0] in "LN" else " ")
    joined = unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)
    return _SPACES.sub(" ", joined).strip()


def compact(folded: str) -> str:
    """Folded text without its spaces: ``r e m`` and ``rem`` are one name."""
    return folded.replace(" ", "")


def script(folded: str) -> str:
    """The script most of a folded text is written in (``LATIN``, ``CYRILLIC`` …); empty where it has no letters.

    Kana and Chinese signs count as one, since Japanese mixes them.
    """
    if folded.isascii():
        return "LATIN" if any(map(str.isalpha, folded)) else ""
    counts: dict[str, int] = {}
    for letter in folded:
        if letter.isascii():
            name = "LATIN" if letter.isalpha() else ""
        else:
            name = unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""
            name = "JAPANESE" if name in _JAPANESE else name
        if name:
            counts[name] = counts.get(name, 0) + 1
    return max(counts, key=lambda name: counts[name]) if counts else ""


def _pointed(letter: str) -> str:
    """The script of a letter whose marks are dropped; empty for one that keeps them."""
    if letter.isascii():
        return "LATIN"
    name = unicodedata.name(letter, "")
    return next((known for known in _POINTED if name.startswith(known)), "")
