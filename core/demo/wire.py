"""What goes over the wire, whichever door it uses: a call, its reply, and the names for JSON.

Only shapes and their smallest readings live here; behaviour belongs to the services.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import parse_qsl

import msgspec

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""A JSON value as the services build it."""

JsonObject: TypeAlias = Mapping[str, Json]
"""A JSON object."""


class MalformedBody(ValueError):
    """A request body is not the JSON object it should be."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request. ``token`` is what stood behind ``Bearer``; None where there was none."""

    verb: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    token: str | None = None
    body: bytes = b""

    def one(self, name: str) -> str | None:
        """The last value of a query parameter; None where it is not given."""
        values = [value for key, value in self.query if key == name]
        return values[-1] if values else None

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a parameter that may be repeated or joined by commas."""
        return tuple(part for key, value in self.query if key == name for part in value.split(",") if part)

    def form(self) -> dict[str, str]:
        """The body of an OAuth token request."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def json(self) -> JsonObject:
        """The body as an object. Raises :class:`MalformedBody`."""
        try:
            body: JsonObject = msgspec.json.decode(self.body, type=dict)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise MalformedBody(str(error)) from error
        return body


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. ``raw`` takes the place of ``body`` where a fault spoils it; both None: no body."""

    status: int
    body: JsonObject | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None

    def content(self) -> bytes:
        """The bytes of the body."""
        if self.raw is not None:
            return self.raw
        return b"" if self.body is None else msgspec.json.encode(self.body)


@dataclass(frozen=True, slots=True)
class Admission:
    """What the gate of a service says of a call: what it took, or the reply that turns it away."""

    charged_units: int = 0
    charged_searches: int = 0
    refusal: Reply | None = None
