"""What a person brings to a sign-in. Who opens the address and who types is decided outside: no browser here."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class SignIn:
    """``show_address`` gets the address to open, once.

    ``client_id`` names the person's own Spotify app, ``client_file`` the file of their own Google app; None: the one
    known already. ``pasted`` brings lines a person typed, among which a redirect address counts like the redirect
    itself; None: none can be typed.
    """

    show_address: Callable[[str], None]
    _: KW_ONLY
    client_id: str | None = None
    client_file: Path | None = None
    pasted: asyncio.Queue[str] | None = None
