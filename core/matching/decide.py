"""Decides about a recording from its judged candidates: accepted, to be reviewed by a person, or missing.

Accepting needs a score above the threshold and a clear lead over the best *other* recording: two faithful
uploads of the same audio do not hold each other back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.matching.forms import seen, sought
from core.matching.score import SCORING_VERSION, ranked, versions
from core.model import Decision
from core.states import MatchStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.matching.forms import Seen, Sought
    from core.model import Candidate, Recording, Scored

RESEMBLES: Final = 0.3
"""Below this nothing is worth a person's look: the recording counts as missing."""

_SAME_S: Final = 4.0


def decide(recording: Recording, candidates: Iterable[Candidate], *, accept: float, gap: float) -> Decision:
    """The matcher's word on a recording. ``accept`` and ``gap`` are in score (0…1)."""
    return judge(sought(recording), [seen(each) for each in candidates], accept=accept, gap=gap)


def judge(wanted: Sought, videos: Sequence[Seen], *, accept: float, gap: float) -> Decision:
    """The same for forms that are ready, as when many recordings are held against one pool of videos."""
    order = ranked(wanted, videos)
    chosen = choose(order, accept=accept, gap=gap)
    if chosen is not None:
        return Decision(MatchStatus.ACCEPTED, chosen.candidate.video_id, chosen.score, "", order, SCORING_VERSION)
    if not order:
        return Decision(MatchStatus.MISSING, None, 0.0, "the search found nothing", (), SCORING_VERSION)
    best = order[0]
    if best.score < RESEMBLES and not _is_named(order):
        return Decision(MatchStatus.MISSING, None, best.score, "no video resembles it", order, SCORING_VERSION)
    reason = _doubt(wanted, order) if best.score < accept else _tie(order)
    return Decision(MatchStatus.REVIEW, None, best.score, reason, order, SCORING_VERSION)


def choose(ranked: Sequence[Scored], *, accept: float, gap: float) -> Scored | None:
    """The video to take of those that were judged, best first; None where a person is to look, or none fits."""
    if not ranked or ranked[0].score < accept:
        return None
    rival = _rival(ranked)
    return None if rival is not None and ranked[0].score - rival.score < gap else ranked[0]


def _rival(ranked: Sequence[Scored]) -> Scored | None:
    """The best candidate that is not another upload of what the first one is."""
    return next((other for other in ranked[1:] if not _is_same(ranked[0], other)), None)


def _tie(ranked: Sequence[Scored]) -> str:
    rival = _rival(ranked)
    second = rival.score if rival is not None else 0.0
    return f"two different videos fit alike ({ranked[0].score:.2f} and {second:.2f})"


def _is_named(ranked: Sequence[Scored]) -> bool:
    """Whether any video at least bears the recording's title and artist, whatever else is wrong with it."""
    return any(each.signals.get("title", 0.0) >= 0.75 and each.signals.get("artists", 0.0) >= 0.5 for each in ranked)


def _is_same(best: Scored, other: Scored) -> bool:
    """Whether two candidates are by all signs uploads of the same recording.

    Where the best has the wanted length, an upload that differs in its length alone is only a worse one.
    """
    alike = all(
        abs(best.signals.get(name, 1.0) - other.signals.get(name, 1.0)) < 0.25
        for name in ("title", "beside", "place", "artists", "version", "by", "part")
    )
    first, second = best.candidate.seconds, other.candidate.seconds
    if not alike or first is None or second is None:
        return alike and first is second
    return best.signals.get("length", 0.0) >= 0.95 or abs(first - second) <= _SAME_S


_KIND_WORDS: Final[Mapping[str, str]] = {
    "live": "a live version",
    "acoustic": "an acoustic version",
    "remix": "a remix",
    "sped_up": "a sped-up version",
    "slowed": "a slowed version",
    "nightcore": "a nightcore version",
    "8d": "an 8D version",
    "karaoke": "a karaoke version",
    "instrumental": "an instrumental",
    "cover": "a cover",
    "arranged": "an arrangement",
    "lesson": "a lesson or a reaction",
    "boosted": "a bass-boosted version",
    "loop": "a loop",
    "demo": "a demo",
    "duet": "a duet",
    "excerpt": "an excerpt or a medley",
    "parody": "a parody",
    "rerecorded": "a new recording",
    "language": "in another language",
    "other": "a version of its own",
}


def _doubt(wanted: Sought, ranked: Sequence[Scored]) -> str:
    """In words, what speaks against the best candidate."""
    best = ranked[0]
    signals = best.signals
    off = abs((wanted.recording.duration_s or 0.0) - (best.candidate.seconds or 0.0))
    doubts = (
        (signals["version"] < 0.5, _other_version(wanted, ranked)),
        (signals.get("artists", 1.0) < 0.5, "nothing names its artist"),
        (signals.get("part", 1.0) < 0.5, "the best is another part"),
        (signals["title"] < 0.7, "the best video's title differs"),
        (signals.get("place", 1.0) < 0.5, "another title stands before it"),
        (signals.get("beside", 1.0) < 0.6, "the best video's title says more"),
        (signals.get("by", 1.0) < 0.5, "the best is by another remixer, or from another place"),
        (signals.get("length", 1.0) < 0.8, f"length differs by {off:.0f} s"),
    )
    return next((words for holds, words in doubts if holds), f"no video fits well enough (best {best.score:.2f})")


def _other_version(wanted: Sought, ranked: Sequence[Scored]) -> str:
    """Which other version the best candidates are, or which wanted version none of them is."""
    own = wanted.named.versions
    found = [versions(wanted, seen(each.candidate)) for each in ranked[:5] if each.signals["title"] >= 0.7]
    covers = sum("cover" in kinds for kinds in found)
    if covers > 1 and covers == len(found):
        return f"{covers} covers, no original"
    extra = sorted((found[0] if found else frozenset[str]()) - own)
    if extra:
        return f"best is {_KIND_WORDS.get(extra[0], 'another version')}"
    lacking = sorted(own - (found[0] if found else frozenset[str]()))
    return f"no video is {_KIND_WORDS.get(lacking[0], 'this version') if lacking else 'this version'}"
