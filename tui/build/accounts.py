"""The person's sign-ins as they really are: tokens in their files, services over HTTP.

Implements :class:`core.ports.Accounts`. Clients are made at first use; a sign-in ends with one call that asks the
service who signed in, and that is remembered beside the token.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from core.adapters.lane import Lane
from core.adapters.login import google, spotify
from core.adapters.login.tokens import TokenFile
from core.adapters.spotify.client import Spotify
from core.adapters.youtube.client import YouTube
from core.adapters.ytmusic.client import SPACING_S, YouTubeMusic
from core.config import spotify_client_id
from core.errors import LoginExpired, QuotaExhausted, ServiceError, Transient, UsageError
from core.meter import Meter
from core.model import Account, Connection
from core.quota import Method
from core.states import Service

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from core.adapters.address import Addresses
    from core.adapters.login.keeper import TokenKeeper
    from core.adapters.login.tokens import Token
    from core.config import Settings
    from core.ports import Clock, QuotaCalendar
    from core.reading.patience import Patience
    from core.sign_in import SignIn
    from core.store import Store

_WARN_SPOTIFY = timedelta(days=14)
_WARN_GOOGLE = timedelta(days=5)


class LiveAccounts:
    """The sign-ins of one profile."""

    def __init__(
        self,
        home: Path,
        settings: Settings,
        env: Mapping[str, str],
        *,
        addresses: Addresses,
        store: Store,
        clock: Clock,
        calendar: QuotaCalendar,
        patience: Patience,
    ) -> None:
        self._tokens = home / "tokens"
        self._settings = settings
        self._env = env
        self._addresses = addresses
        self._store = store
        self._clock = clock
        self._patience = patience
        self._meter = Meter(store.ledger, clock, calendar, settings)
        self._client_id: str | None = None  # named during this session; the settings in force do not have it yet
        self._lanes = {
            Service.SPOTIFY: Lane("spotify", clock=clock, spacing_s=settings.spotify.spacing_s),
            Service.YOUTUBE: Lane("youtube", clock=clock),
        }
        self._music_lane = Lane("ytmusic", clock=clock, spacing_s=SPACING_S)
        self._keepers = {service: self._keeper(service) for service in Service}
        self._library: Spotify | None = None
        self._youtube: YouTube | None = None
        self._music: YouTubeMusic | None = None

    # ── who is signed in ─────────────────────────────────────────────────────────────────────────────────

    async def connection(self, service: Service) -> Connection:
        """Whether and as whom the person is signed in, from the stored token alone: no call is made."""
        try:
            token = self._keepers[service].token()
        except LoginExpired:
            return Connection(service)
        account = Account(token.account_id, token.account_name or "") if token.account_id else None
        if account is None and service is Service.YOUTUBE:
            account = await self._store.channel.identity()
        ends_at = token.consented_at + spotify.CONSENT_LIFE if service is Service.SPOTIFY else None
        return Connection(
            service,
            account=account,
            consented_at=token.consented_at,
            ends_at=ends_at,
            hint=_hint(token, ends_at, self._clock.now()),
        )

    def client(self, service: Service) -> str | None:
        """Spotify's client id as named last, or that of the Google client file of which a copy is kept."""
        if service is Service.SPOTIFY:
            return self._client_id or spotify_client_id(self._settings, self._env)
        try:
            return google.read_client(self._tokens / google.CLIENT_FILE).client_id
        except UsageError:
            return None

    async def sign_in(self, service: Service, asked: SignIn) -> Account:
        """Sign in through the browser. See :meth:`core.ports.Accounts.sign_in`."""
        if service is Service.SPOTIFY:
            self._client_id = asked.client_id or self._client_id
            token = await spotify.sign_in(
                self.client(service) or "",
                accounts=self._addresses.spotify_accounts,
                clock=self._clock,
                patience=self._patience,
                show_address=asked.show_address,
                pasted=asked.pasted,
            )
        else:
            client = google.read_client(self._client_file(asked.client_file))
            token = await google.sign_in(
                client,
                clock=self._clock,
                patience=self._patience,
                show_address=asked.show_address,
                pasted=asked.pasted,
            )
        keeper = self._keepers[service]
        before = _held(keeper)
        keeper.adopt(token)
        try:
            return await self._who(service, keeper)
        except (ServiceError, asyncio.CancelledError):
            if before is not None:
                keeper.adopt(before)
            else:
                await self.sign_out(service)
            raise

    async def sign_out(self, service: Service) -> None:
        """Delete the stored token; nothing happens where there is none."""
        self._file(service).delete()
        self._keepers[service] = self._keeper(service)
        if service is Service.SPOTIFY:
            self._library = None
        else:
            self._youtube = None

    # ── the services ─────────────────────────────────────────────────────────────────────────────────────

    def library(self) -> Spotify:
        """Spotify as the signed-in person. Raises LoginExpired, or UsageError where even the client id is missing."""
        keeper = self._keepers[Service.SPOTIFY]
        try:
            keeper.token()
        except LoginExpired:
            if self.client(Service.SPOTIFY) is None:
                message = (
                    "Spotify needs the client ID of your own app, in CROSSFADE_SPOTIFY_CLIENT_ID or [spotify] "
                    "client_id: 'crossfade auth spotify --help' says how to get one; a file of yours needs none."
                )
                raise UsageError(message) from None
            raise
        if self._library is None:
            lane = self._lanes[Service.SPOTIFY]
            self._library = Spotify(api=self._addresses.spotify_api, keeper=keeper, lane=lane)
        return self._library

    def youtube(self) -> YouTube:
        """YouTube as the signed-in person. Raises LoginExpired where there is no sign-in."""
        keeper = self._keepers[Service.YOUTUBE]
        keeper.token()
        if self._youtube is None:
            lane = self._lanes[Service.YOUTUBE]
            self._youtube = YouTube(api=self._addresses.youtube_api, keeper=keeper, lane=lane)
        return self._youtube

    def music(self) -> YouTubeMusic | None:
        """The unofficial search, where the settings allow it; it knows nothing of the sign-in."""
        if self._music is None and self._settings.match.ytmusic:
            self._music = YouTubeMusic(api=self._addresses.ytmusic, lane=self._music_lane)
        return self._music

    async def close(self) -> None:
        """Take no further calls; one in hand goes on to its end, if the process lives that long."""
        for lane in (*self._lanes.values(), self._music_lane):
            lane.close()

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────

    async def _who(self, service: Service, keeper: TokenKeeper) -> Account:
        """Ask who signed in, and remember it with the token."""
        if service is Service.SPOTIFY:
            account = await self._patience.read(self._listener)
        else:
            await self._book_channel(is_surplus=False)
            try:
                account = await self._patience.read(
                    lambda: self.youtube().channel(), again=lambda: self._book_channel(is_surplus=True)
                )
            except (QuotaExhausted, Transient):
                # The database knows whose channel it is, and every listing is checked against it.
                identity = await self._store.channel.identity()
                if identity is None:
                    raise
                return identity
        keeper.remember_account(account.account_id, account.name)
        return account

    async def _listener(self) -> Account:
        await self._store.library.book_call(self._clock.now(), "me")
        return await self.library().account()

    async def _book_channel(self, *, is_surplus: bool) -> None:
        await self._store.ledger.charge(self._meter.charge(Method.CHANNELS_LIST, is_surplus=is_surplus))

    def _client_file(self, given: Path | None) -> Path:
        """The Google client file in force: the one given, of which a copy is kept, else the copy."""
        if given is not None:
            return google.keep_client_file(given, self._tokens)
        kept = self._tokens / google.CLIENT_FILE
        if not os.path.lexists(kept):
            message = (
                "YouTube needs the client file of your own Google project: 'crossfade auth youtube --help' says how to "
                "get one."
            )
            raise UsageError(message)
        return kept

    def _keeper(self, service: Service) -> TokenKeeper:
        if service is Service.SPOTIFY:
            return spotify.spotify_keeper(self._tokens, accounts=self._addresses.spotify_accounts, clock=self._clock)
        return google.google_keeper(self._tokens, clock=self._clock)

    def _file(self, service: Service) -> TokenFile:
        name = spotify.FILE if service is Service.SPOTIFY else google.FILE
        return TokenFile(self._tokens / name, service=service)


def _held(keeper: TokenKeeper) -> Token | None:
    with suppress(LoginExpired):
        return keeper.token()
    return None


def _hint(token: Token, ends_at: datetime | None, now: datetime) -> str | None:
    """What about a sign-in will bite soon."""
    if ends_at is not None and ends_at - now < _WARN_SPOTIFY:
        return f"The sign-in ends on {ends_at.astimezone():%Y-%m-%d}; sign in again before."
    if ends_at is None and _WARN_GOOGLE < now - token.consented_at < google.TESTING_LIFE:
        ends = token.consented_at + google.TESTING_LIFE
        return f"While the Google app is in testing, the sign-in ends on {ends.astimezone():%Y-%m-%d}."
    return None
