"""Decisions: the right video among covers, live cuts and karaoke, or an honest doubt in words."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from core.config import Settings
from core.matching.decide import decide
from core.matching.score import SCORING_VERSION, length
from core.matching.weights import ACCEPT, GAP, WEIGHTS
from core.states import MatchStatus
from tests.unit.matching.cases import recording, topic, video

if TYPE_CHECKING:
    from core.model import Candidate, Decision, Recording


def decided(wanted: Recording, *candidates: Candidate) -> Decision:
    return decide(wanted, candidates, accept=ACCEPT, gap=GAP)


def test_the_settings_default_to_the_matchers_own_thresholds() -> None:
    assert (Settings().match.accept, Settings().match.gap) == (ACCEPT, GAP)


IMITATIONS = (
    video("Paper Lanterns (Cover)", "Nina Plays"),
    video("Paper Lanterns - Mira Vale | Guitar Cover by Tom", "Tom's Guitar"),
    video("Mira Vale - Paper Lanterns (Live at Roundhouse)", "Mira Vale", 201),
    video("Paper Lanterns - Mira Vale [Karaoke Version]", "Sing King Karaoke"),
    video("Mira Vale - Paper Lanterns (sped up)", "speedy songs", 168),
    video("Mira Vale - Paper Lanterns (slowed + reverb)", "night drive", 240),
    video("Mira Vale - Paper Lanterns (Kito Remix)", "Kito", 214),
    video("Mira Vale - Paper Lanterns 1 HOUR LOOP", "looper", 3600),
    video("Mira Vale - Paper Lanterns 8D AUDIO", "8D Tunes"),
    video("Paper Lanterns (Instrumental)", "Mira Vale Instrumentals"),
    video("Mira Vale - Glass Harbour (Official Video)", "Mira Vale"),
    topic("Paper Lanterns", "Lullaby Ensemble", album="Lullaby Renditions of Mira Vale"),
)


@pytest.mark.parametrize(
    "right",
    [
        topic("Paper Lanterns", "Mira Vale", album="Harbour Songs"),
        video("Mira Vale - Paper Lanterns (Official Video)", "Mira Vale", 203),
        video("Paper Lanterns", "MiraValeVEVO", 201),
        video("Mira Vale - Paper Lanterns (Lyrics)", "Lyric Garden", 200),
        video("mira vale paper lanterns official audio HQ", "uploads", 199),
        video("Paper Lanterns - Mira Vale", "Some Label Records", 200),
    ],
)
def test_the_recording_is_found_among_its_imitations(right: Candidate) -> None:
    candidates = [*IMITATIONS, right]
    random.Random(7).shuffle(candidates)
    found = decided(recording("Paper Lanterns", "Mira Vale", album="Harbour Songs"), *candidates)
    assert (found.status, found.video_id) == (MatchStatus.ACCEPTED, right.video_id)
    assert found.ranked[0].candidate == right
    assert found.version == SCORING_VERSION


def test_imitations_alone_are_never_accepted() -> None:
    found = decided(recording("Paper Lanterns", "Mira Vale", album="Harbour Songs"), *IMITATIONS)
    assert found.status is MatchStatus.REVIEW
    assert found.video_id is None


@pytest.mark.parametrize(
    ("wanted", "right", "wrong"),
    [
        (
            recording("夜のガラス", "青木ルリ"),
            video("青木ルリ「夜のガラス」MV", "青木ルリ Official"),
            video("【歌ってみた】夜のガラス / 青木ルリ", "うたうねこ"),
        ),
        (
            recording("별빛 아래", "이서아"),
            topic("별빛 아래", "이서아"),
            video("이서아 - 별빛 아래 (라이브)", "K무대", 201),
        ),
        (
            recording("Тихая вода", "Лада Морозова"),
            video("Лада Морозова — Тихая вода (Официальный клип)", "Лада Морозова"),
            video("Лада Морозова - Тихая вода (караоке)", "Караоке Дом"),
        ),
        (
            recording("אור ראשון", "נועה ברק"),
            topic("אור ראשון", "נועה ברק"),
            video("נועה ברק - אור ראשון (קאבר)", "דני שר"),
        ),
        (
            recording("ضوء القمر", "ليلى حداد"),
            video("ليلى حداد - ضوء القمر (فيديو كليب)", "Layla Haddad"),
            video("ضوء القمر ليلى حداد كاريوكي", "كاريوكي"),
        ),
        (
            recording("Gece Yarısı", "İpek Şahin"),
            video("Ipek Sahin - Gece Yarisi (Official Video)", "İpek Şahin"),
            video("İpek Şahin - Gece Yarısı (Akustik)", "Sahne"),
        ),
    ],
)
def test_recordings_are_found_in_every_script(wanted: Recording, right: Candidate, wrong: Candidate) -> None:
    assert decided(wanted, wrong, right).video_id == right.video_id
    assert decided(wanted, wrong).status is not MatchStatus.ACCEPTED


@pytest.mark.parametrize(
    ("title", "right", "wrong"),
    [
        ("Crush - Live at Wembley", "Mako - Crush (Live at Wembley)", "Mako - Crush"),
        ("Crush - Itay Galo Remix", "Mako - Crush (Itay Galo Remix)", "Mako - Crush (Sagi Kariv Remix)"),
        ("Crush, Pt. 1", "Mako - Crush Part One", "Mako - Crush Pt. 2"),
        ("Crush (Acoustic)", "Mako - Crush (Acoustic Version)", "Mako - Crush (Official Video)"),
        ("Live and Learn", "Mako - Live and Learn", "Mako - Live and Learn (live)"),
        ("Cover Story", "Mako - Cover Story (Official Audio)", "Cover Story (Mako cover)"),
        ("Crush - Remastered 2011", "Mako - Crush (2011 Remaster)", "Mako - Crush (Demo)"),
    ],
)
def test_the_wanted_version_is_taken_and_the_other_is_not(title: str, right: str, wrong: str) -> None:
    found = decided(recording(title, "Mako"), video(wrong, "uploads"), video(right, "uploads"))
    assert found.video_id == right
    assert decided(recording(title, "Mako"), video(wrong, "uploads")).status is not MatchStatus.ACCEPTED


def test_two_faithful_uploads_of_the_same_audio_do_not_hold_each_other_back() -> None:
    found = decided(
        recording("Crush", "Mako"), video("Mako - Crush", "one", 200), video("Mako - Crush (Lyrics)", "two", 201)
    )
    assert found.status is MatchStatus.ACCEPTED


def test_two_different_videos_that_fit_alike_are_put_before_a_person() -> None:
    found = decided(
        recording("Crush", "Mako", seconds=None), video("Mako - Crush", "one", 180), video("Mako - Crush ", "two", 240)
    )
    assert found.status is MatchStatus.REVIEW
    assert found.reason.startswith("two different videos fit alike")


@pytest.mark.parametrize(
    ("candidates", "reason"),
    [
        ((video("Mako - Crush (Live)", "Mako"),), "best is a live version"),
        ((video("Crush (Mako Cover)", "a"), video("Crush - Mako cover", "b")), "2 covers, no original"),
        ((video("Mako - Crush", "Mako", 248),), "length differs by 48 s"),
        ((video("Mako - Crush, Pt. 2", "Mako"),), "the best is another part"),
    ],
)
def test_a_doubt_is_said_in_words(candidates: tuple[Candidate, ...], reason: str) -> None:
    found = decided(recording("Crush", "Mako"), *candidates)
    assert (found.status, found.reason) == (MatchStatus.REVIEW, reason)


def test_names_in_another_script_prove_nothing_either_way() -> None:
    found = decided(recording("Crush", "Мако"), video("Crush", "Somebody"))
    assert (found.status, found.reason) == (MatchStatus.REVIEW, "nothing names its artist")


def test_a_title_in_another_script_is_put_before_a_person_where_all_else_agrees() -> None:
    wanted = recording("नीली पतंग", "Neela Kinara", seconds=222)
    found = decided(wanted, video("Neela Kinara - Neeli Patang (Official Video)", "Neela Kinara", 223))
    assert (found.status, found.reason) == (MatchStatus.REVIEW, "the best video's title differs")
    other = decided(wanted, video("Neela Kinara - Barish (Official Video)", "Neela Kinara", 275))
    assert other.status is MatchStatus.MISSING


def test_where_nothing_resembles_it_the_recording_is_missing() -> None:
    nothing = decided(recording("Crush", "Mako"), video("Knitting for beginners", "Wool"), video("Rush Hour", "Cars"))
    assert (nothing.status, nothing.reason) == (MatchStatus.MISSING, "no video resembles it")
    namesake = decided(recording("Crush", "Mako"), topic("Crush", "Somebody Else"))
    assert namesake.status is MatchStatus.MISSING
    assert decided(recording("Crush", "Mako")).reason == "the search found nothing"


def test_a_title_without_a_letter_is_never_matched() -> None:
    assert decided(recording("", "Mako"), video("Mako", "Mako")).status is MatchStatus.MISSING
    assert decided(recording("\u200b", "Mako"), video("", "Mako")).status is MatchStatus.MISSING


def test_an_unknown_length_counts_neither_way() -> None:
    unknown = decided(recording("Crush", "Mako", seconds=None), video("Mako - Crush", "Mako", 200))
    assert "length" not in unknown.ranked[0].signals
    known = decided(recording("Crush", "Mako"), video("Mako - Crush", "Mako", None))
    assert "length" not in known.ranked[0].signals
    assert known.status is MatchStatus.ACCEPTED


@pytest.mark.parametrize(
    ("wanted", "seconds", "least", "most"),
    [(200, 200, 1.0, 1.0), (200, 202, 1.0, 1.0), (200, 210, 0.6, 0.7), (30, 36, 0.0, 0.3), (600, 605, 0.8, 0.95)],
)
def test_lengths_are_compared_absolutely_and_relatively(
    wanted: float, seconds: float, least: float, most: float
) -> None:
    found = length(wanted, seconds)
    assert found is not None
    assert least <= found <= most


def test_a_cleaned_up_upload_does_not_stand_for_an_explicit_recording() -> None:
    explicit = recording("Crush", "Mako", is_explicit=True)
    found = decided(explicit, video("Mako - Crush (Clean)", "one"), video("Mako - Crush", "two"))
    assert found.video_id == "Mako - Crush"


def test_every_signal_is_named_weighed_and_between_nought_and_one() -> None:
    found = decided(recording("Crush (Kito Remix)", "Mako", album="Dawn"), *IMITATIONS, topic("Crush", "Mako"))
    for each in found.ranked:
        assert 0.0 <= each.score <= 1.0
        assert each.signals.keys() <= WEIGHTS.keys()
        assert all(0.0 <= value <= 1.0 for value in each.signals.values())
    assert [each.score for each in found.ranked] == sorted((each.score for each in found.ranked), reverse=True)


def test_hostile_strings_are_judged_in_no_time() -> None:
    dice = random.Random(3)
    noise = "".join(chr(dice.randrange(32, 0x3000)) for _ in range(10_000))
    wanted = recording(noise, *([noise] * 1_000), album=noise)
    before = time.process_time()
    found = decided(wanted, *(video(noise[number:], noise, description=noise) for number in range(20)))
    assert time.process_time() - before < 1.0
    assert len(found.ranked) == 20
