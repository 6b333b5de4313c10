"""The secrets of one sign-in: a PKCE verifier (https://www.rfc-editor.org/rfc/rfc7636) and a state.

The state proves that a redirect answers this sign-in; the verifier proves that who redeems the code began it.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Secrets:
    """Made once for each attempt, never stored."""

    state: str = field(repr=False)
    verifier: str = field(repr=False)

    @property
    def challenge(self) -> str:
        """The S256 challenge that goes with the person's browser."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def new_secrets() -> Secrets:
    """256 bits of state and a verifier of 86 characters."""
    return Secrets(state=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(64))
