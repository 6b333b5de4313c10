"""Reads the ``Retry-After`` header (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after)."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

WAIT_MAX_S = 25 * 3600.0
"""No service of ours is closed for longer than a day of 25 hours; a greater number is a mistake."""

_SECONDS = re.compile(r"(-?)([0-9]+)")
_DATE = re.compile(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")


def retry_after(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Seconds a service asks to wait: at least 1, at most 25 hours; None where it says nothing that can be read.

    A date is compared with the answer's own ``Date``, since clocks differ, else with ``now``.
    """
    asked = _field(headers, "retry-after")
    if number := _SECONDS.fullmatch(asked):
        sign, digits = number.groups()
        seconds = 0.0 if sign else float(digits) if len(digits) <= 9 else WAIT_MAX_S
        return min(WAIT_MAX_S, max(1.0, seconds))
    instant = _date(asked)
    if instant is None:
        return None
    wait = (instant - (_date(_field(headers, "date")) or now)).total_seconds()
    return min(WAIT_MAX_S, max(1.0, wait))


def _field(headers: Mapping[str, str], name: str) -> str:
    return next((value.strip() for key, value in headers.items() if key.lower() == name), "")


def _date(value: str) -> datetime | None:
    if not _DATE.fullmatch(value):
        return None
    try:
        return parsedate_to_datetime(value)
    except ValueError:
        return None
