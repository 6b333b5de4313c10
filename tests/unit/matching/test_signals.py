"""Every signal by itself: what raises it, what lowers it, what leaves it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.matching.forms import seen, sought
from core.matching.score import signals, total
from core.matching.weights import WEIGHTS
from tests.unit.matching.cases import recording, topic, video

if TYPE_CHECKING:
    from core.model import Candidate, Recording


def read(wanted: Recording, found: Candidate) -> dict[str, float]:
    return signals(sought(wanted), seen(found))


CRUSH = recording("Crush", "Mako")


@pytest.mark.parametrize(
    ("wanted", "title", "least"),
    [
        ("Crush", "Mako - Crush", 1.0),
        ("Crush & Burn", "Mako - Crush y Burn", 0.9),
        ("Heatwave", "Mako - Heat Wave", 1.0),
        ("Paper Lanterns", "Mako - Paper Lantrens", 0.7),
        ("Top Gun (Take My Breath)", "Mako - Take My Breath", 0.9),
        ("Crush, Pt. II", "Mako - Crush Part 2", 1.0),
        ("Тихая вода", "Mako - Tikhaya Voda", 0.6),
    ],
)
def test_a_title_is_known_by_spelling_by_sound_and_by_its_subtitle(wanted: str, title: str, least: float) -> None:
    assert read(recording(wanted, "Mako"), video(title, "x"))["title"] >= least


@pytest.mark.parametrize("title", ["Mako - Rush Hour", "Mako - Crosses", "Wool for beginners", ""])
def test_another_title_scores_low_by_that_alone(title: str) -> None:
    found = read(CRUSH, video(title, "Mako"))
    assert found["title"] < 0.4
    assert total(found) < 0.6


def test_words_beside_the_title_that_nothing_explains_make_it_another() -> None:
    assert read(CRUSH, video("Mako - Crush Official Video 2019", "x"))["beside"] == 1.0
    assert read(CRUSH, video("Mako - Crush On Broadway", "x"))["beside"] < 0.5
    assert read(CRUSH, video("Mako - Crush 恋", "x"))["beside"] == 1.0  # said once more in another script


def test_words_around_the_title_count_less_and_guests_do_not_count() -> None:
    plain = read(CRUSH, video("Mako - Crush", "x"))["around"]
    guests = read(CRUSH, video("Mako, Lena Roy - Crush ft. Tom", "x"))["around"]
    others = read(CRUSH, video("Mako - Crush (Something Quite Different)", "x"))["around"]
    assert (plain, guests) == (1.0, 1.0)
    assert others < 0.7


@pytest.mark.parametrize(
    ("title", "most"),
    [
        ("Mako - Something Else (Crush)", 0.2),
        ("Mako: Born To Shine | Crush", 0.6),
        ("Mako - Crush (Something Else)", 1.0),
        ("Lena Roy ft. Mako - Crush", 1.0),
    ],
)
def test_a_title_that_stands_behind_another_one_is_probably_not_the_title(title: str, most: float) -> None:
    assert read(CRUSH, video(title, "x"))["place"] == most


def test_an_artist_who_shares_the_title_has_to_be_named_beside_it() -> None:
    wanted = recording("Survivor", "Survivor")
    assert read(wanted, video("Survivor - Survivor", "x"))["artists"] == 1.0
    assert read(wanted, video("Lena Roy - Survivor", "x"))["artists"] == 0.0
    assert read(wanted, video("Survivor - Burning Heart", "x"))["place"] == 0.2


@pytest.mark.parametrize(
    ("artist", "title", "channel", "least", "most"),
    [
        ("Mako", "Mako - Crush", "x", 1.0, 1.0),
        ("Mako", "Crush", "Mako", 1.0, 1.0),
        ("Mako", "Crush", "MakoOfficialVEVO", 1.0, 1.0),
        ("The Chordwells", "Chordwells - Crush", "x", 0.9, 1.0),
        ("Lofi Pears Music", "Crush", "Lofi Pears", 0.8, 0.9),
        ("Run-D.M.", "RUN DM - Crush", "x", 1.0, 1.0),
        ("Pharel Wilson", "Pharrel Wilson - Crush", "x", 0.9, 0.9),
        ("Mark Reed, Bruno Vale", "Mark Reed - Crush", "x", 0.7, 0.9),
        ("Мако Лунная", "Mako Lunnaya - Crush", "x", 0.8, 0.8),
        ("P!nk", "Pink - Crush", "x", 1.0, 1.0),
        ("!!!", "!!! - Crush", "x", 1.0, 1.0),
        ("!!!", "Crush!!!", "x", 0.0, 0.0),
        ("Prince", "PrinceRoyal - Crush", "x", 0.0, 0.0),
        ("Mako", "Crush", "Somebody", 0.0, 0.0),
    ],
)
def test_an_artist_is_found_in_title_and_channel(
    artist: str, title: str, channel: str, least: float, most: float
) -> None:
    assert least <= read(recording("Crush", artist), video(title, channel))["artists"] <= most


def test_of_several_artists_the_first_counts_most() -> None:
    wanted = recording("Crush", "Mako", "Lena Roy")
    both, first, second = (
        read(wanted, video(title, "x"))["artists"]
        for title in ("Mako & Lena Roy - Crush", "Mako - Crush", "Lena Roy - Crush")
    )
    assert 1.0 == both > first > second > 0.0


def test_with_only_a_title_known_a_name_must_be_almost_right() -> None:
    wanted = recording("Crush", "Laura Branignan", seconds=None)
    assert read(wanted, video("Lara Branigan - Crush", "", None))["artists"] < 0.7
    assert read(wanted, video("Laura Brannignan - Crush", "", None))["artists"] == 0.9
    assert read(wanted, video("Lara Branigan - Crush", "uploads", 200))["artists"] == 0.9


def test_credits_go_before_what_a_title_claims() -> None:
    imitation = topic("Crush (In the Style of Mako)", "Party Singers")
    assert read(CRUSH, imitation)["artists"] < 0.5
    assert read(CRUSH, topic("Crush", "Mako", "Lena Roy", channel="Lena Roy"))["artists"] == 1.0


def test_nobody_named_is_never_sure() -> None:
    assert read(recording("Crush"), video("Crush", "Mako"))["artists"] == 0.5


@pytest.mark.parametrize(
    ("wanted", "title", "least", "most"),
    [
        ("Crush", "Mako - Crush (2011 Remaster)", 1.0, 1.0),
        ("Crush - Remastered 2011", "Mako - Crush", 1.0, 1.0),
        ("Crush", "Mako - Crush (Live)", 0.0, 0.1),
        ("Crush - Live", "Mako - Crush", 0.1, 0.2),
        ("Crush - Radio Edit", "Mako - Crush", 0.8, 0.9),
        ("Crush", "Mako - Crush (Radio Edit)", 0.7, 0.9),
        ("Crush", "Mako - Crush (Extended Mix)", 0.5, 0.6),
        ("Crush", "Mako - Crush (Spanglish Version)", 0.5, 0.6),
        ("Crush (Kito Remix)", "Mako - Crush (Kito Remix)", 1.0, 1.0),
        ("Live Forever", "Mako - Live Forever", 1.0, 1.0),
        ("Live Forever", "Mako - Live Forever (Live)", 0.0, 0.1),
    ],
)
def test_versions_agree_or_they_do_not(wanted: str, title: str, least: float, most: float) -> None:
    assert least <= read(recording(wanted, "Mako"), video(title, "Mako"))["version"] <= most


def test_a_live_album_explains_a_video_that_does_not_say_live() -> None:
    plain = video("Mako - Crush", "Mako")
    assert read(recording("Crush - Ao Vivo", "Mako", album="Harbour (Ao Vivo)"), plain)["version"] == 0.7
    assert read(recording("Crush - Remix", "Mako", album="Crush (Remix)"), plain)["version"] < 0.2


def test_a_remixers_name_counts_where_a_remix_is_named() -> None:
    wanted = recording("Crush - Kito Remix", "Mako")
    assert read(wanted, video("Mako - Crush (Kito Remix)", "x"))["by"] == 1.0
    assert read(wanted, video("Mako - Crush (Tom Remix)", "x"))["by"] < 0.2
    assert "by" not in read(wanted, video("Mako - Crush", "x"))


def test_parts_are_told_apart_and_an_albums_number_is_none() -> None:
    assert read(recording("Crush, Pt. 1", "Mako"), video("Mako - Crush Part One", "x"))["part"] == 1.0
    assert read(recording("Crush, Pt. 1", "Mako"), video("Mako - Crush Pt. 2", "x"))["part"] < 0.1
    assert "part" not in read(CRUSH, video("Mako - Crush", "x"))
    assert "part" not in read(recording("Crush", "Mako", album="Dawn Vol. 2"), video("Mako - Crush | Dawn Vol. 2", "x"))


def test_a_channel_is_the_artists_a_labels_or_a_strangers() -> None:
    order = [
        topic("Crush", "Mako"),
        video("Crush", "MakoVEVO"),
        video("Mako - Crush", "Small Label Records"),
        video("Mako - Crush", "stranger"),
    ]
    found = [read(CRUSH, each)["channel"] for each in order]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 4
    assert "channel" not in read(CRUSH, video("Mako - Crush", ""))


def test_album_and_year_are_compared_where_both_are_known() -> None:
    wanted = recording("Crush", "Mako", album="Dawn", released="2019-01-01")
    told = read(wanted, topic("Crush", "Mako", album="Dawn (Deluxe)"))
    assert (told["album"], told["year"]) == (1.0, 1.0)
    assert read(wanted, topic("Crush", "Mako", album="Party Hits"))["album"] <= 0.6
    old = recording("Crush", "Mako", album="Dawn", released="1987")
    assert read(old, topic("Crush", "Mako", album="Dawn"))["year"] == 0.8
    assert {"album", "year"}.isdisjoint(read(CRUSH, topic("Crush", "Mako")))


def test_a_clean_upload_counts_against_an_explicit_recording_only() -> None:
    clean = video("Mako - Crush (Clean)", "x")
    assert read(recording("Crush", "Mako", is_explicit=True), clean)["explicit"] == 0.1
    assert read(recording("Crush", "Mako", is_explicit=False), clean)["explicit"] == 1.0
    assert "explicit" not in read(CRUSH, clean)


def test_the_official_upload_goes_before_an_equal_one() -> None:
    official, plain = (
        total(read(CRUSH, video(title, "x"))) for title in ("Mako - Crush (Official Video)", "Mako - Crush")
    )
    assert 0.0 < official - plain < 0.05


def test_every_weight_belongs_to_a_signal_and_every_signal_has_one() -> None:
    wanted = recording("Crush, Pt. 1 (Kito Remix)", "Mako", album="Dawn", is_explicit=True, released="2019")
    found = topic("Crush, Pt. 1 (Kito Remix) [Clean]", "Mako", album="Dawn")
    assert read(wanted, found).keys() == WEIGHTS.keys()
