"""Signing in, in again and out on screen: what is asked, what is said, and that escape always leads out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click
import pytest

from core.errors import LoginExpired
from core.model import Account, Connection, Holder
from core.states import Phase, Reason, RunKind, RunStatus, Service, StartStep
from tests.tui.conftest import RUN, shown_at
from tests.tui.fake_session import ADDRESS, NOON, World, a_run, a_world
from tests.tui.screen_text import settle, text
from tests.tui.worlds import at_step, nobody
from tui.cli.accounts import auth
from tui.screens.accounts import connection_line
from tui.screens.place import Place
from tui.state.sign_in import dates, is_answer, plain_words, service_wanted

if TYPE_CHECKING:
    from pathlib import Path

ANSWER = "http://127.0.0.1:41733/callback?code=c&state=abc"

pytestmark = pytest.mark.usefixtures("over_ssh")


@pytest.fixture
def stranger() -> World:
    """A library, and nobody signed in."""
    world = a_world()
    world.connections = (Connection(Service.SPOTIFY), Connection(Service.YOUTUBE))
    return world


@pytest.mark.parametrize(
    ("pasted", "is_one"),
    [
        (ANSWER, True),
        (f" '{ANSWER}'\n", True),
        ("http://127.0.0.1/callback?error=access_denied&state=abc", True),
        ("http://127.0.0.1/callback?code=c&state=other", False),
        ("http://127.0.0.1/callback?state=abc", False),
        ("http://127.0.0.1/callback?code=c&state=\ud800", False),
        ("http://[bad", False),
        ("", False),
    ],
)
def test_only_an_address_with_this_sign_ins_secret_answers_it(pasted: str, is_one: bool) -> None:
    assert is_answer(pasted, ADDRESS) is is_one
    assert not is_answer(pasted, "https://accounts.example/authorize")


def test_an_errors_sentence_leaves_out_the_command_that_the_dialog_stands_for() -> None:
    told = "The Spotify sign-in is over. Sign in again: crossfade auth youtube --client-secrets FILE."
    assert plain_words(told) == "The Spotify sign-in is over."
    assert plain_words("No \x1b[2J.") == "No \ufffd[2J."


@pytest.mark.parametrize(
    ("kind", "service"), [(RunKind.IMPORT, Service.SPOTIFY), (RunKind.SYNC, Service.YOUTUBE)], ids=str
)
def test_a_paused_run_names_the_sign_in_it_waits_for(kind: RunKind, service: Service) -> None:
    assert service_wanted(a_run(kind, status=RunStatus.PAUSED, reason=Reason.SIGN_IN).run) is service
    assert service_wanted(a_run(kind, status=RunStatus.PAUSED, reason=Reason.NETWORK).run) is None


@pytest.mark.parametrize(
    ("width", "dated"), [(64, " since 2025-12-13, until 2026-06-13"), (53, " until 2026-06-13")], ids=str
)
def test_where_both_dates_have_no_room_the_one_to_come_stays_apart_from_the_name(width: int, dated: str) -> None:
    given, ends = NOON - timedelta(days=179), NOON + timedelta(days=3)
    drawn = connection_line(Connection(Service.SPOTIFY, Account("m", "Mira Lindqvist"), given, ends), width)
    assert drawn.plain.endswith(dated)
    assert "Mira Lindqvist " in drawn.plain
    assert drawn.cell_length < width


async def test_both_sign_ins_stand_with_their_dates_and_what_will_bite(world: World) -> None:
    ends = NOON + timedelta(days=3)
    world.connections = (
        Connection(Service.SPOTIFY, Account("m", "Mira"), NOON - timedelta(days=179), ends, "The sign-in ends soon."),
        Connection(Service.YOUTUBE),
    )
    assert dates(world.connections[1]) == ""
    async with shown_at(world, "a") as (app, pilot):
        said = text(app)
        assert "Mira" in said
        assert "since 2025-12-13, until 2026-06-13" in said
        assert "Spotify: The sign-in ends soon." in said
        await pilot.press("enter")
        await settle(pilot)
        assert "Connect YouTube" in text(app)


@pytest.mark.parametrize(
    ("service", "key", "known"),
    [
        (Service.SPOTIFY, "s", ("Premium", "at most 5 people", "terms restrict transfers", "Without an app, import")),
        (Service.YOUTUBE, "y", ("test user", "has not verified", "7 days", "publish")),
    ],
)
async def test_what_to_know_before_an_app_is_made_stands_in_the_smallest_window_and_in_the_help(
    service: Service, key: str, known: tuple[str, ...]
) -> None:
    newcomer = nobody()
    at_step(StartStep.CONNECT)(newcomer)
    async with shown_at(newcomer, size=(60, 20)) as (app, pilot):
        assert "asks its owner for Premium" in " ".join(text(app).split())
        await pilot.press(key)
        await settle(pilot)
        said = " ".join(text(app).replace("│", " ").split())
    assert "Sign in (enter)" in said
    command = auth.commands[service.value]
    told = " ".join(command.get_help(click.Context(command)).split())
    for words in known:
        assert words in said
        assert words in told


async def test_a_sign_in_shows_its_address_and_takes_the_pasted_answer(stranger: World) -> None:
    async with shown_at(stranger, "a", "enter", "enter") as (app, pilot):
        assert "Paste the client ID of your app." in text(app)
        await pilot.press(*"0a1b", "enter")
        await settle(pilot)
        assert "sign in to spotify id=0a1b" in stranger.calls
        assert "https://accounts.spotify.com/authorize?client_id=" in text(app)
        await pilot.press("ctrl+y")
        await settle(pilot)
        assert app.clipboard == ADDRESS
        await pilot.press(*"nonsense", "enter")
        await settle(pilot)
        assert "That does not answer this sign-in" in text(app)
        await pilot.press(*ANSWER, "enter")
        await settle(pilot)
        await settle(pilot)
        assert "Mira Lindqvist" in text(app)
        assert "state=abc" not in text(app)


async def test_escape_breaks_the_waiting_off_and_asks_again_then_leaves(stranger: World) -> None:
    async with shown_at(stranger, "a", "enter", *"0a1b", "enter", "escape") as (app, pilot):
        assert "Broken off; nothing changed." in text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert stranger.calls.count("sign in to spotify id=0a1b") == 2
        for _ in range(3):
            await pilot.press("escape")
            await settle(pilot)
        assert "Connect" not in text(app)
        assert "accounts.spotify.com" not in text(app)


async def test_a_refusal_is_one_sentence_and_can_be_tried_again(stranger: World) -> None:
    message = "The Spotify sign-in is over. Sign in again: crossfade auth spotify."
    stranger.refusal = LoginExpired(message, service=Service.SPOTIFY)
    async with shown_at(stranger, "a", "enter", *"0a1b", "enter") as (app, pilot):
        assert "The Spotify sign-in is over." in text(app)
        assert "crossfade auth" not in text(app)
        stranger.refusal = None
        await pilot.press("enter")
        await settle(pilot)
        assert "Open this address" in text(app)


async def test_a_client_file_is_named_by_its_path_or_the_one_kept_is_used(stranger: World, tmp_path: Path) -> None:
    file = tmp_path / "client secret.json"
    file.touch()
    async with shown_at(stranger, "a", "down", "enter", *"/nowhere", "enter", size=(120, 40)) as (app, pilot):
        assert "There is no file '/nowhere'." in text(app)
        await pilot.press("ctrl+u", *f'"{file}"', "enter")
        await settle(pilot)
        assert stranger.calls[-1] == "sign in to youtube id=None file=client secret.json"
    stranger.clients[Service.YOUTUBE] = "mine.apps.googleusercontent.com"
    async with shown_at(stranger, "a", "down", "enter", "enter") as (app, _):
        assert stranger.calls[-1] == "sign in to youtube id=None"


async def test_an_expired_sign_in_is_one_key_away_where_the_run_stands(world: World) -> None:
    world.put(a_run(status=RunStatus.PAUSED, reason=Reason.SIGN_IN, stage=Phase.ADD_VIDEOS))
    async with shown_at(world, RUN) as (app, pilot):
        assert "a signs in again, then r goes on." in text(app)
        await pilot.press("a")
        await settle(pilot)
        assert "Connect YouTube" in text(app)


async def test_signing_out_asks_first_and_deletes_data_only_where_that_was_meant(world: World) -> None:
    async with shown_at(world, "a", "o", "enter") as (_app, pilot):
        assert not any("sign out" in call for call in world.calls)
        for keys in (("o", "y"), ("down", "x", "y")):
            for key in keys:
                await pilot.press(key)
                await settle(pilot)
        assert world.calls == ["sign out of spotify purge=False", "sign out of youtube purge=True"]


async def test_while_another_process_works_no_sign_in_is_touched(world: World) -> None:
    world.holder = Holder(4711, "desk", "now")
    async with shown_at(world, "a") as (app, _):
        assert isinstance(app.screen, Place)
        assert "Already in progress" in text(app)
