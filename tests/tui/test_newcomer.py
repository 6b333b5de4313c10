"""A newcomer before the demo, at 80x24 and with no help read: every wish within three keys, each told on the screen."""

from __future__ import annotations

import asyncio
import os
import re
from typing import TYPE_CHECKING

import pytest

from tests.tui.screen_text import text
from tui.app import CrossfadeApp
from tui.build import demo as stage_of
from tui.build import open_session

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from core.session import Session

LONGEST_S = 60.0
MOST_KEYS = 3


class Newcomer:
    """Reads the screen and presses what it offers."""

    def __init__(self, app: CrossfadeApp, pilot: Pilot[int]) -> None:
        self._app = app
        self._pilot = pilot

    async def sees(self, *signs: str) -> str:
        """Wait until each of ``signs`` stands on the screen; the whole of it."""
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST_S
        while not all(sign in (seen := text(self._app)) for sign in signs):
            assert loop.time() < end, f"{signs} never came:\n{seen}"
            await self._pilot.pause(0.05)
        return seen

    async def wants(self, *keys: tuple[str, str], until: str) -> None:
        """Press each key once the screen offers it by its sign; ``until`` stands there when the wish is fulfilled."""
        assert len(keys) <= MOST_KEYS
        for key, sign in keys:
            await self.sees(sign)
            await self._pilot.press(key)
        await self.sees(until)


@pytest.mark.slow
async def test_every_wish_takes_three_keys_at_most_and_the_screen_tells_them(monkeypatch: pytest.MonkeyPatch) -> None:
    plenty = "40000"  # a day's units for the whole sync: the waits for other days are tried elsewhere
    monkeypatch.setattr(stage_of, "CONFIG", stage_of.CONFIG.replace(str(stage_of.UNITS), plenty))
    monkeypatch.setattr(stage_of, "UNITS", int(plenty))
    quick = [rule | {"delay_s": 0.02} for rule in stage_of.FAULTS["rules"]]
    monkeypatch.setattr(stage_of, "FAULTS", {"rules": quick})
    with stage_of.staged(keep=None, is_shown=True, env=os.environ) as stage:
        async with await open_session(stage.options, write=True) as session:
            await stage.prepare(session)

        async def opened() -> Session:
            return await open_session(stage.options, write=True)

        app = CrossfadeApp(opened, demo=True)
        async with app.run_test(size=(80, 24)) as pilot:
            person = Newcomer(app, pilot)
            priced = await person.sees("What it does", "Total", "c confirm")
            assert re.search(r"Total +[\d,]{5,}", priced)
            # begin the sync, pause it, decide a review meanwhile, go on
            await person.wants(("c", "c confirm"), ("enter", "(enter)"), until="Sync running")
            await person.wants(("p", "p pause"), until="Sync paused: by you")
            (before,) = re.findall(r"(\d+) to review,", (await _shown(person, "6", "6 Review", "to review,")))
            await person.wants(("a", "a accept"), until=f"{int(before) - 1} to review,")
            await person.wants(("5", "5 Run"), ("r", "r resume"), until="Sync running")
            # what the day has left is always there; one failure is shown, and explained at a key
            assert re.search(r"units [━─]+ [\d,]+  searches [━─]+ [\d,]+", await person.sees("✗ 1"))
            explained = await _shown(person, "e", "e problems", "a retry may help")
            assert all(word in explained for word in ("Why ", "Tried ", "Do ", "cannot be put into"))
            await person.wants(("escape", "esc back"), until="Sync")
            # at its end: why something was not added, the playlists' links, and another try of what failed
            told = ("6 decides", "2 tells", "o open", "youtube.com/playlist?list=")
            await person.sees("Sync done with 1 failed item", "f retry failed", *told)
            await person.wants(("2", "2 tells"), until="skipped (1 empty)")
            await person.wants(("5", "5 Run"), ("s", "s summary"), until="Summary of the last sync")
            await person.wants(("f", "f retry failed"), ("y", "(y)"), until="Retry done")
            await person.wants(("q", "q quit"), until="")
        assert app.return_code == 0


async def _shown(person: Newcomer, key: str, sign: str, until: str) -> str:
    await person.wants((key, sign), until=until)
    return await person.sees(until)
