"""What a call of the program brings along: profile, environment, and for the demo a clock and a calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.files import named_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from core.ports import Clock, QuotaCalendar

_PROFILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


FIRST_PROFILE = "default"
"""What the profile is called that has no name: imports of files belong to it."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to open a profile.

    ``profile`` None is the first one. ``clock`` and ``calendar`` None are the computer's clock and Pacific days.
    ``is_hosting`` marks a process that stays open (the screen), so that others may ask it to resume a run.
    """

    profile: str | None = None
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    clock: Clock | None = None
    calendar: QuotaCalendar | None = None
    is_hosting: bool = False


def home_folder(env: Mapping[str, str], profile: str | None) -> Path:
    """The folder of a profile: below ``CROSSFADE_HOME``, else in the platform's place for a user's data.

    Makes nothing. Raises UsageError for a profile name that could not be a folder's.
    """
    if chosen := env.get("CROSSFADE_HOME", "").strip():
        home = named_path(chosen)
    else:
        import platformdirs

        home = named_path(platformdirs.user_data_path("crossfade", appauthor=False))
    if profile is None:
        return home
    if not _PROFILE.fullmatch(profile):
        message = "A profile's name is made of letters, digits, dots, dashes and underscores, 64 at most."
        raise UsageError(message)
    return home / "profiles" / profile
