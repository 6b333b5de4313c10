"""The video catalogue and its search: plain word overlap over title, channel and description.

The index knows words only. It has no idea which video is a recording's own, a cover or a karaoke version.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.demo.world import Video

_WORD = re.compile(r"\w+", re.UNICODE)
_WEIGHTS = (3.0, 2.0, 0.5)
"""What a word counts in the title, the channel's name and the description."""


def words(text: str) -> tuple[str, ...]:
    """The words of a text, case-folded, accents dropped; runs of CJK signs become pairs of signs."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    found: list[str] = []
    for word in _WORD.findall(plain):
        if any("\u2e80" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3" for sign in word) and len(word) > 1:
            found.extend(word[place : place + 2] for place in range(len(word) - 1))
        else:
            found.append(word)
    return tuple(found)


class Catalogue:
    """All videos, by id and by word."""

    def __init__(self, videos: Iterable[Video]) -> None:
        self._videos = {video.id: video for video in videos}
        self._weights: dict[str, dict[str, float]] = defaultdict(dict)
        for video in self._videos.values():
            if video.state == "public":
                self._index(video)

    def get(self, video_id: str) -> Video | None:
        """A video by id, in whatever state; None where there never was one or it is deleted."""
        return self._videos.get(video_id)

    def put(self, video: Video) -> None:
        """Change a video; one that is no longer public is found no more."""
        for postings in self._weights.values():
            postings.pop(video.id, None)
        self._videos[video.id] = video
        if video.state == "public":
            self._index(video)

    def search(self, query: str) -> tuple[Video, ...]:
        """All videos that share a word with the query, most overlap first, then by views.

        Overlap is the weight of the shared words; words that many videos have count less.
        """
        scores: dict[str, float] = defaultdict(float)
        for word in dict.fromkeys(words(query)):
            postings = self._weights.get(word, {})
            rarity = 1.0 / (1.0 + len(postings) / 40.0)
            for video_id, weight in postings.items():
                scores[video_id] += weight * rarity
        found = [self._videos[video_id] for video_id in scores]
        return tuple(sorted(found, key=lambda video: (-round(scores[video.id], 6), -video.views, video.id)))

    def uploads(self, channel_id: str) -> tuple[Video, ...]:
        """A channel's public videos, newest first."""
        found = (video for video in self._videos.values() if video.channel_id == channel_id)
        public = [video for video in found if video.state == "public"]
        return tuple(sorted(public, key=lambda video: (video.published, video.id), reverse=True))

    def album(self, list_id: str) -> tuple[Video, ...]:
        """The videos a distributor delivered for an album, by the id of its playlist."""
        from core.demo.found_lists import album_list

        found = (video for video in self._videos.values() if video.state == "public")
        return tuple(
            video for video in found if (name := _album(video)) and album_list(video.channel_title, name) == list_id
        )

    def _index(self, video: Video) -> None:
        for text, weight in zip((video.title, video.channel_title, video.description), _WEIGHTS, strict=True):
            for word in set(words(text)):
                postings = self._weights[word]
                postings[video.id] = max(postings.get(video.id, 0.0), weight) + (0.1 if video.id in postings else 0.0)


def _album(video: Video) -> str | None:
    """The album that YouTube's own description names; None under what a person uploaded."""
    lines = video.description.split("\n\n")
    return lines[2] if lines[0].startswith("Provided to YouTube by") and len(lines) > 2 else None
