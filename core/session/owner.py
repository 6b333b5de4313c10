"""Whose runs a session may make and see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.states import RunKind, Service

if TYPE_CHECKING:
    from core.session.machinery import Machinery

_SPOTIFY = "spotify_account"
"""The setting that remembers whose library this profile holds."""


async def visible_accounts(machinery: Machinery) -> frozenset[str]:
    """The accounts whose runs this session may see: those signed in, those the database belongs to, the profile."""
    found = [(await machinery.accounts.connection(service)).account for service in Service]
    identity = await machinery.store.channel.identity()
    remembered = await machinery.store.setting(_SPOTIFY)
    ids = {account.account_id for account in (*found, identity) if account is not None}
    return frozenset(ids | ({remembered} if remembered else set()) | {machinery.profile})


async def owner_of(machinery: Machinery, kind: RunKind, *, source: str = "") -> str:
    """The account a run of this kind will belong to; ``source`` says what an import reads.

    Raises LoginExpired or UsageError where its sign-in is missing, StoreError where it is another channel's. A file
    needs none; it is opened once, and UsageError raised where it cannot be read.
    """
    if kind is RunKind.IMPORT and source != Service.YOUTUBE.value:
        return await (_reader(machinery, source) if source else _listener(machinery))
    machinery.accounts.youtube()
    channel = (await machinery.accounts.connection(Service.YOUTUBE)).account
    if channel is not None:
        await machinery.store.channel.claim(channel)
    identity = channel or await machinery.store.channel.identity()
    return identity.account_id if identity else ""


async def _reader(machinery: Machinery, path: str) -> str:
    if machinery.files is None:
        message = "Files cannot be imported here."
        raise UsageError(message)
    await (await machinery.files.open(Path(path))).close()
    return machinery.profile


async def _listener(machinery: Machinery) -> str:
    machinery.accounts.library()
    account = (await machinery.accounts.connection(Service.SPOTIFY)).account
    remembered = await machinery.store.setting(_SPOTIFY)
    if account is None:
        return remembered or ""
    if remembered and remembered != account.account_id:
        message = (
            "This profile's library belongs to another Spotify account. "
            "Use another --profile, or 'crossfade disconnect spotify --purge' first."
        )
        raise UsageError(message)
    if not remembered:
        await machinery.store.set_setting(_SPOTIFY, account.account_id)
    return account.account_id
