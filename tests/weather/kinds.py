"""What can become of a call in bad weather, and which calls of a command it befalls.

A kind is told by what goes over the wire in place of the answer; the front sends it (:mod:`tests.weather.front`), but
for the two that never reach a service (:mod:`tests.weather.reach`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

SHORT_S, DATED_S = 7, 20
"""Seconds that services ask to wait for: in a number, and by a date."""

HUGE = "1000000000000"
"""Seconds that nobody can mean; the program takes them for a day and an hour."""


class Manner(Enum):
    """How a call ends."""

    ANSWER = "an answer of somebody's, whole"
    RESET = "the connection is reset before a byte of the answer"
    RESET_AFTER_HEAD = "it is reset after the headers"
    CUT = "half of the body comes, then the connection ends"
    DRIBBLE = "a byte a second comes"
    NO_NAME = "the service's name is not found"
    NOBODY = "nobody listens at its address"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of bad weather.

    ``status`` and ``retry_after`` are of an ANSWER's, whose body is the service's own error form unless ``page`` or
    ``document`` takes its place. ``is_served``: the service did and charged the call, and the answer was lost.
    ``is_long``: the service asks for more patience than a command has, which is told at once and obeyed.
    """

    name: str
    manner: Manner = Manner.ANSWER
    status: int = 200
    retry_after: str | None = None
    page: bytes | None = None
    is_served: bool = False
    is_long: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def is_on_the_wire(self) -> bool:
        """Whether the front sees the call; else nothing does."""
        return self.manner not in (Manner.NO_NAME, Manner.NOBODY)


_GATEWAY = b"<html><head><title>503</title></head><body>Service Unavailable</body></html>"
_PORTAL = b"<!doctype html><html><body>Welcome! Accept the terms of this network to go on.</body></html>"
_NO_TOKEN = b'{"token_type": "Bearer", "expires_in": 3600}'

ERROR_503 = Kind("503", status=503, page=_GATEWAY)
RESET = Kind("reset before the headers", Manner.RESET)
CUT = Kind("cut body", Manner.CUT, is_served=True)

KINDS = (
    ERROR_503,
    Kind("500", status=500),
    Kind("429", status=429),
    Kind("429 with seconds", status=429, retry_after=str(SHORT_S)),
    Kind("429 with a date", status=429, retry_after="date"),
    Kind("429 with negative seconds", status=429, retry_after="-30"),
    Kind("429 with huge seconds", status=429, retry_after=HUGE, is_long=True),
    Kind("429 with garbage", status=429, retry_after="in a while; soon"),
    RESET,
    Kind("reset after the headers", Manner.RESET_AFTER_HEAD, is_served=True),
    CUT,
    Kind("a byte a second", Manner.DRIBBLE, is_served=True),
    Kind("HTML with 200", page=_PORTAL),
    Kind("DNS failure", Manner.NO_NAME),
    Kind("refused connection", Manner.NOBODY),
)
"""All of them."""

FEW = (ERROR_503, RESET, CUT)
"""Those that stand for all where another endpoint of the same vendor and command meets every one."""

NO_TOKEN = Kind("token answer without a token", page=_NO_TOKEN)
"""Only a token endpoint can do this."""


class Pattern(StrEnum):
    """Which calls to an endpoint are befallen, from a first one on."""

    ONCE = "once"
    THRICE = "three in a row"
    THIRD = "one in three for ever"
    EVER = "for ever"

    def befalls(self, number: int) -> bool:
        """Whether it befalls a call, counted from 0 at the first one; below that it has not begun."""
        if number < 0:
            return False
        match self:
            case Pattern.ONCE:
                return number == 0
            case Pattern.THRICE:
                return number < 3
            case Pattern.THIRD:
                return number % 3 == 0
            case Pattern.EVER:
                return True
