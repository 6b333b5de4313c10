"""Fits the matcher's weights and thresholds to recorded cases: ``python -m tests.bench.fit CASES.jsonl… [--write]``.

Signals are read once for each pair; then every number is moved up and down in turn for as long as that helps. What
helps is told by one figure: right videos accepted, less those accepted wrongly, each of which costs as much as many
right ones gain. Files count alike, however many cases they hold. Where nothing but titles is known, only a name that is
spelt letter by letter is a gain.

Beside the fit to everything stand two figures for cases that the numbers have not seen: each fifth of the groups judged
by what was fitted to the other four, and each file judged by what was fitted to the other files. Both begin with every
weight alike, since the numbers in use know every case. What a signal is was thought out with these cases in sight; no
figure here takes that back.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.matching import weights
from core.matching.decide import choose
from core.matching.forms import seen, sought
from core.matching.score import signals, total
from core.model import Scored
from tests.bench.cases import Malformed, load
from tests.bench.match import FIGURES, Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from core.model import Candidate
    from tests.bench.cases import Case

FOLDS: Final = 5
STEPS: Final = (0.7, 0.85, 1.18, 1.4)
NEAR: Final = (-0.03, -0.01, 0.01, 0.03)
EVEN: Final = 0.3
"""What every weight is before anything is fitted, where nothing may be known of the cases."""

PRIOR: Final = 0.02
"""What it costs to move a number by its own size, so that nothing moves for the sake of one case."""

_WRONG: Final = 12.0
_ABSENT: Final = 6.0
_OTHER: Final = 2.0


@dataclass(frozen=True, slots=True)
class Numbers:
    """A setting of the matcher."""

    weights: Mapping[str, float]
    sharpness: float
    accept: float
    gap: float


@dataclass(frozen=True, slots=True)
class Read:
    """A case whose signals are read: each candidate with what speaks for it."""

    source: str
    group: str
    found: tuple[tuple[Candidate, Mapping[str, float]], ...]
    right: frozenset[str]
    unsure: frozenset[str]
    counts: bool
    has_absent: bool


@dataclass(slots=True)
class Tally:
    """What came out of a file's cases."""

    cases: int = 0
    first: int = 0
    accepted: int = 0
    wrong: int = 0
    unsure: int = 0
    absent: int = 0
    false: int = 0
    rest: int = 0
    others: int = 0

    def worth(self) -> float:
        """Right ones accepted and ranked first, less what was accepted wrongly, as a share of the cases."""
        good = self.accepted - self.wrong - self.unsure
        lost = _WRONG * self.wrong + _ABSENT * self.false + _OTHER * self.others
        return (good + 0.2 * self.first - lost) / max(1, self.cases)


def read(case: Case) -> Read:
    """Read the signals of a case. Videos that are nothing like the recording are left out: they never count."""
    wanted = sought(case.recording)
    judged = [(each, signals(wanted, seen(each))) for each in case.candidates]
    return Read(
        source=case.source,
        group=case.group,
        found=tuple((each, known) for each, known in judged if known["title"] > 0),
        right=case.right,
        unsure=case.unsure,
        counts=case.is_spelt or FIGURES.get(case.source, Figure()).others >= 1,
        has_absent=case.without_right() is not None,
    )


def tally(cases: Iterable[Read], numbers: Numbers) -> dict[str, Tally]:
    """Decide every case at a setting, with and without the right videos; by source."""
    told: dict[str, Tally] = {}
    for case in cases:
        here = told.setdefault(case.source, Tally())
        scored = [
            Scored(each, total(known, numbers.weights, sharpness=numbers.sharpness), known)
            for each, known in case.found
        ]
        order = sorted(scored, key=lambda each: -each.score)
        taken = choose(order, accept=numbers.accept, gap=numbers.gap)
        if not case.counts:
            here.rest += 1
            here.others += taken is not None
            continue
        here.cases += 1
        here.first += bool(order) and order[0].candidate.video_id in case.right
        if taken is not None:
            here.accepted += 1
            video_id = taken.candidate.video_id
            here.unsure += video_id in case.unsure and video_id not in case.right
            here.wrong += video_id not in case.right | case.unsure
        if case.has_absent:
            here.absent += 1
            known = case.right | case.unsure
            left = [each for each in order if each.candidate.video_id not in known]
            here.false += choose(left, accept=numbers.accept, gap=numbers.gap) is not None
    return told


def worth(cases: Sequence[Read], numbers: Numbers, start: Numbers) -> float:
    """How good a setting is, less what it costs to go so far from where it began."""
    told = tally(cases, numbers)
    moved = sum(abs(value / start.weights[name] - 1) for name, value in numbers.weights.items())
    return sum(each.worth() for each in told.values()) / max(1, len(told)) - PRIOR * moved / len(numbers.weights)


def fit(cases: Sequence[Read], start: Numbers, *, rounds: int = 3) -> Numbers:
    """Move each number in turn while that helps."""
    best, height = start, worth(cases, start, start)
    for _ in range(rounds):
        before = height
        for numbers in _order(start):
            for moved in _moved(best, numbers):
                if (found := worth(cases, moved, start)) > height:
                    best, height = moved, found
        if height - before < 1e-5:
            break
    return best


def _order(start: Numbers) -> Iterator[str]:
    yield "accept"
    yield from start.weights
    yield "sharpness"
    yield "accept"
    yield "gap"


def _moved(numbers: Numbers, name: str) -> Iterator[Numbers]:
    if name == "accept":
        yield from (replace(numbers, accept=round(numbers.accept + step, 3)) for step in NEAR)
    elif name == "gap":
        yield from (replace(numbers, gap=round(max(0.0, numbers.gap + step), 3)) for step in NEAR)
    elif name == "sharpness":
        yield from (replace(numbers, sharpness=round(numbers.sharpness * step, 2)) for step in STEPS)
    else:
        for step in STEPS:
            yield replace(numbers, weights={**numbers.weights, name: round(numbers.weights[name] * step, 3)})


def fold_of(group: str) -> int:
    """Which fifth a group belongs to: the same on every machine."""
    return hashlib.sha256(group.encode()).digest()[0] % FOLDS


def unfitted() -> Numbers:
    """Numbers that know nothing of any case: every weight alike, and round thresholds."""
    return Numbers(dict.fromkeys(weights.WEIGHTS, EVEN), sharpness=1.0, accept=0.8, gap=0.05)


def unseen(cases: Sequence[Read], part_of: Callable[[Read], object]) -> dict[str, Tally]:
    """Judge each part of the cases by what was fitted to all others, from even weights on; by source."""
    whole: dict[str, Tally] = {}
    for part in dict.fromkeys(map(part_of, cases)):
        numbers = fit([case for case in cases if part_of(case) != part], unfitted())
        for source, found in tally([case for case in cases if part_of(case) == part], numbers).items():
            here = whole.setdefault(source, Tally())
            for name in Tally.__slots__:
                setattr(here, name, getattr(here, name) + getattr(found, name))
    return whole


def told(tallies: Mapping[str, Tally]) -> Iterator[str]:
    """The figures of each source in a line."""
    for source, each in tallies.items():
        sure = max(1, each.accepted - each.unsure)
        others = f"   others {each.others / each.rest:.1%}" if each.rest else ""
        yield (
            f"  {source:<8} {each.cases:>5} cases   top-1 {each.first / each.cases:.1%}"
            f"   coverage {each.accepted / each.cases:.1%}   precision {1 - each.wrong / sure:.2%} ({each.wrong} wrong)"
            f"   absent {each.false / max(1, each.absent):.2%} ({each.false}){others}"
        )


def written(numbers: Numbers) -> str:
    """The text of the module that holds the numbers, with those of a setting in place."""
    path = Path(weights.__file__)
    text = path.read_text("utf-8")
    head, _, rest = text.partition("WEIGHTS: Final[Mapping[str, float]] = {\n")
    _, _, tail = rest.partition("}\n")
    body = "".join(f'    "{name}": {value:g},\n' for name, value in numbers.weights.items())
    text = f"{head}WEIGHTS: Final[Mapping[str, float]] = {{\n{body}}}\n{tail}"
    for name, value in (("SHARPNESS", numbers.sharpness), ("ACCEPT", numbers.accept), ("GAP", numbers.gap)):
        before, _, after = text.partition(f"{name}: Final = ")
        text = f"{before}{name}: Final = {value:.2f}\n{after.partition(chr(10))[2]}"
    return text


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, cross-validate, print, and write where asked; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fit", description=__doc__)
    parser.add_argument("cases", nargs="+", type=Path, help="files of match cases, JSON Lines")
    parser.add_argument("--write", action="store_true", help="put the numbers into core/matching/weights.py")
    chosen = parser.parse_args(arguments)
    try:
        cases = [read(case) for path in chosen.cases for case in load(path) if case.right]
    except Malformed as error:
        print(error, file=sys.stderr)
        return 2
    start = Numbers(weights.WEIGHTS, weights.SHARPNESS, weights.ACCEPT, weights.GAP)
    print("as it is", *told(tally(cases, start)), sep="\n")
    numbers = fit(cases, start)
    print("fitted", *told(tally(cases, numbers)), sep="\n")
    print("cross-validated by group", *told(unseen(cases, lambda case: fold_of(case.group))), sep="\n")
    if len({case.source for case in cases}) > 1:
        print("each file by the others", *told(unseen(cases, lambda case: case.source)), sep="\n")
    print(numbers)
    if chosen.write:
        Path(weights.__file__).write_text(written(numbers), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
