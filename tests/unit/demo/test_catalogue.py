"""The local search: plain word overlap, without a thought for what a video is."""

from __future__ import annotations

from dataclasses import replace

from core.demo.catalogue import Catalogue, words
from core.demo.world import Video


def a_video(name: str, title: str, channel: str = "Someone", *, views: int = 0, description: str = "") -> Video:
    return Video(name, title, "UCone", channel, 200, views, description)


def found(query: str, *videos: Video) -> list[str]:
    return [video.id for video in Catalogue(videos).search(query)]


def test_words_are_folded_and_signs_without_spaces_become_pairs() -> None:
    assert words("Þögnin í Fjörunni") == ("þognin", "i", "fjorunni")
    assert words("ネオンの雨") == ("ネオ", "オン", "ンの", "の雨")
    assert words("C'est l'été") == ("c", "est", "l", "ete")


def test_a_cover_that_names_everything_stands_before_the_upload_that_does_not() -> None:
    own = a_video("own", "Lanterns", "Velvet Harbour - Topic", views=10)
    cover = a_video("cover", "Lanterns - Velvet Harbour (cover)", views=5)
    assert found("Velvet Harbour Lanterns", own, cover) == ["cover", "own"]


def test_equal_overlap_is_settled_by_views() -> None:
    assert found("tide", a_video("few", "Tide", views=1), a_video("many", "Tide", views=9)) == ["many", "few"]


def test_the_description_counts_little() -> None:
    told = a_video("told", "Mix", description="with Lanterns by Velvet Harbour")
    titled = a_video("titled", "Lanterns")
    assert found("Velvet Harbour Lanterns", told, titled) == ["titled", "told"]


def test_what_is_not_public_is_not_found() -> None:
    hidden = replace(a_video("hidden", "Tide"), state="private")
    catalogue = Catalogue([hidden, a_video("open", "Tide")])
    assert [video.id for video in catalogue.search("tide")] == ["open"]
    catalogue.put(replace(a_video("open", "Tide"), state="deleted"))
    assert catalogue.search("tide") == ()
    kept = catalogue.get("open")
    assert kept is not None
    assert kept.state == "deleted"
