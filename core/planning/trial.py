"""What if: a situation as it would be under other choices, to be planned like the real one. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.states import MatchStatus

if TYPE_CHECKING:
    from core.planning.plan import Situation, Source
    from core.states import Order, Policy


@dataclass(frozen=True, slots=True)
class Trial:
    """Choices that are only tried out; None leaves one as it is.

    ``reserve`` are units kept back. ``order`` and ``policy`` are meant for every category. ``is_searching`` False:
    what waits for a search is not searched for.
    """

    reserve: int | None = None
    order: Order | None = None
    policy: Policy | None = None
    allow_delete: bool | None = None
    is_searching: bool = True


def tried(situation: Situation, trial: Trial) -> Situation:
    """The situation with what is tried out."""
    found = situation
    if trial.reserve is not None:
        found = replace(found, allowance=replace(found.allowance, reserve=trial.reserve))
    if trial.allow_delete is not None:
        found = replace(found, allow_delete=trial.allow_delete)
    return replace(found, sources=tuple(_source(source, trial, found) for source in found.sources))


def _source(source: Source, trial: Trial, situation: Situation) -> Source:
    category = source.category
    if trial.order is not None:
        category = replace(category, order=trial.order)
    if trial.policy is not None:
        category = replace(category, policy=trial.policy)
    rows = source.rows
    if not trial.is_searching:
        rows = tuple(
            replace(row, status=MatchStatus.MISSING)
            if row.status is None and row.recording_id is not None and row.recording_id not in situation.unjudged
            else row
            for row in rows
        )
    return (
        source if category is source.category and rows is source.rows else replace(source, category=category, rows=rows)
    )
