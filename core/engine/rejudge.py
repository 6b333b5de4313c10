"""Judges again, by what is stored, what an older version of the scoring decided: no call is ever made for it.

A changed decision changes the wish alone. What stands in a playlist by the old one is the plan's affair; a person's
word, and what a source itself said, stay as they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.judge import FIRST_RETRY
from core.matching.decide import decide
from core.matching.score import SCORING_VERSION
from core.states import MatchOrigin, MatchStatus

if TYPE_CHECKING:
    from core.config import Settings
    from core.ports import Clock
    from core.store import Store

BATCH = 50


async def rejudge(store: Store, clock: Clock, settings: Settings, *, version: int = SCORING_VERSION) -> int:
    """Bring every stored decision up to this version of the scoring; returns how many were judged again."""
    setting = settings.match
    done = 0
    while outdated := await store.matches.outdated(version, limit=BATCH):
        for recording, before in outdated:
            candidates = await store.matches.candidates(recording.id)
            decision = decide(recording, candidates, accept=setting.accept, gap=setting.gap)
            was_missing = before.status is MatchStatus.MISSING
            is_missing = decision.status is MatchStatus.MISSING
            now = clock.now()
            again = before.search_again_at if was_missing else now + FIRST_RETRY
            await store.matches.decide(
                recording.id,
                replace(decision, version=version),
                origin=MatchOrigin.MATCHER,
                at=before.decided_at if was_missing and is_missing else now,  # its pause goes on
                search_again_at=again if is_missing else None,
            )
            done += 1
            await clock.sleep(0)
    return done
