"""Measures judging beside what RapidFuzz alone takes for the same titles and names, and the making of a form.

The songs are invented: of twenty videos a song, some are it, some are its covers and remixes, some are other songs by
its artist, and most only share a word with it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from time import process_time
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from core.matching.forms import seen, sought
from core.matching.score import ranked
from core.model import Candidate, Recording, RecordingId, VideoId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.matching.forms import Seen, Sought

TRACKS, EACH, CHUNK = 10_000, 20, 250
WORDS = (
    *("river", "night", "golden", "paper", "lantern", "harbour", "glass", "winter", "fever", "echo", "silver", "home"),
    *("ocean", "little", "burning", "heart", "stars", "summer", "ghost", "road", "mirror", "rain", "electric", "blue"),
    *("夜", "ガラス", "тихая", "вода", "corazón", "lumière", "Straße", "별빛", "canción", "où", "señorita", "é"),
)
SUFFIXES = (
    *(" (Official Video)", " (Lyrics)", " [Official Audio]", " (Live at Roundhouse)", " (Cover)", " - Karaoke Version"),
    *(" (Kito Remix)", " | Official Music Video HD", " ft. Mira Vale", ""),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds for all pairs: judged, and compared by RapidFuzz alone; microseconds for reading one string."""

    judged_s: float
    alone_s: float
    string_us: float


def _said(dice: random.Random, most: int) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(dice.randint(1, most))).title()


def _question(dice: random.Random) -> tuple[Recording, tuple[Candidate, ...]]:
    title, artist = _said(dice, 4), _said(dice, 2)
    wanted = Recording(RecordingId(1), title, (artist,), duration_s=200.0)
    videos = []
    for number in range(EACH):
        song = title if number < 6 else f"{title.split()[0]} {_said(dice, 3)}"
        whose = artist if number < 10 else _said(dice, 2)
        name = f"{whose} - {song}{dice.choice(SUFFIXES)}"
        channel = whose if number % 3 else f"{whose}VEVO"
        videos.append(Candidate(VideoId(f"v{number}"), name, channel, seconds=200.0 + 7 * (number % 5)))
    return wanted, tuple(videos)


def _reading(questions: Sequence[tuple[Recording, tuple[Candidate, ...]]]) -> float:
    began = process_time()
    for wanted, videos in questions:
        sought(wanted)
        for each in videos:
            seen(each)
    return process_time() - began


def _judged(pairs: Sequence[tuple[Sought, Sequence[Seen]]]) -> float:
    began = process_time()
    for wanted, videos in pairs:
        ranked(wanted, videos)
    return process_time() - began


def _alone(pairs: Sequence[tuple[Sought, Sequence[Seen]]]) -> float:
    """The title with the whole of the other and with each piece of it; the artist with both and with the channel."""
    began = process_time()
    for wanted, videos in pairs:
        title, artist = wanted.titles[0].text, wanted.names[0].text
        for video in videos:
            fuzz.partial_ratio(title, video.body)
            fuzz.token_set_ratio(title, video.body)
            fuzz.partial_ratio(artist, video.phrase)
            if video.channel is not None:
                fuzz.ratio(artist, video.channel.text)
            for piece in video.pieces:
                fuzz.ratio(title, piece.text)
                fuzz.token_sort_ratio(title, piece.text)
                fuzz.ratio(artist, piece.text)
    return process_time() - began


def measured(tracks: int = TRACKS, rounds: int = 3) -> Measured:
    """Judge and compare all pairs, the forms of both sides being ready; the shortest of some rounds for each part."""
    dice = random.Random(11)
    judged = alone = reading = 0.0
    strings = 0
    for _ in range(tracks // CHUNK):
        questions = [_question(dice) for _ in range(CHUNK)]
        pairs = [(sought(wanted), [seen(each) for each in videos]) for wanted, videos in questions]
        reading += min(_reading(questions) for _ in range(rounds))
        strings += CHUNK * 2 * (EACH + 1)
        judged += min(_judged(pairs) for _ in range(rounds))
        alone += min(_alone(pairs) for _ in range(rounds))
    return Measured(judged, alone, reading / strings * 1e6)


def main() -> None:
    """Print them and their ratio."""
    took = measured()
    ratio = took.judged_s / took.alone_s
    print(
        f"{TRACKS:,} tracks x {EACH} videos: {took.judged_s:.3f} s; RapidFuzz alone {took.alone_s:.3f} s; x {ratio:.1f}"
    )
    print(f"reading a string: {took.string_us:.1f} µs")


if __name__ == "__main__":
    main()
