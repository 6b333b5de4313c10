"""The composition root: the one place that puts store, adapters, clock and session together.

Everything heavy is imported when a session is opened, so that ``--help`` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.build.options import Options, home_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.config import Settings
    from core.session import Session
    from tui.control import Answer

__all__ = ["Options", "ask_holder", "home_folder", "open_session", "settings_of"]


async def open_session(options: Options, *, write: bool) -> Session:
    """Open a profile. See :func:`tui.build.opening.open_session`."""
    from tui.build import opening

    return await opening.open_session(options, write=write)


async def ask_holder(options: Options, request: Mapping[str, str]) -> Answer | None:
    """Ask the process at work. See :func:`tui.build.opening.ask_holder`."""
    from tui.build import opening

    return await opening.ask_holder(options, request)


def settings_of(options: Options) -> Settings:
    """The profile's settings. Raises UsageError where the file cannot be understood."""
    from core.config import load
    from tui.build.home import check_home

    home = home_folder(options.env, options.profile)
    check_home(home)
    return load(home / "config.toml")
