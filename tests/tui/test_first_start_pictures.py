"""Pictures of the first start and the sign-in, compared with accepted ones (``--snapshot-update`` accepts)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.errors import LoginExpired
from core.model import Account, Connection
from core.states import Phase, Reason, RunKind, RunStatus, Service, StartStep
from tests.tui.conftest import an_app
from tests.tui.fake_session import NOON, World, a_run, a_world
from tests.tui.stage import pressing

if TYPE_CHECKING:
    from collections.abc import Callable

BOTH = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["small", "large"])
SIGNED = tuple(Connection(one, Account("mira", "Mira Lindqvist")) for one in Service)
NOBODY = tuple(Connection(one) for one in Service)


@pytest.fixture(autouse=True)
def _no_browser_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "there")


@BOTH
@pytest.mark.parametrize("step", [one for one in StartStep if one is not StartStep.CHOOSE], ids=str)
def test_a_step(snap_compare: Callable[..., bool], size: tuple[int, int], step: StartStep) -> None:
    world = World(connections=NOBODY, step=step)
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world))


@BOTH
def test_choosing(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_world()
    world.step = StartStep.CHOOSE
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world))


@BOTH
def test_an_import_at_work(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = World(connections=SIGNED, step=StartStep.IMPORT, is_active=True)
    counts = {Phase.LIKED_SONGS: (1_204, 1_204), Phase.PLAYLISTS: (31, 31), Phase.PLAYLIST_TRACKS: (3, 31)}
    world.put(a_run(RunKind.IMPORT, stage=Phase.PLAYLIST_TRACKS, counts=counts))
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world))


def test_an_import_that_stopped(snap_compare: Callable[..., bool]) -> None:
    world = World(connections=SIGNED, step=StartStep.IMPORT)
    world.put(a_run(RunKind.IMPORT, status=RunStatus.PAUSED, reason=Reason.NETWORK))
    assert snap_compare(an_app(world), terminal_size=(80, 24), run_before=pressing(world))


def test_a_narrow_window(snap_compare: Callable[..., bool]) -> None:
    world = World(connections=NOBODY, step=StartStep.CONNECT)
    assert snap_compare(an_app(world), terminal_size=(60, 20), run_before=pressing(world))


@BOTH
def test_accounts(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_world()
    given, ends = NOON - timedelta(days=179), NOON + timedelta(days=3)
    hint = "The sign-in ends on 2026-06-13; sign in again before."
    world.connections = (Connection(Service.SPOTIFY, SIGNED[0].account, given, ends, hint), NOBODY[1])
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, "a"))


@BOTH
@pytest.mark.parametrize("keys", [("s",), ("y",), ("s", *"0a1b", "enter")], ids=["spotify", "youtube", "waiting"])
def test_signing_in(snap_compare: Callable[..., bool], size: tuple[int, int], keys: tuple[str, ...]) -> None:
    world = World(connections=NOBODY, step=StartStep.CONNECT)
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, *keys))


def test_a_sign_in_that_was_refused(snap_compare: Callable[..., bool]) -> None:
    world = World(connections=NOBODY, step=StartStep.CONNECT)
    message = "The sign-in was refused in the browser (access_denied). Start again to allow it."
    world.refusal = LoginExpired(message, service=Service.SPOTIFY)
    keys = ("s", *"0a1b", "enter")
    assert snap_compare(an_app(world), terminal_size=(80, 24), run_before=pressing(world, *keys))
