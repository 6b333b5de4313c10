"""An error answer of YouTube's, taken apart: its reason words, the limits it names, its message.

Bodies come in the classic form, in the newer one with ``details``, without their outer object, and as pages of
someone in between (https://developers.google.com/youtube/v3/docs/errors). Nothing is decided here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.adapters.retry_after import retry_after
from core.adapters.shape import mapping, plain, sequence, text, word
from core.quota import COSTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from core.adapters.session import Refused
    from core.quota import Method

WRITES = frozenset(method for method, (_, units) in COSTS.items() if units == 50)
"""Methods whose effect cannot be told from a lost answer."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answer, read: every reason word in it, the limits it names, its message for people."""

    status: int
    method: Method
    reasons: tuple[str, ...]
    limits: tuple[Mapping[str, str], ...]
    message: str
    wait_s: float | None
    now: datetime
    is_foreign: bool = False
    """Whether the body is not YouTube's: none, cut, or that of a proxy or a hotel. Its status then proves little."""

    @property
    def is_write(self) -> bool:
        """Whether the call may have changed something."""
        return self.method in WRITES

    @property
    def is_daily(self) -> bool:
        """Whether it names a limit that is counted by the day."""
        return any(
            "/d/" in f"{limit.get('quota_unit', '')}/" or "PerDay" in limit.get("quota_limit", "")
            for limit in self.limits
        )


def read(refused: Refused, method: Method, *, now: datetime) -> Refusal:
    """Take an error body apart; one that is no JSON has no reasons. YouTube's own has a code or a reason, always."""
    try:
        body: object = json.loads(refused.body)
    except (ValueError, RecursionError):
        body = None
    first = sequence(body)
    outer = mapping(first[0] if first else body)
    inner = outer.get("error", outer)
    error = mapping(inner)
    details = [mapping(detail) for detail in sequence(error.get("details"))]
    words = [mapping(each).get("reason") for each in sequence(error.get("errors"))]
    words += [detail.get("reason") for detail in details] + [error.get("status"), inner]
    reasons = tuple(found for each in words if (found := word(each)))
    return Refusal(
        status=refused.status,
        method=method,
        reasons=reasons,
        limits=tuple(_texts(limit) for detail in details if (limit := mapping(detail.get("metadata")))),
        message=plain(error.get("message")),
        wait_s=retry_after(refused.headers, now=now),
        now=now,
        is_foreign=not reasons and not isinstance(error.get("code"), int),
    )


def _texts(metadata: Mapping[str, object]) -> Mapping[str, str]:
    return {key: text(value) for key, value in metadata.items() if key.startswith(("quota_", "window_"))}
