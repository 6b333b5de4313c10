"""The replayed rules of other programs, each figure reckoned by hand, and the curve by which rules are compared."""

from __future__ import annotations

from dataclasses import replace
from math import exp
from typing import TYPE_CHECKING, Any

import pytest

from core.model import Candidate, Recording, RecordingId, VideoId
from tests.bench.cases import Case
from tests.bench.curve import Answer, Scores, scores
from tests.bench.rules.spotdl import CERTAIN, score, slug, spotdl
from tests.bench.rules.spotify_to_ytmusic import spotify_to_ytmusic
from tests.bench.rules.token_sort import token_sort

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def wanted(
    *artists: str, title: str = "Crush", duration_s: float | None = 200.0, is_explicit: bool | None = None
) -> Recording:
    """200 s of Crush by Mako, from the album Dawn, if nothing else is said."""
    names = artists or ("Mako",)
    return Recording(RecordingId(1), title, names, album="Dawn", duration_s=duration_s, is_explicit=is_explicit)


def song(number: str = "song", **known: object) -> dict[str, Any]:
    """A song of a catalogue that agrees in everything."""
    made = {"videoId": number, "title": "Crush", "artists": ["Mako"], "album": "Dawn", "type": "song"}
    return made | {"duration_s": 200} | known


def video(number: str = "video", **known: object) -> dict[str, Any]:
    """A plain video by somebody."""
    return {"videoId": number, "title": "Crush", "channel": "Mako", "type": "user_video", "duration_s": 200} | known


def case(*found: Mapping[str, Any], right: str = "song", asked: Recording | None = None) -> Case:
    return Case(
        id="hand",
        source="hand",
        group="hand",
        recording=asked or wanted(),
        candidates=(),
        found=found,
        right=frozenset({right}),
        unsure=frozenset(),
        is_named=True,
        is_spelt=True,
    )


# ── spotDL ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't Stop Me Now!", "don-t-stop-me-now!"),
        ("Don’t Stop", "dont-stop"),
        ("A$AP Rocky & Beyoncé", "a$ap-rocky-beyonce"),
        ("10,000 Hours", "10000-hours"),
        ("Run 🚀 (Remix)", "run-remix"),
    ],
)
def test_spotdl_makes_words_of_a_text(text: str, words: str) -> None:
    assert slug(text) == words


def test_what_agrees_in_everything_scores_100_and_its_length_is_not_asked_about() -> None:
    assert score(wanted(), song()) == 100.0
    assert score(wanted(), song(duration_s=206)) == 100.0  # 100·e^(−0.6) = 54.9; above 85 a length changes nothing


def test_a_length_below_25_is_thrown_out_whatever_else_agrees() -> None:
    assert score(wanted(), song(duration_s=213)) == 100.0  # 13 s: 100·e^(−1.3) = 27.3
    assert score(wanted(), song(duration_s=214)) is None  # 14 s: 100·e^(−1.4) = 24.7
    assert score(wanted(), song(duration_s=186)) is None


def test_up_to_85_the_length_counts_half() -> None:
    other = song(album="Zzzz")  # nothing alike: (100 + 0) / 2 = 50, then halved with the length
    assert score(wanted(), other) == pytest.approx((50 + 100) / 2)
    assert score(wanted(), other | {"duration_s": 205}) == pytest.approx((50 + 100 * exp(-0.5)) / 2)
    assert score(wanted(), other | {"duration_s": 207}) is None  # 7 s: 49.7, below 50 where the rest is below 75
    near = song(title="Crush Nowx", duration_s=205)  # "crush" beside "crush-nowx": 10/15, with the artist 83.3
    assert score(wanted(), near) == pytest.approx(((100 * 10 / 15 + 100) / 2 + 100 * exp(-0.5)) / 2)


def test_a_length_that_is_not_known_is_left_out() -> None:
    assert score(wanted(), song(album="Zzzz", duration_s=None)) == 50.0
    assert score(wanted(duration_s=None), song(album="Zzzz")) == 50.0


def test_up_to_85_another_rating_costs_5() -> None:
    other = song(album="Zzzz", explicit=True)
    assert score(wanted(is_explicit=False), other) == pytest.approx(70.0)
    assert score(wanted(is_explicit=True), other) == pytest.approx(75.0)
    assert score(wanted(is_explicit=None), other) == pytest.approx(75.0)


def test_a_title_without_a_common_word_or_with_unwanted_ones_is_thrown_out() -> None:
    assert score(wanted(), song(title="Dawn")) is None
    # "crush-live" beside "crush": 2·5 / (10 + 5) = 66.7, and 15 less for a word nobody asked for
    assert score(wanted(), song(title="Crush (Live)")) is None
    # a word that is asked for costs nothing, and both titles are the same
    assert score(wanted(title="Crush (Live)"), song(title="Crush (Live)")) == 100.0


def test_a_plain_video_may_name_the_artist_in_its_title_alone() -> None:
    # The channel is nothing like Mako, its title holds the name: artists 100; "mako-crush" on both sides: name 100.
    assert score(wanted(), video(title="Mako - Crush", channel="Tom")) == 100.0
    assert score(wanted(), video(title="Crush", channel="Tom")) is None


def test_a_lone_credit_may_hold_all_artists_and_nobody_else() -> None:
    two = wanted("Mako", "Lena Roy")
    assert score(two, song(artists=["Mako feat. Lena Roy"])) == 100.0
    guest = "Crush (feat. Lena Roy)"
    assert score(replace(two, title=guest), song(title=guest)) == 100.0
    # Mako & Tom is not Mako (0, the guest in the title 100: 50), but "mako" beside "makotom" is 8/11 alike: 72.7
    other = score(replace(two, title=guest), song(title=guest, artists=["Mako & Tom"]))
    assert other == pytest.approx((100 * 8 / 11 + 100) / 2)
    # With Thomas only 8/14, but "crush-feat-lena-roy" is 38/43 of the whole "mako-crush-…": the mean of both
    other = score(replace(two, title=guest), song(title=guest, artists=["Mako & Thomas"]))
    assert other == pytest.approx(((100 * 8 / 14 + 100 * 38 / 43) / 2 + 100) / 2)


def test_of_several_credits_the_last_by_the_alphabet_is_held_against_the_first_artist() -> None:
    # "mako" beside "zoe" is nothing, so the first two of both are tried: "mako" is there. The others, without the first
    # of each (Z to A: zoe, mako): 100. Both: 100.
    assert score(wanted("Mako", "Zoe"), song(artists=["Mako", "Zoe"])) == 100.0


def test_a_song_from_80_on_goes_before_a_better_video_and_below_it_does_not() -> None:
    plain = video(title="Mako - Crush")
    assert spotdl(case(plain, song(album="Dawn"))).video_id == "song"
    poor = song(album="Zzzz")  # 75
    assert spotdl(case(plain, poor)) == Answer("video", 100.0)
    assert spotdl(case(poor)) == Answer("song", 75.0)  # no threshold: the best of what is left is taken
    assert spotdl(case(song(title="Dawn"))) == Answer()


def test_what_a_search_for_the_isrc_brought_goes_first() -> None:
    known = song("known", title="Other", found_by={"ytm:isrc": 0})
    assert spotdl(case(song(), known)) == Answer("known", CERTAIN)  # the only one, unjudged
    assert spotdl(case(song(), known), asks_isrc=False).video_id == "song"
    like = song("like", title="Crush Nowx", found_by={"ytm:isrc": 0})  # judged, it would score 83.3
    assert spotdl(case(song(), like)) == Answer("like", CERTAIN)
    second = song("second", title="Crush", album=None, found_by={"ytm:isrc:songs": 1})
    assert spotdl(case(song(), known, second)) == Answer("second", 100.0)  # of several the best, from 80 on
    third = song("third", title="Else", found_by={"ytm:isrc": 2})
    assert spotdl(case(song(), known, third)) == Answer("known", CERTAIN)  # else the first that other searches bring


# ── the others ───────────────────────────────────────────────────────────────────────────────────────────────


def test_spotify_to_ytmusic_counts_the_length_five_times_and_a_song_twice() -> None:
    assert spotify_to_ytmusic(case(song())).score == pytest.approx((1 + 1 + 5 + 1) / 4 * 2)
    assert spotify_to_ytmusic(case(video())).score == pytest.approx((1 + 1 + 5) / 3)
    off = video(duration_s=250)  # a quarter off: 5 · (1 − 2/4)
    assert spotify_to_ytmusic(case(off)).score == pytest.approx((1 + 1 + 2.5) / 3)
    half = video(title="Tom - Crush", duration_s=None)  # behind the hyphen stands " crush": 2·5 / (6 + 5)
    assert spotify_to_ytmusic(case(half)).score == pytest.approx((10 / 11 + 1) / 2)


def test_spotify_to_ytmusic_takes_the_best_whatever_it_is() -> None:
    far = video(title="Zzz", channel="Qqq", duration_s=900)
    answer = spotify_to_ytmusic(case(far))
    assert (answer.video_id, answer.is_accepted) == ("video", True)
    assert answer.score < 0
    assert spotify_to_ytmusic(case(video(type="podcast"))) == Answer()


def test_token_sort_minds_no_order_and_ten_seconds() -> None:
    turned = video(title="Crush - Mako", channel="")
    assert token_sort(case(turned)) == Answer("video", 100.0)
    assert token_sort(case(turned | {"duration_s": 211})) == Answer()
    assert token_sort(case(turned | {"duration_s": None})).score == 100.0


# ── the curve ────────────────────────────────────────────────────────────────────────────────────────────────


def curve(present: Sequence[Answer], absent: Sequence[Answer]) -> Scores:
    """What comes of these answers, one a case, as it is and without its right video (``right``; ``who``: unsure)."""
    names = ("right", "who", "wrong", *"abcd")
    cases = [
        replace(
            case(*({"videoId": name} for name in names), right="right"),
            id=str(number),
            candidates=tuple(Candidate(VideoId(name), name, "") for name in names),
            unsure=frozenset({"who"}),
        )
        for number in range(len(present))
    ]
    return scores(cases, lambda one: (present if one.right else absent)[int(one.id)])


def test_of_what_is_accepted_so_much_is_right_and_so_much_is_taken_for_nothing() -> None:
    found = curve(
        [Answer("right", 0.9), Answer("wrong", 0.8), Answer("who", 0.7), Answer("right", 0.2, is_accepted=False)],
        [Answer(), Answer("a", 0.5), Answer("a", 0.1, is_accepted=False), Answer()],
    )
    assert (found.cases, found.absent, found.coverage, found.precision) == (4, 4, 0.75, 0.5)
    assert (found.wrong, found.unsure, found.falsely, found.false_accepts) == (1, 1, 1, 0.25)


def test_the_area_is_that_of_steps_as_the_threshold_falls_and_what_is_never_taken_adds_nothing() -> None:
    found = curve(
        [Answer("right", 0.9), Answer("right", 0.8), Answer("wrong", 0.6), Answer()],
        [Answer("a", 0.7), Answer(), Answer(), Answer()],
    )
    # precision at 0.9, 0.8, 0.7, 0.6: 1, 1, 2/3 (nothing more is covered), 2/4; each step a quarter wide
    assert found.area == pytest.approx(0.25 * (1 + 1 + 0.5))
    assert found.sure == 0.5


def test_answers_of_one_score_come_in_together() -> None:
    found = curve([Answer("right", 0.9), Answer("wrong", 0.9)], [Answer(), Answer()])
    assert (found.area, found.sure) == (0.5, 0.0)


def test_99_of_100_are_sure_and_98_are_not() -> None:
    right, wrong = [Answer("right", 0.9)], [Answer("wrong", 0.9)]
    assert curve([*right * 99, *wrong], [Answer()] * 100).sure == 1.0
    assert curve([*right * 98, *wrong * 2], [Answer()] * 100).sure == 0.0
    assert curve(right * 99, [Answer("a", 0.9), *[Answer()] * 98]).sure == 1.0
    assert curve(right * 98, [Answer("a", 0.9), *[Answer()] * 97]).sure == 0.0
