"""What a sign-in gives, and the one file that holds it: readable by its owner alone, never half written.

Tokens live here and nowhere else: not in the database, a log, a message or a ``repr``.
"""

from __future__ import annotations

import errno
import json
import os
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.adapters.shape import mapping, sequence, text, word
from core.errors import LoginExpired, StoreError, StoreFull
from core.files import KB, NO_ROOM, keep_private, opened, private_folder, read_open, replacing, why
from core.states import Service

if TYPE_CHECKING:
    from pathlib import Path

FILE_MAX = 64 * KB
"""Bytes; a token file holds about 1 KB."""

_FROM, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""No sign-in began or ends outside of these; reckoning with such dates would leave the calendar."""

_NAMES = {Service.SPOTIFY: "Spotify", Service.YOUTUBE: "YouTube"}
_COMMANDS = {
    Service.SPOTIFY: "crossfade auth spotify",
    Service.YOUTUBE: "crossfade auth youtube --client-secrets FILE",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A sign-in. ``expires_at`` is the access token's end; ``consented_at`` is when the person said yes.

    ``client_id`` stands beside it, since a refresh token works for its own client alone. ``token_uri`` and
    ``client_secret`` are set for Google only, where they come from the person's client file. ``account_id`` and
    ``account_name`` are None until the service was asked who signed in.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    _: KW_ONLY
    expires_at: datetime
    consented_at: datetime
    client_id: str
    scopes: tuple[str, ...] = ()
    account_id: str | None = None
    account_name: str | None = None
    token_uri: str | None = None
    client_secret: str | None = field(default=None, repr=False)


class TokenFile:
    """The file of one service's token, in a folder that only its owner may enter."""

    def __init__(self, path: Path, *, service: Service) -> None:
        self.service = service
        self._path = path

    def exists(self) -> bool:
        """Whether there is one, readable or not."""
        return self._path.is_symlink() or self._path.exists()

    def load(self) -> Token:
        """Read it, closing it to others if it was open. Raises LoginExpired where it is missing or no token."""
        try:
            raw = read_private(self._path)
        except FileNotFoundError:
            message = f"You are not signed in to {_NAMES[self.service]}. Sign in: {_COMMANDS[self.service]}."
            raise LoginExpired(message, service=self.service) from None
        except OSError:
            raise self._unreadable() from None
        try:
            return _token(json.loads(raw))
        except (ValueError, RecursionError):
            raise self._unreadable() from None

    def save(self, token: Token) -> None:
        """Put ``token`` in its place, whole and on the disk, before returning.

        Raises StoreFull or StoreError where it cannot be written; what was there before is then still there.
        """
        content = {
            "access_token": token.access_token,
            "refresh_token": token.refresh_token,
            "expires_at": token.expires_at.isoformat(),
            "consented_at": token.consented_at.isoformat(),
            "client_id": token.client_id,
            "scopes": list(token.scopes),
            "account_id": token.account_id,
            "account_name": token.account_name,
            "token_uri": token.token_uri,
            "client_secret": token.client_secret,
        }
        write_private(self._path, json.dumps(content, indent=1).encode())

    def delete(self) -> bool:
        """Forget the sign-in; returns whether there was one."""
        try:
            self._path.unlink()
        except FileNotFoundError:
            return False
        return True

    def _unreadable(self) -> LoginExpired:
        name, command = _NAMES[self.service], _COMMANDS[self.service]
        return LoginExpired(
            f"The stored {name} sign-in cannot be read ({self._path.name}). Sign in again: {command}.",
            service=self.service,
        )


def write_private(path: Path, content: bytes) -> None:
    """Write a file of mode 0600 in a folder of mode 0700: a new file beside it, on the disk, then in its place."""
    try:
        private_folder(path.parent)
        with replacing(path) as file:
            file.write(content)
    except OSError as error:
        if error.errno in NO_ROOM:
            message = "The disk is full; the sign-in could not be stored. Free some space and try again."
            raise StoreFull(message) from None
        message = f"{path.name} cannot be written in {path.parent} ({why(error)})."
        raise StoreError(message) from None


def read_private(path: Path) -> bytes:
    """Read a file of ours. Raises OSError where it is missing, a link, someone else's or far too long."""
    with opened(path, is_link_followed=False) as file:
        found = os.fstat(file.fileno())
        if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
            raise OSError(errno.EPERM, "it is not a file of this user")
        keep_private(file.fileno())
        return read_open(file, limit=FILE_MAX)


def _token(content: object) -> Token:
    """Raises ValueError where something that a token needs is missing."""
    values = mapping(content)
    access, client = word(values.get("access_token")), word(values.get("client_id"))
    if not access or not client:
        message = "no access token, or no client id"
        raise ValueError(message)
    return Token(
        access,
        word(values.get("refresh_token")) or None,
        expires_at=_instant(values.get("expires_at")),
        consented_at=_instant(values.get("consented_at")),
        client_id=client,
        scopes=tuple(found for each in sequence(values.get("scopes")) if (found := word(each))),
        account_id=text(values.get("account_id")) or None,
        account_name=text(values.get("account_name")) or None,
        token_uri=word(values.get("token_uri")) or None,
        client_secret=word(values.get("client_secret")) or None,
    )


def _instant(value: object) -> datetime:
    """Raises ValueError for what is no instant in the life of a sign-in."""
    found = datetime.fromisoformat(text(value))
    instant = found.replace(tzinfo=UTC) if found.tzinfo is None else found
    if not _FROM <= instant <= _UNTIL:
        message = "no instant of a sign-in"
        raise ValueError(message)
    return instant.astimezone(UTC)
