"""Measures the matcher on files of recorded cases: ``python -m tests.bench.match CASES.jsonl… [--json|--markdown]``.

Each case is judged twice: as it was recorded, and with every right video taken out, where the only right answer is
none. Beside it stand the rules of other programs, each at its own threshold, on the same results. Cases that do not
count towards a file's figure (no right title names an artist, and nothing but titles is known) are shown apart.

``accepted`` is the share of cases where a video is taken, ``of these right`` leaves out what nobody knows of (?),
``when absent`` is the share accepted without a right video to take. ``area`` lies under the curve of precision over
coverage, ``at 99 %`` is the most that is accepted at this precision, what is accepted when absent counted as
wrong. The exit code is 1 when a file misses its figure, 2 when a file is no file of cases.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Final

from core.matching.decide import choose, decide
from core.matching.weights import ACCEPT, GAP
from core.states import MatchStatus
from tests.bench.cases import Malformed, load
from tests.bench.curve import Answer, Scores, scores
from tests.bench.rules import RULES
from tests.bench.table import ABOUT, APART, HEAD, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.model import Decision
    from tests.bench.cases import Case


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
    """What was measured on a file's cases, beside what is said of every rule.

    ``top1`` is the share of cases whose best video is right, ``review`` that of those left to a person. ``others`` are
    the scores on the cases that do not count (None: there are none).
    """

    scores: Scores
    top1: float
    review: float
    us_per_case: float
    others: Scores | None = None


def judged(case: Case) -> Decision:
    """The matcher's word, at its own thresholds."""
    return decide(case.recording, case.candidates, accept=ACCEPT, gap=GAP)


def crossfade(case: Case) -> Answer:
    """The same as a rule: what it would take at any threshold, the lead it asks for held."""
    decision = judged(case)
    taken = choose(decision.ranked, accept=0.0, gap=GAP)
    if taken is None:
        return Answer()
    return Answer(taken.candidate.video_id, taken.score, is_accepted=decision.video_id is not None)


def measure(cases: Sequence[Case]) -> Result:
    """Judge every case twice and count."""
    counted, rest = parted(cases)
    began = process_time()
    decisions = [judged(case) for case in counted]
    took = process_time() - began
    first = sum(
        bool(decision.ranked) and decision.ranked[0].candidate.video_id in case.right
        for case, decision in zip(counted, decisions, strict=True)
    )
    share = max(1, len(counted))
    return Result(
        scores=scores(counted, crossfade),
        top1=first / share,
        review=sum(decision.status is MatchStatus.REVIEW for decision in decisions) / share,
        us_per_case=took / share * 1e6,
        others=scores(rest, crossfade) if rest else None,
    )


def parted(cases: Sequence[Case]) -> tuple[list[Case], list[Case]]:
    """Those with a right answer that count towards a file's figure, and the rest of them."""
    answerable = [case for case in cases if case.right]
    counted = [case for case in answerable if case.is_named or FIGURES.get(case.source, Figure()).others >= 1]
    return counted, [case for case in answerable if case not in counted] if len(counted) < len(answerable) else []


def missed(result: Result, figure: Figure) -> tuple[str, ...]:
    """In words, which of its figures a file misses."""
    own, others = result.scores, result.others.coverage if result.others else 0.0
    told = (
        (result.top1 < figure.top1, f"top-1 {result.top1:.1%} is below {figure.top1:.0%}"),
        (own.coverage < figure.coverage, f"coverage {own.coverage:.1%} is below {figure.coverage:.0%}"),
        (own.precision < figure.precision, f"precision {own.precision:.2%} is below {figure.precision:.1%}"),
        (
            own.false_accepts > figure.false_accepts,
            f"{own.false_accepts:.2%} were accepted with the right video absent, above {figure.false_accepts:.1%}",
        ),
        (
            others > figure.others,
            f"{others:.1%} of those whose title names no artist were accepted, above {figure.others:.0%}",
        ),
        (figure.wrong is not None and own.wrong > figure.wrong, f"{own.wrong} wrong videos were accepted"),
        (
            figure.absent is not None and own.falsely > figure.absent,
            f"{own.falsely} were accepted with the right video absent",
        ),
    )
    return tuple(words for is_missed, words in told if is_missed)


def tables(cases: Sequence[Case], result: Result) -> Iterator[Table]:
    """The matcher beside every rule: on the cases that count, then on those that do not."""
    counted, rest = parted(cases)
    about = ABOUT.get(cases[0].source, "cases of your own")
    yield Table(about, {"Crossfade": result.scores} | {name: scores(counted, rule) for name, rule in RULES.items()})
    if result.others is not None:
        others = {"Crossfade": result.others} | {name: scores(rest, rule) for name, rule in RULES.items()}
        yield Table(APART, others)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each file; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.match", description=__doc__)
    parser.add_argument("cases", nargs="+", type=Path, help="files of match cases, JSON Lines")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one object a file")
    form.add_argument("--markdown", action="store_true", help="print the table of the README")
    chosen = parser.parse_args(arguments)
    try:
        files = [(path, load(path)) for path in chosen.cases]
    except Malformed as error:
        print(error, file=sys.stderr)
        return 2
    is_missed = False
    if chosen.markdown:
        print(*HEAD, sep="\n")
    for path, cases in files:
        result = measure(cases)
        lacks = missed(result, FIGURES.get(cases[0].source, Figure()))
        is_missed |= bool(lacks)
        found = tuple(tables(cases, result))
        if chosen.json:
            print(json.dumps(_document(path, result, found)))
        elif chosen.markdown:
            print(*(line for table in found for line in table.markdown()), sep="\n")
        else:
            print(path.name, *(line for table in found for line in table.plain()), sep="\n")
            print(
                f"  Crossfade: the best is right {result.top1:.1%}, left to review {result.review:.1%}, "
                f"{result.us_per_case:,.0f} µs a case"
            )
            print(f"  {_verdict(cases[0].source, lacks)}")
    return 1 if is_missed else 0


def _verdict(source: str, lacks: Sequence[str]) -> str:
    if source not in FIGURES:
        return "no figure is set for this source"
    return "misses its figure: " + "; ".join(lacks) if lacks else "reaches its figure"


def _document(path: Path, result: Result, found: Sequence[Table]) -> dict[str, object]:
    own, *others = ({name: _row(row) for name, row in table.rows.items() if name in RULES} for table in found)
    apart = (
        {"others": _row(result.others), "others_accepted": round(result.others.coverage, 4)} if result.others else {}
    )
    return {
        "file": path.name,
        **_row(result.scores),
        "top1": round(result.top1, 4),
        "review": round(result.review, 4),
        "us_per_case": round(result.us_per_case, 1),
        **apart,
        "replayed": own,
        **({"others_replayed": others[0]} if others else {}),
    }


def _row(row: Scores) -> dict[str, float]:
    return {
        "cases": row.cases,
        "absent_cases": row.absent,
        "coverage": round(row.coverage, 4),
        "precision": round(row.precision, 4),
        "wrong": row.wrong,
        "unsure": row.unsure,
        "false_accepts": round(row.false_accepts, 4),
        "absent_accepted": row.falsely,
        "area": round(row.area, 4),
        "coverage_at_99": round(row.sure, 4),
    }


if __name__ == "__main__":
    sys.exit(main())
