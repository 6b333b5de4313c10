"""A pool of videos already seen, by their words: which of thousands may be a recording, without judging them all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.matching.fold import compact, fold, script
from core.matching.normalise import first_name, main_title, title_fold
from core.matching.rungs import PLAUSIBLE
from core.seen import is_topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.model import Candidate, Recording, VideoId

_LONG = 4
"""Words from which on a title may miss one."""

_NAMED_IN = 200
"""Characters of a description that are looked at for an artist's name."""


@dataclass(frozen=True, slots=True)
class _Entry:
    video: Candidate
    words: frozenset[str]
    tight: str
    script: str


class Pool:
    """Videos by the folded words of their titles. Adding one, and asking for one recording, each take microseconds."""

    def __init__(self, videos: Iterable[Candidate] = ()) -> None:
        self._entries: dict[VideoId, _Entry] = {}
        self._holding: dict[str, set[VideoId]] = defaultdict(set)
        for video in videos:
            self.add(video)

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, video: Candidate) -> None:
        """Put a video in, or what is newly known of it."""
        known = self._entries.get(video.video_id)
        if known is not None and known.video.title == video.title and known.video.channel_title == video.channel_title:
            self._entries[video.video_id] = replace(known, video=_joined(video, known.video))
            return
        self.drop(video.video_id)
        folded = title_fold(video.title)
        words = frozenset(folded.split())
        said = fold(f"{video.channel_title} {video.title} {video.description[:_NAMED_IN]}")
        self._entries[video.video_id] = _Entry(video, words, compact(said), script(fold(video.channel_title)))
        for word in words:
            self._holding[word].add(video.video_id)

    def drop(self, video_id: VideoId) -> None:
        """Take a video out that is gone."""
        entry = self._entries.pop(video_id, None)
        for word in entry.words if entry else ():
            self._holding[word].discard(video_id)

    def measure(self, lengths: Mapping[VideoId, tuple[float | None, int | None]], *, asked: Iterable[VideoId]) -> None:
        """Complete videos with their lengths and views; one that was asked for and not answered is gone."""
        for video_id in asked:
            entry = self._entries.get(video_id)
            if entry is None:
                continue
            if video_id not in lengths:
                self.drop(video_id)
                continue
            seconds, views = lengths[video_id]
            self._entries[video_id] = replace(entry, video=replace(entry.video, seconds=seconds, views=views))

    def get(self, video_id: VideoId) -> Candidate | None:
        """A video by id."""
        entry = self._entries.get(video_id)
        return entry.video if entry else None

    def plausible(self, recording: Recording) -> tuple[Candidate, ...]:
        """The few videos that bear a recording's title and name one of its artists, the plainest first.

        The rarest word of the title leads to them, so that a pool of thousands costs no more than a small one.
        """
        words = title_fold(main_title(recording.title)).split()
        if not words:
            return ()
        wanted = set(words)
        spare = 1 if len(wanted) >= _LONG else 0
        holding = sorted((self._holding.get(word, set()) for word in wanted), key=len)
        near = set.union(*holding[: 1 + spare])  # of a long title the rarest word may be the one that is missing
        if not spare:
            near = near.intersection(*holding[1:])
        full = {
            *title_fold(recording.title).split(),
            *(word for name in recording.artists for word in fold(name).split()),
        }
        names = [key for name in recording.artists if (key := first_name(fold(name)))]
        own = script(fold(recording.artists[0])) if recording.artists else ""
        found = [
            entry
            for entry in map(self._entries.__getitem__, near)
            if len(wanted - entry.words) <= spare and _names(entry, names, own)
        ]
        found.sort(
            key=lambda entry: (not is_topic(entry.video.channel_title), len(entry.words ^ full), entry.video.video_id)
        )
        return tuple(entry.video for entry in found[:PLAUSIBLE])


def _names(entry: _Entry, names: list[str], own: str) -> bool:
    """Whether a video names one of the artists; where it is written in another script, nothing can be said."""
    if not names or any(name in entry.tight for name in names):
        return True
    return bool(own and entry.script and own != entry.script)


def _joined(new: Candidate, old: Candidate) -> Candidate:
    """The newer one, with what only the older one knew."""
    return replace(
        new,
        seconds=old.seconds if new.seconds is None else new.seconds,
        views=old.views if new.views is None else new.views,
        description=new.description if len(new.description) >= len(old.description) else old.description,
    )
