"""The sample world: what it must hold, and that nothing in it links a recording to a video."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from core.demo.catalogue import Catalogue
from core.demo.sample.read import sample_world
from core.demo.world import World, encode, parse


@cache
def sample() -> World:
    return sample_world()


def test_it_is_the_same_each_time_and_survives_its_file() -> None:
    assert sample_world() == sample()
    assert parse(encode(sample())) == sample()


def test_it_has_about_two_hundred_recordings_in_a_liked_list_and_seven_playlists() -> None:
    spotify = sample().spotify
    own = [one for one in spotify.playlists if one.refusal is None]
    recordings = {track.isrc for track in spotify.tracks}
    assert 190 <= len(recordings) <= 210
    assert 75 <= len(spotify.liked) <= 90
    assert len(own) == 7
    assert len(spotify.playlists) == 8
    assert len(spotify.artists) >= 45


def test_it_has_every_kind_of_odd_row() -> None:
    spotify = sample().spotify
    rows = [row for one in spotify.playlists for row in one.rows] + list(spotify.liked)
    assert any(row.local for row in rows)
    assert any(row.episode for row in rows)
    assert any(row.track is None and row.local is None and row.episode is None for row in rows)
    assert any(max(Counter(row.track for row in one.rows if row.track).values()) > 1 for one in spotify.playlists)


def test_some_recordings_have_two_spotify_ids() -> None:
    isrcs = Counter(track.isrc for track in sample().spotify.tracks)
    assert sum(1 for count in isrcs.values() if count == 2) == 3


def test_rows_to_add_stay_within_what_a_few_quota_days_bear() -> None:
    spotify = sample().spotify
    isrc = {track.id: track.isrc for track in spotify.tracks}
    lists = [spotify.liked, *(one.rows for one in spotify.playlists if one.refusal is None)]
    assert 230 <= sum(len({isrc[row.track] for row in rows if row.track}) for rows in lists) <= 270


def test_ids_are_unique_and_have_the_lengths_of_the_real_ones() -> None:
    world = sample()
    for ids, length in (
        ([video.id for video in world.videos], 11),
        ([track.id for track in world.spotify.tracks], 22),
        ([one.id for one in world.spotify.playlists], 22),
        ([one.id for one in world.youtube.playlists], 34),
    ):
        assert len(ids) == len(set(ids))
        assert {len(each) for each in ids} == {length}


def test_nothing_that_names_a_recording_stands_in_the_catalogue() -> None:
    world = sample()
    text = " ".join(f"{video.id} {video.title} {video.description}" for video in world.videos)
    names = [track.id for track in world.spotify.tracks] + [track.isrc or "?" for track in world.spotify.tracks]
    assert not [name for name in names if name in text]


def test_old_playlists_hold_known_videos_some_of_them_dead() -> None:
    world = sample()
    states = {video.id: video.state for video in world.videos}
    held = [Counter(states[video] for video in one.videos) for one in world.youtube.playlists]
    assert [(one["public"], one["deleted"], one["private"]) for one in held] == [(12, 1, 0), (9, 0, 1), (2, 0, 0)]


@pytest.mark.parametrize(
    ("artist", "title", "channel", "video", "seconds"),
    [
        ("Velvet Harbour", "Lanterns", "Velvet Harbour - Topic", "Lanterns", 201),
        ("夜行バス倶楽部", "海沿いの直線", "夜行バス倶楽部 - Topic", "海沿いの直線", 262),
        ("ليلى الزعتري", "حكاية الياسمين", "ليلى الزعتري - Topic", "حكاية الياسمين", 327),
        ("Ferro Kanal", "Nachtschicht - 2014 Remaster", "Ferro Kanal - Topic", "Nachtschicht (2014 Remaster)", 252),
        ("Hrafnaspor", "Þögnin í fjörunni", "Hrafnaspor - Topic", "Þögnin í fjörunni", 330),
        ("Sister Meridian", "Longitudes", "Sister Meridian - Topic", "Longitudes", 240),
    ],
)
def test_a_search_finds_the_right_video_among_others(
    artist: str, title: str, channel: str, video: str, seconds: int
) -> None:
    found = Catalogue(sample().videos).search(f"{artist} {title}")[:50]
    right = [one for one in found if (one.channel_title, one.title) == (channel, video)]
    assert len(right) == 1
    assert abs(right[0].seconds - seconds) <= 2
    assert len(found) > 1


def test_covers_and_karaoke_often_come_before_the_recording_itself() -> None:
    catalogue = Catalogue(sample().videos)
    names = {artist.id: artist.name for artist in sample().spotify.artists}
    firsts = [
        found[0].channel_title
        for track in sample().spotify.tracks
        if (found := catalogue.search(f"{names[track.artists[0]]} {track.title}"))
    ]
    own = {f"{name} - Topic" for name in names.values()} | set(names.values())
    assert sum(1 for channel in firsts if channel not in own) > 40


def test_some_recordings_have_no_right_video_at_all() -> None:
    found = Catalogue(sample().videos).search("Ravine Kids Cassette Only")
    assert not [video for video in found if video.title.casefold().count("cassette only")]
