"""What a person may ask for that is no run: a backup, a look at the matched videos. Without any Textual.

Each ends with a sentence; while one works ``said`` tells how far it is. The session lets nothing else begin meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.text import shown
from tui.telling.keeping import backup_made, backup_parked, backup_reads, health_parked, health_unsure
from tui.telling.words import plural

if TYPE_CHECKING:
    from core.session import Session


class Errands:
    """The errands of one session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._said = ""

    @property
    def said(self) -> str:
        """How far the errand in hand is, or what it waits for (raw); empty where none is."""
        return self._said and (self.session.notices.said or self._said)

    async def back_up(self) -> str:
        """Save every playlist of the channel. Raises what the session raises."""
        self._said = "Reading the channel's playlists…"
        try:
            made = await self.session.backups.make(tell=lambda outlook: self._say(backup_reads(outlook)))
        finally:
            self._said = ""
        if made.left:
            return f"{backup_parked(made)} The next backup goes on when new ones are granted."
        return f"{backup_made(made)}: {shown(str(made.file))}"

    async def check_health(self) -> str:
        """Look at every matched video. Raises what the session raises."""
        self._said = "Looking at the matched videos…"
        try:
            checked = await self.session.health.check(
                tell=lambda done, of: self._say(f"Looked at {done:,} of {plural(of, 'matched video')}…")
            )
        finally:
            self._said = ""
        if checked.left:
            return f"{health_parked(checked)} The next check goes on with the other {checked.left:,}."
        died = await self.session.health.died()
        found = plural(died, "dead one stands", "dead ones stand") if died else "no dead one stands"
        said = f"Looked at {plural(checked.videos, 'video')} for {plural(checked.units, 'unit')}: {found} here."
        return f"{said} {health_unsure(checked)}".rstrip()

    def _say(self, said: str) -> None:
        self._said = said
