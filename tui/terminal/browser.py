"""Whether this machine can show a page to the person at this terminal, and showing one without waiting for it."""

from __future__ import annotations

import sys
import webbrowser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def can_show(env: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a browser would come up where the person sits.

    Not over ssh. On Linux only with a display: without one, browsers of the terminal would take the screen over.
    """
    if any(env.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")):
        return False
    if platform in ("darwin", "win32"):
        return True
    return bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def show(address: str) -> bool:
    """Show a page; False where no browser was found. It may wait for the browser, so call it in a thread."""
    try:
        return webbrowser.open(address)
    except webbrowser.Error:
        return False
