"""The step of the first start: kept over restarts, over for good once it is over, never for who has a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.errors import UsageError
from core.model import Holder
from core.quota import PacificDays
from core.session import Machinery
from core.session.first_start import FirstStart
from core.sign_in import SignIn
from core.states import RunKind, Service, StartStep
from tests.engine.journey import Crasher, LocalAccounts

if TYPE_CHECKING:
    from tests.engine.conftest import MakeJourney


@pytest.mark.parametrize("step", StartStep)
async def test_a_restart_opens_at_the_step_that_was_kept(journey_of: MakeJourney, step: StartStep) -> None:
    journey = await journey_of()
    assert await journey.session().first_start.step() is StartStep.WELCOME
    await journey.session().first_start.keep(step)
    assert await journey.session().first_start.step() is step


async def test_what_is_over_never_comes_back(journey_of: MakeJourney) -> None:
    start = (await journey_of()).session().first_start
    await start.keep(None)
    await start.keep(StartStep.CONNECT)
    assert await start.step() is None


async def test_who_has_a_library_is_past_connecting_but_not_past_choosing(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    session = journey.session()
    await session.first_start.keep(StartStep.IMPORT)
    await journey.run(session, RunKind.IMPORT)
    assert await session.first_start.step() is StartStep.IMPORT
    await session.first_start.keep(StartStep.CONNECT)
    assert await session.first_start.step() is None
    await journey.store.purge(Service.SPOTIFY)
    assert await session.first_start.step() is None


async def test_a_word_of_a_later_version_begins_anew(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    await journey.store.set_setting("first_start", "haggle")
    assert await journey.session().first_start.step() is StartStep.WELCOME


async def test_who_may_only_look_sees_no_first_start(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    looking = Machinery(
        store=journey.store,
        accounts=LocalAccounts(journey.services, journey.clock, Crasher()),
        clock=journey.clock,
        calendar=PacificDays(),
        settings=journey.settings,
        home=journey.home,
        bus=journey.bus,
        holder=Holder(1, "desk", "now"),
    )
    assert await FirstStart(looking).step() is None


async def test_a_client_id_that_is_named_is_kept_and_one_that_is_none_is_refused(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    sources = journey.session().sources
    await sources.sign_in(Service.SPOTIFY, SignIn(print, client_id="abc123"))
    assert 'client_id = "abc123"' in (journey.home / "config.toml").read_text()
    for wrong in ("", "two words", "https://developer.example/app"):
        with pytest.raises(UsageError, match="one word"):
            await sources.sign_in(Service.SPOTIFY, SignIn(print, client_id=wrong))
