"""One consent of a person in a browser: show an address, wait for the redirect, redeem its code, show how it ended.

The same for both services; which address, and what a code is worth, is told by their own modules.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from core.adapters.login.loopback import SIGNED_IN, Loopback
from core.adapters.login.pkce import Secrets, new_secrets
from core.adapters.login.redirect import Redirect, read_redirect
from core.errors import LoginExpired

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from core.ports import Clock
    from core.states import Service

T = TypeVar("T")

WAIT_S = 300.0
"""How long a person may take; codes live for 10 minutes."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A code, with what is needed to redeem it."""

    code: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str


async def consent(
    *,
    service: Service,
    address: Callable[[str, Secrets], str],
    show_address: Callable[[str], None],
    redeem: Callable[[Consent], Awaitable[T]],
    clock: Clock,
    pasted: asyncio.Queue[str] | None = None,
    any_path: bool = False,
) -> T:
    """Wait for a consent, at most five minutes, and return what ``redeem`` makes of it; the browser is told after that.

    ``address`` makes the page's address from the redirect address and the secrets. ``pasted`` brings lines that
    a person typed: a redirect address among them counts like the redirect itself, any other is passed over.
    Raises LoginExpired where the person said no, or nothing in time.
    """
    secrets = new_secrets()
    async with Loopback(state=secrets.state, any_path=any_path) as listener:
        show_address(address(listener.redirect_uri, secrets))
        waits: list[asyncio.Task[Redirect | None]] = [
            asyncio.create_task(_redirected(listener)),
            asyncio.create_task(_timed_out(clock)),
        ]
        if pasted is not None:
            waits.append(asyncio.create_task(_pasted(pasted, secrets.state)))
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
        answers = [answer for task in done if (answer := task.result()) is not None]
        if not answers:
            message = "Nobody signed in within five minutes. Start again when you are ready."
            raise LoginExpired(message, service=service)
        if answers[0].code is None:
            message = f"The sign-in was refused in the browser ({answers[0].error}). Start again to allow it."
            raise LoginExpired(message, service=service)
        redeemed = await redeem(Consent(answers[0].code, secrets.verifier, listener.redirect_uri))
        await listener.conclude(SIGNED_IN)
    return redeemed


async def _redirected(listener: Loopback) -> Redirect | None:
    return await listener.redirect()


async def _timed_out(clock: Clock) -> None:
    await clock.sleep(WAIT_S)


async def _pasted(lines: asyncio.Queue[str], state: str) -> Redirect | None:
    while True:
        if (found := read_redirect(await lines.get(), state=state)) is not None:
            return found
