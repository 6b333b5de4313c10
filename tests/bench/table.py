"""The scores of several rules as a table: for a terminal, and as the README shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.bench.curve import Scores

ABOUT: Final[Mapping[str, str]] = {
    "spotdl": "whole search lists; titles, artists, albums and lengths known",
    "salami": "YouTube's answers of 2018; titles and lengths known, many never checked",
    "kaggle": "15 videos a track; titles and channels known",
    "hitster": "15 videos a track; nothing but titles known, the right one names an artist",
}
"""What is known of the results, by the ``source`` of a file's cases."""

APART: Final = "15 videos a track; nothing but titles known, the right one names no artist"
"""The same of cases that do not count towards a file's figure."""

HEAD: Final = (
    "| cases | program | accepted | of these right | accepted when absent | area | at 99 % |",
    "|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Table:
    """How each rule did on the same cases, and what is known of them."""

    about: str
    rows: Mapping[str, Scores]

    def _cases(self) -> Scores:
        return next(iter(self.rows.values()))

    def plain(self) -> Iterable[str]:
        """For a terminal, with the counts behind each share."""
        width, cases = max(map(len, self.rows)), self._cases()
        yield f"  {cases.cases:,} cases with a right answer, {cases.absent:,} of them again without it"
        yield f"  {self.about}"
        yield f"  {'':<{width}}  accepted   of these right         when absent       area   at 99 %"
        for name, row in self.rows.items():
            said = f"({row.wrong} not{f', {row.unsure} ?' if row.unsure else ''})"
            yield (
                f"  {name:<{width}}  {row.coverage:8.1%}  {row.precision:7.1%} {said:<14}"
                f"  {row.false_accepts:6.1%} {f'({row.falsely})':<7}  {row.area:6.3f}  {row.sure:7.1%}"
            )

    def markdown(self) -> Iterable[str]:
        """As the README shows it, without the head. What does just as the rule above it is left out."""
        first, above = f"**{self._cases().cases:,}**: {self.about}", None
        for name, row in self.rows.items():
            if row == above:
                continue
            shares = " | ".join(f"{100 * share:.1f} %" for share in (row.coverage, row.precision, row.false_accepts))
            yield f"| {first} | {name} | {shares} | {row.area:.3f} | {100 * row.sure:.1f} % |"
            first, above = "", row
