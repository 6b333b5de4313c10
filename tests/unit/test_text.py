"""Hostile titles on their way to a person, and the small formats of times and lengths."""

from __future__ import annotations

import time
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import ago, duration, safe_csv, shown, titled

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
RAINBOW = "\U0001f3f3\ufe0f\u200d\U0001f308"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\x1b]0;x\x07", "\ufffd]0;x\ufffd"),
        ("\x1b]52;c;aGk=\x1b\\", "\ufffd]52;c;aGk=\ufffd\\"),
        ("\x1b[2J\x1b[H\x1bc", "\ufffd[2J\ufffd[H\ufffdc"),
        ("\x1b[6n\x1bP$q", "\ufffd[6n\ufffdP$q"),
        ("\x9b2J\x9d0;x\x90", "\ufffd2J\ufffd0;x\ufffd"),
        ("\x1b] the rest stays", "\ufffd] the rest stays"),
        ("\x1b]8;;http://evil\x1b\\text", "\ufffd]8;;http://evil\ufffd\\text"),
        ("a\x07\x08\r\x0b\x0cb", "a\ufffd\ufffd\ufffd\ufffd\ufffdb"),
        ("a\x00b\x7f", "a\ufffdb\ufffd"),
        ("a\nb\u2028c\u2029d\x85e\r\nf", "a b c d e f"),
        ("a\tb", "a b"),
    ],
)
def test_nothing_a_terminal_would_obey_is_left(raw: str, expected: str) -> None:
    assert shown(raw) == expected


def test_direction_overrides_go_and_real_arabic_and_hebrew_stay() -> None:
    assert shown("a\u202eb\u2066c\u2069d\u200ee\u200ff\u061cg") == "abcdefg"
    assert shown("فيروز – שלום") == "فيروز – שלום"


def test_invisible_characters_go() -> None:
    assert shown("a\u200bb\u2060c\ufeffd\u00ade\u3164f\U000e0041g\u034f") == "abcdefg"


@pytest.mark.parametrize(
    "emoji", [FAMILY, RAINBOW, ENGLAND, "\U0001f44d\U0001f3fd", "\U0001f1eb\U0001f1f7", "1\ufe0f\u20e3"]
)
def test_an_emoji_of_several_characters_stays_whole(emoji: str) -> None:
    assert shown(f"a {emoji} b") == f"a {emoji} b"


def test_a_joiner_between_letters_goes() -> None:
    assert shown("a\u200db\u200d") == "ab"


def test_at_most_four_marks_stay_on_a_letter() -> None:
    assert shown("x" + "\u0316" * 9_999) == "x" + "\u0316" * 4 + "…"
    assert shown("x" + "\u0316" * 9 + "y" + "\u0317" * 2) == "x" + "\u0316" * 4 + "y" + "\u0317" * 2


def test_a_mark_without_a_letter_goes_so_that_it_does_not_land_on_the_frame() -> None:
    assert shown("\u0301\u0301abc") == "abc"
    assert shown("a\n\u0301b") == "a b"


def test_letters_come_out_composed() -> None:
    assert shown("Beyonce\u0301") == "Beyoncé"
    assert shown("Sigur Ro\u0301s") == unicodedata.normalize("NFC", "Sigur Ro\u0301s")


def test_a_lone_surrogate_becomes_a_character_that_can_be_written() -> None:
    assert shown("a\ud800b").encode() == "a\ufffdb".encode()


@pytest.mark.parametrize("length", [301, 10_000, 1_000_000])
def test_a_long_title_is_cut_to_the_limit_with_an_ellipsis(length: int) -> None:
    assert shown("x" * length) == "x" * 299 + "…"


def test_the_limit_can_be_chosen_and_an_exact_fit_is_not_cut() -> None:
    assert shown("x" * 300) == "x" * 300
    assert shown("abcdef", limit=4) == "abc…"


@pytest.mark.parametrize(
    "raw",
    [
        "[bold]x[/]",
        "[/nope]",
        "[@click=app.quit]x[/]",
        "[link=https://e.org]",
        "\\[",
        "{}",
        "%s",
        "$x",
        "${jndi:ldap://x}",
        "'; DROP TABLE x; --",
        "../../etc/passwd",
        "Ｆｕｌｌ ｗｉｄｔｈ",
        "Мадонна",
        "\ufdfa",
        "İstanbul ı ß",
        "坂本龍一",
        "",
        "   ",
    ],
)
def test_words_that_only_look_dangerous_stay_as_they_are(raw: str) -> None:
    assert shown(raw) == raw


@pytest.mark.parametrize("raw", ["", "  ", "\u200b\u2060", "\u3164"])
def test_a_title_of_which_nothing_is_seen_is_called_untitled(raw: str) -> None:
    assert titled(raw, "37i9") == "untitled (37i9)"
    assert titled(raw + "x", "37i9").strip() == "x"


@pytest.mark.parametrize("raw", ["\u0301\u0316" * 10_000, "\ufdfa" * 500_000, "a\u0301" * 500_000, FAMILY * 100_000])
def test_the_worst_titles_do_not_freeze_the_program(raw: str) -> None:
    began = time.perf_counter()
    shown(raw)
    assert time.perf_counter() - began < 0.5


@given(st.text(st.characters(codec=None), max_size=400))
def test_whatever_comes_in_is_short_printable_and_shown_the_same_twice(raw: str) -> None:
    once = shown(raw)
    assert len(once) <= 300
    assert not [char for char in once if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not set(once) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b")
    assert shown(once) == once


@given(st.text("a\u0301\u0316\u0344\u200d\ufe0f\U0001f468\U0001f3fd\u2764\u200b \t", max_size=30))
def test_marks_and_joiners_in_any_order_are_shown_the_same_twice(raw: str) -> None:
    assert shown(shown(raw)) == shown(raw)


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "\r=1", "＝1"])
def test_a_cell_that_looks_like_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert safe_csv(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "a=b", "Song 2", "'quoted"])
def test_another_cell_stays_as_it_is(cell: str) -> None:
    assert safe_csv(cell) == cell


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-3, "0 s"),
        (0, "0 s"),
        (0.4, "0 s"),
        (42, "42 s"),
        (59.6, "1 min"),
        (185, "3 min 5 s"),
        (7_200, "2 h"),
        (7_805, "2 h 10 min"),
        (86_400 * 4 + 30, "4 d"),
        (86_400 + 3_600, "1 d 1 h"),
    ],
)
def test_a_duration_is_told_in_its_two_largest_units(seconds: float, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-100, "just now"),
        (0, "just now"),
        (59.9, "just now"),
        (60, "1 minute ago"),
        (150, "2 minutes ago"),
        (3_600, "1 hour ago"),
        (86_399, "23 hours ago"),
        (86_400, "1 day ago"),
        (86_400 * 30, "30 days ago"),
    ],
)
def test_the_last_sync_is_told_in_its_largest_unit(seconds: float, said: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_without_a_sync_it_says_so() -> None:
    assert ago(None, NOW) == "never synced"
