"""The pool: the few of thousands of videos that may be a recording, whoever they were found for."""

from __future__ import annotations

from core.matching.pool import Pool
from core.matching.rungs import PLAUSIBLE
from core.model import Candidate, Recording, RecordingId, VideoId


def recording(title: str, *artists: str) -> Recording:
    return Recording(RecordingId(1), title, artists or ("Lamp Post",))


def video(name: str, title: str, channel: str = "Lamp Post - Topic", description: str = "") -> Candidate:
    return Candidate(VideoId(name), title, channel, description=description)


def found(pool: Pool, wanted: Recording) -> list[str]:
    return [each.video_id for each in pool.plausible(wanted)]


def test_only_videos_that_bear_the_title_and_name_an_artist_are_plausible() -> None:
    pool = Pool(
        [
            video("right", "Amber Lantern"),
            video("other", "Amber Harbour"),
            video("stranger", "Amber Lantern", "Somebody Else"),
            video("named", "Lamp Post - Amber Lantern (Official Video)", "Some Label"),
            video("credited", "Amber Lantern", "Release", description="Provided to YouTube by X\n\nAmber · Lamp Post"),
        ]
    )
    assert set(found(pool, recording("Amber Lantern"))) == {"right", "named", "credited"}
    assert found(pool, recording("Amber Lantern (feat. Moth)"))[0] == "right"


def test_the_plainest_come_first_and_no_more_than_a_few() -> None:
    many = [video(f"live{n}", f"Amber Lantern live in town {n}", "Lamp Post") for n in range(20)]
    pool = Pool([*many, video("right", "Amber Lantern")])
    assert len(found(pool, recording("Amber Lantern"))) == PLAUSIBLE
    assert found(pool, recording("Amber Lantern"))[0] == "right"


def test_a_long_title_may_miss_a_word_and_a_short_one_may_not() -> None:
    pool = Pool([video("long", "The Slow Road Out Of Town"), video("short", "Slow Road")])
    assert found(pool, recording("The Slow Road Out Of Tower")) == ["long"]
    assert found(pool, recording("Slow Rode")) == []


def test_a_name_in_another_script_proves_nothing() -> None:
    pool = Pool([video("kana", "Perigee", "夜行バス倶楽部 - Topic")])
    assert found(pool, recording("Perigee", "Yakou Bus Club")) == ["kana"]


def test_titles_without_letters_are_nobody_s() -> None:
    pool = Pool([video("odd", "???"), video("empty", "")])
    assert found(pool, recording("???")) == []
    assert len(pool) == 2


def test_what_is_newly_known_of_a_video_joins_what_was() -> None:
    pool = Pool([video("right", "Amber Lantern", description="Provided to YouTube by Anemone")])
    pool.measure({VideoId("right"): (201.0, 7)}, asked=[VideoId("right")])
    pool.add(video("right", "Amber Lantern"))
    kept = pool.get(VideoId("right"))
    assert kept is not None
    assert (kept.seconds, kept.views, kept.description) == (201.0, 7, "Provided to YouTube by Anemone")
    pool.add(video("right", "Renamed"))
    assert found(pool, recording("Amber Lantern")) == []
    assert found(pool, recording("Renamed")) == ["right"]


def test_a_video_that_was_asked_for_and_not_answered_is_out() -> None:
    pool = Pool([video("gone", "Amber Lantern")])
    pool.measure({}, asked=[VideoId("gone"), VideoId("never seen")])
    assert (len(pool), found(pool, recording("Amber Lantern"))) == (0, [])
