"""A clock that a test moves, a token endpoint in memory, and tokens to try with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.adapters.login.endpoint import Grant
from core.adapters.login.tokens import Token
from core.reading.patience import Patience

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class ManualClock:
    """Time passes only when someone sleeps or the test says so."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._monotonic = 100.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def pass_by(self, seconds: float) -> None:
        self._monotonic += seconds
        self._now += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_by(seconds)

    async def sleep_until(self, instant: datetime) -> None:
        await self.sleep(max(0.0, (instant - self._now).total_seconds()))


class Renewals:
    """Answers a renewal with ``access-renewed-N``, or raises ``error``."""

    def __init__(self) -> None:
        self.asked: list[Token] = []
        self.error: Exception | None = None
        self.refresh_token: str | None = None

    def __call__(self, token: Token) -> Grant:
        self.asked.append(token)
        if self.error is not None:
            raise self.error
        return Grant(f"access-renewed-{len(self.asked)}", self.refresh_token, 3600, ())


def a_token(access: str, *, expires_at: datetime, refresh: str | None = "refresh-one") -> Token:
    return Token(
        access, refresh, expires_at=expires_at, consented_at=NOW, client_id="client-one", client_secret="secret-one"
    )


def patient() -> Patience:
    """A patience whose waits cost nothing."""
    return Patience(ManualClock(NOW), longest_s=60)
