"""What is said of every rule that chooses a video: how much it accepts, and how much of that is right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tests.bench.cases import Case

SURE: Final = 0.99
"""The precision at which the coverage of every rule is compared."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The video a rule would take (None: none passes its filters), and how sure it is, in a measure of its own.

    ``is_accepted``: it passes the rule's own threshold, too. A rule that takes the best of what is left has none.
    """

    video_id: str | None = None
    score: float = 0.0
    is_accepted: bool = True


def best(scored: Iterable[tuple[str, float]]) -> Answer:
    """The video with the highest score; of several the first."""
    found = max(scored, key=lambda each: each[1], default=None)
    return Answer(*found) if found else Answer()


@dataclass(frozen=True, slots=True)
class Scores:
    """How a rule did on cases that each have a right answer; every share is in 0…1.

    ``coverage`` is what it accepts, ``precision`` what is right of that (without the ``unsure`` ones, of which nobody
    knows). ``absent`` are the cases that were judged again without their right answers, ``false_accepts`` the share of
    them where it accepts all the same. ``area`` lies under the curve of precision over coverage as its threshold falls,
    ``sure`` is the most it can cover at a precision of 99 %; there, what is accepted without a right answer counts as
    wrong.
    """

    cases: int
    absent: int
    coverage: float
    precision: float
    wrong: int
    unsure: int
    false_accepts: float
    falsely: int
    area: float
    sure: float


def scores(cases: Sequence[Case], rule: Callable[[Case], Answer], *, at: float = SURE) -> Scores:
    """Ask a rule about every case twice: as it is, and with every right video taken out; ``sure`` is taken ``at``."""
    present = [(_verdict(case, answer), answer) for case in cases if (answer := rule(case)).video_id]
    absent = [rule(left) for case in cases if (left := case.without_right())]
    accepted = Counter(verdict for verdict, answer in present if answer.is_accepted)
    falsely = sum(answer.video_id is not None and answer.is_accepted for answer in absent)
    points = _points(present, [answer for answer in absent if answer.video_id])
    share = max(1, len(cases))
    return Scores(
        cases=len(cases),
        absent=len(absent),
        coverage=accepted.total() / share,
        precision=_precision(accepted),
        wrong=accepted["wrong"],
        unsure=accepted["unsure"],
        false_accepts=falsely / max(1, len(absent)),
        falsely=falsely,
        area=sum((covered - before) * precision for before, covered, precision in points) / share,
        sure=max((covered for _, covered, precision in points if precision >= at), default=0) / share,
    )


def _verdict(case: Case, answer: Answer) -> str:
    return "right" if answer.video_id in case.right else "unsure" if answer.video_id in case.unsure else "wrong"


def _precision(seen: Counter[str]) -> float:
    return seen["right"] / max(1, seen["right"] + seen["wrong"] + seen["false"])


def _points(present: Sequence[tuple[str, Answer]], absent: Sequence[Answer]) -> list[tuple[int, int, float]]:
    """For each threshold, the highest first: cases covered above the one before, cases covered, and the precision."""
    told: dict[float, Counter[str]] = {}
    for verdict, answer in [*present, *(("false", answer) for answer in absent)]:
        told.setdefault(answer.score, Counter())[verdict] += 1
    seen: Counter[str] = Counter()
    points, before = [], 0
    for score in sorted(told, reverse=True):
        seen += told[score]
        covered = seen.total() - seen["false"]
        points.append((before, covered, _precision(seen)))
        before = covered
    return points
