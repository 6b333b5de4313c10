"""Titles folded and taken apart, in many scripts, noisy and hostile."""

from __future__ import annotations

import time

import pytest

from core.matching.fold import CAP, compact, fold, script
from core.matching.normalise import named, segments, versions_in
from core.matching.query import QUERY_MAX, query
from tests.unit.matching.cases import recording


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Don’t Stop", "dont stop"),
        ("Beyoncé & Jay-Z", "beyonce and jay z"),
        ("İstanbul'da ılık", "istanbulda ilik"),
        ("STRASSE / Straße", "strasse strasse"),
        ("Łódź, Ørsted, Æther", "lodz orsted aether"),
        ("ガラス がらす ｶﾞﾗｽ", "ガラス がらす ガラス"),
        ("한국어 노래", "한국어 노래"),
        ("שָׁלוֹם עולם", "שלום עולם"),
        ("مُحَمَّد", "محمد"),
        ("Ещё мой", "еще мой"),
        ("मेरा गाना", "मेरा गाना"),
        ("เพลงไทย", "เพลงไทย"),
        ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full width"),
        ("zero\u200bwidth\u2060", "zerowidth"),
        ("\ud800 lone", "lone"),
        ("\u202eoverride", "override"),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_folding_keeps_the_letters_of_every_script(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(fold(text)) == folded


def test_long_text_is_capped_before_anything_is_done_with_it() -> None:
    assert len(fold("é" * 10_000)) == CAP
    assert len(fold("\ufdfa" * 10_000)) <= CAP
    assert compact("r e m") == "rem"


def test_the_script_is_that_of_most_letters() -> None:
    assert [script(fold(text)) for text in ("abc", "где abv это", "שלום", "123")] == ["LATIN", "CYRILLIC", "HEBREW", ""]


@pytest.mark.parametrize(
    ("title", "cores", "versions"),
    [
        ("Bohemian Rhapsody - Remastered 2011", ("bohemian rhapsody",), set()),
        ("For Whom The Bell Tolls (Remastered)", ("for whom the bell tolls",), set()),
        ("Bad (feat. Jessame)", ("bad",), set()),
        ("Bad feat. Jessame", ("bad",), set()),
        ("Hurt - Live at Wembley", ("hurt",), {"live"}),
        ("Hurt (Acoustic) [Live]", ("hurt",), {"acoustic", "live"}),
        ("Crush - Itay Galo Remix", ("crush",), {"remix"}),
        ("Crush - Original Mix", ("crush",), set()),
        ("Crush - Yanou's Candlelight Mix", ("crush",), {"remix"}),
        ("Crush - Radio Edit", ("crush",), {"edit"}),
        ("Crush (Slowed + Reverb)", ("crush",), {"slowed", "reverb"}),
        ("Crush - Sped Up", ("crush",), {"sped_up"}),
        ("La Noche (En Vivo)", ("la noche",), {"live"}),
        ("Amor - Ao Vivo", ("amor",), {"live"}),
        ("夜の歌（ライブ）", ("夜の歌",), {"live"}),
        ("Live Forever", ("live forever",), set()),
        ("Cover Me Up", ("cover me up",), set()),
        ("Echoes, Pt. II", ("echoes part 2",), set()),
        ("(Sittin' On) The Dock", ("the dock sittin on", "sittin on the dock", "the dock"), set()),
    ],
)
def test_a_recordings_title_says_what_it_is_called_and_which_version_it_is(
    title: str, cores: tuple[str, ...], versions: set[str]
) -> None:
    found = named(recording(title, "Anyone"))
    assert found.cores == cores
    assert found.versions == versions


def test_the_remixer_is_remembered_and_the_noise_is_not() -> None:
    assert named(recording("Crush (The Itay Galo Remix)", "Mako")).by == {"itay", "galo"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("guitar cover", {"cover"}),
        ("karaoke version with lyrics", {"karaoke"}),
        ("караоке", {"karaoke"}),
        ("קריוקי", {"karaoke"}),
        ("كاريوكي", {"karaoke"}),
        ("カラオケ", {"karaoke"}),
        ("노래방", {"karaoke"}),
        ("歌ってみた", {"cover"}),
        ("ドライブ", set()),  # a drive, although it ends like "live"
        ("アライブ", set()),
        ("8d audio", {"8d"}),
        ("nightcore", {"nightcore"}),
        ("official video hd", set()),
        ("remastered 2011", set()),
        ("alive discover editor", set()),
    ],
)
def test_version_words_are_known_in_many_languages(text: str, kinds: set[str]) -> None:
    assert versions_in(text) == kinds


def test_a_videos_title_falls_into_pieces_at_brackets_dashes_and_signs() -> None:
    assert segments("Mako – Crush (Official Video) [HD] | Label") == ("mako", "crush", "official video", "hd", "label")
    assert segments("米津玄師「Lemon」MV") == ("米津玄師", "lemon", "mv")
    assert segments("Nobody Else [ Lyrics") == ("nobody else", "lyrics")


@pytest.mark.parametrize(
    ("title", "artists", "expected"),
    [
        ("Bad (feat. Jessame)", ("Lost Kings", "Jessame"), "Lost Kings Bad"),
        ("Hurt - Live at Wembley", ("Cash",), "Cash Hurt live"),
        ("Crush - Itay Galo Remix", ("Mako",), "Mako Crush galo itay remix"),
        ("Crush - Radio Edit", ("Mako",), "Mako Crush"),
        ("Crush (Sped Up)", ("Mako",), "Mako Crush sped up"),
        ("夜に駆ける", ("YOASOBI",), "YOASOBI 夜に駆ける"),
        ('-minus "quoted" | or', ("-Artist-",), "Artist minus quoted or"),
        ("", (), ""),
    ],
)
def test_a_query_is_the_first_artist_the_plain_title_and_the_version(
    title: str, artists: tuple[str, ...], expected: str
) -> None:
    assert query(recording(title, *artists)) == expected


def test_a_query_is_never_longer_than_a_search_takes() -> None:
    assert len(query(recording("a b " * 5_000, "c d " * 5_000))) <= QUERY_MAX


@pytest.mark.parametrize(
    "nasty", ["(" * 10_000, "a\u0301" * 10_000, "a - " * 10_000, "\ufdfa" * 10_000, "[" + " " * 9_999]
)
def test_hostile_titles_are_taken_apart_in_no_time(nasty: str) -> None:
    before = time.process_time()
    named(recording(nasty, nasty, album=nasty))
    segments(nasty)
    query(recording(nasty, nasty))
    assert time.process_time() - before < 0.2
