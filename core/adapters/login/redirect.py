"""What the browser brings back from a sign-in: a code, a refusal, or nothing that concerns us."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from core.adapters.shape import plain

_FIELDS_MAX = 32
_AROUND = " \t\r\n'\"<>"
"""What people and terminals put around a pasted address."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """The answer to this sign-in: a ``code``, or the service's ``error`` word (exactly one)."""

    code: str | None = field(default=None, repr=False)
    error: str | None = None


def read_redirect(address: str, *, state: str) -> Redirect | None:
    """Read a redirect address, or the path and query of one; None where it does not answer this sign-in."""
    try:
        fields = parse_qs(urlsplit(address.strip(_AROUND)).query, max_num_fields=_FIELDS_MAX)
    except ValueError:
        return None

    def only(name: str) -> str:
        values = fields.get(name, [])
        return values[0] if len(values) == 1 else ""

    if not secrets.compare_digest(only("state").encode("utf-8", "replace"), state.encode()):
        return None
    if error := only("error"):
        return Redirect(error=plain(error, limit=60))
    return Redirect(code=code) if (code := only("code")) else None
