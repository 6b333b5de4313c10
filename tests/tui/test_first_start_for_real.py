"""The first start over real HTTP: the real session and store, the services' own sign-in pages, a person's keys."""

from __future__ import annotations

import asyncio
import time
import urllib.error
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from textual.events import Paste

from core import retry
from core.adapters.clock import SystemClock
from tests.cli.program import visited
from tests.cli.world import small_world
from tests.services import running_services
from tests.tui.screen_text import text
from tui.app import CrossfadeApp
from tui.build import Options, open_session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from core.session import Session
    from tests.services import Running

ENOUGH_S = 30.0
CLIENT_ID = "spotify-client-id"


class Impatient(SystemClock):
    """A clock on which the five minutes for a person are over when a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.over = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Minutes wait for the test."""
        await (self.over.wait() if seconds >= 300 else super().sleep(seconds))


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The services over the small world."""
    with running_services(world=small_world(), folder=tmp_path_factory.mktemp("world")) as running:
        yield running


@pytest.fixture
def start(home: Path, services: Running, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with quick settings and nothing else, where no browser comes up."""
    monkeypatch.setenv("SSH_CONNECTION", "there")
    services.restart()
    services.faults()
    home.mkdir()
    (home / "config.toml").write_text("[spotify]\nspacing_s = 0\n")
    return home


@asynccontextmanager
async def opened(home: Path, services: Running, clock: SystemClock) -> AsyncIterator[Pilot[int]]:
    """The program on a screen of 80x24, with nothing in its environment but where the services are."""
    places = {name: value for name, value in services.environment.items() if name != "CROSSFADE_SPOTIFY_CLIENT_ID"}
    options = Options(env={**places, "CROSSFADE_HOME": str(home)}, clock=clock)

    async def session() -> Session:
        return await open_session(options, write=True)

    async with CrossfadeApp(session).run_test(size=(80, 24), notifications=True) as pilot:
        yield pilot


async def until(pilot: Pilot[int], *said: str) -> str:
    """The screen once all of it is said there."""
    end = time.monotonic() + ENOUGH_S
    while not all(part in screen(pilot) for part in said):
        assert time.monotonic() < end, f"never said {said}:\n{screen(pilot)}"
        await pilot.pause(0.01)
    return screen(pilot)


def screen(pilot: Pilot[int]) -> str:
    """What stands on the screen, in words a blank apart, whatever line and frame they stand in."""
    app = pilot.app
    assert isinstance(app, CrossfadeApp)
    return " ".join(text(app).replace("│", " ").split())


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Keys one by one."""
    for key in keys:
        await pilot.press(key)


async def paste(pilot: Pilot[int], what: str) -> None:
    """Put a text into the field in the place of what stands there, and press enter."""
    await pilot.press("ctrl+u")
    pilot.app.post_message(Paste(what))
    await pilot.press("enter")


def tokens(home: Path) -> list[str]:
    """The secrets of the stored Spotify sign-in."""
    return [word for word in (home / "tokens" / "spotify.json").read_text().split('"') if word.startswith("refresh-")]


def files_with(home: Path, secrets: list[str]) -> list[Path]:
    """The files outside of the tokens' folder that hold one of them."""
    files = [path for path in home.rglob("*") if path.is_file() and path.parent.name != "tokens"]
    return [path for path in files if any(secret.encode() in path.read_bytes() for secret in secrets)]


async def address_of(pilot: Pilot[int]) -> str:
    """The address that the dialog shows, as its key copies it."""
    await until(pilot, "Open this address")
    await pilot.press("ctrl+y")
    await until(pilot, "Copied")
    return pilot.app.clipboard


async def allow(pilot: Pilot[int]) -> None:
    """Go to the address in a browser that says yes."""
    assert await asyncio.to_thread(visited, await address_of(pilot)) == 200


async def test_from_nothing_to_a_library_with_every_mishap_on_the_way(
    start: Path, services: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "READ_FOR_S", 1.0)  # the sign-in service that drops every call is left soon
    home = start
    clock = Impatient()
    async with opened(home, services, clock) as pilot:
        await until(pilot, "▸ Welcome")
        await press(pilot, "n", "n")
        await until(pilot, "▸ Connect", "· Spotify")

        await press(pilot, "s")
        await until(pilot, "Connect Spotify")
        await paste(pilot, "wrong id")
        await until(pilot, "A Spotify client id is one word")
        await paste(pilot, "wrong")
        with pytest.raises(urllib.error.HTTPError, match="400"):  # the page says that it does not know the client
            await asyncio.to_thread(visited, await address_of(pilot))
        await press(pilot, "escape")
        await until(pilot, "Broken off; nothing changed.")
        assert 'client_id = "wrong"' in (home / "config.toml").read_text()

        await paste(pilot, CLIENT_ID)
        refused = (await address_of(pilot)).partition("redirect_uri=")[2].partition("&")[0]
        state = pilot.app.clipboard.partition("state=")[2].partition("&")[0]
        await paste(pilot, f"{refused}?error=access_denied&state={state}")
        await until(pilot, "The sign-in was refused in the browser (access_denied).")

        await press(pilot, "enter")
        await address_of(pilot)
        clock.over.set()
        await until(pilot, "Nobody signed in within five minutes.")
        clock.over.clear()

        services.faults({"call": "spotify.accounts.token", "do": "drop"})
        await press(pilot, "enter")
        await allow(pilot)
        await until(pilot, "sign-in service cannot be reached; check the network.")
        assert not (home / "tokens" / "spotify.json").exists()
        services.faults()

        await press(pilot, "enter")
        await allow(pilot)
        await until(pilot, "✓ Spotify A Listener")
        assert f'client_id = "{CLIENT_ID}"' in (home / "config.toml").read_text()

    async with opened(home, services, clock) as pilot:
        await until(pilot, "▸ Connect", "✓ Spotify A Listener", "· YouTube")
        wrong = home / "wrong.json"
        wrong.write_text("{}")
        await press(pilot, "y")
        await until(pilot, "Connect YouTube")
        await paste(pilot, str(wrong))
        await until(pilot, "wrong.json is no OAuth client file.")
        await paste(pilot, str(services.client_secrets))
        await allow(pilot)
        await until(pilot, "✓ YouTube Listener's channel", "Go on both are connected")

        await press(pilot, "n", "i")
        await until(pilot, "▸ Choose", "10 songs found", "Liked Songs")
        assert pilot.app.current_mode == "choose"

    async with opened(home, services, clock) as pilot:
        await until(pilot, "▸ Choose")
        await press(pilot, "enter")
        await until(pilot, "▸ Ready")
        await press(pilot, "s")
        await until(pilot, "[4 Preview]")

    async with opened(home, services, clock) as pilot:
        await until(pilot, "[1 Home]", "A Listener")
    assert tokens(home)
    assert not files_with(home, tokens(home))


async def test_a_sign_in_broken_off_leaves_the_one_before(start: Path, services: Running) -> None:
    home = start
    async with opened(home, services, SystemClock()) as pilot:
        await until(pilot, "▸ Welcome")
        await press(pilot, "n", "n")
        await until(pilot, "▸ Connect")
        await press(pilot, "s")
        await until(pilot, "Connect Spotify")
        await paste(pilot, CLIENT_ID)
        await allow(pilot)
        await until(pilot, "✓ Spotify A Listener")
        before = (home / "tokens" / "spotify.json").read_text()

        services.faults({"call": "spotify.me*", "do": "delay", "delay_s": 2.0})
        await press(pilot, "s")
        await until(pilot, "Connect Spotify")
        await press(pilot, "enter")
        await allow(pilot)
        end = time.monotonic() + ENOUGH_S
        while (home / "tokens" / "spotify.json").read_text() == before:
            assert time.monotonic() < end
            await pilot.pause(0.01)
        await press(pilot, "escape")
        await until(pilot, "Broken off; nothing changed.")
        assert (home / "tokens" / "spotify.json").read_text() == before
        services.faults()
