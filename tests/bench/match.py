"""Measures the matcher on files of recorded cases: ``python -m tests.bench.match CASES.jsonl… [--json]``.

Each case is judged twice: as it was recorded, and with every right video taken out, where the only right answer is
none. Beside it stand the published rules of two other programs, each at the threshold where it is as precise as
the matcher is. The exit code is 1 when a file misses its figure, 2 when a file is no file of cases.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Final

from core.matching.decide import decide
from core.matching.weights import ACCEPT, GAP
from core.states import MatchStatus
from tests.bench.cases import Malformed, load
from tests.bench.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from core.model import Decision
    from tests.bench.cases import Case
    from tests.bench.rules import Answer


@dataclass(frozen=True, slots=True)
class Figure:
    """What a kind of file must reach. Shares are in 0…1; ``wrong`` and ``absent`` are most cases, None: any."""

    top1: float = 0.0
    coverage: float = 0.0
    precision: float = 0.0
    false_accepts: float = 1.0
    others: float = 1.0
    wrong: int | None = None
    absent: int | None = None


FIGURES: Final[Mapping[str, Figure]] = {
    "spotdl": Figure(top1=0.97, coverage=0.92, wrong=1, absent=1),
    "kaggle": Figure(coverage=0.95, precision=0.995, false_accepts=0.015),
    "hitster": Figure(coverage=0.94, precision=0.995, false_accepts=0.01, others=0.05),
}
"""By the ``source`` of a file's cases. Of hitster, where nothing but a title is known of a video, those cases count
whose right title names an artist; ``others`` is the share of the rest that may be accepted."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured on a file's cases.

    ``coverage`` and ``review`` are shares of the cases with a right answer; ``precision`` is that of the accepted
    among them, ``false_accepts`` the share accepted with no right answer left. ``mixed`` is the precision over
    both. ``others`` is the accepted share of cases that do not count (None: there are none).
    """

    cases: int
    top1: float
    coverage: float
    precision: float
    false_accepts: float
    review: float
    wrong: int
    absent: int
    mixed: float
    us_per_case: float
    others: float | None = None


def judged(case: Case) -> Decision:
    """The matcher's word, at its own thresholds."""
    return decide(case.recording, case.candidates, accept=ACCEPT, gap=GAP)


def measure(cases: Sequence[Case], judge: Callable[[Case], Decision] = judged) -> Result:
    """Judge every case twice and count."""
    counted, rest = _split(cases)
    decisions = {case.id: judge(case) for case in rest}
    began = process_time()
    present = [(case, judge(case)) for case in counted]
    took = process_time() - began
    absent = [(case, judge(case)) for each in counted if (case := each.without_right())]
    accepted = [_verdict(case, decision.video_id) for case, decision in present if decision.video_id]
    good, wrong = accepted.count("right"), accepted.count("wrong")
    false = sum(decision.video_id is not None for _, decision in absent)
    first = sum(
        bool(decision.ranked) and decision.ranked[0].candidate.video_id in case.right for case, decision in present
    )
    share = max(1, len(present))
    taken = sum(decision.video_id is not None for decision in decisions.values())
    return Result(
        cases=len(present),
        top1=first / share,
        coverage=len(accepted) / share,
        precision=good / max(1, good + wrong),
        false_accepts=false / max(1, len(absent)),
        review=sum(decision.status is MatchStatus.REVIEW for _, decision in present) / share,
        wrong=wrong,
        absent=false,
        mixed=good / max(1, good + wrong + false),
        us_per_case=took / share * 1e6,
        others=taken / len(rest) if rest else None,
    )


def _split(cases: Sequence[Case]) -> tuple[list[Case], list[Case]]:
    """Those with a right answer that count towards a file's figure, and the rest of them."""
    answerable = [case for case in cases if case.right]
    counted = [case for case in answerable if case.is_named or FIGURES.get(case.source, Figure()).others >= 1]
    return counted, [case for case in answerable if case not in counted] if len(counted) < len(answerable) else []


def _verdict(case: Case, video_id: str | None) -> str:
    return "right" if video_id in case.right else "unsure" if video_id in case.unsure else "wrong"


def replayed(cases: Sequence[Case], rule: Callable[[Case], Answer], *, mixed: float) -> tuple[float, float]:
    """A rule's share of first answers that are right, and its coverage where it is as precise as ``mixed``.

    Precision is taken over present and absent cases together. The coverage is 0 where no threshold reaches it.
    """
    counted, _ = _split(cases)
    present = []
    for case in counted:
        video_id, score = rule(case)
        present.append((_verdict(case, video_id) if video_id else "none", score))
    absent = [rule(left) for case in counted if (left := case.without_right())]
    events = sorted(
        [(score, verdict) for verdict, score in present if verdict != "none"]
        + [(score, "false") for video_id, score in absent if video_id],
        reverse=True,
    )
    seen: Counter[str] = Counter()
    best = 0
    for place, (score, verdict) in enumerate(events):
        seen[verdict] += 1
        is_last = place + 1 == len(events) or events[place + 1][0] < score
        if is_last and seen["right"] >= mixed * (seen["right"] + seen["wrong"] + seen["false"]):
            best = seen["right"] + seen["wrong"] + seen["unsure"]
    share = max(1, len(present))
    return sum(verdict == "right" for verdict, _ in present) / share, best / share


def missed(result: Result, figure: Figure) -> tuple[str, ...]:
    """In words, which of its figures a file misses."""
    told = (
        (result.top1 < figure.top1, f"top-1 {result.top1:.1%} is below {figure.top1:.0%}"),
        (result.coverage < figure.coverage, f"coverage {result.coverage:.1%} is below {figure.coverage:.0%}"),
        (result.precision < figure.precision, f"precision {result.precision:.2%} is below {figure.precision:.1%}"),
        (
            result.false_accepts > figure.false_accepts,
            f"{result.false_accepts:.2%} were accepted with the right video absent, above {figure.false_accepts:.1%}",
        ),
        (
            (result.others or 0.0) > figure.others,
            f"{result.others or 0.0:.1%} of those whose title names no artist were accepted, above {figure.others:.0%}",
        ),
        (figure.wrong is not None and result.wrong > figure.wrong, f"{result.wrong} wrong videos were accepted"),
        (
            figure.absent is not None and result.absent > figure.absent,
            f"{result.absent} were accepted with the right video absent",
        ),
    )
    return tuple(words for is_missed, words in told if is_missed)


def _shown(path: Path, result: Result, rules: Mapping[str, tuple[float, float]]) -> Iterable[str]:
    yield f"{path.name}: {result.cases:,} cases"
    yield (
        f"  crossfade            top-1 {result.top1:6.1%}   coverage {result.coverage:6.1%}"
        f"   precision {result.precision:7.2%} ({result.wrong} wrong)"
    )
    yield (
        f"  {'':<20} accepted when absent {result.false_accepts:.2%} ({result.absent})"
        f"   review {result.review:.1%}   {result.us_per_case:,.0f} µs a case"
    )
    if result.others is not None:
        yield f"  {'':<20} accepted where no right title names the artist {result.others:.1%}"
    for name, (top1, coverage) in rules.items():
        yield f"  {name:<20} top-1 {top1:6.1%}   coverage {coverage:6.1%} where it is as precise"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each file; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.match", description=__doc__)
    parser.add_argument("cases", nargs="+", type=Path, help="files of match cases, JSON Lines")
    parser.add_argument("--json", action="store_true", help="print one object a file")
    chosen = parser.parse_args(arguments)
    try:
        files = [(path, load(path)) for path in chosen.cases]
    except Malformed as error:
        print(error, file=sys.stderr)
        return 2
    is_missed = False
    for path, cases in files:
        result = measure(cases)
        source = cases[0].source
        lacks = missed(result, FIGURES.get(source, Figure()))
        is_missed |= bool(lacks)
        rules = {name: replayed(cases, rule, mixed=result.mixed) for name, rule in RULES.items()}
        if chosen.json:
            print(json.dumps(_document(path, result, rules)))
        else:
            print("\n".join(_shown(path, result, rules)))
            print(f"  {'misses its figure: ' + '; '.join(lacks) if lacks else 'reaches its figure'}")
    return 1 if is_missed else 0


def _document(path: Path, result: Result, rules: Mapping[str, tuple[float, float]]) -> dict[str, object]:
    others = {} if result.others is None else {"others_accepted": round(result.others, 4)}
    return {
        "file": path.name,
        "cases": result.cases,
        "top1": round(result.top1, 4),
        "coverage": round(result.coverage, 4),
        "precision": round(result.precision, 4),
        "false_accepts": round(result.false_accepts, 4),
        "review": round(result.review, 4),
        "us_per_case": round(result.us_per_case, 1),
        "wrong": result.wrong,
        "absent_accepted": result.absent,
        **others,
        "replayed": {
            name: {"top1": round(top1, 4), "coverage": round(cover, 4)} for name, (top1, cover) in rules.items()
        },
    }


if __name__ == "__main__":
    sys.exit(main())
