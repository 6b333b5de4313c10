"""Whom a recorded result names as its artists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def credited(found: Mapping[str, Any]) -> tuple[str, ...]:
    """The artists a result names; a plain video has its channel in their place. Empty where it has neither."""
    names = found.get("artists") or [found.get("channel") or ""]
    return tuple(str(name).removesuffix(" - Topic") for name in names if name)


def seconds_off(found: Mapping[str, Any], wanted_s: float | None) -> float | None:
    """How many seconds a result is longer or shorter than what is wanted; None where either length is not known."""
    return abs(found["duration_s"] - wanted_s) if found.get("duration_s") and wanted_s else None
